"""Shopify and WooCommerce report what changes in them, and visitors find it at once."""

import json
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shop.models import Category, Product, Variant, Webhook, WebhookDelivery
from shop.webhook_views import HEADERS, signature
from tests.depth import few
from tests.shop.test_feeds_out import load
from tests.shop.test_write_api import found

pytestmark = pytest.mark.django_db
SECRET = "shpss_0123456789"

SHIRT: dict[str, Any] = {
    "id": 7001,
    "title": "Otter shirt",
    "body_html": "<p>Warm &amp; <strong>soft</strong></p>",
    "vendor": "Otter",
    "product_type": "Shirts",
    "handle": "otter-shirt",
    "updated_at": "2026-11-01T10:00:00+01:00",
    "published_at": "2026-10-01T10:00:00+01:00",
    "status": "active",
    "tags": "new, warm",
    "category": {"full_name": "Clothing > Shirts"},
    "options": [
        {"name": "Colour", "position": 1, "values": ["Red", "Blue"]},
        {"name": "Size", "position": 2, "values": ["M"]},
    ],
    "images": [
        {"id": 31, "position": 1, "src": "https://cdn.example/front.jpg", "variant_ids": []},
        {"id": 32, "position": 2, "src": "https://cdn.example/blue.jpg", "variant_ids": [42]},
    ],
    "variants": [
        {
            "id": 41,
            "sku": "OT-R",
            "barcode": "4006381333931",
            "price": "24.90",
            "compare_at_price": "29.90",
            "option1": "Red",
            "option2": "M",
            "option3": None,
            "inventory_item_id": 51,
            "inventory_quantity": 4,
            "inventory_policy": "deny",
            "image_id": None,
        },
        {
            "id": 42,
            "sku": "OT-B",
            "price": "1.234",
            "compare_at_price": None,
            "option1": "Blue",
            "option2": "M",
            "option3": None,
            "inventory_item_id": 52,
            "inventory_quantity": -1,
            "inventory_policy": "continue",
            "image_id": 32,
        },
    ],
}
LAMP: dict[str, Any] = {
    "id": 801,
    "name": "Heron lamp",
    "type": "simple",
    "status": "publish",
    "catalog_visibility": "visible",
    "sku": "HL",
    "date_modified_gmt": "2026-11-01T09:00:00",
    "description": "<p>Shines <em>softly</em>.</p>",
    "short_description": "<p>A lamp.</p>",
    "price": "30.00",
    "regular_price": "40.00",
    "sale_price": "30.00",
    "date_on_sale_from": None,
    "date_on_sale_to": None,
    "manage_stock": True,
    "stock_quantity": 7,
    "stock_status": "instock",
    "backorders": "no",
    "categories": [{"id": 9, "name": "Lamps", "slug": "lamps"}],
    "tags": [{"id": 3, "name": "Bright", "slug": "bright"}],
    "images": [{"id": 5, "src": "https://shop.example/lamp.jpg", "alt": ""}],
    "attributes": [{"id": 1, "name": "Material", "variation": False, "options": ["Oak"]}],
    "global_unique_id": "4006381333931",
    "brands": [{"id": 2, "name": "Heron"}],
    "variations": [],
    "parent_id": 0,
}
BOOT: dict[str, Any] = LAMP | {
    "id": 900,
    "name": "Heron boot",
    "type": "variable",
    "sku": "HB",
    "price": "50",
    "regular_price": "",
    "sale_price": "",
    "manage_stock": False,
    "stock_quantity": None,
    "attributes": [{"id": 1, "name": "Size", "variation": True, "options": ["38", "39"]}],
    "variations": [901, 902],
}


def variation(number: int, size: str, **more: Any) -> dict[str, Any]:
    return LAMP | {
        "id": number,
        "type": "variation",
        "parent_id": 900,
        "sku": "HB",
        "price": "50",
        "regular_price": "60",
        "sale_price": "50",
        "stock_quantity": 2,
        "attributes": [{"id": 1, "name": "Size", "option": size}],
        **more,
    }


