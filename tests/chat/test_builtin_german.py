"""The built-in assistant with a visitor who reads the shop in German: what is understood, and what
is said.
"""

import re

import pytest
from django.utils.translation import gettext, override
from pydantic_ai.messages import ModelMessage, ModelRequest, UserPromptPart
from pytest_django.fixtures import Settings

from chat.builtin.languages import heard
from chat.builtin.plan import understand
from chat.builtin.sayings import key_words
from chat.builtin.talk import read_talk
from chat.builtin.word_tables import english_by, table_of
from chat.transport import render
from shop.examples import EXAMPLES
from shop.search.vocabulary import Vocabulary
from tests.chat.test_builtin import Shopper
from tests.chat.test_builtin_request import SHOP, looked_for

READS_GERMAN = (
    "The visitor reads the shop in German: answer in it, unless they write in another language."
)
OPENERS = ("Tell me more about it", "Something like it, but cheaper")
TAPS = [
    str(text)
    for text in (
        *EXAMPLES,
        *(text for texts in render.REPLIES.values() for text in texts),
        *OPENERS,
    )
]


@pytest.mark.parametrize("tap", TAPS)
def test_what_the_page_proposes_in_german_is_understood(tap: str) -> None:
    """As the same is in English, after three jackets of which the first was spoken of."""
    with override("de"):
        german = gettext(tap)
    assert german != tap
    asked = [request_of(said, language) for said, language in ((tap, ""), (german, READS_GERMAN))]
    assert type(asked[0]) is type(asked[1])
    if not hasattr(
        asked[0], "words"
    ):  # of what is looked for, the words may stand in another order
        assert asked[0] == asked[1]


def request_of(said: str, instructions: str, shop: Vocabulary = SHOP) -> object:
    before: list[ModelMessage] = looked_for("The **Skarv rain shell** fits best.")
    return understand(
        read_talk(
            [*before, ModelRequest(parts=[UserPromptPart(said)], instructions=instructions)],
            instructions,
        ),
        shop,
    )


@pytest.mark.parametrize(
    ("said", "english"),
    [
        (
            "eine warme Jacke unter 150 Euro, nicht schwarz",
            "a warm jacket under 150 euros, not black",
        ),
        ("Regenjacke in Rot", "rain jacket in red"),
        ("größer", "bigger"),
        ("groesser", "bigger"),
        ("Kopfhörer mit langer Akkulaufzeit", "headphones with long battery life"),
        ("und für Kinder?", "and for kids?"),
        ("Campinglampe", "camping lamp"),
        ("vergleiche die erste mit der letzten", "compare the first with the last"),
        ("Wie schwer ist die Skarv rain shell?", "how heavy is the Skarv rain shell?"),
        # On a German page, English stays what it is.
        ("a warm jacket for the hut, under 150", "a warm jacket for the hut, under 150"),
        ("bobble hat", "bobble hat"),
        ("etwas Ähnliches, nur günstiger", "something like it, but cheaper"),
        # What goes on in a talk.
        ("tausche das teuerste", "swap the most expensive"),
        ("ohne die zweite", "without the second"),
        ("zwei Stück, was macht das zusammen", "2 of them, how much is that together"),
        ("und die andere?", "and the other one?"),
        ("nimm den günstigeren von beiden", "i take the cheaper one of both"),
        ("zurück zum Zelt", "back to the tent"),
        ("welche Größen gibt es noch in Grau", "what sizes are left in grey"),
    ],
)
def test_german_is_read_as_english(said: str, english: str) -> None:
    assert heard(said, "de").english == english


def test_german_on_an_english_page_is_answered_in_german() -> None:
    assert heard("ich suche eine warme Jacke").language == "de"
    assert heard("a gift for my son").language == "en"
    assert heard("je cherche une tente").is_strange


def test_the_visitors_own_words_are_said_back() -> None:
    assert heard("eine warme Jacke", "de").typed == {
        "a": "eine",
        "warm": "warme",
        "jacket": "Jacke",
    }
    assert heard("Messer für Brötchen", "de").typed["brotchen"] == "Brötchen"


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]


@pytest.fixture
def german() -> Shopper:
    shopper = Shopper()
    shopper.deps.language = "de"
    return shopper


async def test_a_conversation_in_german(german: Shopper) -> None:
    assert await german.say("Hallo") == "Guten Tag. Was suchen Sie?"
    answer = await german.say("eine warme Jacke unter 150 Euro, nicht schwarz")
    said = answer.replace("\N{NO-BREAK SPACE}", " ")
    assert re.match(r"Ich finde \d passende Produkte \(unter 150 €, nicht schwarz\)\. \*\*", said)
    assert "warmth" in answer
    # Which of two warm ones is nearer depends on how the machine rounds.
    first = german.cards()[0]
    answer = await german.say("ist die erste wasserdicht?")
    assert answer.startswith(f"Nein, {first} hat die Angabe „waterproof: nein“")
    assert re.match(rf"{first} wiegt \d+ g\.$", await german.say("und wie schwer ist sie?"))
    assert await german.say("danke") == "Gern geschehen. Fragen Sie einfach, wenn noch etwas ist."


async def test_a_yes_takes_what_was_offered_in_german(german: Shopper) -> None:
    assert (await german.say("ein Zelt unter 50 Euro")).endswith("Soll ich „unter 50“ weglassen?")
    assert (await german.say("ja bitte")).startswith("Ich finde 4 passende Produkte.")


async def test_so_does_a_yes_to_a_comparison(german: Shopper) -> None:
    assert (await german.say("Kopfhörer")).endswith("Soll ich die ersten beiden vergleichen?")
    answer = await german.say("ja")
    assert "compare_products" in german.calls()
    assert re.match(
        r"Hier sind \S.* \(\d+(?:,\d\d)?\s€\) und .* \(\d+(?:,\d\d)?\s€\) im Vergleich\.", answer
    )


async def test_a_yes_in_another_language_than_the_offer(german: Shopper) -> None:
    await german.say("ein Zelt unter 50 Euro")
    german.deps.language = "en"
    assert (await german.say("yes")).startswith("I found 4 of this kind.")


async def test_what_is_not_there_is_said_in_german(german: Shopper) -> None:
    answer = await german.say("habt ihr Rasenmäher?")
    assert answer == (
        "„Rasenmäher“ finde ich in diesem Shop nicht. Versuchen Sie es mit einem anderen Wort, "
        "oder sagen Sie mir, wofür es sein soll. "
        "Sie können mich auch fragen, was es hier gibt."
    )


@pytest.mark.parametrize(
    ("key", "english"),
    [("Traglast", "load"), ("Gewicht_kg", "weight"), ("Aufwärmzeit", "heating time")],
)
def test_attributes_of_a_german_catalogue_are_read_in_english(
    settings: Settings, key: str, english: str
) -> None:
    assert key_words(key) == key.removesuffix("_kg").lower()
    settings.SEARCH_LANGUAGE = "german"
    assert key_words(key) == english


@pytest.mark.parametrize(
    ("said", "english"),
    [
        ("Der Wasserkocher ist kaputt angekommen", "the kettle is arrived broken"),
        ("ich möchte die Lampe zurückgeben", "i want the lamp return"),
        ("wie viele Lampen sind noch da", "how many lamp are left"),
        ("ein Spiel für mich allein oder mit anderen", "alone or with others"),
    ],
)
def test_what_went_wrong_and_what_is_left_is_read(said: str, english: str) -> None:
    table = table_of("de")
    assert table is not None
    assert english in english_by(table, said)[0]
