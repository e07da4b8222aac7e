"""Texts of the shop about delivery, returns and the like, written by staff."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ShopFactQuerySet(models.QuerySet["ShopFact"]):
    def in_language(self, language: str) -> "ShopFactQuerySet":
        """Texts in this language, and those for all languages."""
        return self.filter(active=True, language__in=["", language.partition("-")[0]])


class ShopFact(models.Model):
    """A short text that the assistant uses for its answers."""

    class Topic(models.TextChoices):
        DELIVERY = "delivery", _("delivery")
        RETURNS = "returns", _("returns")
        PAYMENT = "payment", _("payment")
        HOURS = "hours", _("opening hours")
        WARRANTY = "warranty", _("warranty")
        CONTACT = "contact", _("contact")
        OTHER = "other", _("other")

    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    title = models.CharField(
        _("title"),
        max_length=120,
        help_text=_("As a visitor would look for it, such as “Sending something back”."),
    )
    text = models.TextField(
        _("text"),
        max_length=1200,
        help_text=_("A few plain sentences. The assistant says them in its own words."),
    )
    language = models.CharField(
        _("language"), max_length=8, blank=True, help_text=_("Such as “de”. Empty: all languages.")
    )
    active = models.BooleanField(_("active"), default=True)

    objects = ShopFactQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["topic", "title"]
        verbose_name = _("shop fact")
        verbose_name_plural = _("shop facts")

    def __str__(self) -> str:
        return self.title