class Sender:
    """A shop elsewhere that signs what it sends."""

    def __init__(self, platform: str, **more: Any) -> None:
        self.webhook = Webhook.objects.create(
            name="Other", platform=platform, secret=SECRET, currency="EUR", **more
        )
        self.names = HEADERS[platform]
        self.client = Client()
        self.sent = 0

    def post(self, topic: str, payload: Any, secret: str = SECRET, **headers: str) -> Any:
        self.sent += 1
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        named = {
            self.names.signature: signature(secret, body).decode(),
            self.names.topic: topic,
            self.names.delivery: f"delivery-{self.sent}",
        }
        given = {name: value for name, value in (named | headers).items() if value}
        address = self.webhook.get_absolute_url()
        return self.client.post(address, body, "application/json", headers=given)

    def tell(self, topic: str, payload: Any, **headers: str) -> str:
        answer = self.post(topic, payload, **headers)
        assert answer.status_code == 200, answer.content
        return str(answer.json()["status"])


@pytest.fixture
def shopify() -> Sender:
    return Sender("shopify")


@pytest.fixture
def woocommerce() -> Sender:
    return Sender("woocommerce")


def stocks() -> dict[str, int | None]:
    return dict(Variant.objects.values_list("sku", "stock"))


def changed(payload: dict[str, Any], **more: Any) -> dict[str, Any]:
    return deepcopy(payload) | more


def test_a_product_of_shopify_is_found_at_once(shopify: Sender, client: Client) -> None:
    assert shopify.tell("products/create", SHIRT) == "created"
    assert found(client, "otter shirt") == ["otter-shirt"]
    product = Product.objects.get()
    assert product.description_html == "<p>Warm &amp; <strong>soft</strong></p>"
    assert (product.brand, str(product.category)) == ("Otter", "Clothing > Shirts")
    assert product.attributes["tags"] == ["new", "warm"]
    pictures = product.images.values_list("source_url", flat=True)
    assert list(pictures) == ["https://cdn.example/front.jpg", "https://cdn.example/blue.jpg"]


def test_variants_of_shopify_have_their_prices_and_stock(shopify: Sender) -> None:
    shopify.tell("products/create", SHIRT)
    red, blue = Variant.objects.order_by("position")
    assert (red.gtin, float(red.price), red.stock) == ("4006381333931", 24.9, 4)
    assert red.values == {"colour": "Red", "size": "M"}
    assert str(red.compare_at_price) == "29.90"
    assert (float(blue.price), blue.stock) == (1.234, None)
    assert blue.image_url == "https://cdn.example/blue.jpg"


def test_what_an_export_has_brought_stays(shopify: Sender) -> None:
    load(
        {
            "sku": "otter-shirt",
            "name": "Old name",
            "price": 9,
            "attributes": {"fabric": "Wool", "tags": ["old"]},
            "rating": 4.5,
            "rating_count": 3,
        }
    )
    assert shopify.tell("products/update", changed(SHIRT, tags="")) == "changed"
    product = Product.objects.get()
    assert (product.name, product.attributes["fabric"]) == ("Otter shirt", "Wool")
    assert "tags" not in product.attributes
    assert product.rating == 4.5


def test_older_and_repeated_reports_change_nothing(shopify: Sender) -> None:
    shopify.tell("products/update", SHIRT)
    newer = changed(SHIRT, title="Newer", updated_at="2026-11-01T10:00:05+01:00")
    delivery = {shopify.names.delivery: "once"}
    assert shopify.tell("products/update", newer, **delivery) == "changed"
    assert shopify.tell("products/update", SHIRT) == "ignored"
    assert shopify.tell("products/update", newer) == "unchanged"
    again = shopify.post("products/update", changed(newer, title="Replayed"), **delivery)
    assert again.json()["reason"] == "this delivery was carried out before"
    assert Product.objects.get().name == "Newer"


def test_another_handle_is_the_same_product(shopify: Sender) -> None:
    shopify.tell("products/create", SHIRT)
    later = changed(SHIRT, handle="renamed", updated_at="2026-11-02T10:00:00Z")
    assert shopify.tell("products/update", later) == "unchanged"
    assert Product.objects.get().sku == "otter-shirt"


def test_a_product_that_is_gone_is_hidden(shopify: Sender) -> None:
    shopify.tell("products/create", SHIRT)
    sent = {"X-Shopify-Triggered-At": "2026-11-03T10:00:00Z"}
    assert shopify.tell("products/delete", {"id": 7001}, **sent) == "hidden"
    # A report from before, which comes late.
    late = changed(SHIRT, updated_at="2026-11-02T10:00:00Z")
    assert shopify.tell("products/update", late) == "ignored"
    assert Product.objects.get().active is False
    assert shopify.tell("products/delete", {"id": 1}, **sent) == "ignored"


