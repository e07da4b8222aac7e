"""What is asked of the shop, and how what is read out of its words makes it narrower."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Literal

from pydantic import ConfigDict, Field

from shop.search import reading
from shop.search.filters import BY_FIELD, Filters, Text
from shop.search.foreign import translated
from shop.search.lexicon import BETWEEN
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


class SearchQuery(Filters):
    """What is asked of the shop. Filters are kept by every result; `words` only rank and select."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Text = Field(default="", max_length=LONGEST_WORDS)
    sort: Sort = "relevance"
    best_first: bool = Field(
        default=False,
        description="Sort the best matches alone; what hardly matches stays behind them.",
    )
    by_number: str = Field(
        default="",
        description="The attribute by whose number the best matches are sorted; with a minus in "
        "front, the highest comes first.",
    )
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


def read(words: str, vocabulary: Vocabulary) -> Reading:
    """The constraints and what is left of words in any language."""
    translation = translated(words, vocabulary)
    found = translation.restored(reading.read(translation.text, vocabulary))
    if vocabulary.is_english:
        return found
    # English words between words say nothing to an index in another language.
    said = [word for word in found.words.split() if word.casefold() not in BETWEEN]
    return replace(found, words=" ".join(said) or found.words)


def understood(
    query: SearchQuery, vocabulary: Vocabulary, dropped: Collection[Constraint] = ()
) -> tuple[SearchQuery, tuple[Constraint, ...]]:
    """The query with what its words ask for made explicit; a constraint that was given already only
    gets tighter.

    What was read against a given constraint is not among the constraints that come back: the
    results do not keep it. Nor are those of `dropped`, which are not required.
    """
    if query.literal or not query.words:
        return query, ()
    found = read(query.words, vocabulary)
    constraints = tuple(each for each in found.constraints if each not in dropped)
    changes = _changes(query, constraints)
    kept = tuple(each for each in constraints if _is_kept(each, changes))
    # An order that is not required leaves its adjective: "warmest jacket" still ranks by "warm".
    adjectives = [reading.adjective(each.phrase) for each in dropped if each.field == "sort"]
    words = " ".join([*filter(None, adjectives), found.words]).strip()
    return query.model_copy(update=changes | {"words": words}), kept


def narrowed(query: SearchQuery, constraints: tuple[Constraint, ...]) -> SearchQuery:
    """Returns the query with the constraints as well."""
    return query.model_copy(update=_changes(query, constraints))


def _changes(query: SearchQuery, constraints: tuple[Constraint, ...]) -> dict[str, Any]:
    """Returns the fields of the query that the constraints make narrower."""
    asked = _asked(constraints)
    if query.colours and "colours" not in asked:  # what was chosen is not widened by what is said
        asked.pop("colour_words", None)
    return {name: _tighter(name, getattr(query, name), value) for name, value in asked.items()}


def _asked(constraints: tuple[Constraint, ...]) -> dict[str, Any]:
    """The fields that the constraints set together."""
    asked: dict[str, Any] = {}
    for constraint in constraints:
        for name, value in constraint.changes.items():
            asked[name] = merged(name, asked.get(name), value)
    return asked


def _tighter(name: str, given: Any, read: Any) -> Any:
    if given == SearchQuery.model_fields[name].default:  # a price of 0 is given
        return read
    if name in BY_FIELD:
        return BY_FIELD[name].tightened(given, read)
    return given if name == "sort" else merged(name, given, read)


def _is_kept(constraint: Constraint, changes: dict[str, Any]) -> bool:
    """Whether the results keep it beside what was given."""
    return all(
        BY_FIELD[name].keeps(changes[name], value)
        for name, value in constraint.changes.items()
        if name in changes and name in BY_FIELD
    )
