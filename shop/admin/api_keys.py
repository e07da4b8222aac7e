"""Keys of the write API. The token is on the page that follows the form, and nowhere later."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.forms import CheckboxSelectMultiple, ModelForm, MultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from shop.models import ApiKey, Scope


class ApiKeyForm(ModelForm[ApiKey]):
    scopes = MultipleChoiceField(
        label=_("scopes"), choices=Scope.choices, widget=CheckboxSelectMultiple
    )


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin[ApiKey]):
    form = ApiKeyForm
    list_display = ("name", "prefix", "may", "last_used_at", "expires_at", "revoked_at")
    fields = ("name", "scopes", "expires_at", "prefix", "last_used_at", "revoked_at")
    readonly_fields = ("prefix", "last_used_at", "revoked_at")
    actions = ("revoke",)

    @admin.display(description=_("scopes"))
    def may(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @admin.action(description=_("Revoke the selected keys"), permissions=["change"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        count = keys.filter(revoked_at=None).update(revoked_at=Now())
        text = ngettext("%(count)d key was revoked.", "%(count)d keys were revoked.", count)
        messages.success(request, text % {"count": count})

    def save_model(
        self, request: HttpRequest, obj: ApiKey, form: ModelForm[ApiKey], change: bool
    ) -> None:
        token = "" if change else obj.new_token()
        super().save_model(request, obj, form, change)
        request.api_token = token  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Answers with the token itself: a message would lie in a cookie or a session."""
        return never_cache(_token_page)(request, self.admin_site, obj)


def _token_page(request: HttpRequest, site: admin.AdminSite, key: ApiKey) -> HttpResponse:
    context: dict[str, Any] = {
        **site.each_context(request),
        "opts": ApiKey._meta,  # noqa: SLF001
        "title": key.name,
        "token": request.api_token,  # type: ignore[attr-defined]
    }
    return TemplateResponse(request, "admin/shop/api_key.html", context)
