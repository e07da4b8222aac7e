"""A shop in German, asked in German as people type it."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from chat.builtin.languages import heard
from shop.search import vocabulary
from shop.search.foreign.catalogue import catalogue
from tests.chat.test_builtin import Shopper, shopper
from tests.chat.test_follow_ups import row
from tests.shop.test_variants import load

__all__ = ["shopper"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "workshop"),
]

SAEGEN, LICHT = "Werkzeug > Sägen", "Licht > Lampen"
WERKSTATT: list[dict[str, Any]] = [
    row("S1", "Handliche Stichsäge Fink", SAEGEN, 79, "Nicht für Metall. Mit Staubbeutel."),
    row("S2", "Tauchsäge Uhu", SAEGEN, 189, "Ohne Staubbeutel. Läuft leise."),
    row("W1", "Wasserwaage Lot 60 cm", "Werkzeug > Messen", 24, "Spülmaschinengeeignet ist sie."),
    row("L1", "Klemmlampe Glim", LICHT, 29, "Lässt sich dimmen.", Farbe="rot"),
    row("L2", "Werkstattlampe Hell", LICHT, 59, "Hängt am Haken.", Farbe="grau"),
    row("O1", "Schleifgerät Orkus", "Werkzeug > Schleifen", 99, "Mit drei Körnungen."),
]


@pytest.fixture
async def workshop(settings: Any, shopper: Shopper) -> None:
    settings.SEARCH_LANGUAGE = "german"
    shopper.deps.language = "de"
    await sync_to_async(load)(*WERKSTATT, with_vectors=True)
    vocabulary.forget()


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("säge", "Handliche Stichsäge Fink"),
        ("ich such ne stichsäge", "Handliche Stichsäge Fink"),
        ("wasserwaage", "Wasserwaage Lot 60 cm"),
        ("habt ihr denn nen schleifgerät", "Schleifgerät Orkus"),
    ],
)
async def test_what_the_shop_has_is_not_denied(shopper: Shopper, said: str, first: str) -> None:
    reply = await shopper.say(said)
    assert "finde ich hier nicht" not in reply
    assert "finde ich in diesem Shop nicht" not in reply
    assert first in reply


@pytest.mark.parametrize(
    ("said", "starts"),
    [
        ("hat die stichsäge fink nen staubbeutel?", "Ja"),
        ("darf die wasserwaage lot in die spülmaschine?", "Ja"),
        ("hat die tauchsäge uhu nen staubbeutel?", "Nein"),
    ],
)
async def test_a_text_in_german_answers(shopper: Shopper, said: str, starts: str) -> None:
    assert (await shopper.say(said)).startswith(starts)


async def test_a_place_in_the_list_is_kept_before_a_question(shopper: Shopper) -> None:
    await shopper.say("lampen")
    second = shopper.cards()[1]
    assert second in await shopper.say("die zweite, hat die nen haken?")


def test_a_talk_goes_on_in_its_language() -> None:
    assert heard("und die rote?", "en", "de").language == "de"
    assert heard("tauchsäge uhu", "en", "de").language == "de"
    assert heard("what is the weight of it", "en", "de").language == "en"


async def test_words_that_say_nothing_are_no_goods() -> None:
    shop = await sync_to_async(vocabulary.vocabulary)()
    words = await sync_to_async(lambda: catalogue(shop).targets)()
    assert words
    said = await sync_to_async(heard)("was soll ich denn jetzt machen", "de")
    assert not {"orkus", "uhu", "soll", "machen"} & set(said.english.split())
