"""Shops elsewhere that report their changes, and what is remembered of what they sent."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Shopify repeats a delivery for two days.
KEPT = timedelta(days=7)
LONGEST_ID = 100


class Webhook(models.Model):
    """A shop at Shopify or WooCommerce. Its secret signs every delivery, so the secret itself is
    stored; no page shows it again.
    """

    class Platform(models.TextChoices):
        SHOPIFY = "shopify", "Shopify"
        WOOCOMMERCE = "woocommerce", "WooCommerce"

    name = models.CharField(_("name"), max_length=100)
    platform = models.CharField(_("platform"), max_length=20, choices=Platform)
    secret = models.CharField(_("secret"), max_length=200)
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        help_text=_("Of its prices, such as EUR. Empty: that of the products in this shop."),
    )
    active = models.BooleanField(_("active"), default=True)
    # The ids of the places that stock was reported of.
    locations = models.JSONField(default=list, editable=False)
    received_at = models.DateTimeField(_("last delivery"), null=True, blank=True, editable=False)
    problem = models.CharField(_("last problem"), max_length=300, blank=True, editable=False)

    # The address with the name of this shop, where a request says it.
    shown_address = ""

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("shop:webhook", args=[self.pk])

    def is_new(self, delivery: str) -> bool:
        """Remembers a delivery. Returns whether it is the first one with this id."""
        self.deliveries.filter(received_at__lt=Now() - KEPT).delete()
        _row, is_new = self.deliveries.get_or_create(name=delivery[:LONGEST_ID])
        return is_new


class WebhookDelivery(models.Model):
    """A delivery that was carried out."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    name = models.CharField(max_length=LONGEST_ID)
    received_at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["webhook", "name"], name="webhook_delivery_once"),
        ]

    def __str__(self) -> str:
        return self.name


class WebhookItem(models.Model):
    """What another shop calls a product, a variation or a stock item by its number there."""

    class Kind(models.TextChoices):
        PRODUCT = "product"
        VARIATION = "variation"
        STOCK = "stock"

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=LONGEST_ID)
    # The number of its product in the other shop.
    parent = models.CharField(max_length=LONGEST_ID, blank=True)
    # The SKU of the product, or of the variant.
    sku = models.CharField(max_length=100, blank=True)
    # When the newest report on it was made there.
    reported_at = models.DateTimeField(null=True)
    # A variation that waits for its product, or the stock at each place.
    data = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["webhook", "kind", "number"], name="webhook_item_number"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["webhook", "parent"], name="webhook_item_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
