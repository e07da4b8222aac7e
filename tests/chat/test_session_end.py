"""Whose session ends, by logging out or with time, is told nothing more on what was open."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from chat.transport import consumers, events
from chat.turns import feedback
from chat.visitors.access import KEY
from chat.wire import FeedbackFrame
from site_config.sessions import SessionStore
from tests.chat.test_events import Stream, client_of
from tests.clients import Program

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "turns_end"),
]


async def closed_with(program: Program) -> tuple[str, int]:
    """The code of the last frame, and the one that the socket is closed with."""
    frame = await program.receive()
    return frame["code"], (await program.socket.receive_output())["code"]


async def news_of(answer: dict[str, Any]) -> None:
    """Something changes in the conversation, by whoever may change it."""
    await feedback.rate(
        answer["conversation"], FeedbackFrame(type="feedback", answer=answer["id"], rating="up")
    )


@pytest.mark.parametrize(
    "frame",
    [{"type": "message", "message": "lamps"}, {"type": "stop"}, {"type": "dance"}],
    ids=lambda each: each["type"],
)
async def test_after_a_logout_the_next_frame_closes_the_socket(frame: dict[str, str]) -> None:
    async with Program() as program:
        await program.say("tents")
        await Session.objects.all().adelete()
        await program.send(**frame)
        assert await closed_with(program) == ("session_ended", 4401)


async def session_of(**data: str) -> str:
    """Returns the cookie of a session that holds this and no visitor."""
    session = SessionStore()
    session.update(data)
    await session.asave()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


async def test_a_session_without_a_visitor_is_kept_and_gets_one() -> None:
    """Such as of staff who have just signed in, or of a visitor with a short list."""
    cookie = await session_of(kept="lantern")
    async with Program(cookie=cookie) as program:
        assert not [
            name for name, _value in program.socket.response_headers if name == b"Set-Cookie"
        ]
        await program.say("tents")
    async with Program(cookie=cookie) as again:
        assert [(await again.receive())["role"] for _message in range(2)] == ["user", "assistant"]
    stored = await Session.objects.aget()
    assert {"kept", KEY} <= set(stored.get_decoded())


async def test_the_logout_of_a_session_without_a_visitor_closes_the_socket() -> None:
    async with Program(cookie=await session_of(kept="lantern")) as program:
        await Session.objects.all().adelete()
        await program.send(type="message", message="lamps")
        assert await closed_with(program) == ("session_ended", 4401)
    assert not await Session.objects.aexists()


async def test_an_expired_session_closes_the_socket() -> None:
    async with Program() as program:
        await program.say("tents")
        async with Program(cookie=program.cookie) as other:
            await other.ended()
            await Session.objects.aupdate(expire_date=Now() - timedelta(seconds=1))
            await other.send(type="stop")
            assert await closed_with(other) == ("session_ended", 4401)


async def test_who_only_listens_is_told_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "CHECK_EVERY", -1.0)
    async with Program() as program:
        answer = await program.say("tents")
        await Session.objects.all().adelete()
        await news_of(answer)
        assert await closed_with(program) == ("session_ended", 4401)


async def test_a_stream_of_events_ends_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Program() as program:
        answer = await program.say("tents")
        async with Stream(
            await client_of(program),
            answer["conversation"],
            **{"Last-Event-ID": str(answer["seq"])},
        ) as stream:
            monkeypatch.setattr(events, "CHECK_EVERY", -1.0)
            await Session.objects.all().adelete()
            await news_of(answer)
            with pytest.raises(EOFError):
                await stream.next()
