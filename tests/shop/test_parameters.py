"""A question as an address: whatever is asked comes back from its link, and no address breaks a
page.
"""

from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shop.forms import MODES, SORTS, SearchForm, address, is_weighed
from shop.search import SearchQuery
from shop.search.filters import BY_FIELD
from shop.wire import ErrorBody, Weights
from tests.clients import asked_at
from tests.depth import few

TEXT = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
    .map(str.strip)
    .filter(bool)
)
VALUES = st.lists(TEXT, unique=True, max_size=4).map(tuple)
PRICES = st.lists(st.none() | st.decimals(0, 9999, places=2), min_size=2, max_size=2).map(
    lambda pair: sorted(pair) if None not in pair else pair  # type: ignore[type-var]
)
ENDS = PRICES.filter(any).map(tuple)
ATTRIBUTES = st.dictionaries(TEXT, VALUES.filter(bool), max_size=3)
SHARE = st.floats(0, 1)


@st.composite
def queries(draw: st.DrawFn) -> SearchQuery:
    low, high = draw(PRICES)
    mode = draw(st.sampled_from(list(MODES)))
    weights = draw(
        st.none()
        | st.builds(Weights, text=SHARE, vector=SHARE).filter(lambda some: is_weighed(some, mode))
    )
    return SearchQuery(
        words=draw(TEXT | st.just("")),
        category=draw(TEXT | st.just("")),
        brands=draw(VALUES),
        colours=draw(VALUES),
        not_brands=draw(VALUES),
        not_colours=draw(VALUES),
        not_words=draw(VALUES),
        attributes=draw(ATTRIBUTES),
        not_attributes=draw(ATTRIBUTES),
        ranges=draw(st.dictionaries(TEXT, ENDS, max_size=2)),
        price_min=low,
        price_max=high,
        rating_min=draw(st.none() | st.decimals(0, 5, places=1)),
        in_stock=draw(st.booleans()),
        discounted=draw(st.booleans()),
        cheap=draw(st.booleans()),
        sort=draw(st.sampled_from(list(SORTS))),
        page=draw(st.integers(1, 10_000)),
        literal=draw(st.booleans()),
        mode=mode,
        weights=weights,
    )


@given(queries())
def test_a_link_asks_what_was_asked(query: SearchQuery) -> None:
    form = asked_at(address(query))
    assert form.query().model_dump(exclude_defaults=True) == query.model_dump(exclude_defaults=True)
    assert form.notices() == []


def test_a_change_goes_back_to_the_first_page() -> None:
    assert (
        address(SearchQuery(words="lamp", page=3), in_stock=True) == "/search/?q=lamp&in_stock=on"
    )
    assert address(SearchQuery(words="lamp", page=3), page=4) == "/search/?q=lamp&page=4"


def test_the_first_colon_parts_an_attribute() -> None:
    assert BY_FIELD["attributes"].from_parameter(
        ["ratio:16:9", " size : L", "size:M", "size:L", "size", ":L", "size:"]
    ) == (
        {"ratio": ("16:9",), "size": ("L", "M")},
        ["size", ":L", "size:"],
    )


NAMES = [*SearchForm.base_fields, "nonsense"]
ODD = st.text(max_size=30) | st.sampled_from(
    ["-1", "1e309", "NaN", "Infinity", "9" * 30, "0", "on", "a:b", ":", "\0", "a:\0", "٣", "💡:💡"]
)


@pytest.mark.usefixtures("demo")
@few(60)
@given(pairs=st.lists(st.tuples(st.sampled_from(NAMES), ODD), max_size=6))
def test_no_address_breaks_the_page_or_the_api(
    client: Client, pairs: list[tuple[str, str]]
) -> None:
    asked = urlencode(pairs, errors="replace")
    has_nul = any("\0" in value for _name, value in pairs)
    assert client.get(f"/search/?{asked}").status_code == (400 if has_nul else 200)
    answer = client.get(f"/api/products/search?{asked}")
    assert answer.status_code in (200, 403, 422)
    if answer.status_code != 200:
        assert ErrorBody.model_validate(answer.json()).message


@pytest.mark.usefixtures("demo")
@few(30)
@given(raw=st.binary(max_size=40))
def test_no_bytes_break_the_page(client: Client, raw: bytes) -> None:
    for asked in (
        quote(raw, safe="=&%+;"),
        raw.decode("latin-1").replace("#", "").replace("\r", "").replace("\n", ""),
    ):
        assert client.get(f"/search/?{asked}").status_code == (
            400 if "\0" in unquote(asked) else 200
        )


@pytest.mark.usefixtures("demo")
def test_the_api_takes_each_parameter(client: Client) -> None:
    asked: dict[str, Any] = {
        "q": "jacket", "brand": ["Halvarn", "Wendle"], "colour": "Red",
        "attribute": ["season:winter", "season:spring"],
        "rating_min": "3.5", "in_stock": "true", "price_min": "10", "price_max": "400",
        "mode": "text", "weight_text": "0.7", "weight_vector": "0.2",
    }  # fmt: skip
    metadata = client.get("/api/products/search", asked).json()["metadata"]
    assert metadata["search_type"] == "text"
    assert metadata["weights"] == {"text": 0.7, "vector": 0.0}
    season = next(each for each in metadata["facets"]["attributes"] if each["key"] == "season")
    assert {each["value"] for each in season["values"] if each["selected"]} <= {"winter", "spring"}
    assert (
        client.get("/api/products/search?q=jacket&mode=vector").json()["metadata"]["search_type"]
        == "vector"
    )
    assert client.get("/api/products/search?q=jacket").json()["metadata"]["corrected_words"] == ""
