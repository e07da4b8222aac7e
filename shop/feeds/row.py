"""ProductRow, the checked form of a product from any feed format."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from shop.models import PRICE_DECIMALS, SEPARATOR, path_parts, path_slug, price_as_written
from shop.models.attributes import storable, storable_attributes

LONGEST_PATH = 500
# Of prices for which neither the feed nor the operator names one.
DEFAULT_CURRENCY = "EUR"
SMALLEST_PRICE = Decimal(1).scaleb(-PRICE_DECIMALS)
FLOAT_ERROR = Decimal("1e-6")


def _nothing_is_empty(value: Any) -> Any:
    return "" if value is None else value


def _nothing_is_zero(value: Any) -> Any:
    return 0 if value is None else value


# Exporters write null for an empty text and for a count of nothing.
Required = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Text = Annotated[
    str,
    BeforeValidator(_nothing_is_empty),
    StringConstraints(strip_whitespace=True, max_length=500),
]
LongText = Annotated[
    str,
    BeforeValidator(_nothing_is_empty),
    StringConstraints(strip_whitespace=True, max_length=50_000),
]
Address = Annotated[
    str,
    BeforeValidator(_nothing_is_empty),
    StringConstraints(strip_whitespace=True, max_length=1000, pattern="^(https?://|$)"),
]
Money = Annotated[Decimal, Field(ge=0, lt=10**10)]
# The bounds come first, so that the schema states them in the words of JSON Schema.
Count = Annotated[int, Field(ge=0, lt=2**31), BeforeValidator(_nothing_is_zero)]
MOST_OPTIONS = 10
MOST_VARIANTS = 2_000
MOST_PICTURES = 50


@dataclass(frozen=True)
class Remark:
    """A value of a feed that was left out or changed, and what was done."""

    line: int
    sku: str
    column: str
    value: str
    action: str

    def __str__(self) -> str:
        product = f" of {self.sku}" if self.sku else ""
        value = f" {self.value!r}" if self.value else ""
        return f"line {self.line}{product}: {self.column}{value}: {self.action}"


def checked_price(value: Decimal | None) -> Decimal | None:
    """Returns a price as it is stored. Raises ValueError for one with more decimals than fit."""
    if value is None:
        return None
    kept = value.quantize(SMALLEST_PRICE)
    # A float of arithmetic, such as 19.990000000000002, is no price of fifteen decimals.
    if abs(kept - value) > FLOAT_ERROR:
        raise ValueError(f"has more than {PRICE_DECIMALS} decimals")
    if kept >= 10**10:
        raise ValueError("too large")
    return price_as_written(kept)


class VariantRow(BaseModel):
    """One variant of a product: a value for each of its options, and what it costs."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)
    _line: int = PrivateAttr(default=0)

    @property
    def line(self) -> int:
        """The line of the file that it comes from, 0 where it has none of its own."""
        return self._line

    def of_line(self, line: int) -> "VariantRow":
        self._line = line
        return self

    sku: Annotated[Text, Field(max_length=100)] = ""
    gtin: Annotated[Text, Field(max_length=14)] = ""
    values: dict[str, Annotated[Text, Field(max_length=200)]] = {}
    price: Money
    compare_at_price: Money | None = None
    stock: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    image_url: Address = ""
    active: bool = True

    @field_validator("*", mode="before")
    @classmethod
    def storable(cls, value: Any) -> Any:
        return storable(value)

    @field_validator("price", "compare_at_price")
    @classmethod
    def has_few_decimals(cls, value: Decimal | None) -> Decimal | None:
        return checked_price(value)


class ProductRow(BaseModel):
    """One product of a feed. Fields that a feed leaves out keep what the shop already knows."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)
    _remarks: tuple[Remark, ...] = PrivateAttr(default=())

    sku: Code
    name: Required
    price: Money
    description: LongText = ""
    brand: Annotated[Text, Field(max_length=200)] = ""
    model: Text = ""
    category: Text = ""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = DEFAULT_CURRENCY
    compare_at_price: Money | None = None
    stock: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    rating: Annotated[Decimal, Field(ge=0, le=5)] | None = None
    rating_count: Count = 0
    popularity: Count = 0
    attributes: dict[str, Any] = {}
    url: Address = ""
    gtin: Annotated[Text, Field(max_length=14)] = ""
    active: bool = True
    image: Annotated[Text, Field(max_length=200)] = ""
    image_url: Address = ""
    image_urls: Annotated[list[Address], Field(max_length=MOST_PICTURES)] = []
    description_html: LongText = ""
    options: Annotated[list[Text], Field(max_length=MOST_OPTIONS)] = []
    variants: Annotated[list[VariantRow], Field(max_length=MOST_VARIANTS)] = []

    @property
    def remarks(self) -> Sequence[Remark]:
        """What was left out of the row or changed in it."""
        return self._remarks

    def with_remarks(self, remarks: Sequence[Remark]) -> "ProductRow":
        self._remarks = (*self._remarks, *remarks)
        return self

    @field_validator("*", mode="before")
    @classmethod
    def storable(cls, value: Any, info: ValidationInfo) -> Any:
        # Attributes have a check of their own.
        return value if info.field_name == "attributes" else storable(value)

    @field_validator("attributes", mode="before")
    @classmethod
    def an_object(cls, value: Any) -> Any:
        return storable_attributes(value)

    @field_validator("price", "compare_at_price")
    @classmethod
    def has_few_decimals(cls, value: Decimal | None) -> Decimal | None:
        return checked_price(value)

    @field_validator("rating")
    @classmethod
    def has_two_decimals(cls, value: Decimal | None) -> Decimal | None:
        return None if value is None else value.quantize(Decimal("0.01"))

    @field_validator("category")
    @classmethod
    def fits(cls, value: str) -> str:
        parts = path_parts(value)
        path = SEPARATOR.join(parts)
        # Each step of an address may need a number behind it, to be one of its own.
        if max(len(path), len(path_slug(path)) + 4 * len(parts)) > LONGEST_PATH:
            raise ValueError("too long or too deep")
        return path


class BadRow(BaseModel):
    """A line that was left out, with the reason."""

    line: int
    reason: str
    sku: str = ""


def first_reason(error: ValidationError) -> str:
    """Returns the first fault of a validation error as one sentence."""
    fault = error.errors(include_url=False, include_context=False)[0]
    field = ".".join(str(part) for part in fault["loc"]) or "the line"
    return f"{field}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
