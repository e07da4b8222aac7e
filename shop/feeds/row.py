"""ProductRow, the checked form of a product from any feed format."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
)

from shop.models import PRICE_DECIMALS, SEPARATOR, path_parts, path_slug, price_as_written
from shop.models.attributes import storable, storable_attributes

LONGEST_PATH = 500
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
Count = Annotated[int, BeforeValidator(_nothing_is_zero), Field(ge=0, lt=2**31)]


class ProductRow(BaseModel):
    """One product of a feed. Fields that a feed leaves out keep what the shop already knows."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    sku: Code
    name: Required
    price: Money
    description: LongText = ""
    brand: Annotated[Text, Field(max_length=200)] = ""
    model: Text = ""
    category: Text = ""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "EUR"
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

    @field_validator("*", mode="before")
    @classmethod
    def storable(cls, value: Any) -> Any:
        return storable(value)

    @field_validator("attributes", mode="before")
    @classmethod
    def an_object(cls, value: Any) -> Any:
        return storable_attributes(value)

    @field_validator("price", "compare_at_price")
    @classmethod
    def has_few_decimals(cls, value: Decimal | None) -> Decimal | None:
        if value is None:
            return None
        kept = value.quantize(SMALLEST_PRICE)
        # A float of arithmetic, such as 19.990000000000002, is no price of fifteen decimals.
        if abs(kept - value) > FLOAT_ERROR:
            raise ValueError(f"has more than {PRICE_DECIMALS} decimals")
        if kept >= 10**10:
            raise ValueError("too large")
        return price_as_written(kept)

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


def first_reason(error: ValidationError) -> str:
    """Returns the first fault of a validation error as one sentence."""
    fault = error.errors(include_url=False, include_context=False)[0]
    field = ".".join(str(part) for part in fault["loc"]) or "the line"
    return f"{field}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
