"""The description of the HTTP API: what an operation documents is what it returns, and nothing
else.
"""

from typing import Any
from uuid import uuid4

import pytest
from django.test import AsyncClient, Client

from chat.errors import TooManySockets
from chat.models import Conversation, Message
from shop.wire import ErrorBody
from site_config.api import api
from tests.clients import key_token
from tests.test_outage import _away  # noqa: F401  a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "demo", "turns_end"),
]

JSON = "application/json"
BODIES: dict[str, dict[str, Any]] = {
    "messages": {"message": "tents"},
    "edit": {"message": "lamps"},
    "retry": {},
    "feedback": {},
    "batch": {"products": [{"sku": "L1", "stock": 1}]},
    "prices": {"prices": [{"sku": "L1", "stock": 1}]},
    "{product_id}": {"name": "Lamp", "price": 1},
}
EVENTS = "get /api/conversations/{conversation_id}/events"


def operations() -> dict[str, dict[str, Any]]:
    """Each operation under its method and address, as in "get /api/categories"."""
    paths = api.get_openapi_schema()["paths"]
    return {
        f"{method} {path}": operation
        for path, methods in paths.items()
        for method, operation in methods.items()
    }


def of_keys() -> set[str]:
    """The operations that take a key."""
    return {name for name, operation in operations().items() if "security" in operation}


TOKEN = {"now": ""}


@pytest.fixture(autouse=True)
def _token(transactional_db: None) -> None:
    TOKEN["now"] = key_token()


def documented(status: int) -> set[str]:
    return {name for name, operation in operations().items() if status in operation["responses"]}


async def ask(
    client: AsyncClient,
    name: str,
    *,
    ids: tuple[Any, Any] = (uuid4(), uuid4()),
    product: Any = 1,
    query: str = "",
    body: Any = None,
    **more: Any,
) -> Any:
    """The response of an operation to a valid request, but for what is said."""
    method, path = name.split()
    if name in of_keys():
        more["headers"] = {"Authorization": f"Bearer {TOKEN['now']}"} | more.get("headers", {})
        # What one of them writes is not what another one asks for.
        product = f"{method}-{product}"
    query = query or ("?q=lamp" if path.endswith("/suggest") else "")
    names = {"conversation_id": ids[0], "message_id": ids[1], "product_id": product, "sku": product}
    address = path.format(**names) + query
    usual = BODIES.get(path.rsplit("/", 1)[-1]) if method in ("post", "put", "patch") else None
    sent = {"data": body or usual, "content_type": JSON} if usual is not None else {}
    return await getattr(client, method)(address, **sent, **more)


async def refusing(status: int, client: AsyncClient, **asked: Any) -> set[str]:
    """The operations that refuse such a request with this status, each with the one error body."""
    found = set()
    for name in operations():
        response = await ask(client, name, **asked)
        if response.status_code == status:
            ErrorBody.model_validate(response.json())
            found.add(name)
        response.close()
    return found


async def begun(client: AsyncClient, *statuses: Message.Status) -> tuple[Any, list[Any]]:
    """A conversation of this client with a question and an answer for each of these statuses: its
    id and those of its messages.
    """
    conversation = (await client.post("/api/conversations")).json()["id"]
    pks = []
    for place, status in enumerate(statuses):
        for role, ends in (
            (Message.Role.USER, Message.Status.DONE),
            (Message.Role.ASSISTANT, status),
        ):
            position = 2 * place + 1 + (role == Message.Role.ASSISTANT)
            row = await Message.objects.acreate(
                pk=uuid4(),
                conversation_id=conversation,
                role=role,
                status=ends,
                content="Hello",
                position=position,
                seq=position,
            )
            pks.append(row.pk)
    return conversation, pks


async def test_every_refusal_has_the_one_body_and_a_sentence() -> None:
    responses = [
        response
        for each in operations().values()
        for status, response in each["responses"].items()
        if status >= 400
    ]
    assert all(
        response["content"] == {JSON: {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}
        for response in responses
    )
    assert all(response["description"].startswith("`") for response in responses)


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (400, {"headers": {"Host": "elsewhere.example"}}),
        (401, {"headers": {"Aisle-Visitor": "run-out"}}),
        (404, {"product": 999_999_999}),
        (422, {"ids": ("x", "x"), "query": "?nonsense=1"}),
    ],
)
async def test_what_comes_back_is_documented_and_nothing_else(
    async_client: AsyncClient, status: int, asked: dict[str, Any]
) -> None:
    assert await refusing(status, async_client, **asked) == documented(status)


