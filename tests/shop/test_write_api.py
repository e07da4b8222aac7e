"""The shop's own systems write products over HTTP, and visitors find them at once."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shop import catalogue_writes
from shop.feeds.row import ProductRow, VariantRow
from shop.models import Product, ProductImage, Variant
from shop.wire import StoredProduct, StoredVariant
from site_config.api import api
from tests.clients import key_token
from tests.depth import few
from tests.shop.test_feeds_out import raw_rows

pytestmark = pytest.mark.django_db

LAMP: dict[str, Any] = {
    "name": "Otter desk lamp",
    "price": 39.9,
    "stock": 3,
    "category": "Home > Lamps",
    "attributes": {"colour": "Teal", "watts": 7},
    "image_urls": ["https://pictures.example/lamp.jpg"],
}
SHIRT: dict[str, Any] = {
    "name": "Fjord shirt",
    "price": 20,
    "attributes": {"material": "cotton"},
    "variants": [
        {"sku": "F-R", "values": {"Colour": "Red"}, "price": 24.95, "stock": 2},
        {"sku": "F-B", "values": {"Colour": "Blue"}, "price": 19.95, "stock": 5},
    ],
}


class System:
    """A program with a key."""

    def __init__(self, *scopes: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {key_token(*scopes)}"}

    def send(self, method: str, address: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.generic(
            method,
            f"/api/{address}",
            data if body is not None else b"",
            "application/json",
            headers=self.headers | named,
        )

    def put(self, sku: str, body: Any, **headers: str) -> Any:
        return self.send("PUT", f"products/{sku}", body, **headers)

    def patch(self, sku: str, body: Any, **headers: str) -> Any:
        return self.send("PATCH", f"products/{sku}", body, **headers)

    def read(self, sku: str) -> Any:
        return self.send("GET", f"products/by-sku/{sku}")


@pytest.fixture
def system() -> System:
    return System()


def remarks(answer: Any) -> list[tuple[str, str]]:
    return [(each["column"], each["action"]) for each in answer.json()["remarks"]]


def found(client: Client, words: str) -> list[str]:
    response = client.get("/api/products/search", {"q": words, "mode": "text"})
    return [each["sku"] for each in response.json()["data"]]


def test_a_product_is_created_and_found_at_once(system: System, client: Client) -> None:
    answer = system.put("L1", LAMP)
    assert (answer.status_code, answer.json()["status"]) == (201, "created")
    assert found(client, "otter lamp") == ["L1"]
    assert client.get(answer.json()["url"]).status_code == 200
    assert Product.objects.get().entry.embedding is not None


def test_what_is_read_back_can_be_written_again(system: System) -> None:
    for sku, body in (("L1", LAMP), ("F", SHIRT)):
        system.put(sku, body)
        read = system.read(sku)
        assert read.json()["name"] == body["name"]
        again = system.put(sku, {k: v for k, v in read.json().items() if k != "id"})
        assert (again.json()["status"], again.json()["remarks"]) == ("unchanged", [])
        assert again["ETag"] == read["ETag"]


def test_put_replaces_the_whole_product(system: System) -> None:
    system.put("L1", LAMP | {"brand": "Otter", "description": "<b>Bright</b>"})
    assert system.put("L1", {"name": "Otter lamp", "price": "1 299,00"}).status_code == 200
    product = Product.objects.get()
    assert (product.brand, product.description, product.description_html) == ("", "", "")
    assert (product.stock, product.attributes, product.category) == (None, {}, None)
    assert (product.price, product.images.count()) == (1299, 0)


def test_patch_changes_what_it_names_and_null_clears(system: System) -> None:
    system.put("L1", LAMP | {"brand": "Otter"})
    answer = system.patch("L1", {"stock": None, "attributes": {"colour": None, "height_cm": 40}})
    assert answer.json()["status"] == "changed"
    product = Product.objects.get()
    assert (product.stock, product.attributes) == (None, {"watts": 7, "height_cm": 40})
    assert (product.name, product.brand, product.images.count()) == ("Otter desk lamp", "Otter", 1)
    system.patch("L1", {"image_urls": None, "category": None, "brand": None})
    product = Product.objects.get()
    assert (product.images.count(), product.category, product.brand) == (0, None, "")
    assert system.patch("L1", {}).json()["status"] == "unchanged"
    assert system.patch("nobody", {"stock": 1}).status_code == 404


def test_pictures_of_staff_stay(system: System) -> None:
    system.put("L1", LAMP)
    ProductImage.objects.create(product=Product.objects.get(), file="products/own.jpg")
    system.put("L1", {"name": "Lamp", "price": 1})
    assert [image.file.name for image in ProductImage.objects.all()] == ["products/own.jpg"]


@pytest.mark.parametrize("sku", ["4711", "A%2FB-12", "Größe 5", "a.b:c"])
def test_a_sku_may_be_anything_that_shops_write(system: System, sku: str) -> None:
    assert system.put(sku, LAMP).status_code == 201
    assert system.read(sku).json()["sku"] == sku.replace("%2F", "/")
    assert system.send("DELETE", f"products/{sku}").json()["status"] == "hidden"


def test_a_product_is_hidden_and_shown_again(system: System, client: Client) -> None:
    system.put("L1", LAMP)
    page = system.read("L1").json()["id"]
    for status in ("hidden", "unchanged"):
        assert system.send("DELETE", "products/L1").json()["status"] == status
        assert found(client, "otter lamp") == []
    assert client.get(f"/api/products/{page}").status_code == 404
    assert system.read("L1").json()["active"] is False
    assert system.patch("L1", {"stock": 4}).json()["status"] == "changed"
    assert found(client, "otter lamp") == []
    assert system.put("L1", LAMP).json()["status"] == "changed"
    assert found(client, "otter lamp") == ["L1"]


def test_only_what_is_there_is_hidden(system: System) -> None:
    assert system.send("DELETE", "products/nobody").status_code == 404


def test_an_odd_value_costs_itself_alone(system: System) -> None:
    answer = system.put("L1", LAMP | {"gtin": "x", "stock": -3, "colour": "red", "rating": 17})
    assert answer.status_code == 201
    assert remarks(answer) == [
        ("colour", "there is no such field; left out"),
        ("stock", "is below zero; taken as sold out"),
        ("rating", "is no rating from 0 to 5; left out"),
        ("gtin", "is no GTIN; left out"),
    ]
    assert Product.objects.get().stock == 0


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "The body is no JSON in UTF-8."),
        (b"{", 400, "The body is no JSON in UTF-8."),
        (b'{"name": "\xff"}', 400, "The body is no JSON in UTF-8."),
        (b'{"name": NaN}', 400, "The body is no JSON in UTF-8."),
        (b"[" * 100_000, 400, "The body is no JSON in UTF-8."),
        ([], 422, "body: should be a JSON object."),
        ({}, 422, "name: field required."),
        ({"name": None, "price": 1}, 422, "name: cannot be empty."),
        ({"name": "A", "price": "much"}, 422, "price: is no price."),
        ({"name": "A", "price": -1}, 422, "price: "),
        ({"name": "A", "price": 1, "sku": "L2"}, 422, "sku: is another one"),
        ({"name": "A", "price": 1, "variants": [1]}, 422, "variants: none of them"),
    ],
)
def test_a_body_that_says_no_product_is_refused(
    system: System, body: Any, status: int, said: str
) -> None:
    answer = system.put("L1", body)
    assert (answer.status_code, answer.json()["message"][: len(said)]) == (status, said)
    assert not Product.objects.exists()


def test_variants_are_written_with_their_product(system: System, client: Client) -> None:
    system.put("F", SHIRT)
    ids = dict(Variant.objects.values_list("sku", "pk"))
    assert (float(Product.objects.get().price), found(client, "F-B")) == (19.95, ["F"])
    answer = system.patch("F", {"price": 3, "description": "Soft"})
    assert (answer.status_code, answer.json()["message"][:28]) == (
        422,
        "price: is said by the varian",
    )
    assert float(Product.objects.get().price) == 19.95
    less = [SHIRT["variants"][0] | {"stock": 9}]
    system.put("F", SHIRT | {"variants": less})
    product = Product.objects.get()
    assert [(each.pk, each.stock) for each in product.variants.all()] == [(ids["F-R"], 9)]
    assert product.attributes == {"material": "cotton", "colour": "Red"}
    assert float(product.price) == 24.95
    system.patch("F", {"attributes": {"material": "linen"}})
    assert Product.objects.get().attributes == {"material": "linen", "colour": "Red"}
    assert system.patch("F", {"variants": "none"}).json()["status"] == "unchanged"
    system.patch("F", {"variants": None})
    assert not Variant.objects.exists()


def test_patch_merges_variants_by_their_skus(system: System) -> None:
    system.put("F", SHIRT)
    ids = dict(Variant.objects.values_list("sku", "pk"))
    change = [{"sku": "F-B", "stock": 0, "colr": 1}, {"sku": "F-G", "values": {"Colour": "Green"}}]
    answer = system.patch("F", {"variants": change})
    assert remarks(answer) == [("variants.colr", "there is no such field; left out")]
    kept = {each.sku: each for each in Product.objects.get().variants.all()}
    assert {sku: each.stock for sku, each in kept.items()} == {"F-R": 2, "F-B": 0, "F-G": None}
    assert (kept["F-R"].pk, kept["F-B"].pk) == (ids["F-R"], ids["F-B"])
    assert float(kept["F-B"].price) == 19.95
    system.patch("F", {"variants": [{"values": {"Colour": " Green"}, "active": False}]})
    assert Variant.objects.get(sku="F-G").active is False
    assert Product.objects.get().attributes["colour"] == ["Red", "Blue"]
    system.put("F", SHIRT)
    assert set(Variant.objects.values_list("sku", flat=True)) == {"F-R", "F-B"}


def test_rows_of_a_batch_change_the_same_variants_one_after_the_other(system: System) -> None:
    system.put("F", SHIRT)
    rows = [
        {"sku": "F", "variants": [{"sku": sku, "stock": stock}]}
        for sku, stock in (("F-R", 8), ("F-B", 9))
    ]
    system.send("POST", "products/batch", {"products": rows})
    assert dict(Variant.objects.values_list("sku", "stock")) == {"F-R": 8, "F-B": 9}


def test_a_sku_names_one_product_or_one_variant(system: System) -> None:
    system.put("L1", LAMP)
    system.put("F", SHIRT)
    taken = {"name": "Other", "price": 1, "variants": [{"sku": "F-R", "values": {"Colour": "Red"}}]}
    for sku, body, said in (
        ("F-R", LAMP, "sku: a variant of F has it."),
        ("O", taken, "variants: the SKU F-R belongs to the product F."),
        ("O", taken | {"variants": [{"sku": "L1"}]}, "variants: the SKU L1 belongs to"),
    ):
        answer = system.put(sku, body)
        assert (answer.status_code, answer.json()["message"][: len(said)]) == (422, said)
    rows = [
        {"sku": "O", **taken, "variants": [{"sku": "X"}]},
        {"sku": "P", "name": "P", "price": 1},
    ]
    rows[1]["variants"] = [{"sku": "X"}]
    answer = system.send("POST", "products/batch", {"products": rows}).json()
    assert [row["status"] for row in answer["rows"]] == ["created", "refused"]
    own = {"name": "Single", "price": 1, "variants": [{"sku": "S"}]}
    assert system.put("S", own).status_code == 201


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("price", ["9 USD", "$9.00", "USD 9"])
def test_a_price_in_another_currency_is_refused(system: System, method: str, price: str) -> None:
    system.put("L1", LAMP)
    answer = system.send(method, "products/L1", {"name": "Lamp", "price": price})
    said = "price: is in USD, and the product in EUR."
    assert (answer.status_code, answer.json()["message"]) == (422, said)
    stated = {"name": "Lamp", "price": price, "currency": "GBP"}
    assert system.send(method, "products/L1", stated).status_code == 422
    odd = system.send(method, "products/L1", LAMP | {"compare_at_price": "99 USD"})
    assert remarks(odd) == [("compare_at_price", "is in USD, and the product in EUR; left out")]
    changed = system.send(method, "products/L1", stated | {"currency": "USD"})
    assert changed.status_code == 200
    product = Product.objects.get()
    assert (product.price, product.currency) == (9, "USD")


def test_text_that_can_be_two_prices_is_refused(system: System) -> None:
    assert system.put("L1", {"name": "A", "price": "1.234"}).status_code == 422
    system.put("L1", {"name": "A", "price": "1.234", "currency": "KWD"})
    assert float(Product.objects.get().price) == 1.234


def test_a_list_is_no_text(system: System) -> None:
    answer = system.put("L1", LAMP | {"category": ["Home", "Lamps"], "brand": ["Otter"]})
    assert remarks(answer) == [("brand", "is a list or an object and no single value; left out")]
    product = Product.objects.get()
    assert (product.category and product.category.path, product.brand) == ("Home > Lamps", "")


def test_a_batch_answers_every_row(system: System) -> None:
    system.put("L1", LAMP)
    rows = [
        {"sku": "L1", "stock": 8},
        {"sku": "L2", "name": "Lamp two", "price": 5},
        {"sku": "L3", "price": 5},
        {"name": "No code", "price": 5},
        {"sku": "L1", "brand": "Otter"},
        {"sku": "L2", "name": "Lamp two", "price": 5, "weight": 3},
        "L9",
    ]
    answer = system.send("POST", "products/batch", {"products": rows}).json()
    assert [row["status"] for row in answer["rows"]] == [
        "changed",
        "created",
        "refused",
        "refused",
        "changed",
        "created",
        "refused",
    ]
    assert answer["rows"][6]["reason"] == "is no object"
    assert answer["rows"][2]["reason"] == "name: field required"
    assert answer["rows"][3]["reason"].startswith("sku: ")
    product = Product.objects.get(sku="L1")
    assert (product.stock, product.brand, product.name) == (8, "Otter", "Otter desk lamp")
    said = [(each["column"], each["action"]) for each in answer["rows"][5]["remarks"]]
    assert said[0] == ("weight", "there is no such field; left out")
    assert (answer["created"], answer["changed"], answer["refused"]) == (2, 2, 3)


@pytest.mark.parametrize("products", [None, [], {}, "x", [{"sku": str(n)} for n in range(1001)]])
def test_a_batch_has_from_one_to_a_thousand_rows(system: System, products: Any) -> None:
    answer = system.send("POST", "products/batch", {"products": products})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_a_change_of_an_old_version_is_refused(system: System) -> None:
    first = system.put("L1", LAMP)["ETag"]
    second = system.patch("L1", {"stock": 2}, If_Match=first)["ETag"]
    assert second != first
    for method, body in (("PUT", LAMP), ("PATCH", {"stock": 1}), ("DELETE", None)):
        answer = system.send(method, "products/L1", body, If_Match=first)
        assert (answer.status_code, answer.json()["code"]) == (412, "changed_meanwhile")
    there = system.put("L1", LAMP, If_None_Match="*")
    assert (there.status_code, "If-None-Match" in there.json()["message"]) == (412, True)
    assert system.put("L2", LAMP, If_Match="*").status_code == 412
    assert Product.objects.get().stock == 2
    assert system.patch("L1", {"stock": 1}, If_Match=f'"x", W/{second}').status_code == 200


def test_a_request_is_carried_out_once(system: System) -> None:
    first = system.put("L1", LAMP, Idempotency_Key="order 1")
    Product.objects.update(stock=1)
    again = system.put("L1", LAMP, Idempotency_Key="order 1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert (again["ETag"], again["Idempotent-Replayed"]) == (first["ETag"], "true")
    assert Product.objects.get().stock == 1
    other = system.put("L1", LAMP | {"stock": 9}, Idempotency_Key="order 1")
    assert (other.status_code, other.json()["code"]) == (422, "other_request")
    assert System().put("L1", LAMP, Idempotency_Key="order 1").json()["status"] == "changed"


def test_a_refused_request_may_be_mended_under_the_same_key(system: System) -> None:
    assert system.put("L1", {"name": "A"}, Idempotency_Key="k").status_code == 422
    assert system.put("L1", LAMP, Idempotency_Key="k").status_code == 201
    assert system.put("L1", LAMP, Idempotency_Key="k" * 256).status_code == 422


def test_a_price_without_a_currency_is_in_the_shops(system: System) -> None:
    for sku in ("L1", "L2"):
        system.put(sku, LAMP | {"currency": "CHF"})
    system.put("L3", LAMP | {"price": "19,00 SEK"})
    system.put("L4", LAMP)
    currencies = dict(Product.objects.values_list("sku", "currency"))
    assert (currencies["L3"], currencies["L4"]) == ("SEK", "CHF")


def test_many_texts_are_embedded_behind_the_answer(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind: list[list[int]] = []
    monkeypatch.setattr(catalogue_writes, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(catalogue_writes, "_embed_behind", behind.append)
    monkeypatch.setattr(catalogue_writes, "Thread", CalledAtOnce)
    rows = [{"sku": sku, **LAMP} for sku in ("L1", "L2")]
    system.send("POST", "products/batch", {"products": rows})
    assert sorted(behind[0]) == list(Product.objects.order_by("id").values_list("pk", flat=True))


class CalledAtOnce:
    """A thread of a test, which would see another transaction."""

    def __init__(self, target: Any, args: tuple[Any, ...], **options: Any) -> None:
        self._target, self._args = target, args

    def start(self) -> None:
        self._target(*self._args)


def test_a_scope_is_kept(client: Client) -> None:
    prices = System("prices:write")
    for method in ("PUT", "PATCH", "DELETE"):
        answer = prices.send(method, "products/L1", LAMP)
        assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")
    assert not Product.objects.exists()


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
BODIES = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("name", "price", "stock", "attributes", "variants", "image_urls", "category"), VALUES
    ),
)


@few(40)
@given(BODIES, BODIES)
def test_whatever_is_sent_is_stored_or_refused(whole: Any, part: Any) -> None:
    system = System()
    assert system.put("L1", {"name": "Lamp", "price": 1} | whole).status_code in (200, 201, 422)
    assert system.patch("L1", part).status_code in (200, 404, 422)
    read = system.read("L1")
    assert read.status_code in (200, 404)
    if read.status_code == 200:
        body = {k: v for k, v in read.json().items() if k != "id"}
        assert system.put("L1", body).json()["status"] == "unchanged"


def test_the_examples_of_the_description_are_carried_out(system: System) -> None:
    paths = api.get_openapi_schema()["paths"]
    order = ("put", "patch", "post")
    system.put("L1", LAMP)
    sent = 0
    for method in order:
        for path, operations in paths.items():
            operation = operations.get(method, {})
            if "security" not in operation:
                continue
            for kind, content in operation["requestBody"]["content"].items():
                example = content["example"]
                body = example if isinstance(example, str) else json.dumps(example)
                sku = "L1" if method != "put" else "F"
                address = path.format(product_id=sku, sku=sku).removeprefix("/")
                answer = system.client.generic(
                    method.upper(), f"/{address}", body, kind, headers=system.headers
                )
                assert answer.status_code in (200, 201), answer.content
                sent += 1
    assert sent == 6


@few(40)
@given(raw_rows())
def test_what_is_read_back_loses_nothing(row: Any) -> None:
    """Reading and writing again changes nothing, markup included."""
    system = System()
    if system.put("R", row).status_code == 422:
        return
    before = Product.objects.values().get(sku="R")
    read = system.read("R")
    again = system.put("R", {k: v for k, v in read.json().items() if k != "id"})
    assert (again.json()["status"], again["ETag"]) == ("unchanged", read["ETag"])
    assert Product.objects.values().get(sku="R") == before
    part = {k: v for k, v in read.json().items() if k not in ("id", "price", "stock")}
    part.pop("compare_at_price")
    assert system.patch("R", part).json()["status"] == "unchanged"


def test_markup_is_part_of_the_version(system: System) -> None:
    first = system.put("L1", LAMP | {"description": "<p>Bright <b>lamp</b></p>"})["ETag"]
    second = system.put("L1", LAMP | {"description": "<p>Bright <i>lamp</i></p>"})["ETag"]
    assert first != second
    assert system.read("L1").json()["description"] == "<p>Bright <i>lamp</i></p>"


def test_what_is_read_back_is_what_is_declared() -> None:
    """A field of a product is declared once, for files and for the write API."""
    of_feeds = {"image", "image_url", "description_html"}
    assert StoredProduct.model_fields.keys() - {"id"} == ProductRow.model_fields.keys() - of_feeds
    assert StoredVariant.model_fields.keys() == VariantRow.model_fields.keys()
