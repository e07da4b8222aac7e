"""Each visitor is spoken to in their own language, as far as the shop speaks it."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.translation import override

from site_config.language import of_scope

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


def language(client: Client, **headers: str) -> str:
    return str(client.get("/chat/", headers=headers)["Content-Language"])


@pytest.mark.django_db
def test_the_browser_chooses_until_the_visitor_does() -> None:
    client = Client(headers=GERMAN)
    assert language(client) == "de"
    assert client.post(
        "/language/", {"language": "en"}, headers={"Referer": "http://testserver/search/"}
    )["Location"].endswith("/search/")
    assert language(client) == "en"


@pytest.mark.django_db
def test_who_reads_none_of_them_gets_the_first() -> None:
    assert language(Client(), **{"Accept-Language": "tlh, *;q=0.1"}) == "en"


@pytest.mark.django_db
def test_another_site_cannot_choose() -> None:
    assert (
        Client()
        .post("/language/", {"language": "de"}, headers={"Sec-Fetch-Site": "cross-site"})
        .status_code
        == 403
    )


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


# -- either way round ------------------------------------------------------------------------------

# What names a side of the screen, where a reading direction has none: in classes, in styles, in
# scripts.
SIDES = re.compile(
    r"(?<![\w-])(?:-?m[lr]|p[lr]|scroll-[mp][lr]|rounded-(?:[lr]|[tb][lr])|border-[lr]|-?(?:left"
    r"|right))-(?:[\d\[]|auto|px|full)"
    r"|(?<![\w-])(?:text|float|clear)-(?:left|right)\b"
    r"|(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)|border-(?:top"
    r"|bottom)-(?:left|right)-radius"
    r"|(?:text-align|float|clear):\s*(?:left|right)|(?<![\w.-])(?:left|right):\s*[\d.-]"
    r"|(?:margin|padding|border)(?:Left|Right)|style\.(?:left|right)\b"
)


@pytest.mark.parametrize(
    "line",
    [
        'class="ml-2"',
        'class="sm:pr-4"',
        "text-left",
        "margin-left: 1px",
        "{ right: 0 }",
        "box.style.left = x",
        "-mr-px",
    ],
)
def test_a_side_is_noticed(line: str) -> None:
    assert SIDES.search(line)


@pytest.mark.parametrize(
    "line",
    [
        'class="ms-2 pe-4 text-start"',
        "margin-inline-start: 1px",
        "inset-inline-end: 0",
        "xml-2",
        "arrow-right",
    ],
)
def test_a_direction_is_none(line: str) -> None:
    assert not SIDES.search(line)


def test_no_page_knows_left_from_right() -> None:
    base = Path(__file__).resolve().parent.parent
    files = [
        *base.glob("templates/**/*.html"),
        *base.glob("styles/**/*.css"),
        *base.glob("static/js/**/*.js"),
        *base.glob("static/embed/**/*.js"),
    ]
    assert len(files) > 60
    lines = [
        (path.name, line.strip())
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert not [(name, found[0]) for name, line in lines if (found := SIDES.search(line))]


def test_an_english_date_is_read_alike_everywhere() -> None:
    with override("en"):
        assert (
            date_format(datetime(2026, 11, 30, 4, 19), "DATETIME_FORMAT")
            == "30 November 2026, 04:19"
        )
