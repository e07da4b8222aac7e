"""Imports: a file is uploaded, previewed, run, and can be undone."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from shop import import_jobs
from shop.feeds.headers import field_names
from shop.feeds.money import currencies
from shop.models import Import
from shop.tasks import look_at_import, run_import

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


class ImportForm(ModelForm[Import]):
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

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise ValidationError(_("The file may have up to 500 MB."))
        return file


@admin.register(Import)
class ImportAdmin(admin.ModelAdmin[Import]):
    form = ImportForm
    list_display = ("name", "status", "created_at")
    list_filter = ("status",)
    fields = ("file", "currency", "mapping", "is_whole")
    change_form_template = "admin/shop/import.html"

    def get_urls(self) -> list[URLPattern]:
        step = self.admin_site.admin_view
        own = [
            path("<int:pk>/run/", step(self.run), name="shop_import_run"),
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
        obj.name = str(form.cleaned_data["file"].name)[:200]
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
        source = Import.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        title = source.name if source else ""
        context = {"source": source, "title": title, "fields": FIELDS.items()}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | context)

    def run(self, request: HttpRequest, pk: int) -> HttpResponse:
        return require_POST(self._run)(request, pk)

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
        if source.status == Import.Status.PREVIEW:
            run_import.enqueue(source.pk)
        else:
            messages.warning(request, _("This import was run before."))
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


def _to(source: Import) -> HttpResponseRedirect:
    return redirect(reverse("admin:shop_import_change", args=[source.pk]))
