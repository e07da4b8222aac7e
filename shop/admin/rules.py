"""Synonyms and rules. A change takes effect here at once, in other processes within a minute."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models, transaction
from django.db.models import Count, QuerySet
from django.forms import Textarea
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.models import Rule, RuleBoost, RuleProduct, Synonym
from shop.search import rules

SMALL: dict[Any, Any] = {models.TextField: {"widget": Textarea(attrs={"rows": 2, "cols": 80})}}
WHEN: tuple[Any, Any] = (
    _("When the rule applies"),
    {"fields": ("active", ("starts", "ends"), "note")},
)


class Forgetting:
    """Reads the rules again once the change is committed, so that no process reads the old ones."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        transaction.on_commit(rules.forget)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)  # type: ignore[misc]
        transaction.on_commit(rules.forget)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)  # type: ignore[misc]
        transaction.on_commit(rules.forget)


@admin.register(Synonym)
class SynonymAdmin(Forgetting, admin.ModelAdmin[Synonym]):
    list_display = ("words", "means", "active", "starts", "ends", "note")
    list_filter = ("active",)
    list_editable = ("active",)
    search_fields = ("words", "means", "note")
    formfield_overrides = SMALL
    fieldsets = ((None, {"fields": ("words", "means")}), WHEN)


class RuleProductInline(admin.TabularInline[RuleProduct, Rule]):
    model = RuleProduct
    extra = 1
    autocomplete_fields = ("product",)


class RuleBoostInline(admin.StackedInline[RuleBoost, Rule]):
    model = RuleBoost
    extra = 1
    autocomplete_fields = ("product", "category")
    fields = ("factor", ("brand", "category", "product"), ("attribute", "value"))


@admin.register(Rule)
class RuleAdmin(Forgetting, admin.ModelAdmin[Rule]):
    list_display = ("__str__", "match", "effects", "active", "starts", "ends", "note")
    list_filter = ("active", "match")
    list_editable = ("active",)
    search_fields = ("words", "category__path", "note")
    autocomplete_fields = ("category",)
    formfield_overrides = SMALL
    inlines: ClassVar[list[Any]] = [RuleProductInline, RuleBoostInline]
    fieldsets = ((_("Searches it applies to"), {"fields": ("match", "words", "category")}), WHEN)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        counted = Count("products", distinct=True) + Count("boosts", distinct=True)
        return super().get_queryset(request).select_related("category").annotate(n_effects=counted)

    @admin.display(description=_("products and boosts"))
    def effects(self, rule: Rule) -> int:
        return int(getattr(rule, "n_effects", 0))
