"""Records of searches and of opened products: words and counts, never the visitor."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

LONGEST = 400


class Record(models.Model):
    """One search. Its id is a random number, created before the row is written, so that nobody can
    guess another's.
    """

    class Source(models.TextChoices):
        PAGE = "page", _("page")
        API = "api", _("API")
        CHAT = "chat", _("chat")

    id = models.BigIntegerField(primary_key=True)
    words = models.CharField(
        _("words"),
        max_length=LONGEST,
        help_text=_("As typed. Anything that looks like a person's address or number is masked."),
    )
    normalised = models.CharField(_("normalised spelling"), max_length=LONGEST)
    total = models.PositiveIntegerField(_("found"))
    latency = models.PositiveIntegerField(_("ms"))
    search_type = models.CharField(_("kind of search"), max_length=10)
    filters = models.JSONField(
        _("filters"), default=list, help_text=_("Only their names, never the values.")
    )
    corrected = models.BooleanField(_("corrected"), default=False)
    source = models.CharField(_("asked by"), max_length=4, choices=Source)
    created_at = models.DateTimeField(_("asked at"), db_default=Now())

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-created_at"], name="record_created"),
            models.Index(fields=["normalised", "-created_at"], name="record_words"),
        ]

    def __str__(self) -> str:
        return self.words


class Click(models.Model):
    """A product that was opened from the results of a search; counted once for each search."""

    record = models.ForeignKey(
        Record, models.DB_CASCADE, related_name="clicks", verbose_name=_("search")
    )
    # No foreign key: a click remains true when the product has been removed.
    product_id = models.BigIntegerField(_("product"))
    position = models.PositiveIntegerField(_("position"))
    created_at = models.DateTimeField(_("opened at"), db_default=Now())

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        verbose_name = _("click")
        verbose_name_plural = _("clicks")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record", "product_id"], name="click_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} ({self.position})"
