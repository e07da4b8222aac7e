"""Sign-in: its rate limits, its log lines and the length of its sessions."""

import logging
from datetime import timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

from chat.visitors.access import address_of
from site_config.attempts import count_attempt, forget_attempts
from site_config.clock import database_time
from site_config.errors import TooManySignIns

log = logging.getLogger("aisle.signin")

WINDOW = timedelta(minutes=15)
# Nothing is counted for a name alone: a stranger who guesses elsewhere cannot lock its owner out.
MOST_PER_NAME_AND_ADDRESS = 5
MOST_PER_ADDRESS = 30
LONGEST_LOGGED_NAME = 40


class LimitedBackend(ModelBackend):
    """Counts each attempt before the password is hashed, so that a burst of attempts
    costs nothing.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> User | None:
        """Returns the user, or None. Raises TooManySignIns past the limit."""
        name = username or credentials.get(User.USERNAME_FIELD)
        if request is None or name is None or password is None:
            return super().authenticate(request, username, password, **credentials)
        address = address_of(request.META.get("REMOTE_ADDR", ""), request.headers)
        both = f"{address} {name}"
        _count(both, address, name)
        user = super().authenticate(request, username, password, **credentials)
        if user is None:
            log.warning("sign-in failed: name %s, address %s", _shown(name), address or "unknown")
        else:
            forget_attempts("sign-in name", both, WINDOW)
        return user

    async def aauthenticate(  # type: ignore[override]
        self, request: HttpRequest | None, **credentials: Any
    ) -> Any:
        # Django's own asynchronous method would bypass the limit.
        return await sync_to_async(self.authenticate)(request, **credentials)


def _count(both: str, address: str, name: str) -> None:
    wait = count_attempt(
        {("sign-in name", both): MOST_PER_NAME_AND_ADDRESS, ("sign-in", address): MOST_PER_ADDRESS},
        WINDOW,
    )
    if wait:
        log.warning("sign-in refused: name %s, address %s", _shown(name), address or "unknown")
        error = TooManySignIns()
        error.retry_after = wait
        raise error


def _shown(name: str) -> str:
    """Returns a name as a log may hold it: short, on one line, in ASCII."""
    return ascii(name[:LONGEST_LOGGED_NAME])


def shorten_session(request: HttpRequest, **_signal: Any) -> None:
    """Ends a staff session on the same day, since staff may share a machine."""
    request.session.set_expiry(database_time() + timedelta(hours=settings.STAFF_SESSION_HOURS))
