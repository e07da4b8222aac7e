"""What a shop of one trade has and has not: everything in it is near to everything else."""

import pytest

from shop.feeds.jsonl import Feed
from shop.importer import import_rows
from shop.models import Synonym
from shop.search import SearchQuery, rules, search
from shop.search.vocabulary import forget
from tests import data

pytestmark = pytest.mark.usefixtures("music")


@pytest.fixture
def music(db: None) -> None:
    with Feed(data.MUSIC) as feed:
        import_rows(feed.rows())
    forget()


def names(words: str) -> list[str]:
    """What the shop has of it."""
    return [hit.product.name for hit in search(SearchQuery(words=words)).exact]


@pytest.mark.parametrize(
    ("words", "exact"),
    [
        ("violin", ["Student violin 4/4"]),
        ("cello", ["Concert cello"]),
        ("microphone", ["Vocal microphone"]),
        ("trombone", []),
        ("harp", []),
        ("lawn sprinkler", []),
    ],
)
def test_a_shop_of_one_trade_knows_what_it_lacks(words: str, exact: list[str]) -> None:
    assert names(words) == exact


def test_what_a_description_mentions_is_no_such_thing() -> None:
    assert not names("umbrella")
    assert not names("rosin")


def test_a_word_of_the_staff_is_a_word_of_the_shop() -> None:
    assert not names("timekeeper")
    Synonym.objects.create(words="timekeeper", means="metronome")
    rules.forget()
    assert names("timekeeper") == ["Wooden metronome"]
