"""What the attributes of a product may hold: the same by a feed and by staff's form, and always
something that can be said.
"""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chat.builtin.sayings import saying
from shop.feeds.jsonl import parse
from shop.feeds.row import BadRow, ProductRow
from shop.models import Product

REFUSED = {
    "list": "[1]",
    "empty list": "[]",
    "text": '"x"',
    "null": "null",
    "not a number": '{"a": NaN}',
    "infinite": '{"a": [1e999]}',
    "large integer": json.dumps({"weight_g": 10**4000}),
    "large float": '{"weight_g": 1e15}',
    "negative": '{"a": [{"b": -1000000000000000}]}',
    "longer than Python reads": '{"a": ' + "9" * 5000 + "}",
    "deep": '{"a": ' * 900 + "1" + "}" * 900,
    "deeper than Python reads": "[" * 50_000,
    "not JSON": "{",
}
CLEANED = {
    "NUL": ('{"a": "b\\u0000c"}', {"a": "bc"}),
    "lone surrogate": ('{"a\\ud800": ["\\udc00"]}', {"a?": ["?"]}),
    "large enough": ('{"a": 999999999999999, "b": -0.5}', {"a": 999_999_999_999_999, "b": -0.5}),
    "empty": ("{}", {}),
}


def by_form(client: Client, attributes: str) -> Any:
    form = {
        "name": "Lamp",
        "sku": "lamp",
        "price": "20",
        "currency": "EUR",
        "attributes": attributes,
    }
    form |= {
        "rating_count": "0",
        "popularity": "0",
        "images-TOTAL_FORMS": "0",
        "images-INITIAL_FORMS": "0",
        "variants-TOTAL_FORMS": "0",
        "variants-INITIAL_FORMS": "0",
    }
    return client.post("/admin/shop/product/add/", form)


def by_feed(attributes: str) -> ProductRow | BadRow:
    return parse(
        1,
        b'{"sku": "lamp", "name": "Lamp", "price": 20, "attributes": ' + attributes.encode() + b"}",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("attributes", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_stored_is_refused_at_its_field(
    admin_client: Client, attributes: str
) -> None:
    answer = by_form(admin_client, attributes)
    assert answer.status_code == 200
    form = answer.context["adminform"].form
    assert (list(form.errors), len(form.errors["attributes"])) == (["attributes"], 1)
    assert form["attributes"].value() == attributes
    assert not Product.objects.exists()


@pytest.mark.parametrize("attributes", REFUSED.values(), ids=REFUSED)
def test_a_feed_refuses_the_same(attributes: str) -> None:
    row = by_feed(attributes)
    if isinstance(row, ProductRow):
        assert not row.attributes
        assert row.remarks


@pytest.mark.django_db
@pytest.mark.parametrize(("attributes", "stored"), CLEANED.values(), ids=CLEANED)
def test_what_is_cleaned_is_cleaned_alike(
    admin_client: Client, attributes: str, stored: dict[str, Any]
) -> None:
    assert by_form(admin_client, attributes).status_code == 302
    row = by_feed(attributes)
    assert isinstance(row, ProductRow)
    assert Product.objects.get().attributes == row.attributes == stored


@pytest.mark.django_db
def test_no_attributes_are_an_empty_object(admin_client: Client) -> None:
    assert by_form(admin_client, "").status_code == 302
    assert Product.objects.get().attributes == {}


def test_a_number_as_a_code_may_be_long() -> None:
    row = parse(1, b'{"sku": 12345678901234567890, "name": "Lamp", "price": 20}')
    assert isinstance(row, ProductRow)
    assert row.sku == "12345678901234567890"


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
@example(10**4000)
@example(1e300)
@settings(max_examples=20)
def test_a_number_that_has_no_words_fails_no_answer(value: float) -> None:
    assert saying("weight_g", value)
    assert saying("parts", value)
