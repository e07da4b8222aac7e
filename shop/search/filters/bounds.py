"""Filters of one value: a limit, a yes, a place in the tree of categories."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from django import forms
from pydantic import Field, StringConstraints

from shop.models import PRICE_DECIMALS, SEPARATOR, Category
from shop.search import statements
from shop.search.filters.base import Chip, Conditions, Filter, Label, UnknownValue, listed
from shop.search.vocabulary import vocabulary

MAX_DIGITS = 15
LONGEST_SLUG = 500
# A category and those in it; its address may hold "_", which a LIKE would take for a wildcard.
BELOW = "SELECT id FROM shop_category WHERE slug = %(slug)s OR starts_with(slug, %(start)s)"


@dataclass(frozen=True, kw_only=True)
class Bound(Filter):
    """A least or a most of a number."""

    is_least: bool
    most: Decimal
    """The largest number that can be asked for; the least is 0."""
    chip: Callable[[Decimal], str]
    other_end: str = ""
    """Of a least, the field of the most, which it may not exceed."""
    swapped: Label = ""
    """For people, where the two ends were swapped because they were the wrong way round."""

    @property
    def parameter_type(self) -> Any:
        return Annotated[Decimal, Field(ge=0, le=self.most)] | None

    def form_field(self) -> forms.Field:
        return forms.DecimalField(
            required=False,
            min_value=0,
            max_value=self.most,
            max_digits=MAX_DIGITS,
            decimal_places=PRICE_DECIMALS,
            localize=True,
            label=self.label,
        )

    def to_parameters(self, value: Decimal) -> list[str]:
        return [f"{value:f}"]

    def chips(self, value: Decimal) -> list[Chip]:
        return [Chip(self.chip(value), None)]

    def tightened(self, given: Decimal, read: Decimal) -> Decimal:
        return max(given, read) if self.is_least else min(given, read)


@dataclass(frozen=True, kw_only=True)
class Switch(Filter):
    """On, or not asked for."""

    link: Label = ""
    """What its link beside the results says."""

    @property
    def parameter_type(self) -> Any:
        return bool

    @property
    def parameter_default(self) -> Any:
        return False

    def form_field(self) -> forms.Field:
        return forms.BooleanField(required=False, label=self.label)

    def condition(self, conditions: Conditions, value: bool, *also: Any) -> None:
        if self.sql:
            conditions.add(self.sql)
        if self.variant_sql:
            conditions.add_of_variant(self.variant_sql)

    def to_parameters(self, value: bool) -> list[str]:
        return ["on"]

    def chips(self, value: bool) -> list[Chip]:
        return [Chip(str(self.label), False)]

    def tightened(self, given: bool, read: bool) -> bool:
        return given or read


@dataclass(frozen=True, kw_only=True)
class Place(Filter):
    """A category by its slug, with all that lies below it."""

    argument_note: ClassVar[str] = "See list_categories."
    parameter_note: ClassVar[str] = "`/api/categories` lists them."

    @property
    def parameter_type(self) -> Any:
        return Annotated[str, StringConstraints(max_length=LONGEST_SLUG)]

    @property
    def argument_type(self) -> Any:
        return str

    @property
    def parameter_default(self) -> Any:
        return ""

    def form_field(self) -> forms.Field:
        return forms.CharField(required=False, max_length=LONGEST_SLUG, label=self.label)

    def from_argument(self, given: str) -> str:
        slug = given.replace("\0", "").strip()
        if slug and not Category.objects.filter(slug=slug).exists():
            known = listed(Category.objects.values_list("slug", flat=True))
            raise UnknownValue(f"This shop has no category {slug!r}. Its categories: {known}.")
        return slug

    def condition(self, conditions: Conditions, value: str, *also: Any) -> None:
        # As numbers, so that the planner sees how many products they hold.
        below = statements.rows(BELOW, {"slug": value, "start": value + "/"})
        conditions.add("e.category_id = ANY({}::bigint[])", [row[0] for row in below])

    def to_parameters(self, value: str) -> list[str]:
        return [value]

    def chips(self, value: str) -> list[Chip]:
        places = vocabulary().places.values()
        path = next((path for slug, path in places if slug == value), value)
        return [Chip(path.rsplit(SEPARATOR, 1)[-1], "")]

    def summary(self, value: str) -> str:
        return value.rsplit("/", 1)[-1].replace("-", " ")

    def tightened(self, given: str, read: str) -> str:
        return read if read.startswith(f"{given}/") else given

    def keeps(self, final: str, read: str) -> bool:
        return final == read or final.startswith(f"{read}/")
