"""What is asked of the shop, and how what is read out of its words makes it narrower."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from shop.search import reading
from shop.search.foreign import translated
from shop.search.reading import Constraint, Reading, merged, without_phrase
from shop.search.vocabulary import Vocabulary
from shop.wire import Weights

__all__ = [
    "LONGEST_WORDS",
    "Constraint",
    "Mode",
    "SearchQuery",
    "Sort",
    "read",
    "understood",
    "without_phrase",
]

LONGEST_WORDS = 400
Sort = Literal["relevance", "price", "-price", "rating", "newest"]
View = Literal["grid", "list"]
Mode = Literal["hybrid", "text", "vector"]
Price = Decimal | None


class SearchQuery(BaseModel):
    """What is asked of the shop. Constraints are kept by every result; `words` only rank and
    select.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: str = Field(default="", max_length=LONGEST_WORDS)
    category: str = Field(
        default="", description="The slug of a category; what lies below it counts too."
    )
    brands: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    colour_words: tuple[str, ...] = Field(
        default=(),
        description="Colours that this shop also says in names: a product in `colours`, or with "
        "one of these words in its name.",
    )
    not_brands: tuple[str, ...] = ()
    not_colours: tuple[str, ...] = ()
    not_colour_words: tuple[str, ...] = Field(
        default=(), description="Colours that a product may not have in its name."
    )
    attributes: dict[str, tuple[str, ...]] = Field(
        default={}, description="For each attribute, the values of which a product has one."
    )
    not_attributes: dict[str, tuple[str, ...]] = Field(
        default={}, description="For each attribute, the values that a product may not have."
    )
    ranges: dict[str, tuple[Price, Price]] = Field(
        default={}, description="For each attribute that is a number, the least and the most."
    )
    not_words: tuple[str, ...] = Field(
        default=(), description="What a product may not say in its name, category or attributes."
    )
    price_min: Price = None
    price_max: Price = None
    rating_min: Price = None
    in_stock: bool = False
    discounted: bool = Field(default=False, description="Only what costs less than it did.")
    cheap: bool = Field(
        default=False, description="The lower third of the prices of what is found."
    )
    sort: Sort = "relevance"
    view: View = Field(
        default="grid", description="How the results are laid out: for those who look at them."
    )
    page: int = Field(default=1, ge=1, le=10_000)
    page_size: int = Field(default=24, ge=1, le=100)
    literal: bool = Field(
        default=False,
        description="Take the words as words: read no constraint out of them, correct no spelling.",
    )
    mode: Mode = Field(
        default="hybrid", description="By words and meaning, by words alone, or by meaning alone."
    )
    weights: Weights | None = Field(
        default=None,
        description="How much words and meaning count; the settings say it where it is left out.",
    )
    without: tuple[int, ...] = Field(default=(), description="Product ids to leave out.")

    @field_validator(
        "words",
        "category",
        "brands",
        "colours",
        "colour_words",
        "not_brands",
        "not_colours",
        "not_colour_words",
        "not_words",
        mode="before",
    )
    @classmethod
    def storable(cls, value: Any) -> Any:
        """PostgreSQL takes no NUL, and no text of the shop holds one."""
        if isinstance(value, str):
            return value.replace("\0", "").strip()
        return (
            tuple(cls.storable(each) for each in value)
            if isinstance(value, (list, tuple))
            else value
        )


def read(words: str, vocabulary: Vocabulary) -> Reading:
    """The constraints and what is left of words in any language."""
    translation = translated(words, vocabulary)
    return translation.restored(reading.read(translation.text, vocabulary))


def understood(
    query: SearchQuery, vocabulary: Vocabulary
) -> tuple[SearchQuery, tuple[Constraint, ...]]:
    """The query with what its words ask for made explicit; a constraint that was given already only
    gets tighter.

    What was read against a given constraint is not among the constraints that come back: the
    results do not keep it.
    """
    if query.literal or not query.words:
        return query, ()
    found = read(query.words, vocabulary)
    asked: dict[str, Any] = {}
    for constraint in found.constraints:
        for name, value in constraint.changes.items():
            asked[name] = merged(name, asked.get(name), value)
    if query.colours and "colours" not in asked:  # what was chosen is not widened by what is said
        asked.pop("colour_words", None)
    changes = {name: _tighter(name, getattr(query, name), value) for name, value in asked.items()}
    kept = tuple(
        each
        for each in found.constraints
        if all(
            _is_kept(name, changes[name], value)
            for name, value in each.changes.items()
            if name in changes
        )
    )
    return query.model_copy(update=changes | {"words": found.words}), kept


def _tighter(name: str, given: Any, read: Any) -> Any:
    if (
        given is None or given is False or (isinstance(given, (str, tuple, dict)) and not given)
    ):  # but a price of 0 is a price
        return read
    match name:
        case "brands" | "colours":
            return tuple(value for value in given if value in read) or given
        case "attributes":
            return given | {
                key: _tighter("brands", given.get(key, ()), values) for key, values in read.items()
            }
        case "category":
            return read if read.startswith(f"{given}/") else given
        case "sort":
            return read if given == "relevance" else given
    return merged(name, given, read)


def _is_kept(name: str, final: Any, read: Any) -> bool:
    match name:
        case "brands" | "colours":
            return any(value in final for value in read)
        case "attributes":
            return all(
                _is_kept("brands", final.get(key, ()), values) for key, values in read.items()
            )
        case "category":
            return bool(final == read or final.startswith(f"{read}/"))
    return True
