"""What travels compressed, and what does not."""

import gzip

import pytest
from django.test import Client

from shop.models import ProductImage

pytestmark = pytest.mark.usefixtures("demo")
TAKES = {"Accept-Encoding": "gzip, br"}


def test_a_page_travels_compressed(client: Client) -> None:
    plain, packed = client.get("/search/"), client.get("/search/", headers=TAKES)
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 4
    assert b"</html>" in gzip.decompress(packed.content)


def test_a_picture_stays_as_it_is(client: Client) -> None:
    image = ProductImage.objects.exclude(file="").first()
    assert image
    answer = client.get(image.url, headers=TAKES)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
