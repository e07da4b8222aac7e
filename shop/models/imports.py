"""Imports that staff make: the file, what it would change, what it changed, and how to undo it."""

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


class Import(models.Model):
    class Status(models.TextChoices):
        PREVIEW = "preview", _("not run yet")
        REFUSED = "refused", _("cannot be read")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("interrupted")
        UNDONE = "undone", _("undone")

    name = models.CharField(_("file"), max_length=200, editable=False)
    file = models.FileField(_("file"), storage=import_storage, max_length=300)
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
    status = models.CharField(
        _("status"), max_length=8, choices=Status, default=Status.PREVIEW, editable=False
    )
    progress = models.FloatField(default=0.0, editable=False)
    # What shop.importer.preview found, and what shop.importer said at the end.
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
        """Whether this import was the last that changed products."""
        if self.status not in (self.Status.DONE, self.Status.FAILED):
            return False
        later = Import.objects.filter(pk__gt=self.pk)
        return not later.filter(status__in=[self.Status.DONE, self.Status.RUNNING]).exists()


class ImportChange(models.Model):
    """A product as it was before an import; `before` is null where it was not there."""

    source = models.ForeignKey(Import, models.CASCADE, related_name="changes")
    sku = models.CharField(max_length=100)
    before = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "sku"], name="import_change_once"),
        ]

    def __str__(self) -> str:
        return self.sku
