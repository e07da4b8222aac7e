"""What shops write in the cells of their feeds, and broken files: nothing good is lost, nothing bad
is silent.
"""

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.feeds import markup
from shop.feeds.formats import open_feed
from shop.feeds.jsonl import parse
from shop.feeds.money import NotMoney, read_amount, read_currency
from shop.feeds.row import BadRow, ProductRow
from shop.feeds.values import Mended, Odd, Options, read_address, read_gtin, read_stock
from tests.depth import few


@pytest.mark.parametrize(
    ("text", "decimal", "value", "currency"),
    [
        ("105.29 USD", "", "105.29", "USD"),
        ("1 299,00 kr", "", "1299.00", "SEK"),
        ("1\u00a0299,00\u202fKč", "", "1299.00", "CZK"),
        ("1.299,00 €", "", "1299.00", "EUR"),
        ("EUR 1,299.00", "", "1299.00", "EUR"),
        ("€1.299.000", "", "1299000", "EUR"),
        ("1'299.90 CHF", "", "1299.90", "CHF"),
        ("1,00,000.50 ₹", "", "100000.50", "INR"),
        ("12,- €", "", "12", "EUR"),
        ("kr 12,–", "", "12", "SEK"),
        ("US$12", "", "12", "USD"),
        ("0,599", "", "0.599", ""),
        ("1.250 KWD", "", "1.250", "KWD"),
        ("1,250 KWD", ".", "1250", "KWD"),
        ("1.299", ".", "1.299", ""),
        ("1.299", ",", "1299", ""),
        ("1299.9999", "", "1299.9999", ""),
        ("12,5", "", "12.5", ""),
        ("١٢٫٥٠", "", "12.50", ""),
        ("19.99eur", "", "19.99", "EUR"),
        ("-5", "", "-5", ""),
    ],
)
def test_prices_are_read_as_they_are_written(
    text: str, decimal: str, value: str, currency: str
) -> None:
    amount = read_amount(text, decimal=decimal)
    assert (amount.value, amount.currency) == (Decimal(value), currency)


@pytest.mark.parametrize(
    "text", ["from 19 to 29", "5 %", "abc 12", "", "1e3", "12 34", "1.2.3", "free", "EUR", "1,2,3"]
)
def test_what_is_no_price_is_not_guessed(text: str) -> None:
    with pytest.raises(NotMoney):
        read_amount(text)


def test_an_unknown_currency_is_named() -> None:
    with pytest.raises(NotMoney, match="“about” is no currency"):
        read_amount("about 89")


def test_a_price_that_can_be_two_says_so() -> None:
    assert "can also be 1.299" in read_amount("1.299").guess
    assert "NOK" in read_amount("12 kr").doubt
    assert read_amount("12 kr", currency="NOK") == read_amount("12 NOK")


@given(
    st.decimals(min_value=0, max_value=9_999_999, places=2),
    st.sampled_from(["EUR", "SEK", "kr", "€", "Kč", ""]),
    st.sampled_from([(".", ","), (",", "."), (",", "\u00a0"), (".", "'")]),
    st.booleans(),
)
@few(90)
def test_every_price_with_two_decimals_is_read_exactly(
    value: Decimal, currency: str, marks: tuple[str, str], is_in_front: bool
) -> None:
    decimal, group = marks
    written = f"{value:,.2f}".replace(",", "g").replace(".", decimal).replace("g", group)
    text = f"{currency} {written}" if is_in_front else f"{written} {currency}"
    assert read_amount(text).value == value


@pytest.mark.parametrize(
    ("text", "code"), [("eur", "EUR"), ("€", "EUR"), ("Kč", "CZK"), ("zł", "PLN"), ("Fr.", "CHF")]
)
def test_currencies_are_known_by_code_and_sign(text: str, code: str) -> None:
    assert read_currency(text)[0] == code


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("978-3-16-148410-0", "9783161484100"),
        ("3-16-148410-X", "9783161484100"),
        (4006381333931.0, "4006381333931"),
        ("'4006381333931", "4006381333931"),
        ("04006381333931", "04006381333931"),
        ("012345678905", "012345678905"),
        ("ISBN 978-3-16-148410-0", "9783161484100"),
    ],
)
def test_codes_are_digits(text: Any, digits: str) -> None:
    assert read_gtin(text, Options()) == digits