def test_a_report_of_chosen_fields_hides_nothing(shopify: Sender) -> None:
    payload = {name: value for name, value in SHIRT.items() if name != "published_at"}
    shopify.tell("products/update", payload)
    assert Product.objects.get().active


def test_a_report_of_a_product_deletes_none(shopify: Sender) -> None:
    """The topic is not signed, but the body is."""
    shopify.tell("products/create", SHIRT)
    assert shopify.tell("products/delete", SHIRT) == "refused"
    assert Product.objects.get().active


def level(item: int, available: Any, second: int, place: int = 1) -> dict[str, Any]:
    return {
        "inventory_item_id": item,
        "location_id": place,
        "available": available,
        "updated_at": f"2026-11-01T12:00:{second:02}+01:00",
    }


STOCK = "inventory_levels/update"


def test_stock_alone_is_written(shopify: Sender, client: Client) -> None:
    assert shopify.tell(STOCK, level(51, 9, 1)) == "ignored"
    shopify.tell("products/create", SHIRT)
    assert shopify.tell(STOCK, level(51, 9, 2)) == "changed"
    assert stocks() == {"OT-R": 9, "OT-B": None}
    assert shopify.tell(STOCK, level(51, 3, 1)) == "ignored"
    assert shopify.tell(STOCK, level(51, 0, 3)) == "changed"
    assert shopify.tell(STOCK, level(52, 0, 3)) == "unchanged"
    assert stocks() == {"OT-R": 0, "OT-B": None}
    assert client.get("/api/products/search", {"q": "otter shirt"}).json()["data"][0]["price"]


def test_stock_of_a_product_without_options_and_codes_is_written(shopify: Sender) -> None:
    only = {**SHIRT["variants"][0], "sku": "", "option1": "Default Title", "option2": None}
    options = [{"name": "Title", "position": 1, "values": ["Default Title"]}]
    shopify.tell("products/create", changed(SHIRT, variants=[only], options=options))
    assert shopify.tell(STOCK, level(51, 9, 2)) == "changed"
    assert (stocks(), Product.objects.get().stock) == ({"": 9}, 9)


def test_stock_that_was_reported_later_stays(shopify: Sender) -> None:
    shopify.tell("products/create", SHIRT)
    shopify.tell(STOCK, level(51, 9, 30))
    late = changed(SHIRT, title="Late", updated_at="2026-11-01T12:00:20+01:00")
    assert shopify.tell("products/update", late) == "changed"
    assert stocks()["OT-R"] == 9
    newest = changed(SHIRT, updated_at="2026-11-01T12:00:40+01:00")
    shopify.tell("products/update", newest)
    assert stocks()["OT-R"] == 4


def test_stock_of_several_places_is_their_sum(shopify: Sender) -> None:
    shopify.tell("products/create", SHIRT)
    shopify.tell(STOCK, level(52, 1, 1, place=1))
    shopify.tell(STOCK, level(52, 2, 2, place=2))
    assert stocks()["OT-B"] == 3
    # A place that is heard late counts as well.
    shopify.tell(STOCK, level(52, 5, 3, place=1))
    assert shopify.tell(STOCK, level(52, 6, 2, place=2)) == "changed"
    assert stocks()["OT-B"] == 11
    # One of two places says nothing of the other.
    assert shopify.tell(STOCK, level(51, 1, 3, place=1)) == "ignored"
    assert stocks()["OT-R"] == 4


def test_a_product_of_woocommerce_is_found_at_once(woocommerce: Sender, client: Client) -> None:
    Category(path="Home > Lamps").save()
    assert woocommerce.tell("product.created", LAMP) == "created"
    assert found(client, "heron lamp") == ["HL"]
    product = Product.objects.get()
    assert (product.price, product.compare_at_price, product.stock) == (30, 40, 7)
    assert (str(product.category), product.brand) == ("Home > Lamps", "Heron")
    assert (product.gtin, product.attributes["material"]) == ("4006381333931", "Oak")
    assert "<em>softly</em>" in product.description_html


def test_a_product_of_woocommerce_is_sold_out_hidden_and_shown_again(woocommerce: Sender) -> None:
    woocommerce.tell("product.created", LAMP)
    sold = changed(LAMP, stock_quantity=0, stock_status="outofstock")
    assert woocommerce.tell("product.updated", sold) == "changed"
    assert Product.objects.get().stock == 0
    assert woocommerce.tell("product.deleted", {"id": 801}) == "hidden"
    restored = changed(LAMP, date_modified_gmt="2100-01-01T00:00:00")
    assert woocommerce.tell("product.restored", restored) == "changed"
    assert Product.objects.get().active


