"""Prices in every currency: a true one may be said as the shop writes it, and no other figure."""

import re
from decimal import Decimal
from itertools import cycle, islice

import pytest
from django.utils.translation import override
from pydantic_ai.messages import ModelMessage, ModelRequest, ToolReturnPart, UserPromptPart

from chat.claims import Backing, check
from chat.claims.money import money_patterns
from chat.tools import Fact, Facts, Found, ProductLine
from site_config.formatting import format_price
from tests.cost import cost
from tests.currencies import current_currencies

pytestmark = pytest.mark.django_db

PRICES = (Decimal(1149), Decimal("149.5"), Decimal("1349.05"), Decimal("12.125"))
SENTENCES = {
    "en": (
        "The **Skarv rain shell** costs {}.",
        "The **Skarv rain shell** ({}) fits best.",
        "It would be the Skarv rain shell for {}, which is in stock.",
        "- **Skarv rain shell**: {}, rated 4.2 of 5",
        "| Product | Price |\n|---|---|\n| Skarv rain shell | {} |\n",
        "Die Skarv rain shell. Price: **{}**",
    ),
    "de": (
        "Die **Skarv rain shell** kostet {}.",
        "Für {} bekommen Sie die Skarv rain shell, und sie ist vorrätig.",
        "- **Skarv rain shell** – {}, bewertet mit 4,2 von 5",
        "Die Skarv rain shell ist für Sie die beste und liegt bei {}.",
    ),
}


def line(price: Decimal, currency: str) -> ProductLine:
    return ProductLine(
        id=1, name="Skarv rain shell", price=price, currency=currency, rating=Decimal("4.2")
    )


def backing(price: Decimal, currency: str, said: str = "a jacket", fact: str = "") -> Backing:
    results = [Found(total=1, products=[line(price, currency)])]
    facts = [Facts(facts=[Fact(topic="delivery", title="Delivery", text=fact)])] if fact else []
    parts = [
        ToolReturnPart("search_products", result, tool_call_id=str(at))
        for at, result in enumerate([*results, *facts])
    ]
    messages: list[ModelMessage] = [
        ModelRequest(parts=[UserPromptPart(said)]),
        ModelRequest(parts=parts),
    ]
    return Backing(messages)


def test_every_currency_is_read_as_it_is_written() -> None:
    """Each currency in two sentences of either language, the sentences and prices in turn."""
    turns = {language: cycle(sentences) for language, sentences in SENTENCES.items()}
    faults = []
    for currency, price in zip(current_currencies(), cycle(PRICES), strict=False):
        known = backing(price, currency)
        for language, sentences in turns.items():
            with override(language):
                right, wrong = format_price(price, currency), format_price(price + 8, currency)
            for sentence in islice(sentences, 2):
                if check(sentence.format(right), known).wrong:
                    faults.append(("refused", sentence.format(right)))
                if not check(sentence.format(wrong), known).wrong:
                    faults.append(("passed", sentence.format(wrong)))
    assert faults == []


@pytest.mark.parametrize(
    ("currency", "written"),
    [
        ("CHF", "CHF 1'149.50"),
        ("CHF", "1’149.50 CHF"),
        ("CHF", "1149.50 Swiss francs"),
        ("CHF", "1'149.50 Franken"),
        ("PLN", "zł 1149,50"),
        ("PLN", "1 149,50 zł"),
        ("PLN", "1149.50 PLN"),
        ("BRL", "R$ 1.149,50"),
        ("BRL", "R$1,149.50"),
        ("JPY", "¥1,149.5"),
        ("JPY", "JP¥1,149.5"),
        ("CZK", "1\N{NO-BREAK SPACE}149,50\N{NO-BREAK SPACE}Kč"),
        ("NOK", "kr\N{NARROW NO-BREAK SPACE}1149,50"),
        ("HUF", "1149,50 Ft"),
        ("CAD", "CA$1,149.50"),
        ("CAD", "$1149.50"),
        ("INR", "₹1,149.50"),
        ("TRY", "TRY 1,149.50"),
        ("TRY", "₺1.149,50"),
        ("XOF", "1149,50 F\N{NARROW NO-BREAK SPACE}CFA"),
        ("GBP", "\N{FULLWIDTH POUND SIGN}1,149.50"),
    ],
)
def test_a_price_as_people_write_it(currency: str, written: str) -> None:
    known = backing(Decimal("1149.50"), currency)
    assert check(f"The Skarv rain shell costs {written}.", known).wrong == []
    other = written.replace("149", "148")
    assert check(f"The Skarv rain shell costs {other}.", known).wrong


@pytest.mark.parametrize(
    ("currency", "other"),
    [
        ("EUR", "$149.50"),
        ("EUR", "149.50 USD"),
        ("USD", "€149.50"),
        ("USD", "149,50 EUR"),
        ("KWD", "£149.50"),
        ("CHF", "149,50 €"),
    ],
)
def test_the_right_figure_in_another_currency_is_refused(currency: str, other: str) -> None:
    known = backing(Decimal("149.50"), currency)
    assert check(f"The Skarv rain shell costs {other}.", known).wrong


def test_a_limit_of_the_visitor_keeps_the_visitors_sign() -> None:
    known = backing(Decimal("149.50"), "EUR", said="a jacket under $200")
    assert check("The Skarv rain shell is within your limit: under $200.", known).wrong == []


def test_what_delivery_costs_is_read_in_any_currency() -> None:
    known = backing(Decimal(149), "CHF", fact="Delivery costs CHF 7.90, or Fr. 12.– by noon.")
    assert check("Delivery costs CHF 7.90.", known).wrong == []
    assert check("Die Lieferung kostet 12 CHF.", known).wrong == []
    assert check("Delivery costs CHF 5.", known).wrong


@pytest.mark.parametrize("text", ["**Glacier CHF 99** is warm.", "The Glacier Pro for CHF 149.50."])
def test_an_invented_name_beside_an_amount_is_refused(text: str) -> None:
    assert check(text, backing(Decimal("149.50"), "CHF")).wrong


@pytest.mark.parametrize(
    "text", ["You could try 5 of them", "all 14 of them", "The TOP 3", "AMD 5600", "in 5 sec"]
)
def test_words_are_no_currencies(text: str) -> None:
    assert not money_patterns(frozenset({"EUR"})).signed.search(text)


@pytest.mark.parametrize(
    "part", ["1", "$", "1 ", "A$", "1,", "CHF ", "Fr.", "1'", "price: ", "149 CHF ", "R$ 1"]
)
def test_hostile_amounts_take_linear_time(part: str) -> None:
    patterns = money_patterns(frozenset({"CHF", "PLN"}))

    def seconds(length: int) -> float:
        text = (part * length)[:length]
        return cost(
            lambda: [re.sub(each, "", text) for each in (patterns.amount, patterns.signed)], runs=3
        )

    assert seconds(40_000) < 40 * max(seconds(4_000), 0.0005)
