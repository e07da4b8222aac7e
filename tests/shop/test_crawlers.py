"""What search engines and previews are told: one address a page, its data, and where
the pages are.
"""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from shop.models import Category, Product, ProductImage

pytestmark = pytest.mark.usefixtures("demo")
JACKET = "OUT-JKT-001"


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def data(text: str) -> dict[str, dict[str, Any]]:
    """The nodes of schema.org in a page, by type."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    return {node["@type"]: node for block in found for node in json.loads(block)["@graph"]}


def canonical(text: str) -> str:
    found = re.search(r'<link rel="canonical" href="http://testserver([^"]+)">', text)
    return found[1] if found else ""


def locations(client: Client, path: str) -> list[str]:
    tree = ElementTree.fromstring(client.get(path).content)
    return [str(node.text) for node in tree.iter() if node.tag.endswith("}loc")]


def test_a_product_tells_what_it_is_and_where_it_stands(client: Client) -> None:
    product = Product.objects.get(sku=JACKET)
    text = page(client, product.get_absolute_url())
    nodes = data(text)
    assert canonical(text) == product.get_absolute_url()
    assert nodes["Product"]["offers"]["price"] == str(product.price)
    assert [step["name"] for step in nodes["BreadcrumbList"]["itemListElement"]] == [
        "Aisle",
        "Outdoor",
        "Jackets",
        product.name,
    ]


def test_a_name_cannot_leave_the_block_of_data(client: Client) -> None:
    Product.objects.filter(sku=JACKET).update(name="</script><script>alert(1)</script>")
    text = page(client, Product.objects.get(sku=JACKET).get_absolute_url())
    assert data(text)["Product"]["name"] == "</script><script>alert(1)</script>"
    assert "<script>alert" not in text


def test_the_address_of_a_picture_stays_when_its_signature_does_not(client: Client) -> None:
    product = Product.objects.get(sku=JACKET)
    (address,) = data(page(client, product.get_absolute_url()))["Product"]["image"]
    assert client.get(address)["Location"] == product.images.get().url
    assert client.get(address.replace("/0", "/7")).status_code == 404


def test_a_picture_elsewhere_is_named_by_its_own_address(client: Client) -> None:
    product = Product.objects.get(sku=JACKET)
    ProductImage.objects.filter(product=product).delete()
    image = ProductImage.objects.create(
        product=product, source_url="https://pictures.example/1.jpg"
    )
    text = page(client, product.get_absolute_url())
    assert data(text)["Product"]["image"] == [image.source_url]
    assert f'<meta property="og:image" content="{image.source_url}">' in text


@pytest.mark.parametrize(
    ("sources", "status"),
    [
        (["https:", "http:"], 404),
        (["pictures.example"], 302),
        (["https://pictures.example/feed/"], 302),
        (["http://pictures.example"], 404),
        (["*.example"], 302),
        (["*.pictures.example", "ictures.example"], 404),
        ([], 404),
    ],
    ids=str,
)
def test_the_shop_leads_to_no_host_but_those_that_staff_name(
    client: Client, settings: Any, sources: list[str], status: int
) -> None:
    """A feed says where its pictures are: an address of the shop's would else lead anywhere."""
    settings.IMAGE_SOURCES = sources
    product = Product.objects.get(sku=JACKET)
    ProductImage.objects.filter(product=product).delete()
    ProductImage.objects.create(product=product, source_url="https://pictures.example/1.jpg")
    assert client.get(f"/p/{product.pk}/picture/0").status_code == status


def test_a_category_has_a_page_of_its_own(client: Client) -> None:
    text = page(client, "/c/outdoor/jackets/")
    assert re.search(r"<h1[^>]*>\s*Jackets\s*</h1>", text)
    assert canonical(text) == "/c/outdoor/jackets/"
    assert data(text)["ItemList"]["numberOfItems"] == 9
    assert 'name="robots"' not in text
    assert client.get("/c/no/such/").status_code == 404


def test_the_same_category_asked_as_a_search_names_the_category_as_its_address(
    client: Client,
) -> None:
    assert canonical(page(client, "/search/?category=outdoor")) == "/c/outdoor/"
    assert canonical(page(client, "/search/?page=2")) == "/search/?page=2"


def test_what_else_is_asked_of_a_category_is_a_search(client: Client) -> None:
    assert (
        client.get("/c/outdoor/?brand=Halvarn")["Location"]
        == "/search/?brand=Halvarn&category=outdoor"
    )
    assert client.get("/c/outdoor/?utm_source=letter").status_code == 200


@pytest.mark.parametrize(
    "path", ["/search/?q=lamp", "/search/?brand=Halvarn", "/search/?category=none"]
)
def test_a_search_of_somebodys_own_is_kept_out_of_search_engines(client: Client, path: str) -> None:
    text = page(client, path)
    assert '<meta name="robots" content="noindex, follow">' in text
    assert canonical(text) == ""


def test_the_front_tells_how_to_search_here(client: Client) -> None:
    text = page(client, "/")
    assert canonical(text) == "/"
    assert (
        data(text)["WebSite"]["potentialAction"]["target"]["urlTemplate"]
        == "http://testserver/search/?q={search_term_string}"
    )


def test_the_site_map_leads_to_every_page_that_has_something(client: Client) -> None:
    Category.objects.create(path="Empty > Shelf")
    Product.objects.filter(sku=JACKET).update(active=False)
    found = [
        path
        for part in locations(client, "/sitemap.xml")
        for path in locations(client, part.removeprefix("http://testserver"))
    ]
    assert "http://testserver/c/outdoor/jackets/" in found
    assert not [path for path in found if "empty" in path]
    products = [path for path in found if "/p/" in path]
    assert len(products) == Product.objects.filter(active=True).count()
    assert {client.get(path).status_code for path in found[:8] + products[:3]} == {200}


def test_a_changed_product_says_when(client: Client) -> None:
    text = client.get("/sitemap-products.xml").content.decode()
    assert f"<lastmod>{timezone.now():%Y-%m-%d}</lastmod>" in text


def test_robots_leave_endless_addresses_alone(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /search/?\n" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert client.get("/favicon.ico")["Location"].endswith(".svg")


def test_where_a_product_has_gone_its_name_is_proposed_for_a_search(client: Client) -> None:
    text = client.get("/p/999999/pebble-low-hiking-shoe/").content.decode()
    assert 'value="pebble low hiking shoe"' in text
