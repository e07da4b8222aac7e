"""What a page may do, and what a half-working configuration is told."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from site_config import checks

PAGES = [
    "/",
    "/search/?q=lamp",
    "/search/?q=nothing-like-this-at-all",
    "/chat/",
    "/shortlist/",
    "/compare/?id=1&id=2",
    "/docs",
    "/redoc",
    "/embed/demo/",
    "/embed/chat/?site=nobody",
    "/nothing/",
]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("address", PAGES)
def test_no_page_holds_inline_code(client: Client, address: str) -> None:
    answer = client.get(address)
    text = answer.content.decode()
    assert "unsafe-eval" not in answer["Content-Security-Policy"]
    assert (
        "'unsafe-inline'"
        not in answer["Content-Security-Policy"].split("script-src")[1].split(";")[0]
    )
    assert not re.search(r"<[^>]+\son[a-z]+=", text), "an inline handler"
    assert not re.search(r"<[^>]+\sstyle=", text), "an inline style"
    assert not re.search(r"<script(?![^>]*\b(?:src=|type=\"application/))", text), (
        "an inline script"
    )


NONCE = re.compile(r"""nonce[=-]["']?([\w+/=-]+)""")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("address", PAGES)
def test_a_nonce_is_of_one_answer_and_the_header_names_it(client: Client, address: str) -> None:
    in_pages = []
    for _time in "ab":
        answer = client.get(address)
        in_pages.append(set(NONCE.findall(answer.content.decode())))
        assert in_pages[-1] <= set(NONCE.findall(answer["Content-Security-Policy"]))
    assert not in_pages[0] & in_pages[1]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "address", ["/search/", "/api/products/search", "/nothing/", "/admin/login/"]
)
@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=a"],
)
def test_a_form_that_is_none_costs_one_line_of_the_log(
    client: Client, caplog: pytest.LogCaptureFixture, address: str, content_type: str
) -> None:
    fields = "&".join(f"f{each}=" for each in range(3_500))
    answers = [
        client.get(f"{address}?{fields}"),
        client.post(address, fields, content_type=content_type),
    ]
    assert all(400 <= each.status_code < 500 for each in answers)
    assert len(caplog.records) <= len(answers)
    assert not any(each.exc_info for each in caplog.records)


@pytest.mark.usefixtures("demo")
def test_pages_ask_for_no_cookie(client: Client) -> None:
    for address in PAGES:
        answer = client.get(address)
        assert answer.status_code < 500, address
        assert not answer.cookies, address


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/shop/product/",
        "/admin/shop/product/add/",
        "/admin/shop/category/",
        "/admin/chat/conversation/",
        "/admin/chat/feedback/",
        "/admin/chat/site/add/",
    ],
)
def test_staff_pages_open(client: Client, address: str) -> None:
    client.force_login(User.objects.create_superuser("staff", "staff@example.com", "secret"))
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("demo")
def test_what_staff_save_is_found_by_meaning(client: Client) -> None:
    client.force_login(User.objects.create_superuser("staff", "staff@example.com", "secret"))
    form: dict[str, Any] = {
        "name": "Cosy hand warmer",
        "sku": "NEW-1",
        "price": "12.50",
        "currency": "EUR",
        "active": "on",
        "attributes": "{}",
    }
    form |= {
        "rating_count": "0",
        "popularity": "0",
        "images-TOTAL_FORMS": "0",
        "images-INITIAL_FORMS": "0",
    }
    assert client.post("/admin/shop/product/add/", form).status_code == 302
    found = client.get("/api/products/search", {"q": "something against cold fingers"}).json()[
        "data"
    ]
    assert "NEW-1" in [product["sku"] for product in found]


def with_s3(**options: str) -> dict[str, Any]:
    return {"S3_BUCKET": "media", "STORAGES": {"default": {"OPTIONS": options}}}


@pytest.mark.parametrize(
    ("check", "changes", "identity"),
    [
        (checks.hosts_and_https, {"DEBUG": True, "IS_LOCAL": False}, "aisle.W001"),
        (checks.embedding_model, {"EMBEDDING_MODEL": "gpt"}, "aisle.E002"),
        (
            checks.chat_model,
            {"CHAT_MODEL_URL": "http://localhost:1/v1", "CHAT_MODEL": ""},
            "aisle.E003",
        ),
        (checks.chat_model, {"CHAT_MODEL": "gpt", "CHAT_MODEL_URL": ""}, "aisle.E004"),
        (checks.chat_model, {"CHAT_MODEL": "openai:m", "CHAT_FALLBACK_MODEL": "gpt"}, "aisle.E004"),
        (checks.chat_model, {"CHAT_MODEL": "m", "CHAT_MODEL_URL": "localhost:1"}, "aisle.E012"),
        (checks.chat_model, {"CHAT_MODEL": "", "CHAT_FALLBACK_MODEL": "openai:m"}, "aisle.E013"),
        (checks.chat_model, {"CHAT_MODEL": "nobody:m"}, "aisle.E014"),
        (
            checks.chat_model,
            {
                "CHAT_MODEL": "m",
                "CHAT_MODEL_URL": "http://here/v1",
                "CHAT_FALLBACK_MODEL": "mistral:m",
            },
            "aisle.E014",
        ),
        (checks.object_storage, with_s3(access_key="a"), "aisle.E005"),
        (checks.object_storage, {"S3_ENDPOINT_URL": "http://s3", "S3_BUCKET": ""}, "aisle.E006"),
        (checks.object_storage, {"S3_PUBLIC_URL": "pictures"}, "aisle.E007"),
    ],
)
def test_a_configuration_that_half_works_is_refused(
    settings: Any, check: Callable[[], list[Any]], changes: dict[str, Any], identity: str
) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    found = check()
    assert [message.id for message in found] == [identity]
    assert found[0].hint
