"""A visitor says what they think of an answer, and staff read it."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient

from chat.models import Feedback, Message
from tests.clients import PATIENCE, Program, cookie_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "demo", "turns_end"),
]


async def rated(program: Program, answer: dict[str, Any], **said: Any) -> dict[str, Any]:
    await program.send(type="feedback", answer=answer["id"], **said)
    return await program.receive()


async def test_an_opinion_is_stored_once_and_can_be_changed() -> None:
    async with Program() as program:
        answer = await program.say("tents")
        first = await rated(program, answer, rating="up")
        second = await rated(program, answer, rating="down", reason="none of them fits four")
    assert first["metadata"]["feedback"]["rating"] == "up"
    assert second["seq"] > first["seq"] > answer["seq"]
    stored = await Feedback.objects.aget()
    assert (stored.rating, stored.reason) == ("down", "none of them fits four")


async def test_null_takes_it_back() -> None:
    async with Program() as program:
        answer = await program.say("tents")
        await rated(program, answer, rating="up")
        assert "feedback" not in (await rated(program, answer, rating=None))["metadata"]
    assert not await Feedback.objects.aexists()


async def test_every_tab_shows_it_and_nothing_is_read_out_again() -> None:
    async with Program() as program:
        answer = await program.say("tents")
        query = f"?format=html&conversation={answer['conversation']}&seen={answer['seq']}"
        async with Program(cookie=await cookie_of(answer["conversation"]), query=query) as browser:
            await rated(program, answer, rating="up")
            fragment = await browser.socket.receive_from(timeout=PATIENCE)
    assert (
        f'id="up-{answer["id"]}" type="submit" name="rating" value="" aria-pressed="true"'
        in fragment
    )
    assert "chat-announcer" not in fragment


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"answer": str(uuid4()), "rating": "up"}, "message_not_found"),
        ({"answer": "x", "rating": "up"}, "bad_frame"),
        ({"answer": None, "rating": "up"}, "bad_frame"),
        ({"rating": "splendid"}, "bad_frame"),
        ({"rating": "up", "reason": "x" * 501}, "bad_frame"),
    ],
)
async def test_what_is_no_opinion_is_refused_and_the_socket_stays(
    said: dict[str, Any], code: str
) -> None:
    async with Program() as program:
        answer = await program.say("tents")
        given = {"answer": answer["id"], **said}
        await program.send(type="feedback", **given)
        assert (await program.receive())["code"] == code
        assert (await program.say("hello"))["status"] == "sent"
    assert not await Feedback.objects.aexists()


async def test_a_question_is_not_rated() -> None:
    async with Program() as program:
        await program.say("tents")
        question = await Message.objects.aget(role="user")
        assert (await rated(program, {"id": str(question.pk)}, rating="up"))[
            "code"
        ] == "message_not_found"


async def test_with_a_form(async_client: AsyncClient) -> None:
    address = (await async_client.post("/chat/", {"message": "tents"}))["Location"]
    answer = await Message.objects.aget(role="assistant")
    sent = await async_client.post(
        f"{address}messages/{answer.pk}/feedback/", {"rating": "down", "reason": "too dear"}
    )
    assert sent["Location"] == f"{address}#message-{answer.pk}"
    page = (await async_client.get(address)).content.decode()
    assert "too dear" in page
    long = await async_client.post(
        f"{address}messages/{answer.pk}/feedback/", {"rating": "down", "reason": "x" * 501}
    )
    assert "at most 500 characters" in long.content.decode()


async def test_over_http(async_client: AsyncClient) -> None:
    begun = (await async_client.post("/api/conversations")).json()["id"]
    said = await async_client.post(
        f"/api/conversations/{begun}/messages",
        {"message": "tents"},
        content_type="application/json",
    )
    address = f"/api/conversations/{begun}/messages/{said.json()['answer']['id']}/feedback"
    answer = await async_client.put(
        address, {"rating": "up", "reason": "quick"}, content_type="application/json"
    )
    assert answer.json()["metadata"]["feedback"] == {"rating": "up", "reason": "quick"}
    stranger = await AsyncClient().put(address, {"rating": "up"}, content_type="application/json")
    assert (stranger.status_code, stranger.json()["code"]) == (404, "conversation_not_found")


async def test_staff_read_the_question_the_answer_and_why(async_client: AsyncClient) -> None:
    address = (await async_client.post("/chat/", {"message": "a tent for two"}))["Location"]
    answer = await Message.objects.aget(role="assistant")
    await async_client.post(
        f"{address}messages/{answer.pk}/feedback/", {"rating": "down", "reason": "too dear"}
    )
    staff = AsyncClient()
    await staff.aforce_login(
        await User.objects.acreate_superuser("staff", "staff@example.com", "secret")
    )
    listed = (
        await staff.get("/admin/chat/feedback/", {"rating__exact": "down", "reasoned": "yes"})
    ).content.decode()
    assert "a tent for two" in listed
    assert "too dear" in listed
    assert f"/admin/chat/conversation/{answer.conversation_id}/change/" in listed
    one = (await staff.get(f"/admin/chat/feedback/{answer.pk}/change/")).content.decode()
    assert answer.content[:30] in one
