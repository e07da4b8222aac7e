"""Numbers in words, where a limit or a currency says that they are amounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.search.number_words import in_figures


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("a lamp under twenty euros", "a lamp under 20 euros"),
        ("at most a hundred", "at most 100"),
        ("a hundred euros", "100 euros"),
        ("under one hundred and twenty-five", "under 125"),
        ("between fifty and a hundred", "between 50 and 100"),
        ("twelve hundred dollars", "1200 dollars"),
        ("five euros", "5 euros"),
        ("under five", "under five"),
        ("a two-seat sofa", "a two-seat sofa"),
        ("one of the three", "one of the three"),
        ("the second one", "the second one"),
        ("unter zwanzig Euro", "unter 20 Euro"),
        ("höchstens hundertfünfzig", "höchstens 150"),
        ("zwischen fünfzig und hundert Euro", "zwischen 50 und 100 Euro"),
        ("für zwei Personen", "für zwei Personen"),
        ("under. Twenty", "under. Twenty"),
        ("", ""),
    ],
)
def test_amounts_become_figures(said: str, read: str) -> None:
    assert in_figures(said) == read


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    in_figures(text)


@given(st.lists(st.sampled_from("under a one twenty hundred und zwei euros , .".split())))
def test_what_stands_around_stays(words: list[str]) -> None:
    read = in_figures(" ".join(words))
    assert [word for word in read.split() if word in ("under", "euros", ",", ".")] == [
        word for word in words if word in ("under", "euros", ",", ".")
    ]
