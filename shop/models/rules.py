"""Synonyms, and rules that change what a search shows first, hides or boosts."""

import re
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.models.catalogue import Category, Product
from shop.models.index import Label

LONGEST_PHRASE = 80
MOST_WORDS = 8


def phrases(text: str) -> list[str]:
    """Returns the phrases of a field, separated by commas or lines."""
    return list(
        dict.fromkeys(" ".join(part.split()) for part in re.split(r"[,;\n]", text) if part.strip())
    )


class TimedQuerySet[M: models.Model](models.QuerySet[M]):
    def current(self, today: date) -> "TimedQuerySet[M]":
        begun = models.Q(starts=None) | models.Q(starts__lte=today)
        return self.filter(begun, models.Q(ends=None) | models.Q(ends__gte=today), active=True)


class Timed(models.Model):
    active = models.BooleanField(_("active"), default=True)
    starts = models.DateField(
        _("from"), null=True, blank=True, help_text=_("The first day. Empty: immediately.")
    )
    ends = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day. Empty: no end.")
    )
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("For staff: why it is there.")
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        if self.starts and self.ends and self.ends < self.starts:
            raise ValidationError({"ends": _("The last day is before the first one.")})


class Synonym(Timed):
    words = models.TextField(
        _("words"),
        max_length=1000,
        help_text=_("Separated by commas, such as “sofa, couch, settee”."),
    )
    means = models.TextField(
        _("also find"),
        max_length=1000,
        blank=True,
        help_text=_(
            "A search for the words above also finds these, but not the other way round. Empty: "
            "all the words above mean the same."
        ),
    )

    objects = TimedQuerySet["Synonym"].as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["words"]
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return f"{self.words} → {self.means}" if self.means else self.words

    def clean(self) -> None:
        super().clean()
        words, means = phrases(self.words), phrases(self.means)
        self.words, self.means = ", ".join(words), ", ".join(means)
        if not words:
            raise ValidationError({"words": _("Enter at least one word.")})
        if not means and len(words) < 2:
            raise ValidationError(
                {
                    "means": _(
                        "One word alone has no synonym: enter what it also finds, or a second "
                        "word above."
                    )
                }
            )
        for field, some in (("words", words), ("means", means)):
            if long := next(
                (
                    phrase
                    for phrase in some
                    if len(phrase) > LONGEST_PHRASE or len(phrase.split()) > MOST_WORDS
                ),
                "",
            ):
                raise ValidationError(
                    {field: _("“%(phrase)s…” is too long for a synonym.") % {"phrase": long[:30]}}
                )


class Rule(Timed):
    class Match(models.TextChoices):
        EXACT = "exact", _("the search is exactly one of the phrases")
        ALL = "all", _("the search contains all words of one of the phrases")
        ANY = "any", _("every search")
        CATEGORY = "category", _("the category is chosen, or one below it")

    match = models.CharField(_("when"), max_length=8, choices=Match, default=Match.EXACT)
    words = models.TextField(
        _("phrases"),
        max_length=1000,
        blank=True,
        help_text=_("Separated by commas. Singular and plural count as the same."),
    )
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, verbose_name=_("category")
    )

    objects = TimedQuerySet["Rule"].as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        verbose_name = _("rule")
        verbose_name_plural = _("rules")

    def __str__(self) -> str:
        if self.match == self.Match.ANY:
            return str(_("every search"))
        return str(self.category or "") if self.match == self.Match.CATEGORY else self.words

    def clean(self) -> None:
        super().clean()
        self.words = ", ".join(phrases(self.words))
        asks_words = self.match in (self.Match.EXACT, self.Match.ALL)
        if asks_words and not self.words:
            raise ValidationError({"words": _("Enter the words that the rule is for.")})
        if not asks_words and self.words:
            raise ValidationError(
                {
                    "words": _(
                        "This kind of rule ignores words: remove them, or choose another kind."
                    )
                }
            )
        if self.match == self.Match.CATEGORY and not self.category:
            raise ValidationError({"category": _("Choose the category that the rule is for.")})
        if self.match != self.Match.CATEGORY and self.category:
            raise ValidationError(
                {
                    "category": _(
                        "This kind of rule ignores the category: remove it, or choose another kind."
                    )
                }
            )


class RuleProduct(models.Model):
    class Effect(models.TextChoices):
        PIN = "pin", _("show first")
        HIDE = "hide", _("do not show")

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="products")
    product = models.ForeignKey(
        Product, models.CASCADE, related_name="+", verbose_name=_("product")
    )
    effect = models.CharField(_("effect"), max_length=4, choices=Effect, default=Effect.PIN)
    position = models.PositiveSmallIntegerField(
        _("position"),
        default=0,
        help_text=_("Among the products shown first, the lowest number comes first."),
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        verbose_name = _("product of a rule")
        verbose_name_plural = _("products shown first or not at all")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["rule", "product"],
                name="rule_product_once",
                violation_error_message=_("This product is already in the rule."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_effect_display()}: {self.product}"


class RuleBoost(models.Model):
    """Products of a brand, of a category, with a value of an attribute, or one product count so
    many times as much.
    """

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="boosts")
    factor = models.DecimalField(
        _("factor"), max_digits=5, decimal_places=2, default=Decimal("1.5"),
        validators=[MinValueValidator(Decimal("0.05")), MaxValueValidator(Decimal(20))],
        help_text=_("2 counts double, 0.5 counts half."),
    )  # fmt: skip
    brand = models.CharField(_("brand"), max_length=200, blank=True)
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, verbose_name=_("category")
    )
    attribute = models.CharField(_("attribute"), max_length=60, blank=True)
    value = models.CharField(_("its value"), max_length=60, blank=True)
    product = models.ForeignKey(
        Product, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("product")
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        verbose_name = _("boost")
        verbose_name_plural = _("boosts")

    def __str__(self) -> str:
        what = self.brand or self.category or self.product or f"{self.attribute}={self.value}"
        return f"{what} × {self.factor}"

    def clean(self) -> None:
        if sum(map(bool, (self.brand, self.category_id, self.attribute, self.product_id))) != 1:
            raise ValidationError(
                _("Choose one of brand, category, attribute or product for each boost.")
            )
        if bool(self.attribute) != bool(self.value):
            raise ValidationError(
                {"value": _("An attribute needs a value, such as red for colour.")}
            )
        if self.brand:
            self.brand = self._spelt("", self.brand, "brand")
        if self.attribute:
            self.value = self._spelt(self.attribute, self.value, "value")

    @staticmethod
    def _spelt(key: str, value: str, field: str) -> str:
        """As the catalogue writes it, since search compares letter by letter."""
        known = (
            Label.objects.filter(key=key, value__iexact=value.strip()).order_by("-products").first()
        )
        if known:
            return known.value
        some = ", ".join(
            Label.objects.filter(key=key).order_by("-products").values_list("value", flat=True)[:8]
        )
        if not key:
            raise ValidationError(
                {field: _("No product has the brand “%(value)s”.") % {"value": value}}
            )
        if not some:
            raise ValidationError(
                {"attribute": _("No product has an attribute “%(key)s”.") % {"key": key}}
            )
        raise ValidationError(
            {
                field: _("No product has this value. Values in use include: %(some)s.")
                % {"some": some}
            }
        )