async def test_another_site_is_refused_where_that_is_documented(async_client: AsyncClient) -> None:
    found = await refusing(
        403, async_client, headers={"Sec-Fetch-Site": "cross-site"}, query="?explain=true"
    )
    assert found == documented(403)


@pytest.mark.usefixtures("_away")
async def test_a_database_that_is_away_is_documented_everywhere(async_client: AsyncClient) -> None:
    async_client.cookies["sessionid"] = "somebody"
    assert await refusing(503, async_client) == documented(503) == set(operations())


async def test_a_body_that_is_too_large_is_refused_where_there_is_one(
    async_client: AsyncClient, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 30
    found = await refusing(413, async_client, body={"message": "x" * 40})
    assert (
        found
        == documented(413)
        == {name for name, each in operations().items() if "requestBody" in each}
    )


async def test_a_body_that_is_no_json_is_a_bad_request(async_client: AsyncClient) -> None:
    assert await refusing(400, async_client, body="{") == documented(413)


async def test_conflicts_are_documented(async_client: AsyncClient) -> None:
    conversation, (question, _answer, _last, running) = await begun(
        async_client, Message.Status.DONE, Message.Status.RUNNING
    )
    retry, edit = (
        f"post /api/conversations/{{conversation_id}}/messages/{{message_id}}/{act}"
        for act in ("retry", "edit")
    )
    assert (await ask(async_client, retry, ids=(conversation, running))).json()[
        "code"
    ] == "still_writing"
    assert (await ask(async_client, edit, ids=(conversation, question))).json()[
        "code"
    ] == "not_the_last"
    assert documented(409) == {retry, edit}


@pytest.mark.usefixtures("one_moment")
async def test_too_much_is_documented_with_when_to_come_back(
    async_client: AsyncClient, settings: Any
) -> None:
    conversation, (_question, answer) = await begun(async_client, Message.Status.DONE)
    settings.CHAT_FLOOD_PER_MINUTE = 1
    await async_client.post(
        f"/api/conversations/{conversation}/messages?wait=0", BODIES["messages"], content_type=JSON
    )
    settings.API_REQUESTS_PER_MINUTE = 1
    await ask(async_client, min(of_keys()))
    found = await refusing(429, async_client, ids=(conversation, answer))
    assert found | {EVENTS} == documented(429)
    for name in documented(429):
        assert "Retry-After" in operations()[name]["responses"][429]["headers"]


def test_what_is_erased_meanwhile_is_documented_where_one_waits() -> None:
    asking = documented(429) - {EVENTS} - of_keys()
    assert documented(410) == asking


async def test_a_stream_of_events_is_described_as_one() -> None:
    assert list(operations()[EVENTS]["responses"][200]["content"]) == ["text/event-stream"]
    assert TooManySockets.code in operations()[EVENTS]["responses"][429]["description"]


@pytest.mark.parametrize(
    "address",
    ["/api/categories", "/api/products/search?q=lamp", "/api/products/999999999", "/api/nothing"],
)
def test_head_is_get_without_a_body(client: Client, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert got.status_code < 500
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head["Content-Type"] == got["Content-Type"]


async def test_head_of_a_stream_ends_at_once(async_client: AsyncClient) -> None:
    conversation, _messages = await begun(async_client)
    head = await async_client.head(f"/api/conversations/{conversation}/events")
    assert (head.status_code, head.content, head["Content-Type"]) == (200, b"", "text/event-stream")


def test_where_get_is_allowed_so_is_head(client: Client) -> None:
    assert client.delete("/api/categories")["Allow"] == "GET, HEAD"
    assert client.head("/api/conversations").status_code == 405
    assert client.head("/api/conversations")["Allow"] == "POST"
    assert not Conversation.objects.exists()
