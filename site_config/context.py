"""What every page knows of the shop."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shop(request: HttpRequest) -> dict[str, Any]:
    return {"shop_name": settings.SHOP_NAME, "assistant_is_offline": not settings.CHAT_MODEL}
