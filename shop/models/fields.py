"""Custom database fields."""

from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

# More decimals than any currency has, for prices of a metre, a gram or a screw.
PRICE_DECIMALS = 4


def price_as_written(price: Decimal) -> Decimal:
    """Returns the price with two decimals, or with more where it needs them: 149.00, 12.3456."""
    cents = price.quantize(Decimal("0.01"))
    return cents if cents == price else price.normalize()


# Fields take no type arguments at run time.
class PriceField(models.DecimalField):  # type: ignore[type-arg]
    """A price of up to ten digits before the point and four behind it.

    The column has no scale: PostgreSQL rounds nothing, and a wider field rewrites no table.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_digits": 10 + PRICE_DECIMALS, "decimal_places": PRICE_DECIMALS}
        kwargs.setdefault("validators", [MinValueValidator(0)])
        super().__init__(*args, **kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "numeric"

    def from_db_value(
        self, value: Decimal | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> Decimal | None:
        return None if value is None else price_as_written(value)
