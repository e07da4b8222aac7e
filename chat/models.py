"""Conversations and their messages."""

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from site_config.origin import origin_of

# From one stored state of a conversation to the next; the states in between, which are shown and
# not stored, are numbered in between.
STEP = 1_000_000
# A state of a message, as `chat.turns.transcript.snapshot` makes it and processes send it to each
# other.
Snapshot = dict[str, Any]


def languages() -> list[tuple[str, Any]]:
    return list(settings.LANGUAGES)


class Site(models.Model):
    """Another site that may show the conversation and the search in its own pages."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("same as the page around it")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    key = models.SlugField(
        _("key"), max_length=50, unique=True, help_text=_("The value of data-site on its pages.")
    )
    name = models.CharField(_("name"), max_length=100)
    active = models.BooleanField(_("active"), default=True)
    origins = models.TextField(
        _("allowed origins"),
        blank=True,
        help_text=_(
            "The origins whose pages may show the shop, one per line, such as "
            "https://www.example.com. The shop's own pages always may."
        ),
    )
    theme = models.CharField(_("theme"), max_length=5, choices=Theme, default=Theme.AUTO)
    accent = models.CharField(
        _("accent"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Enter a colour such as #b4451f."))],
        help_text=_("A colour such as #b4451f. Empty: the shop's own colour."),
    )
    greeting = models.CharField(
        _("greeting"),
        max_length=200,
        blank=True,
        help_text=_("The first words that a new conversation shows."),
    )
    language = models.CharField(
        _("language"),
        max_length=20,
        blank=True,
        choices=languages,
        help_text=_("Empty: the language of each visitor."),
    )
    # None: as the settings CHAT_SITE_... say. 0: without end.
    messages_per_day = models.PositiveIntegerField(
        _("model answers per day"), null=True, blank=True
    )
    tokens_per_day = models.PositiveBigIntegerField(_("tokens per day"), null=True, blank=True)
    cost_per_day = models.DecimalField(
        _("US dollars per day"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["key"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Normalises the origins as browsers write them and removes duplicates."""
        problems, found = [], []
        for line in filter(None, map(str.strip, self.origins.splitlines())):
            try:
                found.append(origin_of(line))
            except ValueError as error:
                problems.append(str(error))
        if problems:
            raise ValidationError({"origins": problems})
        self.origins = "\n".join(dict.fromkeys(found))

    @property
    def allowed_origins(self) -> list[str]:
        return self.origins.split()


class Conversation(models.Model):
    """Belongs to one visitor, whose random key lives in the session; reached only through
    chat.visitors.access.
    """

    id = models.UUIDField(primary_key=True)
    visitor = models.UUIDField(db_index=True, editable=False)
    topic = models.ForeignKey(
        "shop.Product",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("selected product"),
    )
    # The key of the site that it is held on, which may have gone since; none on the shop's own
    # pages.
    site = models.CharField(_("site"), max_length=100, blank=True, editable=False)
    # The number of its newest stored state.
    last_seq = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("started"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("last message"), db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-updated_at"]
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["updated_at"], name="conversation_latest")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def locked(cls, pk: UUID) -> "Conversation | None":
        """Locks the row until the transaction ends. Every change of a message's state takes this
        lock, so that states become visible in order.
        """
        return cls.objects.select_for_update(no_key=True).filter(pk=pk).first()

    def next_seq(self) -> int:
        """Returns the number of the next stored state. The caller holds the lock and saves
        `last_seq` with that state.
        """
        self.last_seq = (self.last_seq // STEP + 1) * STEP
        return self.last_seq


class MessageQuerySet(models.QuerySet["Message"]):
    def current(self) -> "MessageQuerySet":
        """Returns the newest version at each position, which pages render and models receive."""
        return self.filter(replaced_by=None)


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
    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="messages", verbose_name=_("conversation")
    )
    role = models.CharField(_("who"), max_length=9, choices=Role)
    content = models.TextField(_("words"), blank=True)
    status = models.CharField(_("state"), max_length=7, choices=Status, default=Status.DONE)
    error = models.CharField(_("error"), max_length=12, choices=Error, blank=True)
    # Made by the sender: the same one twice is one message. An answer has one where it was asked
    # for again.
    client_id = models.UUIDField(null=True, editable=False)
    position = models.PositiveIntegerField(editable=False)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, editable=False, related_name="replaced_by"
    )
    # The number of this state, and of the first one: a reader that has seen up to there has the
    # message.
    seq = models.PositiveBigIntegerField(default=0, editable=False)
    first_seq = models.PositiveBigIntegerField(default=0, editable=False)
    # The product ids of the cards, the tools' results in short, the selected product, how sure:
    # chat.wire.Metadata is made of it.
    metadata = models.JSONField(default=dict, editable=False)
    # What pydantic-ai needs to go on from here; never shown.
    history = models.JSONField(default=list, editable=False)
    model = models.CharField(_("answered by"), max_length=100, blank=True)
    # What the provider counted, and what it costs in US dollars where its prices are known. The
    # built-in model counts nothing.
    input_tokens = models.PositiveIntegerField(_("tokens read"), default=0, editable=False)
    output_tokens = models.PositiveIntegerField(_("tokens written"), default=0, editable=False)
    cost = models.DecimalField(
        _("cost"), max_digits=12, decimal_places=6, null=True, editable=False
    )
    # Whose allowance pays for it, as chat.answering.budgets names them, until it has ended. None:
    # it is answered by search alone.
    payers = models.JSONField(null=True, editable=False)
    created_at = models.DateTimeField(_("said"), db_default=Now(), editable=False)
    # The lease: a running answer that has not been saved for CHAT_LEASE_SECONDS has lost its
    # process.
    saved_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "version"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conversation", "client_id"], name="message_sent_once"),
            models.UniqueConstraint(
                fields=["conversation", "position", "version"], name="message_position"
            ),
            # Answers never mix: the database itself lets one at a time be written.
            models.UniqueConstraint(
                fields=["conversation"],
                condition=models.Q(status="running"),
                name="message_one_running",
            ),
        ]
        # What is looked through for answers that lost their process.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["saved_at"],
                condition=models.Q(status__in=["queued", "running"]),
                name="message_open",
            ),
        ]

    def __str__(self) -> str:
        return self.content[:80]


class Feedback(models.Model):
    """What the visitor thought of one answer."""

    class Rating(models.TextChoices):
        UP = "up", _("good")
        DOWN = "down", _("bad")

    message = models.OneToOneField(
        Message, models.CASCADE, primary_key=True, verbose_name=_("answer")
    )
    rating = models.CharField(_("rating"), max_length=4, choices=Rating)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    updated_at = models.DateTimeField(_("said"), auto_now=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-updated_at"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-updated_at"], name="feedback_newest")
        ]

    def __str__(self) -> str:
        return self.get_rating_display()


class Spending(models.Model):
    """What one payer had in one minute or day; who that is, only a keyed hash says, and it is
    forgotten when the time is over.
    """

    key = models.CharField(primary_key=True, max_length=80)
    until = models.DateTimeField(db_index=True)
    messages = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0)
    cost = models.DecimalField(max_digits=14, decimal_places=6, default=Decimal(0))

    def __str__(self) -> str:
        return self.key
