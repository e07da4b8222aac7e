"""Pages of other sites read the catalogue where the shop names them, without cookies; the
conversation is closed to them.
"""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from site_config import env

SITE = "https://blog.example"
CATALOGUE = [
    "/api/products/search?q=lamp",
    "/api/products/suggest?q=la",
    "/api/products/999999999",
    "/api/categories",
]
CONVERSATION = ["/api/conversations", "/chat/", "/"]

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def _named(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [SITE]


def preflight(client: Client, address: str, method: str = "GET", origin: str = SITE) -> Any:
    return client.options(
        address, headers={"Origin": origin, "Access-Control-Request-Method": method}
    )


@pytest.mark.usefixtures("_named")
@pytest.mark.parametrize("address", CATALOGUE)
def test_a_named_site_reads_the_catalogue_without_cookies(client: Client, address: str) -> None:
    response = client.get(address, headers={"Origin": SITE})
    assert response["Access-Control-Allow-Origin"] == SITE
    assert "origin" in response["Vary"].lower().split(", ")
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.usefixtures("_named")
def test_a_preflight_allows_reading_alone(client: Client) -> None:
    response = preflight(client, "/api/products/search")
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (200, SITE)
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.usefixtures("_named")
@pytest.mark.parametrize("address", CONVERSATION)
def test_the_conversation_is_closed_to_other_sites(client: Client, address: str) -> None:
    for response in (
        preflight(client, address, "POST"),
        client.get(address, headers={"Origin": SITE}),
    ):
        assert response.status_code < 500
        assert "Access-Control-Allow-Origin" not in response


@pytest.mark.parametrize("origins", [[], [SITE]])
def test_a_site_that_is_not_named_reads_nothing(
    client: Client, settings: Any, origins: list[str]
) -> None:
    settings.CORS_ALLOWED_ORIGINS = origins
    response = client.get("/api/categories", headers={"Origin": "https://other.example"})
    assert "Access-Control-Allow-Origin" not in response
    assert "origin" in response["Vary"].lower().split(", ")


def test_all_sites_may_be_named(client: Client, settings: Any) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS = True
    response = client.get("/api/categories", headers={"Origin": SITE})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.usefixtures("_named")
def test_a_refusal_can_be_read_too(client: Client) -> None:
    response = client.get("/api/products/search?nonsense=1", headers={"Origin": SITE})
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (422, SITE)


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", []),
        ("*", ["*"]),
        (
            "https://Blog.example/, http://localhost:3000",
            ["https://blog.example", "http://localhost:3000"],
        ),
    ],
)
def test_origins_are_read_as_browsers_send_them(
    monkeypatch: pytest.MonkeyPatch, text: str, origins: list[str]
) -> None:
    monkeypatch.setenv("API_ORIGINS", text)
    assert env.origins("API_ORIGINS") == origins


@pytest.mark.parametrize(
    "text",
    [
        "blog.example",
        "https://blog.example/page",
        "https://*.example",
        "*, https://blog.example",
        "null",
    ],
)
def test_an_origin_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("API_ORIGINS", text)
    with pytest.raises(ImproperlyConfigured, match="API_ORIGINS names"):
        env.origins("API_ORIGINS")
