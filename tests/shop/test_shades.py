"""Shades as their basic colours, by the names and values of CSS."""

import pytest

from shop.search.shades import basic_colours


@pytest.mark.parametrize(
    ("value", "colours"),
    [
        ("crimson", {"red"}),
        ("midnight", {"blue"}),
        ("navy", {"navy", "blue"}),
        ("orange", {"orange"}),
        ("olive", {"olive", "green"}),
        ("sienna", {"brown"}),
        ("grey/white", {"grey", "white"}),
        ("goldenrod", {"yellow"}),
        ("multi", set()),
        ("-", set()),
        ("dark", set()),
    ],
)
def test_a_shade_is_its_basic_colour(value: str, colours: set[str]) -> None:
    assert basic_colours(value) == colours
