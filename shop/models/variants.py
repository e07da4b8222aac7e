"""Variants: what a product is sold as, one for each combination of its options."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.models.catalogue import Product
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
    def is_available(self) -> bool:
        return self.active and (self.stock is None or self.stock > 0)

    @property
    def saving(self) -> Decimal | None:
        if self.compare_at_price and self.compare_at_price > self.price:
            saved: Decimal = self.compare_at_price - self.price
            return saved
        return None
