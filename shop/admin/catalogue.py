"""The catalogue in the admin. Saved products are embedded at once, so that search finds them by
meaning too.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import QuerySet
from django.forms import JSONField, ModelForm
from django.forms.fields import InvalidJSONInput
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from shop.models import Category, Product, ProductImage
from shop.pictures import NotAPicture, encoded
from shop.search import index, vocabulary
from shop.tasks import embed_products


class ExactJSONField(JSONField):
    """Reports invalid text at the field, and returns it as it was typed."""

    def to_python(self, value: Any) -> Any:
        """An empty text is an empty object. Raises ValidationError for every text that Python's
        parser refuses, also for its length or depth.
        """
        try:
            return {} if value in self.empty_values else super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value}
            ) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial if self.disabled else InvalidJSONInput(data or "")


class ProductImageForm(ModelForm[ProductImage]):
    def clean_file(self) -> Any:
        """Reports values that cannot be shown at their field, before anything is saved."""
        given = self.cleaned_data["file"]
        if not isinstance(given, UploadedFile):
            return given
        try:
            picture = encoded(given)
        except NotAPicture as error:
            raise ValidationError(str(error), code=error.code) from error
        picture.name = given.name
        return picture


class ProductImageInline(admin.TabularInline[ProductImage, Product]):
    model = ProductImage
    form = ProductImageForm
    extra = 1
    fields = ("file", "source_url", "alt", "position", "preview")
    readonly_fields = ("preview",)

    @admin.display(description=_("preview"))
    def preview(self, image: ProductImage) -> str:
        return (
            format_html('<img src="{}" alt="" width="60" loading="lazy">', image.url)
            if image.pk
            else ""
        )


class SuspicionFilter(admin.SimpleListFilter):
    """Texts that staff should check before the assistant quotes them."""

    title = _("looks like instructions")
    parameter_name = "suspicion"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("yes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        return queryset.exclude(suspicion="") if self.value() == "yes" else queryset


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin[Product]):
    list_display = (
        "name",
        "sku",
        "brand",
        "category",
        "price",
        "currency",
        "stock",
        "active",
        "suspicion",
    )
    list_filter = ("active", SuspicionFilter, "category", "brand")
    list_select_related = ("category",)
    list_editable = ("price", "stock", "active")
    list_per_page = 50
    search_fields = ("name", "sku", "brand", "gtin")
    autocomplete_fields = ("category",)
    readonly_fields = ("added", "changed", "suspicion")
    inlines: ClassVar[list[Any]] = [ProductImageInline]
    show_full_result_count = False
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        models.JSONField: {"form_class": ExactJSONField}
    }
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "sku",
                    "brand",
                    "model",
                    "category",
                    "description",
                    "attributes",
                    "suspicion",
                )
            },
        ),
        (
            _("Price and stock"),
            {"fields": ("price", "compare_at_price", "currency", "stock", "active")},
        ),
        (
            _("Codes and ratings"),
            {
                "fields": (
                    "gtin",
                    "external_url",
                    "rating",
                    "rating_count",
                    "popularity",
                    "added",
                    "changed",
                )
            },
        ),
    )

    @admin.display(description=_("added"))
    def added(self, product: Product) -> datetime:
        return product.created_at

    @admin.display(description=_("changed"))
    def changed(self, product: Product) -> datetime:
        return product.updated_at

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return super().get_queryset(request).defer("facts")

    def save_model(
        self, request: HttpRequest, obj: Product, form: ModelForm[Product], change: bool
    ) -> None:
        if "description" in form.changed_data:
            obj.description_html = ""  # The page would else show what it was made of.
        super().save_model(request, obj, form, change)
        index.learn([obj.pk])
        vocabulary.forget()
        result = embed_products.enqueue([obj.pk])
        if result.is_finished and (problem := result.return_value):
            messages.warning(
                request,
                _("Saved. For now, search finds it by its words only: %(problem)s")
                % {"problem": problem},
            )


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    list_display = ("path", "slug")
    search_fields = ("path",)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Category | None = None
    ) -> tuple[str, ...]:
        """A path with products and addresses cannot be changed; use an import, or the form of each
        product, to move products.
        """
        return ("path",) if obj else ()
