"""What a model asks of search, and how it becomes a question that the shop can answer, or a
sentence that says what to correct.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_ai import ModelRetry

from shop.models import Category, Label
from shop.search import SearchQuery
from shop.search.query import LONGEST_WORDS
from shop.search.vocabulary import fold, vocabulary

# A list that is longer says nothing to anybody; a message to a model lists no more either.
MOST_VALUES = 20
MOST_LISTED = 40
Amount = Annotated[Decimal, Field(ge=0, le=10**10)]
Names = Annotated[list[str], Field(max_length=MOST_VALUES)]


class Range(BaseModel):
    """From `least` to `most`; one of them may be left out."""

    least: Decimal | None = Field(default=None, ge=-(10**10), le=10**10)
    most: Decimal | None = Field(default=None, ge=-(10**10), le=10**10)


class Wanted(BaseModel):
    """A search. Every product in the result keeps every constraint."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(
        default="",
        description="What is wanted, in the visitor's own words. Prices, brands, colours and what "
        "is ruled out are understood in them.",
    )
    price_min: Amount | None = Field(
        default=None, description="Only products at this price or more."
    )
    price_max: Amount | None = Field(
        default=None, description="Only products at this price or less."
    )
    brand: str | Names = Field(default="", description="Only this brand, or any of these.")
    colour: str | Names = Field(
        default="", description="Only this colour, as one word, or any of these."
    )
    category: str = Field(
        default="",
        description="Only this category and what is below it, by its slug, such as "
        '"outdoor/jackets"; see list_categories.',
    )
    not_brands: Names = Field(default=[], description="Never these brands.")
    not_colours: Names = Field(default=[], description="Never these colours.")
    not_words: Names = Field(
        default=[], description="What a product may not say in its name, category or attributes."
    )
    attributes: dict[str, str | Names] = Field(
        default={},
        description="Attributes as results show them and the value wanted, or any of several: "
        '{"waterproof": "yes"}.',
    )
    not_attributes: dict[str, str | Names] = Field(
        default={}, description="Attributes and the values that a product may not have."
    )
    ranges: dict[str, Range] = Field(
        default={},
        description='Attributes that are numbers, and the range: {"weight_g": {"most": 500}}.',
    )
    rating_min: Annotated[Decimal, Field(ge=0, le=5)] | None = Field(
        default=None, description="Only what is rated so or better, of 5."
    )
    in_stock: bool = Field(default=False, description="Only what can be bought now.")
    discounted: bool = Field(default=False, description="Only what costs less than it did.")
    cheap: bool = Field(
        default=False, description="Only the lower third of the prices of what is found."
    )
    sort: Literal["relevance", "price", "-price", "rating", "newest"] = Field(
        default="relevance", description="How to order them."
    )
    page: int = Field(default=1, ge=1, le=100, description="1, or more for what comes after.")
    limit: int = Field(default=6, description="How many to return, 1 to 12.")

    @model_validator(mode="before")
    @classmethod
    def _without_none(cls, data: Any) -> Any:
        """Many models fill in every argument, with null where they mean nothing."""
        return (
            {name: value for name, value in data.items() if value is not None}
            if isinstance(data, dict)
            else data
        )

    def query(self) -> SearchQuery:
        """Raises ModelRetry where the shop cannot be asked so."""
        _in_order("price_min", self.price_min, self.price_max)
        return SearchQuery(
            words=self.words[:LONGEST_WORDS],
            category=_category(self.category),
            brands=_brands(self.brand),
            colours=_colours(self.colour),
            not_brands=_brands(self.not_brands),
            not_colours=_colours(self.not_colours),
            not_words=tuple(self.not_words),
            attributes=_attributes(self.attributes),
            not_attributes=_attributes(self.not_attributes),
            ranges=_ranges(self.ranges),
            price_min=self.price_min,
            price_max=self.price_max,
            rating_min=self.rating_min,
            in_stock=self.in_stock,
            discounted=self.discounted,
            cheap=self.cheap,
            sort=self.sort,
            page=self.page,
            page_size=min(max(self.limit, 1), 12),
        )


def _category(slug: str) -> str:
    slug = slug.replace("\0", "").strip()
    if slug and not Category.objects.filter(slug=slug).exists():
        raise ModelRetry(
            f"This shop has no category {slug!r}. Its categories: "
            f"{_listed(Category.objects.values_list('slug', flat=True))}."
        )
    return slug


def _brands(asked: str | list[str]) -> tuple[str, ...]:
    known = vocabulary().brands
    for name in _several(asked):
        if fold(name) not in known:
            raise ModelRetry(
                f"This shop has no brand {name!r}. Leave it out, or use one that a result shows."
            )
    return tuple(known[fold(name)] for name in _several(asked))


def _colours(asked: str | list[str]) -> tuple[str, ...]:
    known = vocabulary().colours
    for name in _several(asked):
        if fold(name) not in known:
            raise ModelRetry(
                f"This shop knows no colour {name!r}. Its colours: {_listed(sorted(known))}."
            )
    return tuple(dict.fromkeys(value for name in _several(asked) for value in known[fold(name)]))


def _attributes(asked: Mapping[str, str | list[str]]) -> dict[str, tuple[str, ...]]:
    found = {}
    for name, values in asked.items():
        key = _key(name)
        stored = {
            fold(value): value
            for value in Label.objects.filter(key=key)
            .order_by("-products")
            .values_list("value", flat=True)[:2000]
        }
        for value in _several(values):
            if fold(value) not in stored:
                raise ModelRetry(
                    f"No product has {key} {value!r}. Its values: {_listed(stored.values())}."
                )
        found[key] = tuple(stored[fold(value)] for value in _several(values))
    return {key: values for key, values in found.items() if values}


def _ranges(asked: Mapping[str, Range]) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    numbers = {number.key for number in vocabulary().labels.numbers}
    found = {}
    for name, limits in asked.items():
        key = _key(name)
        if key not in numbers:
            raise ModelRetry(f"{key} is no number. Those that are: {_listed(sorted(numbers))}.")
        _in_order(key, limits.least, limits.most)
        found[key] = (limits.least, limits.most)
    return found


def _key(name: str) -> str:
    wanted = fold(name.replace("_", " "))
    keys = list(
        Label.objects.exclude(key="").values_list("key", flat=True).distinct().order_by("key")
    )
    key = next((key for key in keys if fold(key.replace("_", " ")) == wanted), None)
    if key is None:
        raise ModelRetry(
            f"No product has the attribute {name!r}. The shop's attributes: {_listed(keys)}."
        )
    return key


def _in_order(name: str, least: Decimal | None, most: Decimal | None) -> None:
    if least is not None and most is not None and least > most:
        raise ModelRetry(
            f"The range of {name.removesuffix('_min')} is reversed: {least} is more than {most}."
        )


def _several(value: str | list[str]) -> list[str]:
    values = [value] if isinstance(value, str) else value
    return [each for each in (each.replace("\0", "").strip() for each in values) if each]


def _listed(values: Iterable[str]) -> str:
    some = list(values)
    return ", ".join(some[:MOST_LISTED]) + (
        f" and {len(some) - MOST_LISTED} more" if len(some) > MOST_LISTED else ""
    )
