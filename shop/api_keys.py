"""Who writes to the catalogue over HTTP: the key of a request, its scope and its rate."""

import logging
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from shop.errors import KeyEnded, KeyMissing, KeyRevoked, KeyUnknown, OutOfScope, TooManyRequests
from shop.models import ApiKey, Scope, token_prefix
from site_config.attempts import count_attempt
from site_config.clock import database_time
from site_config.errors import WrongOrigin
from site_config.origin import is_same_origin
from site_config.proxies import client_network

log = logging.getLogger("aisle.api")

MINUTE = timedelta(minutes=1)
# Wrong keys from one network. A good key is never refused for the wrong ones of its neighbours.
WRONG_WINDOW = timedelta(minutes=15)
MOST_WRONG = 60


class KeyAuth(HttpBearer):
    """Lets programs in that send a key with one of these scopes; with any, where none is named.

    A session is no key, so no page can write in the name of staff who are signed in.
    """

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = scopes

    def __call__(self, request: HttpRequest) -> ApiKey:
        if not is_same_origin(request):
            raise WrongOrigin
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise KeyMissing
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey:
        """Returns the key. Raises KeyUnknown, KeyEnded, KeyRevoked, OutOfScope, TooManyRequests."""
        key = find_key(token)
        if key is None:
            _count_wrong(request)
            raise KeyUnknown
        _refuse_ended(key)
        if self.scopes and not set(self.scopes) & set(key.scopes):
            raise OutOfScope(f"This key has no scope for this; it takes {self.scopes[0].value}.")
        _count(key)
        key.note_use()
        return key


def find_key(token: str) -> ApiKey | None:
    """Returns the key of a token, ended or not; None where there is none."""
    prefix = token_prefix(token)
    key = ApiKey.objects.filter(prefix=prefix).first() if prefix else None
    return key if key and key.is_made_of(token) else None


def is_good_token(token: str) -> bool:
    """Whether a token is of a key that may be used now."""
    key = find_key(token)
    if key is None:
        return False
    try:
        _refuse_ended(key)
    except (KeyEnded, KeyRevoked):
        return False
    return True


def _refuse_ended(key: ApiKey) -> None:
    if key.revoked_at:
        raise KeyRevoked
    if key.expires_at and key.expires_at <= database_time():
        raise KeyEnded


def _count(key: ApiKey) -> None:
    most = {("api key", key.prefix): settings.API_REQUESTS_PER_MINUTE}
    if wait := count_attempt(most, MINUTE):
        error = TooManyRequests()
        error.retry_after = wait
        raise error


def _count_wrong(request: HttpRequest) -> None:
    forwarded = request.headers.get("x-forwarded-for", "")
    address = client_network(request.META.get("REMOTE_ADDR", ""), forwarded)
    log.warning("unknown API key: address %s", address or "unknown")
    if wait := count_attempt({("wrong api key", address): MOST_WRONG}, WRONG_WINDOW):
        error = TooManyRequests()
        error.retry_after = wait
        raise error
