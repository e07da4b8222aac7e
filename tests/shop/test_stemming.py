"""One stemmer for what compares words: that of the catalogue's language."""

from django.test import override_settings

from shop.search.stemming import stems


def test_english() -> None:
    assert stems("Hiking boots, hikes and a BOOT") == ["hike", "boot", "hike", "and", "a", "boot"]


@override_settings(SEARCH_LANGUAGE="german")
def test_german() -> None:
    assert stems("Jacken Jacke Häuser Haus") == ["jack", "jack", "haus", "haus"]


@override_settings(SEARCH_LANGUAGE="simple")
def test_a_language_without_stemmer_reads_english() -> None:
    assert stems("tents") == ["tent"]
