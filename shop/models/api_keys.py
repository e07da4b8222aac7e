"""Keys of the shop's own systems for the write API, and the answers that they can ask for again."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

# A token is the mark, the prefix that finds the key, and the secret.
MARK = "aisle"
PREFIX_LETTERS = 12
SECRET_BYTES = 32
LONGEST_TOKEN = 100
# The last use is written at most once in this time.
USE_RESOLUTION = timedelta(minutes=1)


class Scope(models.TextChoices):
    PRODUCTS = "products:write", _("products: create, change and hide")
    PRICES = "prices:write", _("prices and stock alone")


class ApiKey(models.Model):
    """A key for programs. The secret is random, so a plain SHA-256 of the token is enough: nobody
    can guess what it was made of.
    """

    name = models.CharField(
        _("name"), max_length=100, help_text=_("The system that uses it, such as “ERP”.")
    )
    prefix = models.CharField(_("prefix"), max_length=PREFIX_LETTERS, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scopes = ArrayField(
        models.CharField(max_length=30, choices=Scope), verbose_name=_("scopes"), default=list
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    expires_at = models.DateTimeField(
        _("ends"), null=True, blank=True, help_text=_("Empty: it does not end.")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({MARK}_{self.prefix}…)"

    def new_token(self) -> str:
        """Gives the key its prefix and digest. Returns the token, which is stored nowhere."""
        self.prefix = secrets.token_hex(PREFIX_LETTERS // 2)
        token = f"{MARK}_{self.prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
        self.digest = token_digest(token)
        return token

    def is_made_of(self, token: str) -> bool:
        return hmac.compare_digest(self.digest, token_digest(token))

    def note_use(self) -> None:
        """Writes the time of this use, unless the last one was written a moment ago."""
        before = models.Q(last_used_at=None) | models.Q(last_used_at__lt=Now() - USE_RESOLUTION)
        ApiKey.objects.filter(before, pk=self.pk).update(last_used_at=Now())


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def token_prefix(token: str) -> str:
    """Returns the prefix of a token; "" for what is no token of ours."""
    mark, _line, rest = token.partition("_")
    prefix, _line, secret = rest.partition("_")
    is_ours = mark == MARK and len(prefix) == PREFIX_LETTERS and prefix.isalnum() and secret
    return prefix if is_ours and prefix.isascii() and len(token) <= LONGEST_TOKEN else ""


class StoredAnswer(models.Model):
    """The answer to a request with an Idempotency-Key, given again to the same request."""

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="answers")
    name = models.CharField(max_length=255)
    # SHA-256 of the method, the address and the body.
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    etag = models.CharField(max_length=80, blank=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key", "name"], name="stored_answer_once"),
        ]

    def __str__(self) -> str:
        return self.name
