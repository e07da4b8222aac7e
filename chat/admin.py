"""Conversations for staff, read-only, and the sites that may embed them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation, Feedback, Message, Site


class MessageInline(admin.TabularInline[Message, Conversation]):
    model = Message
    fields = (
        "created_at",
        "role",
        "version",
        "content",
        "status",
        "error",
        "model",
        "input_tokens",
        "output_tokens",
        "cost",
    )
    readonly_fields = fields
    extra = 0
    can_delete = False
    ordering = ("position",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Conversation)
class ConversationAdmin(admin.ModelAdmin[Conversation]):
    list_display = ("id", "created_at", "updated_at", "message_count", "site", "tokens", "cost")
    date_hierarchy = "created_at"
    search_fields = ("id", "messages__content")
    fields = readonly_fields = (
        "id",
        "site",
        "topic",
        "created_at",
        "updated_at",
        "tokens",
        "cost",
        "replay",
    )
    inlines: ClassVar[list[Any]] = [MessageInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        tokens = Sum(F("messages__input_tokens") + F("messages__output_tokens"))
        return (
            super()
            .get_queryset(request)
            .annotate(message_count=Count("messages"), tokens=tokens, cost=Sum("messages__cost"))
        )

    @admin.display(description=_("messages"), ordering="message_count")
    def message_count(self, conversation: Any) -> int:
        return int(conversation.message_count)

    @admin.display(description=_("tokens"), ordering="tokens")
    def tokens(self, conversation: Any) -> int:
        return int(conversation.tokens or 0)

    @admin.display(description=_("cost in US dollars"), ordering="cost")
    def cost(self, conversation: Any) -> str:
        """As far as prices are known; what the built-in assistant answers costs nothing."""
        return f"{conversation.cost:.4f}" if conversation.cost is not None else "–"

    @admin.display(description=_("answer again"))
    def replay(self, conversation: Conversation) -> str:
        """The command that shows what the assistant would say today."""
        return format_html("<code>manage.py replay {}</code>", conversation.pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin[Site]):
    list_display = ("name", "key", "active", "snippet")
    list_filter = ("active",)
    search_fields = ("key", "name", "origins")
    fieldsets = (
        (None, {"fields": ("name", "key", "active", "origins")}),
        (_("Appearance"), {"fields": ("theme", "accent", "greeting", "language")}),
        (
            _("Limits"),
            {
                "fields": ("messages_per_day", "tokens_per_day", "cost_per_day"),
                "description": _(
                    "Once the limit is reached, answers come from search alone. Empty: the shop's "
                    "own limit; 0: no limit."
                ),
            },
        ),
    )

    @admin.display(description=_("code to copy"))
    def snippet(self, site: Site) -> str:
        return format_html(
            '<a href="{}?site={}">{}</a>', reverse("embed:demo"), site.key, _("open")
        )


class ReasonFilter(admin.SimpleListFilter):
    title = _("reason")
    parameter_name = "reasoned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("with a reason")), ("no", _("without"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> QuerySet[Feedback]:
        match self.value():
            case "yes":
                return queryset.exclude(reason="")
            case "no":
                return queryset.filter(reason="")
        return queryset


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin[Feedback]):
    list_display = ("question", "answer", "rating", "reason", "updated_at", "conversation")
    list_filter = ("rating", ReasonFilter, "updated_at")
    list_per_page = 50
    search_fields = ("reason", "message__content")
    show_full_result_count = False
    fields = readonly_fields = (
        "rating",
        "reason",
        "updated_at",
        "question_text",
        "answer_text",
        "answered_by",
        "conversation",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feedback]:
        asked = Message.objects.filter(
            conversation=OuterRef("message__conversation"),
            position=OuterRef("message__position") - 1,
        ).values("content")[:1]
        found = super().get_queryset(request).select_related("message").defer("message__history")
        return found.annotate(asked=Subquery(asked), answered_by=F("message__model"))

    @admin.display(description=_("question"))
    def question(self, feedback: Any) -> str:
        return Truncator(feedback.asked or "").chars(120)

    @admin.display(description=_("answer"))
    def answer(self, feedback: Feedback) -> str:
        return Truncator(feedback.message.content).chars(160)

    @admin.display(description=_("question"))
    def question_text(self, feedback: Any) -> str:
        return str(feedback.asked or "")

    @admin.display(description=_("answer"))
    def answer_text(self, feedback: Feedback) -> str:
        return feedback.message.content

    @admin.display(description=_("answered by"))
    def answered_by(self, feedback: Any) -> str:
        return str(feedback.answered_by)

    @admin.display(description=_("conversation"))
    def conversation(self, feedback: Feedback) -> str:
        address = reverse("admin:chat_conversation_change", args=[feedback.message.conversation_id])
        return format_html('<a href="{}">{}</a>', address, _("open"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
