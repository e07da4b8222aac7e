"""What a shop is seldom seen in, set up for a scene: rows as such a day leaves them, and pages as
such a day sends them.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.utils import timezone
from playwright.sync_api import Page

from chat.models import Message, Site, Spending
from site_config.errors import AisleError, refusal


def answer(page: Page, **state: Any) -> None:
    """The newest answer as if it stood like this; the page shows it as any that was reloaded just
    then.
    """
    message = Message.objects.filter(role=Message.Role.ASSISTANT).order_by("-created_at")[0]
    metadata = {"steps": message.metadata.get("steps", [])}
    # Whoever writes it was here just now, and is for as long as the scene takes.
    lease = timezone.now() + timedelta(minutes=5)
    Message.objects.filter(pk=message.pk).update(
        **{"content": "", "metadata": metadata, "saved_at": lease} | state
    )
    page.reload()


def crowd() -> None:
    """Whoever spoke until now has said more than anybody may, in this minute and in the next."""
    now = timezone.now()
    for key in Spending.objects.filter(key__regex=r"^\d\d:\d\d .* visitor ").values_list(
        "key", flat=True
    ):
        for minute in (now, now + timedelta(minutes=1)):
            values = {"until": now + timedelta(minutes=2), "messages": 10_000}
            Spending.objects.update_or_create(key=f"{minute:%H:%M}{key[5:]}", defaults=values)


def sites(*names: str) -> None:
    """These sites alone show the shop, and the shop itself."""
    Site.objects.all().delete()
    for name in names:
        Site.objects.create(
            key=name.lower(), name=name, greeting="What grows at your place?", accent="#2f6f4f"
        )


def refused(error: AisleError) -> Callable[[Page, str], None]:
    """The page of a fault: what the server sends then, sent by the browser's own network, since a
    shop does not break on demand.
    """

    def play(page: Page, base: str) -> None:
        request = RequestFactory().get("/search/", {"q": "lamp"})
        request.session = SessionStore()
        sent = refusal(request, error)
        address = base + request.get_full_path()
        page.route(
            address,
            lambda route: route.fulfill(
                status=sent.status_code, content_type="text/html", body=sent.content
            ),
        )
        page.goto(address)

    return play
