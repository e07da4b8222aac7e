"""An answer is asked for again, the last question is changed: newer versions take the place, the
earlier ones stay.
"""

import asyncio
import json
import re
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from chat.models import Conversation, Message
from chat.turns.service import recalled
from chat.turns.transcript import transcript
from tests.chat.test_turns import Slow, growing, slow
from tests.clients import PATIENCE, Program

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "demo", "turns_end"),
]
__all__ = ["slow"]


async def shown() -> list[tuple[str, int]]:
    conversation = await Conversation.objects.aget()
    return [
        (message.role, message.version) for message in await sync_to_async(transcript)(conversation)
    ]


async def test_a_good_answer_is_written_again_and_takes_its_place() -> None:
    async with Program() as program:
        first = await program.say("tents")
        await program.send(type="retry", answer=first["id"], client_id=str(uuid4()))
        second = await program.ended()
    assert (second["replaces"], second["version"], second["position"]) == (
        first["id"],
        2,
        first["position"],
    )
    assert await shown() == [("user", 1), ("assistant", 2)]


async def test_the_same_retry_twice_is_one_answer() -> None:
    async with Program() as program:
        first = await program.say("tents")
        client_id = str(uuid4())
        for _time in range(2):
            await program.send(type="retry", answer=first["id"], client_id=client_id)
        assert (await program.ended())["client_id"] == client_id
    assert await Message.objects.acount() == 3


async def test_the_last_question_is_changed_and_answered_anew() -> None:
    async with Program() as program:
        first = await program.say("tents")
        question = await Message.objects.aget(role="user")
        await program.send(
            type="edit", question=str(question.pk), message="red lamps", client_id=str(uuid4())
        )
        answer = await program.ended()
    assert answer["replaces"] == first["id"]
    assert await shown() == [("user", 2), ("assistant", 2)]
    assert (await sync_to_async(recalled)(await _loaded(answer)))[0] == "red lamps"


async def _loaded(frame: dict[str, Any]) -> Message:
    return await Message.objects.select_related("conversation").aget(pk=frame["id"])


async def test_the_model_is_told_of_current_versions_alone() -> None:
    async with Program() as program:
        first = await program.say("tents")
        await program.send(type="retry", answer=first["id"])
        await program.ended()
        last = await program.say("red lamps")
    _question, memory, *_rest = await sync_to_async(recalled)(await _loaded(last))
    asked = [
        part.content
        for message in memory
        for part in message.parts
        if part.part_kind == "user-prompt"
    ]
    assert asked == ["tents"]


async def test_what_cannot_be_replaced_is_refused_and_the_socket_stays() -> None:
    async with Program() as program:
        first = await program.say("tents")
        question = await Message.objects.aget(role="user")
        await program.say("red lamps")
        await program.send(type="edit", question=str(question.pk), message="blue tents")
        assert (await program.receive())["code"] == "not_the_last"
        await program.send(type="retry", answer=str(uuid4()))
        assert (await program.receive())["code"] == "message_not_found"
        await program.send(type="retry", answer=first["id"])
        await program.ended()
        await program.send(type="retry", answer=first["id"])
        assert (await program.receive())["code"] == "already_replaced"


async def test_a_question_is_changed_while_it_is_answered(slow: Slow) -> None:
    async with Program() as program:
        await program.send(type="message", message="first")
        await growing(program)
        question = await Message.objects.aget(role="user")
        slow.go_on.set()
        await program.send(type="edit", question=str(question.pk), message="second")
        async with asyncio.timeout(PATIENCE):
            while (answer := await program.ended())["version"] == 1:
                pass
    assert (answer["message"], answer["status"]) == ("Well then.", "sent")
    assert not await Message.objects.filter(status__in=Message.OPEN).aexists()


async def test_over_http_and_with_plain_forms(async_client: AsyncClient) -> None:
    page = await async_client.post("/chat/", {"message": "tents", "client_id": str(uuid4())})
    first = await Message.objects.aget(role="assistant")
    body = {"type": "retry", "answer": str(first.pk), "client_id": str(uuid4())}
    for _time in range(2):
        assert (await async_client.post(page["Location"], body)).status_code == 302
    html = (await async_client.get(page["Location"])).content.decode()
    assert len(re.findall(r'<li id="message-', html)) == 2
    found = re.search(r'href="(/chat/[^"]+/versions/)"', html)
    assert found
    assert (
        len(re.findall(r'<li id="version-', (await async_client.get(found[1])).content.decode()))
        == 2
    )
    assert (await AsyncClient().get(found[1])).status_code == 404
    address = f"/api/conversations/{first.conversation_id}/messages/{first.pk}"
    assert [each["version"] for each in (await async_client.get(f"{address}/versions")).json()] == [
        1,
        2,
    ]
    refused = await async_client.post(f"{address}/retry", {}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "already_replaced")
    question = await Message.objects.aget(role="user")
    edited = await async_client.post(
        f"/api/conversations/{first.conversation_id}/messages/{question.pk}/edit",
        {"message": "lamps"},
        content_type="application/json",
    )
    assert edited.json()["question"]["replaces"] == str(question.pk)


async def test_a_page_shows_the_new_version_where_the_old_one_was(
    async_client: AsyncClient,
) -> None:
    await async_client.post("/chat/", {"message": "tents", "client_id": str(uuid4())})
    first = await Message.objects.aget(role="assistant")
    cookie = f"sessionid={async_client.cookies['sessionid'].value}"
    async with Program(cookie=cookie, query=f"?format=html&seen={first.seq}") as page:
        await page.socket.send_to(
            text_data=json.dumps(
                {"type": "retry", "answer": str(first.pk), "client_id": str(uuid4())}
            )
        )
        frame = await page.socket.receive_from(timeout=PATIENCE)
    assert f'hx-swap-oob="outerHTML:#message-{first.pk}"' in frame
