"""Searches of visitors, which staff can read but not change."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.analytics import top_queries
from shop.models import Click, Record


class ReadOnly:
    """Rows that only the shop itself writes."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FoundFilter(admin.SimpleListFilter):
    title = _("result")
    parameter_name = "found"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("nothing", _("found nothing")),
            ("unopened", _("found, but nothing opened")),
            ("opened", _("a product opened")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Record]) -> QuerySet[Record]:
        match self.value():
            case "nothing":
                return queryset.filter(total=0)
            case "unopened":
                return queryset.filter(total__gt=0, clicks__isnull=True)
            case "opened":
                return queryset.filter(clicks__isnull=False).distinct()
        return queryset


class TopFilter(admin.SimpleListFilter):
    """The most frequent queries of the last month, each with its number of searches."""

    title = _("most frequent words")
    parameter_name = "normalised"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(each.words, f"{each.words} ({each.searches})") for each in top_queries(30, 15)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Record]) -> QuerySet[Record]:
        return queryset.filter(normalised=self.value()) if self.value() else queryset


class ClickInline(ReadOnly, admin.TabularInline[Click, Record]):
    model = Click
    fields = ("product_id", "position", "created_at")


@admin.register(Record)
class RecordAdmin(ReadOnly, admin.ModelAdmin[Record]):
    list_display = ("words", "total", "opened", "latency", "corrected", "source", "created_at")
    list_filter = (FoundFilter, TopFilter, "source", "corrected", "created_at")
    search_fields = ("normalised",)
    list_per_page = 50
    show_full_result_count = False
    inlines: ClassVar[list[Any]] = [ClickInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Record]:
        return super().get_queryset(request).annotate(n_clicks=Count("clicks", distinct=True))

    @admin.display(description=_("opened"))
    def opened(self, record: Record) -> int:
        return int(getattr(record, "n_clicks", 0))
