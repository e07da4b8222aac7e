"""Stems of the shop's own language."""

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from shop.models import Product
from shop.search import SearchQuery, language, search

pytestmark = pytest.mark.django_db


def found(words: str) -> int:
    return search(SearchQuery(words=words, mode="text", literal=True)).total


def test_plurals_of_another_language_are_known_after_a_reindex() -> None:
    Product.objects.create(sku="T1", name="Zwei warme Tücher", price=10)
    assert found("Tuch") == 0
    with override_settings(SEARCH_LANGUAGE="german"):
        call_command("reindex")
        assert language.is_current()
        assert found("warmes tuch") == 1


def test_a_language_without_stems_is_refused() -> None:
    with (
        override_settings(SEARCH_LANGUAGE="klingon"),
        pytest.raises(CommandError, match="language_unknown"),
    ):
        call_command("reindex")
    assert language.present() == "english"
