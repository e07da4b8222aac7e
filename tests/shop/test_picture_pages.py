"""Pictures of a product: a page of the shop for each, with ways on and back."""

import re
from html import unescape

import pytest
from django.test import Client

from shop.models import Product, ProductImage

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def pictured() -> Product:
    """A product with three pictures, of which the second says what it shows."""
    product = Product.objects.get(sku="OUT-JKT-001")
    product.images.all().delete()
    for place, alt in enumerate(["", "The hood", ""]):
        ProductImage.objects.create(
            product=product,
            source_url=f"https://pictures.example/{place}.webp",
            alt=alt,
            position=place,
        )
    return product


def links(page: str) -> dict[str, str]:
    return dict(re.findall(r'<a href="([^"]+)"[^>]*rel="(prev|next)"', page))


def test_each_picture_of_a_product_leads_to_a_page_of_the_shop(
    client: Client, pictured: Product
) -> None:
    page = client.get(pictured.get_absolute_url()).content.decode()
    found = re.findall(r'<a href="([^"]+)" data-lightbox="pictures" data-full="([^"]+)"', page)
    address = pictured.get_absolute_url()
    assert found == [
        (f"{address}pictures/{place + 1}/", f"https://pictures.example/{place}.webp")
        for place in range(3)
    ]
    assert not re.search(r'<a [^>]*href="https://pictures', page)


def test_the_page_of_a_picture_has_ways_on_and_back(client: Client, pictured: Product) -> None:
    address = pictured.get_absolute_url()
    page = unescape(client.get(f"{address}pictures/2/").content.decode())
    assert links(page) == {f"{address}pictures/1/": "prev", f"{address}pictures/3/": "next"}
    assert f'<a href="{address}"' in page
    assert '<img src="https://pictures.example/1.webp" alt="The hood"' in page
    assert f'<title dir="auto">Picture 2 of 3: {pictured.name}' in page
    assert '"@type": "ImageObject"' in page


def test_the_first_and_the_last_lead_one_way(client: Client, pictured: Product) -> None:
    address = pictured.get_absolute_url()
    assert list(links(client.get(f"{address}pictures/1/").content.decode()).values()) == ["next"]
    last = client.get(f"{address}pictures/3/").content.decode()
    assert list(links(last).values()) == ["prev"]
    assert f'alt="{pictured.name}"' in unescape(last)


@pytest.mark.parametrize("number", ["0", "4", "9" * 30, "x"])
def test_there_is_no_other_picture(client: Client, pictured: Product, number: str) -> None:
    assert client.get(f"{pictured.get_absolute_url()}pictures/{number}/").status_code == 404


def test_another_name_in_the_address_leads_on(client: Client, pictured: Product) -> None:
    answer = client.get(f"/p/{pictured.pk}/old-name/pictures/2/")
    assert (answer.status_code, answer["Location"]) == (
        301,
        f"{pictured.get_absolute_url()}pictures/2/",
    )


def test_pictures_of_what_is_not_sold_are_not_shown(client: Client, pictured: Product) -> None:
    Product.objects.filter(pk=pictured.pk).update(active=False)
    assert client.get(f"{pictured.get_absolute_url()}pictures/1/").status_code == 404
