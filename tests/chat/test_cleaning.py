"""What a model says is made storable where it enters: half characters, NULs and control characters
reach nobody.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_ai import models

from chat.models import Message
from chat.transport import events, render
from site_config.text import Cleaner, ExactEncoder, cleaned
from tests.chat.test_events import Stream, client_of
from tests.clients import Program
from tests.standin import Call, Say, StandIn, standin

ODD = st.text(st.characters() | st.sampled_from("\ud83d\ude00\0\x1b\x85\U0001f600"))


@given(ODD)
def test_clean_text_can_be_sent_and_stored(text: str) -> None:
    found = cleaned(text)
    assert found.encode().decode() == found == cleaned(found)
    assert not any(each < " " and each not in "\t\n\r" for each in found)


@given(st.lists(ODD))
def test_where_a_text_is_cut_makes_no_difference(pieces: list[str]) -> None:
    cleaner = Cleaner()
    assert "".join([*map(cleaner.feed, pieces), cleaner.end()]) == cleaned("".join(pieces))


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_keeps_its_microseconds_on_its_way_through_json(moment: datetime) -> None:
    assert datetime.fromisoformat(json.loads(json.dumps(moment, cls=ExactEncoder))) == moment


@pytest.fixture
def model(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    monkeypatch.setattr(models, "ALLOW_MODEL_REQUESTS", True)  # of this machine
    with standin() as running:
        settings.CHAT_MODEL, settings.CHAT_MODEL_URL = "odd", running.url
        yield running


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (["Good \ud83d", "\ude00 day."], "Good 😀 day."),
        (["Good \ud83d", " day."], "Good � day."),
        (["Good \udc00day", ".\ud83d"], "Good �day.�"),
        (["Good\0 ", "\x1bday\x85."], "Good day."),
    ],
    ids=["halves", "first half", "second half", "control"],
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo", "turns_end")
async def test_what_cannot_be_sent_is_joined_replaced_or_dropped(
    model: StandIn, pieces: list[str], words: str
) -> None:
    model.play([Say(piece) for piece in pieces])
    async with Program() as program:
        answer = await program.say("hello")
        again = (await program.missing(""))[-1]
    stored = await Message.objects.aget(pk=answer["id"])
    assert (answer["message"], again["message"], stored.content, stored.model) == (
        words,
        words,
        words,
        "odd",
    )


@pytest.mark.parametrize(
    "call",
    [
        Call("search_products", '{"words": "tent\\u0000 \\ud83d"}'),
        Call(
            "search_products",
            json.dumps({"words": "tent \ud83d\0"}, ensure_ascii=False).replace("\\u0000", "\0"),
        ),
        Call("drop\0_\ud83dtables"),
    ],
    ids=["escaped", "plain", "name"],
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo", "turns_end")
async def test_names_and_arguments_of_tools_are_clean_as_well(model: StandIn, call: Call) -> None:
    model.play(call, Say("Good day."))
    async with Program() as program:
        answer = await program.say("hello")
    stored = await Message.objects.aget(pk=answer["id"])
    assert (stored.content, stored.model, stored.status) == ("Good day.", "odd", "done")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo", "turns_end")
async def test_a_change_that_cannot_be_shown_is_said_to_be_so_and_the_socket_hears_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_args: object) -> None:
        raise ValueError("secret detail")

    async with Program() as program:
        first = await program.say("hello")
        async with Program(cookie=program.cookie, query=f"?seen={first['seq']}") as other:
            with monkeypatch.context() as patch:
                patch.setattr(render, "wires", fail)
                await other.send(type="feedback", answer=first["id"], rating="up")
                refusal = await other.receive()
            await other.send(type="feedback", answer=first["id"], rating="down")
            rated = await other.receive()
    assert (refusal["type"], refusal["code"]) == ("error", "system_error")
    assert "secret" not in str(refusal)
    assert rated["metadata"]["feedback"]["rating"] == "down"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo", "turns_end")
async def test_a_stream_of_events_that_fails_says_so_before_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_args: object) -> None:
        raise ValueError("secret detail")

    async with Program() as program:
        first = await program.say("hello")
        monkeypatch.setattr(events, "wires", fail)
        async with Stream(await client_of(program), first["conversation"]) as stream:
            refusal = await stream.next()
            with pytest.raises(EOFError):
                await stream.next()
    assert (refusal["type"], refusal["code"], refusal["event"]) == ("error", "system_error", "")