@pytest.mark.parametrize("is_product_first", [True, False])
def test_variations_come_before_or_after_their_product(
    woocommerce: Sender, is_product_first: bool
) -> None:
    product = ("product.created", BOOT)
    parts = [
        ("product.created", variation(901, "38")),
        ("product.created", variation(902, "39", sku="HB-39", stock_quantity=0)),
    ]
    for topic, payload in [product, *parts] if is_product_first else [*parts, product]:
        woocommerce.tell(topic, payload)
    kept = {each.sku: each for each in Variant.objects.all()}
    assert {code: each.stock for code, each in kept.items()} == {"901": 2, "HB-39": 0}
    assert (kept["901"].values, float(kept["901"].price)) == ({"size": "38"}, 50)
    boot = Product.objects.get()
    assert (boot.price, boot.compare_at_price, boot.stock) == (50, 60, 2)
    # Saving the product again says nothing of its variations.
    later = changed(BOOT, name="Boot", date_modified_gmt="2026-11-02T00:00:00")
    assert woocommerce.tell("product.updated", later) == "changed"
    assert stocks() == {"901": 2, "HB-39": 0}
    fewer = changed(later, variations=[902], date_modified_gmt="2026-11-03T00:00:00")
    woocommerce.tell("product.updated", fewer)
    assert list(Variant.objects.filter(active=True).values_list("sku", flat=True)) == ["HB-39"]


def test_a_variation_of_every_size_is_a_variant_of_each(woocommerce: Sender) -> None:
    woocommerce.tell("product.created", BOOT)
    woocommerce.tell("product.created", variation(901, ""))
    assert [each.values for each in Variant.objects.all()] == [{"size": "38"}, {"size": "39"}]
    woocommerce.tell("product.updated", variation(901, "", stock_quantity=5))
    assert [each.stock for each in Variant.objects.all()] == [5, 5]


def test_stock_that_variations_share_is_not_counted_for_each(woocommerce: Sender) -> None:
    woocommerce.tell("product.created", BOOT)
    woocommerce.tell("product.created", variation(901, "38", manage_stock="parent"))
    out = variation(902, "39", sku="HB-39", manage_stock="parent", stock_status="outofstock")
    woocommerce.tell("product.created", out)
    assert stocks() == {"901": None, "HB-39": 0}


def test_a_product_without_a_price_waits_for_its_variation(woocommerce: Sender) -> None:
    assert woocommerce.tell("product.created", changed(BOOT, price="")) == "ignored"
    assert woocommerce.tell("product.created", variation(901, "38")) == "ignored"
    later = changed(BOOT, date_modified_gmt="2026-11-02T00:00:00")
    assert woocommerce.tell("product.updated", later) == "created"
    assert stocks() == {"901": 2}


def test_woocommerce_tries_the_address_unsigned(woocommerce: Sender, shopify: Sender) -> None:
    for sender, status in ((woocommerce, 200), (shopify, 401)):
        answer = sender.client.post(
            sender.webhook.get_absolute_url(),
            b"webhook_id=12",
            "application/x-www-form-urlencoded",
        )
        assert answer.status_code == status


def test_other_topics_are_ignored(shopify: Sender, woocommerce: Sender) -> None:
    assert shopify.tell("orders/create", {"id": 1}) == "ignored"
    assert woocommerce.tell("order.updated", {"id": 1}) == "ignored"
    assert woocommerce.tell("products/update", SHIRT) == "ignored"


def test_what_is_no_product_is_answered_and_shown_to_staff(shopify: Sender) -> None:
    answer = shopify.post("products/update", changed(SHIRT, title="", variants=[]))
    assert (answer.status_code, answer.json()["status"]) == (200, "refused")
    shopify.webhook.refresh_from_db()
    assert shopify.webhook.problem == answer.json()["reason"] != ""
    shopify.tell("products/update", SHIRT)
    shopify.webhook.refresh_from_db()
    assert (shopify.webhook.problem, shopify.webhook.received_at is None) == ("", False)


