"""Variants: what a product is sold as, one for each combination of its options."""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.models.catalogue import Product, ProductImage
from shop.models.fields import PriceField


class Variant(models.Model):
    """A variant of a product. `values` holds its value of each option by the option's key, which
    is the attribute of that name on the product.
    """

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="variants", verbose_name=_("product")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    sku = models.CharField(_("SKU"), max_length=100, blank=True)
    gtin = models.CharField("GTIN", max_length=14, blank=True)
    values = models.JSONField(_("values"), default=dict, blank=True)
    price = PriceField(_("price"))
    compare_at_price = PriceField(_("compare-at price"), null=True, blank=True)
    stock = models.PositiveIntegerField(
        _("stock"),
        null=True,
        blank=True,
        help_text=_("Empty: stock is not counted, and the variant is always available."),
    )
    image_url = models.URLField(_("address of its picture"), max_length=1000, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["product", "position"], name="variant_product"),
            models.Index(fields=["sku"], name="variant_sku"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.values.values()) or self.sku or str(self.pk)

    @property
    def codes(self) -> list[str]:
        return [plain_code(code) for code in (self.sku, self.gtin) if code]

    @property
    def is_available(self) -> bool:
        return self.active and (self.stock is None or self.stock > 0)

    @property
    def saving(self) -> Decimal | None:
        if self.compare_at_price and self.compare_at_price > self.price:
            saved: Decimal = self.compare_at_price - self.price
            return saved
        return None


def plain_code(code: str) -> str:
    """Returns a code as the database's aisle_code does: letters and digits, in lower case."""
    return re.sub(r"[\W_]+", "", code.lower())[:100]


def narrow(product: Product, fitting: Sequence[Variant]) -> None:
    """Has a product that is not saved again cost what its fitting variants do, the best first."""
    if not fitting:
        return
    best = fitting[0]
    stocks = [each.stock for each in fitting]
    counted = [stock for stock in stocks if stock is not None]
    product.fitting = tuple(fitting)
    product.price, product.compare_at_price = best.price, best.compare_at_price
    product.price_max = max(each.price for each in fitting)
    product.stock = sum(counted) if len(counted) == len(stocks) else None


def narrow_to(product: Product, ids: Collection[int]) -> None:
    """Narrows a product to its variants with these ids, as long as they are sold."""
    sold = [each for each in product.sold_variants if each.pk in ids]
    narrow(product, sorted(sold, key=lambda each: (not each.is_available, each.price, each.pk)))


def shown_url(product: Product) -> str:
    """Returns the address of the product's page, with the best fitting variant chosen."""
    address = product.get_absolute_url()
    return f"{address}?variant={product.fitting[0].pk}" if product.fitting else address


def shown_picture(product: Product) -> str:
    """Returns the address of the picture of the variant that fits a search best, or else of the
    product's first; empty where it has none. Wants the images.
    """
    image = _shown_image(product)
    return image.url if image else _own_picture(product)


def shown_srcset(product: Product) -> str:
    """Returns the addresses of the same picture in its widths; empty where it has one."""
    image = _shown_image(product)
    return image.srcset if image else ""


def _own_picture(product: Product) -> str:
    return product.fitting[0].image_url if product.fitting else ""


def _shown_image(product: Product) -> ProductImage | None:
    images, own = product.images.all(), _own_picture(product)
    if own:
        return next((each for each in images if each.source_url == own), None)
    return next(iter(images), None)


def fitting_values(product: Product) -> list[str]:
    """Returns the values that all variants share that fit a search, in the order of the options."""
    shared = []
    for option in product.options:
        values = {each.values.get(option["key"]) for each in product.fitting}
        shared += [value for value in values if value and len(values) == 1]
    return shared
