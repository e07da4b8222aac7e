"""A shop's own look: a stylesheet of the settings, readable whatever the colour."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from site_config import checks
from site_config.theme import Theme, contrast, theme

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    theme.cache_clear()
    caches["template_fragments"].clear()
    yield
    theme.cache_clear()
    caches["template_fragments"].clear()


@given(COLOURS)
def test_words_on_the_accent_are_read_whatever_it_is(accent: str) -> None:
    assert contrast(Theme(accent=accent).on_accent, accent) >= 4.5


def test_contrast_is_as_the_guidelines_have_it() -> None:
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.django_db
def test_a_shop_without_a_look_of_its_own_sends_no_stylesheet_for_it(client: Client) -> None:
    page = client.get("/chat/").content.decode()
    assert "aisle" in page
    assert 'rel="stylesheet"' in page
    assert "/theme-" not in page


@pytest.mark.django_db
def test_a_look_is_one_stylesheet_of_its_own_address(client: Client, settings: Any) -> None:
    settings.THEME_ACCENT, settings.THEME_RADIUS, settings.THEME_FONT, settings.THEME_MODE = (
        "#0b6e4f",
        4,
        "slab",
        "dark",
    )
    page = client.get("/chat/").content.decode()
    address = f"/theme-{theme().version}.css"
    assert f'<link rel="stylesheet" href="{address}">' in page
    assert '<html lang="en" data-theme="dark">' in page
    assert '<meta name="color-scheme" content="dark">' in page
    response = client.get(address)
    for rule in ("light-dark(#0b6e4f", "--radius-card: 4px;", "--radius-control: 2px;", "Rockwell"):
        assert rule in response.content.decode()
    assert "immutable" in response["Cache-Control"]
    assert client.get("/theme-of-another-process.css")["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_logo_stands_where_the_name_would(
    client: Client, settings: Any, tmp_path: object
) -> None:
    settings.SHOP_LOGO = f"{tmp_path}/logo.svg"
    assert client.get("/logo").status_code == 404
    with open(settings.SHOP_LOGO, "w") as file:
        file.write("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert '<img src="/logo" alt="Aisle"' in client.get("/chat/").content.decode()
    assert client.get("/logo")["Content-Type"] == "image/svg+xml"


def test_a_tone_that_is_hardly_seen_is_told(settings: Any) -> None:
    settings.THEME_ACCENT, settings.SHOP_LOGO = "#f5e663", "/no/such/logo.svg"
    assert [found.id for found in checks.appearance()] == ["aisle.W010", "aisle.W011"]
    assert "1.2 to 1" in checks.appearance()[0].msg
