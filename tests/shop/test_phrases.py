"""Phrases and labels as constants of a statement: the same as what the database makes of them."""

import pytest
from django.db import connection

from shop.search.exclusions import likely_categories
from shop.search.label_ids import label_ids
from shop.search.phrases import phrase_query
from shop.search.vocabulary import vocabulary

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", ["red", "matt black", "led lamp free", "o'neill", "the", "½ l"])
@pytest.mark.parametrize("places", ["A", "AB", "ABC"])
def test_a_phrase_in_some_places_is_that_of_the_text_filtered(words: str, places: str) -> None:
    weights = "{" + ",".join(places.lower()) + "}"
    text = f"a {words} and b"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ts_filter(v, %s::\"char\"[]) @@ phraseto_tsquery('aisle', aisle_text(%s)), "
            "v @@ %s::tsquery FROM (SELECT setweight(to_tsvector('aisle', aisle_text(%s)), 'B') AS "
            "v) AS texts",
            [weights, words, phrase_query(words, places), text],
        )
        filtered, marked = cursor.fetchone()
    assert filtered == marked


def test_labels_have_the_numbers_of_the_index() -> None:
    pairs = (("colour", "Red"), ("material", "50% wool"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT aisle_label('colour', 'Red'), aisle_label('material', '50% wool')")
        assert label_ids(pairs) == cursor.fetchone()


def test_a_category_that_says_a_word_is_likely(demo: None) -> None:
    for id, (_slug, path) in vocabulary().places.items():
        for word in path.replace(">", " ").split():
            if word.isalpha():
                assert id in likely_categories(word), (word, path)
