"""Conversations and their messages: the stored side of everything that is said."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Conversation(models.Model):
    """Belongs to one visitor, whose random key lives in the session; reached only through chat.access."""

    id = models.UUIDField(primary_key=True)
    visitor = models.UUIDField(db_index=True, editable=False)
    topic = models.ForeignKey("shop.Product", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("selected product"))
    created_at = models.DateTimeField(_("begun"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("last said"), db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-updated_at"]
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["updated_at"], name="conversation_latest")]

    def __str__(self) -> str:
        return str(self.id)


class Message(models.Model):
    class Role(models.TextChoices):
        USER = "user", _("visitor")
        ASSISTANT = "assistant", _("assistant")

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")  # an answer whose turn has not begun
        RUNNING = "running", _("being written")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")  # `error` says how; `content` keeps what was said until then

    class Error(models.TextChoices):
        TIMEOUT = "timeout", _("took too long")
        CANCELLED = "cancelled", _("stopped")
        SYSTEM_ERROR = "system_error", _("failed")

    OPEN: ClassVar[tuple[Status, ...]] = (Status.QUEUED, Status.RUNNING)

    id = models.UUIDField(primary_key=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages", verbose_name=_("conversation"))
    role = models.CharField(_("who"), max_length=9, choices=Role)
    content = models.TextField(_("words"), blank=True)
    status = models.CharField(_("state"), max_length=7, choices=Status, default=Status.DONE)
    error = models.CharField(_("error"), max_length=12, choices=Error, blank=True)
    # Made by the sender: the same one twice is one message. Answers have none.
    client_id = models.UUIDField(null=True, editable=False)
    position = models.PositiveIntegerField(editable=False)
    # Grows with every published snapshot of the conversation.
    seq = models.PositiveBigIntegerField(default=0, editable=False)
    # The product ids of the cards, the tools' results in short, the selected product, how sure: chat.wire.Metadata is made of it.
    metadata = models.JSONField(default=dict, editable=False)
    # What pydantic-ai needs to go on from here; never shown.
    history = models.JSONField(default=list, editable=False)
    model = models.CharField(_("answered by"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("said"), db_default=Now(), editable=False)
    # The lease: a running answer that has not been saved for CHAT_LEASE_SECONDS has lost its process.
    saved_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conversation", "client_id"], name="message_sent_once"),
            models.UniqueConstraint(fields=["conversation", "position"], name="message_position"),
            # Answers never mix: the database itself lets one at a time be written.
            models.UniqueConstraint(fields=["conversation"], condition=models.Q(status="running"), name="message_one_running"),
        ]

    def __str__(self) -> str:
        return self.content[:80]


class Feedback(models.Model):
    """What the visitor thought of one answer."""

    class Rating(models.TextChoices):
        UP = "up", _("good")
        DOWN = "down", _("bad")

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, verbose_name=_("answer"))
    rating = models.CharField(_("rating"), max_length=4, choices=Rating)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    updated_at = models.DateTimeField(_("said"), auto_now=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-updated_at"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-updated_at"], name="feedback_newest")]

    def __str__(self) -> str:
        return self.get_rating_display()
