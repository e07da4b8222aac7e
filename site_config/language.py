"""The language of a visitor: their choice, else the first language of their browser that the shop
has.
"""

from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.i18n import set_language

from site_config.origin import same_origin

Application = Callable[..., Awaitable[Any]]

# The cookie holds only the visitor's choice, so checking that the form is ours is enough.
choose = same_origin(set_language)


def of_scope(scope: dict[str, Any]) -> str:
    """Returns the language of a socket as LocaleMiddleware finds it for a request."""
    headers = {name: value.decode("latin-1") for name, value in scope.get("headers", ())}
    try:
        cookie = SimpleCookie(headers.get(b"cookie", "")).get(settings.LANGUAGE_COOKIE_NAME)
    except CookieError:
        cookie = None
    accepted = [
        code for code, _weight in parse_accept_lang_header(headers.get(b"accept-language", ""))
    ]
    for code in [*([cookie.value] if cookie else []), *accepted]:
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return str(settings.LANGUAGE_CODE)


class SocketLanguage:
    """Activates each socket's language for everything that is sent on it."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], *channel: Any) -> None:
        with translation.override(of_scope(scope)):
            await self.application(scope, *channel)
