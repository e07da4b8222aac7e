"""Template context of every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shop.shortlist import kept
from site_config.theme import theme


def shop(request: HttpRequest) -> dict[str, Any]:
    return {
        "shop_name": settings.SHOP_NAME,
        "look": theme(),
        "assistant_is_offline": not settings.CHAT_MODEL,
        # In another site's frame, that site.
        "site": getattr(getattr(request, "session", None), "site", None),
        # Lazy: a fragment without the short list reads no session.
        "shortlist": SimpleLazyObject(
            lambda: kept(request.session) if hasattr(request, "session") else []
        ),
    }
