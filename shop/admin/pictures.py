"""Pictures by address: which were fetched, which failed and why."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.models import ProductImage
from shop.picture_jobs import MOST_ATTEMPTS, try_again
from shop.tasks import fetch_pictures_soon

STATES: dict[str, Q] = {
    "failed": Q(file="", attempts__gte=MOST_ATTEMPTS),
    "waiting": Q(file="", attempts__lt=MOST_ATTEMPTS),
    "stored": ~Q(file=""),
}
NAMES = {"failed": _("failed"), "waiting": _("still at its address"), "stored": _("stored")}


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(NAMES.items())

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ProductImage]
    ) -> QuerySet[ProductImage]:
        wanted = STATES.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


@admin.register(ProductImage)
class ProductImageAdmin(admin.ModelAdmin[ProductImage]):
    list_display = ("preview", "product", "source_url", "state", "problem", "attempts", "retry_at")
    list_display_links = None
    list_filter = (StateFilter, "problem")
    list_select_related = ("product",)
    list_per_page = 50
    search_fields = ("source_url", "product__sku", "product__name")
    show_full_result_count = False
    ordering = ("-pk",)
    actions = ("fetch_again",)

    @admin.display(description=_("preview"))
    def preview(self, image: ProductImage) -> str:
        return format_html('<img src="{}" alt="" width="60" loading="lazy">', image.url)

    @admin.display(description=_("state"))
    def state(self, image: ProductImage) -> str:
        has_failed = image.attempts >= MOST_ATTEMPTS
        return str(NAMES["stored" if image.file else "failed" if has_failed else "waiting"])

    @admin.action(description=_("Try again"), permissions=["change"])
    def fetch_again(self, request: HttpRequest, queryset: QuerySet[ProductImage]) -> None:
        count = try_again(queryset)
        fetch_pictures_soon()
        text = ngettext(
            "%(n)s picture is fetched again.", "%(n)s pictures are fetched again.", count
        )
        messages.success(request, text % {"n": count})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Pictures are added at their product."""
        return False
