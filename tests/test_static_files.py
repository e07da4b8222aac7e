"""Static files: whole, in part, and held open by nobody."""

from django.conf import settings
from django.test import Client

SHEET = "css/aisle.css"


def _sheet() -> bytes:
    [folder] = settings.STATICFILES_DIRS
    return (folder / SHEET).read_bytes()


def test_a_file_is_answered_whole_and_left_closed(client: Client) -> None:
    response = client.get(f"/static/{SHEET}")
    assert not response.streaming
    assert response.content == _sheet()
    assert response["Content-Type"].startswith("text/css")
    assert response["Content-Length"] == str(len(_sheet()))


def test_a_part_of_a_file(client: Client) -> None:
    response = client.get(f"/static/{SHEET}", headers={"Range": "bytes=2-9"})
    assert response.status_code == 206
    assert response.content == _sheet()[2:10]


def test_head_has_the_length_alone(client: Client) -> None:
    response = client.head(f"/static/{SHEET}")
    assert response.content == b""
    assert response["Content-Length"] == str(len(_sheet()))


def test_a_file_that_the_browser_has_already(client: Client) -> None:
    first = client.get(f"/static/{SHEET}")
    again = client.get(f"/static/{SHEET}", headers={"If-Modified-Since": first["Last-Modified"]})
    assert again.status_code == 304
    assert again.content == b""
