"""Imports: a file is uploaded or fetched, previewed, run, and can be stopped and undone; and the
feeds that are fetched from an address again and again.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from shop import import_jobs
from shop.feeds.headers import field_names
from shop.feeds.money import currencies
from shop.models import Import, ScheduledFeed
from shop.tasks import fetch_feed_now, look_at_import, run_import
from site_config.clock import database_time

LARGEST_FILE = 500_000_000
# What a column can be said to be.
FIELDS = {
    "sku": _("SKU"),
    "name": _("name"),
    "price": _("price"),
    "sale_price": _("sale price"),
    "compare_at_price": _("compare-at price"),
    "currency": _("currency"),
    "description": _("description"),
    "brand": _("brand"),
    "model": _("model"),
    "category": _("category"),
    "stock": _("stock"),
    "gtin": "GTIN",
    "image_urls": _("pictures"),
    "more_images": _("further pictures"),
    "url": _("address in the shop"),
    "rating": _("rating"),
    "rating_count": _("number of ratings"),
    "popularity": _("popularity"),
    "active": _("active"),
    "group": _("code that variants share"),
}


class SourceForm(ModelForm[Any]):
    """Checks what staff say of a file."""

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).upper()
        if currency and currency not in currencies():
            raise ValidationError(_("This is not an ISO 4217 currency."))
        return currency

    def clean_mapping(self) -> str:
        mapping = str(self.cleaned_data["mapping"])
        if bad := import_jobs.unknown_fields(mapping):
            fields = ", ".join(field_names())
            text = _("“%(line)s” is not COLUMN=FIELD; the fields are %(fields)s.")
            raise ValidationError(text % {"line": bad[0], "fields": fields})
        return mapping


class ImportForm(SourceForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("address")):
            raise ValidationError(_("Choose a file, or write an address."))
        return cleaned

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise ValidationError(_("The file may have up to 500 MB."))
        return file


@admin.register(Import)
class ImportAdmin(admin.ModelAdmin[Import]):
    form = ImportForm
    list_display = ("name", "feed", "status", "created_at")
    list_filter = ("status", "feed")
    list_select_related = ("feed",)
    fields = ("file", "address", "currency", "mapping", "is_whole")
    change_form_template = "admin/shop/import.html"

    def get_urls(self) -> list[URLPattern]:
        step = self.admin_site.admin_view
        own = [
            path("<int:pk>/run/", step(self.run), name="shop_import_run"),
            path("<int:pk>/stop/", step(self.stop), name="shop_import_stop"),
            path("<int:pk>/undo/", step(self.undo), name="shop_import_undo"),
            path("<int:pk>/map/", step(self.map), name="shop_import_map"),
        ]
        return [*own, *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Import | None = None) -> bool:
        """An uploaded file can be viewed, but not edited."""
        return obj is None and super().has_change_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: Import, form: ModelForm[Import], change: bool
    ) -> None:
        file, address = form.cleaned_data["file"], form.cleaned_data["address"]
        obj.name = str(file.name)[:200] if file else import_jobs.file_name(address)
        obj.seen_at = database_time()
        super().save_model(request, obj, form, change)
        look_at_import.enqueue(obj.pk)

    def response_add(
        self, request: HttpRequest, obj: Import, post_url_continue: str | None = None
    ) -> HttpResponse:
        return _to(obj)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # Each upload leads to its own page.
        alone = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, (extra_context or {}) | alone)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        import_jobs.end_dead()
        source = Import.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        title = source.name if source else ""
        context = {"source": source, "title": title, "subtitle": None, "fields": FIELDS.items()}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | context)

    def run(self, request: HttpRequest, pk: int) -> HttpResponse:
        return require_POST(self._run)(request, pk)

    def stop(self, request: HttpRequest, pk: int) -> HttpResponse:
        return require_POST(self._stop)(request, pk)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        return require_POST(self._undo)(request, pk)

    def map(self, request: HttpRequest, pk: int) -> HttpResponse:
        return require_POST(self._map)(request, pk)

    def _map(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Takes the fields that staff say the columns are, and looks at the file again."""
        source = self._for(request, pk)
        if source.status == Import.Status.REFUSED:
            count = len(source.report.get("columns", []))
            fields = [request.POST.get(f"column-{place}", "") for place in range(count)]
            import_jobs.map_columns(source, fields)
            look_at_import.enqueue(source.pk)
        return _to(source)

    def _run(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self._for(request, pk)
        if import_jobs.ask_for(source.pk):
            run_import.enqueue(source.pk)
        else:
            messages.warning(request, _("This import runs already, or was run before."))
        return _to(source)

    def _stop(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self._for(request, pk)
        if import_jobs.stop(source):
            messages.success(request, _("It stops after the products that it is just writing."))
        else:
            messages.warning(request, _("This import does not run."))
        return _to(source)

    def _undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self._for(request, pk)
        if source.is_undoable:
            count = import_jobs.undo(source)
            messages.success(request, _("Undone: %(n)s products are as before.") % {"n": count})
        else:
            messages.warning(request, _("Only the last import can be undone."))
        return _to(source)

    def _for(self, request: HttpRequest, pk: int) -> Import:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return get_object_or_404(Import, pk=pk)


@admin.register(ScheduledFeed)
class ScheduledFeedAdmin(admin.ModelAdmin[ScheduledFeed]):
    form = SourceForm
    list_display = ("name", "minutes", "fetched_at", "next_at", "problem", "imports")
    fields = ("name", "address", "minutes", "currency", "mapping", "is_whole")
    actions = ("fetch",)

    @admin.display(description=_("imports"))
    def imports(self, feed: ScheduledFeed) -> str:
        address = reverse("admin:shop_import_changelist")
        return format_html(
            '<a href="{}?feed__id__exact={}">{}</a>', address, feed.pk, _("its imports")
        )

    @admin.action(description=_("Fetch now"))
    def fetch(self, request: HttpRequest, feeds: QuerySet[ScheduledFeed]) -> None:
        for feed in feeds:
            fetch_feed_now(feed)

    def save_model(
        self, request: HttpRequest, obj: ScheduledFeed, form: ModelForm[ScheduledFeed], change: bool
    ) -> None:
        # A file that was read otherwise is read again.
        obj.etag = obj.modified = obj.digest = ""
        super().save_model(request, obj, form, change)
        fetch_feed_now(obj)


def _to(source: Import) -> HttpResponseRedirect:
    return redirect(reverse("admin:shop_import_change", args=[source.pk]))
