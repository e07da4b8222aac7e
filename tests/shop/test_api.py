"""Programs read the catalogue."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from shop.models import Product
from shop.wire import ErrorBody, ProductSearchResult

pytestmark = pytest.mark.usefixtures("demo")


def test_search_answers_in_the_contracts_shape(client: Client) -> None:
    found = ProductSearchResult.model_validate(
        client.get("/api/products/search", {"q": "jacket under 150", "page_size": "3"}).json()
    )
    assert len(found.data) == 3
    assert all(
        product.price <= 150 and product.sku and product.signed_url for product in found.data
    )
    assert found.metadata.search_type == "hybrid"
    assert found.metadata.weights


def test_a_picture_is_behind_its_signed_address(client: Client) -> None:
    address = client.get("/api/products/search", {"q": "tent"}).json()["data"][0]["signed_url"]
    answer = client.get(address)
    assert answer["Content-Type"] == "image/webp"
    assert client.get(address.replace("/media/", "/media/x")).status_code == 404


def test_a_products_own_address(client: Client) -> None:
    product = Product.objects.first()
    assert product
    assert client.get(f"/api/products/{product.pk}").json()["sku"] == product.sku


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/products/999999999", 404, "not_found"),
        ("/api/products/0", 422, "invalid"),
        ("/api/products/x", 422, "invalid"),
        ("/api/nothing", 404, "not_found"),
        ("/api/products/search?page_size=101", 422, "invalid"),
        ("/api/products/search?page=0", 422, "invalid"),
        ("/api/products/search?price_max=cheap", 422, "invalid"),
        ("/api/products/search?sort=colour", 422, "invalid"),
        ("/api/products/search?q=" + "x" * 401, 422, "invalid"),
        ("/api/products/search?colr=red", 422, "invalid"),
        ("/api/products/1?colour=red", 422, "invalid"),
        ("/api/categories?page=2", 422, "invalid"),
        ("/api/products/search?attribute=winter", 422, "invalid"),
        ("/api/products/search?rating_min=6", 422, "invalid"),
        ("/api/products/search?price_min=20&price_max=10", 422, "invalid"),
        ("/api/products/search?mode=magic", 422, "invalid"),
        ("/api/products/search?weight_text=1.5", 422, "invalid"),
        ("/api/products/search?weight_text=nan", 422, "invalid"),
        ("/api/products/search?weight_text=0&weight_vector=0", 422, "invalid"),
        ("/api/products/search?mode=vector&weight_vector=0", 422, "invalid"),
        ("/api/products/search?explain=true", 403, "staff_only"),
    ],
)
def test_every_refusal_has_the_one_body(
    client: Client, address: str, status: int, code: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert ErrorBody.model_validate(answer.json()).code == code


def test_a_refusal_names_the_parameter(client: Client) -> None:
    said = {
        asked: client.get(f"/api/products/search?{asked}").json()["message"]
        for asked in ("colr=red", "attribute=winter", "price_min=2&price_max=1")
    }
    assert said == {
        "colr=red": "colr: there is no such parameter.",
        "attribute=winter": "attribute: “winter” is not written as key:value.",
        "price_min=2&price_max=1": "price_min: should not be above price_max.",
    }


def test_staff_are_told_how_scores_came_about(client: Client) -> None:
    assert client.get("/api/products/search?q=lamp").json()["data"][0]["explanation"] is None
    client.force_login(User.objects.create_superuser("staff", "staff@example.com", "secret"))
    assert (
        client.get("/api/products/search?q=lamp&explain=true").json()["data"][0]["explanation"]
        is not None
    )


def test_a_method_that_is_not_taken_is_refused_with_the_one_body(client: Client) -> None:
    answer = client.post("/api/products/search")
    assert (answer.status_code, ErrorBody.model_validate(answer.json()).code) == (
        405,
        "wrong_method",
    )
    assert "GET" in answer["Allow"]


def test_categories_count_what_is_below_them(client: Client) -> None:
    rows = {row["slug"]: row["products"] for row in client.get("/api/categories").json()}
    assert rows["outdoor"] == sum(
        count for slug, count in rows.items() if slug.startswith("outdoor/")
    )
    assert sum(count for slug, count in rows.items() if "/" not in slug) == 247


def test_a_page_of_results_costs_few_statements(
    client: Client, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    client.get("/api/products/search?q=lamp")
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        answer = client.get("/api/products/search?q=lamp&page_size=100")
    assert answer.json()["data"]


@pytest.mark.parametrize("address", ["/docs", "/redoc", "/openapi.json"])
def test_the_pages_of_the_api_load_nothing_from_elsewhere(client: Client, address: str) -> None:
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "https://cdn" not in text
    assert "//unpkg" not in text


ODD_WORDS = [
    "'; DROP TABLE",
    "\\",
    "a" * 400,
    "💡",
    "ﷺ",
    "%",
    "the and of",
    "under",
    "1e9",
    "<script>",
    "a:* & !b | c",
]


@pytest.mark.parametrize("words", ODD_WORDS)
def test_no_words_break_search(client: Client, words: str) -> None:
    assert client.get("/api/products/search", {"q": words}).status_code == 200
    assert client.get("/search/", {"q": words}).status_code == 200


@pytest.mark.parametrize("query", ["q=%00", "brand=%00", "category=out%00door", "%00=1"])
def test_a_nul_is_refused(client: Client, query: str) -> None:
    answer = client.get(f"/api/products/search?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
