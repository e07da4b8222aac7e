"""Webhooks of other shops. A secret is written here and shown nowhere."""

from typing import Any

from django.contrib import admin
from django.forms import CharField, ModelForm, PasswordInput
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from shop.feeds.money import currencies
from shop.models import Webhook


class WebhookForm(ModelForm[Webhook]):
    secret = CharField(
        label=_("secret"),
        max_length=200,
        required=False,
        widget=PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Shopify names it on its page of webhooks; for WooCommerce make one up and enter it "
            "there too. It is not shown again; an empty field keeps it."
        ),
    )

    class Meta:
        model = Webhook
        fields = ("name", "platform", "secret", "currency", "active")

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"].strip()
        if not secret and not self.instance.pk:
            self.add_error("secret", _("Enter the secret that signs deliveries."))
        return secret or self.instance.secret

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].strip().upper()
        if code and code not in currencies():
            self.add_error("currency", _("Enter the three letters of a currency, such as EUR."))
        return code


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin[Webhook]):
    form = WebhookForm
    list_display = ("name", "platform", "address", "received_at", "problem", "active")
    fields = (
        "name",
        "platform",
        "secret",
        "currency",
        "active",
        "address",
        "received_at",
        "problem",
    )
    readonly_fields = ("address", "received_at", "problem")

    @method_decorator(sensitive_post_parameters("secret"))
    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **options)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Webhook | None:
        """Returns the webhook with its whole address, as staff enter it in the other shop."""
        found = super().get_object(request, object_id, from_field)
        if found:
            found.shown_address = request.build_absolute_uri(found.get_absolute_url())
        return found

    @admin.display(description=_("address for deliveries"))
    def address(self, webhook: Webhook) -> str:
        return webhook.shown_address or (webhook.get_absolute_url() if webhook.pk else "–")