def test_lost_zeros_are_found_again_and_wrong_digits_are_said() -> None:
    assert read_gtin("12345678905", Options()) == Mended(
        "012345678905", "had lost its leading zeros"
    )
    assert "wrong check digit" in read_gtin("4006381333932", Options()).action
    with pytest.raises(Odd):
        read_gtin("4.00638E+12", Options())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("5", 5),
        ("5,0", 5),
        (0, 0),
        ("in stock", None),
        ("Out_of_Stock", 0),
        ("ano", None),
        ("no", 0),
    ],
)
def test_stock_is_a_count_or_a_word(text: Any, count: int | None) -> None:
    assert read_stock(text, Options()) == count


def test_stock_below_zero_is_sold_out_and_said() -> None:
    assert read_stock("-3", Options()).value == 0


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("//cdn.example/a.jpg", "https://cdn.example/a.jpg"),
        ("HTTPS://a.example/b c.jpg", "https://a.example/b%20c.jpg"),
        ("www.a.example/x", "https://www.a.example/x"),
    ],
)
def test_addresses_are_whole(text: str, address: str) -> None:
    assert read_address(text, Options()) == address


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:image/png;base64,x", "/a.jpg", "x"])
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(Odd):
        read_address(text, Options())


def test_markup_becomes_text_and_safe_markup() -> None:
    html = '<h6 onclick="x"><span>A &amp; B</span></h6><ul><li>one<li>two</ul><img src=x onerror=y>'
    assert markup.plain_text(html) == "A & B\n\none\n\ntwo"
    assert markup.safe_markup(html) == "<h3>A &amp; B</h3><ul><li>one</li><li>two</li></ul>"
    assert markup.plain_text("Home &amp;amp; Garden") == "Home & Garden"
    assert markup.plain_text("5 < 6 and 7 > 3") == "5 < 6 and 7 > 3"


@given(st.text(alphabet="<>/&;abh1 \n'\"=!-", max_size=60))
@few(120)
def test_markup_is_safe_whatever_it_is(text: str) -> None:
    shown = markup.safe_markup(text)
    assert markup.safe_markup(shown).count("<a") == shown.count("<a ") == 0
    assert isinstance(markup.plain_text(text), str)


# A good row, and one odd value of each optional field with what it costs.
GOOD = {"sku": "L1", "name": "Lamp", "price": "20.00", "brand": "Lux", "stock": "4", "color": "red"}
ODD: dict[str, Any] = {
    "stock": "many",
    "gtin": "12",
    "rating": "7 of 5",
    "rating_count": -1,
    "compare_at_price": "a lot",
    "currency": "Taler",
    "url": "nowhere",
    "image_url": "ftp://x/y",
    "active": "perhaps",
    "category": "a>" * 240 + "a",
    "attributes": [1],
    "popularity": "high",
}


@given(st.sets(st.sampled_from(sorted(ODD))))
@few(60)
def test_an_odd_optional_field_costs_itself_and_is_reported(names: set[str]) -> None:
    import json

    row = parse(3, json.dumps(GOOD | {name: ODD[name] for name in names}).encode())
    assert isinstance(row, ProductRow)
    assert (row.sku, row.name, row.price, row.brand) == ("L1", "Lamp", Decimal(20), "Lux")
    assert {remark.column for remark in row.remarks} == names
    assert all((remark.line, remark.sku) == (3, "L1") for remark in row.remarks)
    assert not names & row.model_fields_set


@pytest.mark.parametrize("name", ["sku", "name", "price"])
@pytest.mark.parametrize("value", [None, "", "  ", "NaN"])
def test_without_code_name_or_price_there_is_no_row(name: str, value: Any) -> None:
    import json

    row = parse(1, json.dumps(GOOD | {name: value}).encode())
    assert isinstance(row, BadRow)
    assert name in row.reason


