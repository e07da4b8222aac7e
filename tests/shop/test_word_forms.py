"""Which words stand for the thing that is asked for, beside its own."""

from itertools import pairwise
from pathlib import Path

import pytest

from shop.search import rules, word_forms
from shop.search.folding import fold
from shop.search.prepared_query import question
from shop.search.query import SearchQuery
from shop.search.vocabulary import vocabulary


def others(words: str) -> set[str]:
    """The other words of the question's last term, as their stems."""
    term = question(SearchQuery(words=words), vocabulary()).terms[-1]
    return {" ".join(run) for run in term.alternatives[1:]}


@pytest.mark.usefixtures("demo")
def test_the_head_of_a_compound_names_the_thing() -> None:
    assert "teapot" in others("pots") | {
        lexeme for lexeme, _products in word_forms._read_compounds("pot", True)
    }
    assert "headphon" not in others("phone")


@pytest.mark.usefixtures("demo")
def test_a_word_beside_the_thing_narrows_it_down() -> None:
    assert "armchair" not in others("office chair")
    assert "beani" not in others("woolly hat")


@pytest.mark.parametrize(
    ("word", "adjectives"),
    [
        ("softest", ("soft",)),
        ("prettiest", ("pretty",)),
        ("thinnest", ("thin",)),
        ("widest", ("wide",)),
        ("harvest", ()),
        ("guest", ()),
        ("chest", ()),
    ],
)
def test_a_superlative_has_its_adjective(word: str, adjectives: tuple[str, ...]) -> None:
    assert set(adjectives) <= set(word_forms._adjectives(word))
    assert bool(adjectives) == bool(word_forms._adjectives(word))


def test_a_list_of_kinds_names_each_thing_once() -> None:
    lines = Path(rules.KINDS).read_text("utf-8").splitlines()
    things = [fold(line.split(":")[0]) for line in lines if line and line[0] != "#"]
    assert not [one for one, other in pairwise(sorted(things)) if one == other]
