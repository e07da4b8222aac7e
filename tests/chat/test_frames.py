"""Whatever is sent to a socket is read or refused, and the socket goes on."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.errors import BadFrame
from chat.transport.frames import parse
from tests.clients import Program

KINDS = ["message", "retry", "edit", "stop", "select", "feedback"]
NAMES = [
    "message",
    "client_id",
    "selected_product",
    "answer",
    "question",
    "product",
    "rating",
    "reason",
    "metadata",
    "role",
    "timestamp",
]
NASTY = ["\0", "\ud800", 10**30, -1, None, [], {}, "9" * 30, "00000000-0000-0000-0000-000000000000"]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(NASTY[:4]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
FRAME = st.fixed_dictionaries({"type": st.sampled_from(KINDS)}, optional=dict.fromkeys(NAMES, JSON))


@given(text=FRAME.map(json.dumps) | JSON.map(json.dumps) | st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_frame_is_read_or_refused(text: str) -> None:
    try:
        frame = parse(text)
    except BadFrame as error:
        refused = error
    else:
        assert "\0" not in getattr(frame, "message", "")
        return
    assert str(refused)
    assert refused.code


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "turns_end")
async def test_a_socket_outlives_what_is_sent_to_it() -> None:
    client_id = str(uuid4())
    async with Program() as program:
        for place, (name, value) in enumerate(zip(NAMES[1:] * 3, NASTY * 4, strict=False)):
            await program.send(type=KINDS[place % len(KINDS)], **{name: value})
        await program.send(type="message", message="hello", client_id=client_id)
        heard: list[dict[str, Any]] = []
        while not heard or heard[-1].get("client_id") != client_id:
            heard.append(await program.receive())
    assert "bad_frame" in {each.get("code") for each in heard}
    assert heard[-1]["message"] == "hello"