CELL = st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r\x1c\x1d\x1e\x85\u2028\u2029"),
    max_size=12,
)


def table(rows: list[dict[str, Any]], separator: str) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, list(GOOD), delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read_text(path: Path, text: str, encoding: str = "utf-8") -> tuple[dict[str, ProductRow], int]:
    path.write_bytes(text.encode(encoding))
    good: dict[str, ProductRow] = {}
    bad = 0
    with open_feed(path) as feed:
        for _line, row in feed.rows():
            if isinstance(row, BadRow):
                bad += 1
            else:
                good[row.sku] = row
    return good, bad


@given(st.lists(CELL, max_size=6), st.sampled_from(",;\t|"))
@few(60)
def test_whatever_stands_in_a_description_the_rows_come_in(
    tmp_path: Path, brands: list[str], separator: str
) -> None:
    rows = [GOOD | {"sku": f"L{place}", "brand": text} for place, text in enumerate(brands)]
    good, bad = read_text(tmp_path / "feed", table([*rows, GOOD], separator))
    assert bad == 0
    assert good.keys() == {row["sku"] for row in rows} | {"L1"}


@given(
    st.integers(0, 9),
    st.sampled_from(['"', '"broken', '"a";"', "L;x", "\x00", ";" * 30, "\ufeff", "<p>", "'"]),
    st.booleans(),
)
@few(90)
def test_a_broken_line_costs_no_other_row(
    tmp_path: Path, place: int, junk: str, ends_in_quote: bool
) -> None:
    lines = table([GOOD | {"sku": f"L{number}"} for number in range(10)], ";").splitlines()
    lines.insert(place + 1, junk + ('"' if ends_in_quote else ""))
    good, bad = read_text(tmp_path / "feed", "\n".join(lines))
    assert good.keys() >= {f"L{number}" for number in range(10)}
    assert bad + len(good) <= 11


@given(st.binary(max_size=300))
@few(60)
def test_no_file_fails(tmp_path: Path, content: bytes) -> None:
    header = b"sku;name;price\n1;Lamp;2\n"
    (tmp_path / "feed").write_bytes(header + content)
    with open_feed(tmp_path / "feed") as feed:
        feed.wrong_format()
        for _line, row in feed.rows():
            assert isinstance(row, ProductRow | BadRow)


LAMP = {"sku": "L", "name": "Lamp", "price": 1}
BLOCKS = st.sampled_from("div p section li b i h2 br table td span".split())
MARKUP = st.recursive(
    st.text("ab <&", max_size=4),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag} class=x>{''.join(parts)}</{tag}>", BLOCKS, st.lists(inner)
    ),
    max_leaves=8,
)


@few(60)
@given(MARKUP)
def test_the_text_of_a_description_is_what_its_markup_shows(description: str) -> None:
    row = parse(1, json.dumps({**LAMP, "description": description}).encode())
    assert isinstance(row, ProductRow)
    if row.description_html:
        assert markup.plain_text(row.description_html) == row.description
        assert markup.safe_markup(row.description_html) == row.description_html


def test_blocks_part_paragraphs() -> None:
    shown = markup.safe_markup("<div>Warm</div><div><b>Soft</b></div>")
    assert shown == "<p>Warm</p><p><b>Soft</b></p>"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"currency": "EUR", "price": "9 USD"}, "price: is in USD, and the product in EUR"),
        ({"price": "9 USD", "sale_price": "8 €"}, ""),
        ({"currency": "CAD", "price": "$9"}, ""),
        ({"currency": "KWD", "price": "1.234"}, ""),
    ],
)
def test_every_price_of_a_row_is_in_its_currency(row: dict[str, Any], reason: str) -> None:
    read = parse(1, json.dumps({"sku": "L", "name": "Lamp", **row}).encode())
    assert getattr(read, "reason", "") == reason
    if isinstance(read, ProductRow):
        prices = {"USD": 9, "CAD": 9, "KWD": Decimal("1.234")}
        assert read.price == prices[read.currency]