def test_many_variants_take_few_statements(
    shopify: Sender, django_assert_max_num_queries: Any
) -> None:
    """Shopify waits five seconds."""
    many = [
        changed(
            SHIRT["variants"][0], sku=f"V{place}", option1=f"No {place}", inventory_item_id=place
        )
        for place in range(1, 101)
    ]
    with django_assert_max_num_queries(60):
        shopify.tell("products/create", changed(SHIRT, variants=many))
    for variant in many:
        variant["price"] = "7"
    with django_assert_max_num_queries(60):
        assert shopify.tell("products/update", changed(SHIRT, variants=many)) == "changed"
    assert set(Variant.objects.values_list("price", flat=True)) == {7}


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 10**20, 1e300, "", "\ud800", "x\0", "1.2.3", [], {}, [None], [{"id": {}}]]
)
TOPICS = [
    *(("shopify", topic) for topic in ("products/update", "products/delete", STOCK)),
    *(("woocommerce", topic) for topic in ("product.updated", "product.deleted")),
]


@few(40)
@given(st.sampled_from(TOPICS), st.data())
def test_whatever_is_signed_is_answered(to: tuple[str, str], data: st.DataObject) -> None:
    platform, topic = to
    sender = Sender(platform)
    known = {"shopify": (SHIRT, level(51, 1, 1)), "woocommerce": (LAMP, BOOT, variation(901, "38"))}
    for payload in known[platform]:
        odd = data.draw(st.dictionaries(st.sampled_from(sorted(payload)), ODD, max_size=3))
        assert sender.post(topic, payload | odd).status_code == 200
        assert sender.post(topic, payload).status_code == 200


def test_deliveries_that_are_not_the_shops_are_refused(shopify: Sender) -> None:
    names = shopify.names
    unsigned, wrong = {names.signature: ""}, {names.signature: "AAAA"}
    body = json.dumps(SHIRT).encode()
    unnamed = {names.topic: ""}
    for answer, said in (
        (shopify.post("products/create", SHIRT, **unsigned), (401, "signature_missing")),
        (shopify.post("products/create", SHIRT, **wrong), (401, "signature_wrong")),
        (shopify.post("products/create", SHIRT, secret="other"), (401, "signature_wrong")),
        (shopify.post("products/create", b"{"), (400, "bad_request")),
        (shopify.post("products/create", b"[]"), (422, "invalid")),
        (shopify.post("products/create", SHIRT, **unnamed), (400, "topic_missing")),
        (shopify.client.post("/api/webhooks/0", body, "text/plain"), (404, "webhook_unknown")),
        (shopify.client.get(shopify.webhook.get_absolute_url()), (405, "wrong_method")),
    ):
        assert (answer.status_code, answer.json()["code"]) == said
    Webhook.objects.update(active=False)
    assert shopify.post("products/create", SHIRT).status_code == 404
    assert not Product.objects.exists()
    assert not WebhookDelivery.objects.exists()


@pytest.mark.usefixtures("one_moment")
def test_a_webhook_has_a_rate(
    shopify: Sender, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shop.webhook_views.MOST_WRONG", 1)
    settings.API_REQUESTS_PER_MINUTE = 1
    statuses = [shopify.post("orders/create", {}).status_code for _time in range(2)]
    assert statuses == [200, 429]
    wrong = [shopify.post("orders/create", {}, secret="x").status_code for _time in range(2)]
    assert wrong == [401, 429]


STAFF = {"name": "Mine", "platform": "shopify", "secret": SECRET, "currency": "eur", "active": 1}


def test_a_webhook_needs_a_secret_and_knows_currencies(admin_client: Client) -> None:
    for odd in ({"secret": ""}, {"currency": "xx"}):
        assert admin_client.post("/admin/shop/webhook/add/", STAFF | odd).status_code == 200
    assert not Webhook.objects.exists()


def test_the_secret_is_written_in_the_admin_and_shown_nowhere(admin_client: Client) -> None:
    assert admin_client.post("/admin/shop/webhook/add/", STAFF).status_code == 302
    webhook = Webhook.objects.get()
    assert (webhook.secret, webhook.currency) == (SECRET, "EUR")
    change = f"/admin/shop/webhook/{webhook.pk}/change/"
    pages = (change, "/admin/shop/webhook/", f"/admin/shop/webhook/{webhook.pk}/history/")
    shown = [admin_client.get(page).content.decode() for page in pages]
    assert [SECRET in page for page in shown] == [False, False, False]
    assert f"http://testserver{webhook.get_absolute_url()}" in shown[0]
    admin_client.post(change, STAFF | {"name": "Yours", "secret": ""})
    assert Webhook.objects.values_list("name", "secret").get() == ("Yours", SECRET)
