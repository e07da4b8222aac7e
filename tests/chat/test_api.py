"""Programs that prefer plain HTTP hold the same conversation."""

from uuid import uuid4

import pytest
from django.test import AsyncClient

from chat.models import Message

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "demo", "turns_end"),
]


async def begin(client: AsyncClient) -> str:
    answer = await client.post("/api/conversations")
    assert answer.status_code == 201
    return f"/api/conversations/{answer.json()['id']}/messages"


async def test_a_question_is_answered(async_client: AsyncClient) -> None:
    messages = await begin(async_client)
    said = await async_client.post(messages, {"message": "tents"}, content_type="application/json")
    assert said.json()["answer"]["status"] == "sent"
    listed = (await async_client.get(messages)).json()
    assert [message["role"] for message in listed] == ["user", "assistant"]


async def test_sending_twice_is_one_message(async_client: AsyncClient) -> None:
    messages = await begin(async_client)
    body = {"message": "tents", "client_id": str(uuid4())}
    first, second = [
        (await async_client.post(messages, body, content_type="application/json")).json()
        for _time in range(2)
    ]
    assert first["answer"]["id"] == second["answer"]["id"]
    assert await Message.objects.acount() == 2


async def test_nobody_else_can_open_it(async_client: AsyncClient) -> None:
    messages = await begin(async_client)
    stranger = AsyncClient()
    assert (await stranger.get(messages)).status_code == 404
    assert (
        await stranger.post(messages, {"message": "hi"}, content_type="application/json")
    ).json()["code"] == "conversation_not_found"


@pytest.mark.parametrize(
    ("message", "code"),
    [("", "empty_message"), ("   ", "empty_message"), ("x" * 10_000, "message_too_long")],
)
async def test_a_bad_message_is_refused_with_its_code(
    async_client: AsyncClient, message: str, code: str
) -> None:
    messages = await begin(async_client)
    answer = await async_client.post(
        messages, {"message": message}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_another_site_cannot_speak_for_a_visitor(async_client: AsyncClient) -> None:
    answer = await async_client.post(
        "/api/conversations", headers={"Origin": "https://elsewhere.example"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin")
