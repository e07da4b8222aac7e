"""Each visitor is spoken to in their own language, as far as the shop speaks it."""

import pytest
from django.test import Client

from site_config.language import of_scope

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


def language(client: Client, **headers: str) -> str:
    return str(client.get("/chat/", headers=headers)["Content-Language"])


@pytest.mark.django_db
def test_the_browser_chooses_until_the_visitor_does() -> None:
    client = Client(headers=GERMAN)
    assert language(client) == "de"
    assert client.post("/language/", {"language": "en"}, headers={"Referer": "http://testserver/search/"})["Location"].endswith("/search/")
    assert language(client) == "en"


@pytest.mark.django_db
def test_who_reads_none_of_them_gets_the_first() -> None:
    assert language(Client(), **{"Accept-Language": "tlh, *;q=0.1"}) == "en"


@pytest.mark.django_db
def test_another_site_cannot_choose() -> None:
    assert Client().post("/language/", {"language": "de"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ([], "en"),
        ([(b"accept-language", b"de-CH, en;q=0.5")], "de"),
        ([(b"accept-language", b"de"), (b"cookie", b"x=1; django_language=en")], "en"),
        ([(b"accept-language", b"\xff;;q=,"), (b"cookie", b'django_language="; \xff')], "en"),
    ],
)
def test_a_socket_speaks_the_same(headers: list[tuple[bytes, bytes]], code: str) -> None:
    assert of_scope({"headers": headers}) == code
