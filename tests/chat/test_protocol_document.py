"""docs/protocol.md is held to what is really taken and sent: its examples, its tables, and the
session that it prints.
"""

import json
import re
from typing import Any, get_args
from uuid import uuid4

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from chat.protocol.asyncapi import refusals
from chat.protocol.schema import frame_schema, message_schema
from chat.transport import consumers
from chat.wire import Frame, Metadata, WebSocketMessage
from tests.clients import Program
from tests.servers import served

DOCUMENT = (settings.BASE_DIR / "docs" / "protocol.md").read_text(encoding="utf-8")
FRAMES = {get_args(kind.model_fields["type"].annotation)[0]: kind for kind in get_args(Frame)}
# Refusals of frames of other sites and of the road over HTTP, which no socket is told.
ELSEWHERE = {"origin_not_allowed", "site_unknown", "token_refused"}
# What a server or a broken line closes with, whatever the shop does.
BY_OTHERS = {1000, 1001, 1006, 1009, 1012}


def section(title: str) -> str:
    return DOCUMENT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def tables(text: str) -> list[list[str]]:
    """The names in the first column of each table of a text, as they are written there."""
    found = re.findall(r"(?:^\|.*(?:\n|$))+", text, re.MULTILINE)
    return [
        re.findall(r"`([^`]+)`", " ".join(row.split("|")[1] for row in table.splitlines()[2:]))
        for table in found
    ]


RECEIVED, METADATA = tables(section("What you receive"))


def test_every_example_is_a_frame_that_is_taken() -> None:
    examples = re.findall(r'`(\{"type".*?\})`', DOCUMENT)
    assert len(examples) == 2
    for example in examples:
        assert Draft202012Validator(frame_schema()).is_valid(
            json.loads(example.replace("<id>", "7"))
        ), example


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_the_fields_of_each_frame_that_is_sent_are_told(name: str) -> None:
    parts = re.split(r"\n(?=`[a-z]+` [a-z]+ )", section("What you send"))
    described = next(part for part in parts if part.startswith(f"`{name}` "))
    assert set(FRAMES[name].model_fields) <= set(re.findall(r'[`"]([a-z_]+)[`"]', described))


def test_no_field_of_a_frame_is_invented() -> None:
    known = {field for kind in FRAMES.values() for field in kind.model_fields}
    assert {name for names in tables(section("What you send")) for name in names} <= known


def test_the_fields_that_are_received_are_those_of_the_contract() -> None:
    assert sorted(RECEIVED) == sorted(WebSocketMessage.model_fields)
    assert sorted(METADATA) == sorted(Metadata.model_fields)


@pytest.mark.parametrize("field", ["type", "role", "status"])
def test_the_values_of_a_field_are_told(field: str) -> None:
    (row,) = [
        line
        for line in section("What you receive").splitlines()
        if line.startswith(f"| `{field}` |")
    ]
    assert set(get_args(WebSocketMessage.model_fields[field].annotation)) <= set(
        re.findall(r"`([a-z]+)`", row)
    )


def test_every_code_of_a_refusal_is_told() -> None:
    (described,) = tables(section("Refusals"))
    assert sorted(described) == sorted(
        refusals().keys() - ELSEWHERE | {"product_not_found", "system_error"}
    )


def test_every_code_that_closes_the_socket_is_told() -> None:
    rows = [row.split("|")[1] for row in section("Closing").splitlines() if re.match(r"\| \d", row)]
    described = {int(code) for row in rows for code in row.split(",")}
    assert described == {*consumers.CODES.values(), consumers.IDLE} | BY_OTHERS


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "demo", "turns_end")
async def test_what_is_sent_is_what_is_told() -> None:
    async with Program() as program:
        answer = await program.say("tents")
        frames = [answer]
        product = answer["metadata"]["products"][0]["id"]
        for sent in (
            {"type": "dance"},
            {"type": "select", "product": product},
            {"type": "select", "product": None},
            {"type": "feedback", "answer": answer["id"], "rating": "up"},
            {"type": "stop", "volume": 11},
            {"type": "retry", "answer": str(uuid4())},
        ):
            await program.send(**sent)
            frames.append(await program.receive())
    assert [
        error.message
        for frame in frames
        for error in Draft202012Validator(message_schema()).iter_errors(frame)
    ] == []
    assert {name for frame in frames for name in frame} <= set(RECEIVED)
    assert {name for frame in frames for name in frame.get("metadata", {})} <= set(METADATA)
    _is_as_told(frames)


def _is_as_told(frames: list[dict[str, Any]]) -> None:
    """Of frames that are no messages: no id, no place, and 0 as their number."""
    assert [frame["type"] for frame in frames] == [
        "message",
        "error",
        "selected",
        "selected",
        "message",
        "error",
        "error",
    ]
    others = [frame for frame in frames if frame["type"] in ("error", "selected")]
    assert [(frame["seq"], "id" in frame, "position" in frame) for frame in others] == [
        (0, False, False)
    ] * len(others)
    assert [bool(frame.get("metadata")) for frame in frames if frame["type"] == "selected"] == [
        True,
        False,
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "demo")
def test_the_session_that_is_printed_is_what_the_shop_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    program, printed = re.findall(r"```(?:python|text)\n(.*?)```", section("A session"), re.DOTALL)
    with served() as address:
        exec(
            compile(
                program.replace("localhost:8000", address.removeprefix("http://")),
                "talk.py",
                "exec",
            ),
            {},
        )
    assert _without_growth(capsys.readouterr().out) == _without_growth(printed)


def _without_growth(text: str) -> list[str]:
    """States in between may be left out, and how many there were decides the last number."""
    lines = [line for line in text.splitlines() if " sending " not in line]
    return [re.sub(r"^(\w+ \w+ sent) \d+ ", r"\1 ", line) for line in lines]
