"""What a cache may keep: an answer that depends on who asks is kept by nobody, and says by what it
depends.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from chat.models import Site
from chat.visitors.tokens import HEADER, TokenSession
from shop.models import Product
from tests.test_fuzz import ROUTES, filled, undone

pytestmark = pytest.mark.usefixtures("demo")

Asker = Callable[[], Client]


def anybody() -> Client:
    return Client()


def keeper() -> Client:
    client = Client()
    client.post(
        "/shortlist/", {"product": Product.objects.values_list("pk", flat=True)[0], "keep": "yes"}
    )
    return client


def talker() -> Client:
    client = Client()
    client.post("/api/conversations")
    return client


def owner() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("staff", "staff@example.com", "secret"))
    return client


def embedded() -> Client:
    site = Site.objects.create(key="garden", name="Garden", origins="https://garden.example")
    return Client(headers={HEADER: TokenSession(site).token})


def vary(answer: HttpResponse) -> set[str]:
    return {name.strip() for name in answer.get("Vary", "").split(",")}


def is_private(answer: HttpResponse) -> bool:
    return {"private", "no-store"} <= {
        part.strip() for part in answer.get("Cache-Control", "").split(",")
    }


@pytest.mark.parametrize(
    "who", [anybody, keeper, talker, owner, embedded], ids=lambda each: each.__name__
)
def test_what_depends_on_who_asks_is_kept_by_no_cache(who: Asker) -> None:
    client = who()
    product = str(Product.objects.values_list("pk", flat=True)[0])
    for route in ROUTES:
        with undone():
            answer: Any = client.get(filled(route, [product, "x"]))
        is_read = reads_session(answer)
        if answer.cookies or is_refusal(answer) or (is_read and who is not anybody):
            assert is_private(answer), (route, answer.headers)
        if is_read:
            assert vary(answer) >= {"Cookie", HEADER}, (route, answer.headers)


def reads_session(answer: Any) -> bool:
    session = getattr(answer.wsgi_request, "session", None)
    return session is not None and bool(session.accessed)


def is_refusal(answer: Any) -> bool:
    """Whether an answer refuses; 405 does not count, which is the same for everybody."""
    return bool(answer.status_code >= 400 and answer.status_code != 405)


@pytest.mark.parametrize("who", [keeper, talker, owner], ids=lambda each: each.__name__)
@pytest.mark.parametrize("address", ["/", "/search/?q=lamp", "/c/lighting/", "/compare/"])
def test_a_page_with_a_short_list_is_the_visitor_s_own(who: Asker, address: str) -> None:
    assert is_private(who().get(address))  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["messages", "export"])
def test_the_json_of_a_conversation_is_the_visitor_s_own(address: str) -> None:
    client = Client()
    made = client.post("/api/conversations")
    assert is_private(made)  # type: ignore[arg-type]
    path = f"/api/conversations/{made.json()['id']}/{address}"
    assert is_private(client.get(path))  # type: ignore[arg-type]
    # Nor is it kept that a stranger was refused.
    assert is_private(Client().get(path))  # type: ignore[arg-type]


def test_the_same_for_all_may_be_kept(client: Client) -> None:
    for address in ("/", "/search/?q=lamp", "/api/products/search?q=lamp"):
        answer = client.get(address)
        assert "no-store" not in answer.get("Cache-Control", ""), address
        varied = vary(answer)  # type: ignore[arg-type]
        assert varied >= {"Accept-Language", "Cookie", HEADER}, address


@pytest.mark.parametrize(
    "name", ["HX-Request", "HX-Boosted", "HX-History-Restore-Request", "HX-Target", "X-Search"]
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_a_search_page_names_all_that_decides_its_part(
    client: Client, headers: dict[str, str], name: str
) -> None:
    answer: Any = client.get("/search/?q=lamp", headers=headers)
    assert name in vary(answer)
    # Each holds the record of one search.
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/robots.txt", "/favicon.ico", "/embed/aisle.js", "/embed/accent-aa0000.css"]
)
def test_a_file_is_the_same_for_all_who_ask(address: str) -> None:
    answer: Any = keeper().get(address)
    assert "no-store" not in answer.get("Cache-Control", "")
    assert HEADER not in vary(answer)


def test_who_chooses_a_language_gets_no_page_of_another_s(client: Client) -> None:
    """The cookie says it, also for a fragment that reads no session."""
    fragment = client.get("/search/?q=lamp", headers={"HX-Request": "true"})
    assert vary(fragment) >= {"Cookie", "Accept-Language", "HX-Request"}  # type: ignore[arg-type]
