"""Imports: the file, its preview, the changes, and how to undo them; and the feeds that are fetched
from an address again and again.
"""

from typing import ClassVar

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.translation import gettext_lazy as _


def import_storage() -> FileSystemStorage:
    """Returns where files of imports lie. They hold what is not for visitors, and the storage of
    pictures takes nothing else.
    """
    return FileSystemStorage(location=settings.DATA_DIR / "imports")


class Source(models.Model):
    """How a file is read."""

    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        help_text=_("For prices without a currency in the file, such as EUR."),
    )
    mapping = models.TextField(
        _("columns"),
        max_length=5000,
        blank=True,
        help_text=_(
            "Only for a table whose columns are not recognised: a line each, such as "
            "“Benennung=name”."
        ),
    )
    is_whole = models.BooleanField(
        _("the whole catalogue"),
        default=False,
        help_text=_("Products that are not in the file are hidden, never deleted."),
    )

    class Meta:
        abstract = True


class ScheduledFeed(Source):
    """A file at an address that is imported whenever it has changed."""

    class Every(models.IntegerChoices):
        NEVER = 0, _("only when asked")
        QUARTER = 15, _("every 15 minutes")
        HOUR = 60, _("every hour")
        SIX_HOURS = 360, _("every 6 hours")
        DAY = 1440, _("every day")

    name = models.CharField(_("name"), max_length=200)
    address = models.URLField(
        _("address"),
        max_length=1000,
        help_text=_("Of a file, such as https://www.example.com/products.csv."),
    )
    minutes = models.PositiveIntegerField(_("fetched"), choices=Every, default=Every.DAY)
    next_at = models.DateTimeField(_("next time"), null=True, editable=False)
    fetched_at = models.DateTimeField(_("last time"), null=True, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True, editable=False)
    # What its server said of the file that was imported last, and what was in it.
    etag = models.CharField(max_length=300, blank=True, editable=False)
    modified = models.CharField(max_length=100, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        verbose_name = _("feed by address")
        verbose_name_plural = _("feeds by address")

    def __str__(self) -> str:
        return self.name


class Import(Source):
    class Status(models.TextChoices):
        READING = "reading", _("being read")
        PREVIEW = "preview", _("not run yet")
        REFUSED = "refused", _("cannot be read")
        WAITING = "waiting", _("about to run")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("interrupted")
        STOPPED = "stopped", _("stopped")
        UNDONE = "undone", _("undone")

    name = models.CharField(_("file"), max_length=200, editable=False)
    file = models.FileField(_("file"), storage=import_storage, max_length=300, blank=True)
    address = models.URLField(_("or its web address"), max_length=1000, blank=True, db_default="")
    feed = models.ForeignKey(
        ScheduledFeed,
        models.SET_NULL,
        related_name="imports",
        null=True,
        editable=False,
        verbose_name=_("feed by address"),
    )
    status = models.CharField(
        _("status"), max_length=8, choices=Status, default=Status.READING, editable=False
    )
    progress = models.FloatField(default=0.0, editable=False)
    # When the job last said that it runs. A job that says nothing for long has died.
    seen_at = models.DateTimeField(null=True, editable=False)
    is_to_stop = models.BooleanField(default=False, db_default=False, editable=False)
    # The results of shop.importer.preview, and of shop.importer at the end.
    preview = models.JSONField(default=dict, editable=False)
    report = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name

    @property
    def is_undoable(self) -> bool:
        """Whether this is the last import that changed products."""
        status = self.Status
        ended = [status.DONE, status.FAILED, status.STOPPED]
        later = Import.objects.filter(pk__gt=self.pk, status__in=[*ended, status.RUNNING])
        return self.status in ended and self.changes.exists() and not later.exists()

    @property
    def is_runnable(self) -> bool:
        """Whether it was not run yet, or not to its end."""
        return self.status in (self.Status.PREVIEW, self.Status.FAILED, self.Status.STOPPED)

    @property
    def is_busy(self) -> bool:
        return self.status in (self.Status.READING, self.Status.WAITING, self.Status.RUNNING)


class ImportChange(models.Model):
    """A product as it was before an import; `before` is null if the product did not exist."""

    source = models.ForeignKey(Import, models.CASCADE, related_name="changes")
    sku = models.CharField(max_length=100)
    before = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "sku"], name="import_change_once"),
        ]

    def __str__(self) -> str:
        return self.sku
