"""Limits that degrade: past the soft ones an answer comes from search alone, past the flood one it
is refused and nothing is lost.
"""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import AsyncClient
from pydantic_ai.messages import ModelMessage
from pydantic_ai.models.function import AgentInfo, FunctionModel

from chat.answering import budgets, run
from chat.errors import TooManyMessages
from chat.models import Conversation, Message, Spending
from chat.visitors.access import address_of
from tests.clients import PATIENCE, Program

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "turns_end", "one_moment"),
]


async def talk(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
    yield "Well then."


@pytest.fixture
async def costly(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is paid for."""
    settings.CHAT_MODEL = "costly"
    monkeypatch.setattr(
        run,
        "language_model",
        lambda _choice: FunctionModel(stream_function=talk, model_name="costly"),
    )


@pytest.mark.usefixtures("costly")
async def test_past_a_day_s_tokens_search_alone_answers_and_says_so(settings: Any) -> None:
    settings.CHAT_VISITOR_TOKENS_PER_DAY = 1
    async with Program() as program:
        await program.say("hello")
        await program.say("hello again")
    first, second = [message async for message in Message.objects.filter(role="assistant")]
    assert (first.model, second.model) == ("costly", "offline")
    assert first.output_tokens > 0
    assert (second.input_tokens, second.output_tokens) == (0, 0)
    assert "search alone" in second.metadata["note"]


@pytest.mark.usefixtures("costly")
@pytest.mark.parametrize("name", ["CHAT_SITE_TOKENS_PER_DAY", "CHAT_TOKENS_PER_DAY"])
async def test_what_all_may_spend_is_shared(settings: Any, name: str) -> None:
    setattr(settings, name, 1)
    for _visitor in range(2):
        async with Program() as program:
            await program.say("hello")
    models = [
        message.model
        async for message in Message.objects.filter(role="assistant").order_by("created_at")
    ]
    assert models == ["costly", "offline"]


@pytest.mark.parametrize(
    "name", ["CHAT_VISITOR_COST_PER_DAY", "CHAT_SITE_COST_PER_DAY", "CHAT_COST_PER_DAY"]
)
async def test_past_a_day_s_money_nothing_more_is_billed(
    settings: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    # A model whose price is known; a talk of a few words costs some millionths of a dollar.
    settings.CHAT_MODEL = "gpt-4o"
    monkeypatch.setattr(
        run,
        "language_model",
        lambda _choice: FunctionModel(stream_function=talk, model_name="gpt-4o"),
    )
    setattr(settings, name, Decimal("0.000001"))
    async with Program() as program:
        await program.say("hello")
        await program.say("hello again")
    first, second = [message async for message in Message.objects.filter(role="assistant")]
    assert first.cost
    assert (second.model, second.cost) == ("offline", None)


async def test_a_flood_is_refused_with_a_code_and_stores_nothing(settings: Any) -> None:
    settings.CHAT_FLOOD_PER_MINUTE = 1
    client_id = str(uuid4())
    async with Program() as program:
        await program.send(type="message", message="one", client_id=client_id)
        await program.ended()
        await program.send(type="message", message="two")
        refused = await program.receive()
        await program.send(
            type="message", message="one", client_id=client_id
        )  # a repeated one is no other
        await program.send(type="dance")
        assert (await program.receive())["code"] == "bad_frame"
    assert refused["code"] == "too_many_messages"
    assert 1 <= refused["retry_after"] <= 60
    assert await Message.objects.acount() == 2


async def test_a_flood_over_http_is_told_when_to_come_back(
    settings: Any, async_client: AsyncClient
) -> None:
    settings.CHAT_FLOOD_PER_MINUTE = 1
    made = (await async_client.post("/api/conversations")).json()["id"]
    answers = [
        await async_client.post(
            f"/api/conversations/{made}/messages",
            {"message": "tents"},
            content_type="application/json",
        )
        for _time in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert int(answers[1]["Retry-After"]) >= 1
    page = await async_client.post(
        "/chat/", {"message": "words that stay", "client_id": str(uuid4())}
    )
    assert page.status_code == 429
    assert "words that stay" in page.content.decode()


def test_new_sessions_from_one_address_share_what_the_address_may(settings: Any) -> None:
    settings.CHAT_FLOOD_PER_MINUTE, settings.CHAT_SHARED_ADDRESS = 1, 3
    for _visitor in range(3):
        budgets.count(Conversation(visitor=uuid4()), "192.0.2.1")
    with pytest.raises(TooManyMessages):
        budgets.count(Conversation(visitor=uuid4()), "192.0.2.1")
    budgets.count(Conversation(visitor=uuid4()), "192.0.2.2")


async def test_conversations_are_begun_within_limits_over_http(
    settings: Any, async_client: AsyncClient
) -> None:
    settings.CHAT_CONVERSATIONS_PER_MINUTE, settings.CHAT_SHARED_ADDRESS = 1, 3
    answers = [await async_client.post("/api/conversations") for _visitor in range(2)]
    # A new visitor each time, but one address.
    answers += [await AsyncClient().post("/api/conversations") for _visitor in range(3)]
    assert [each.status_code for each in answers] == [201, 429, 201, 429, 429]
    assert answers[-1].json()["code"] == "too_many_conversations"
    assert int(answers[-1]["Retry-After"]) >= 1
    assert await Conversation.objects.acount() == 2


async def test_a_form_and_a_socket_begin_conversations_within_the_same_limits(
    settings: Any,
) -> None:
    settings.CHAT_CONVERSATIONS_PER_MINUTE, settings.CHAT_SHARED_ADDRESS = 1, 1
    assert (await AsyncClient().post("/api/conversations")).status_code == 201
    form = {"message": "words that stay", "client_id": str(uuid4())}
    page = await AsyncClient().post("/chat/", form)
    assert page.status_code == 429
    assert "words that stay" in page.content.decode()
    async with Program(client="127.0.0.1") as program:
        await program.send(type="message", message="hello")
        refused = await program.receive()
        assert refused["code"] == "too_many_conversations"
        assert refused["retry_after"] >= 1
    assert await Conversation.objects.acount() == 1


async def test_a_form_that_is_sent_twice_begins_one_conversation(
    settings: Any, async_client: AsyncClient
) -> None:
    settings.CHAT_CONVERSATIONS_PER_MINUTE = 1
    form = {"message": "tents", "client_id": str(uuid4())}
    answers = [await async_client.post("/chat/", form) for _time in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]


def test_nothing_that_names_anybody_is_kept(settings: Any) -> None:
    conversation = Conversation(visitor=uuid4())
    budgets.count(conversation, "192.0.2.1")
    kept = " ".join(Spending.objects.values_list("key", flat=True))
    assert kept
    assert "192.0.2.1" not in kept
    assert str(conversation.visitor) not in kept


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (1, "", "192.0.2.1"),
        (1, "nonsense", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_the_address_is_what_a_believed_proxy_saw(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert address_of("192.0.2.1", {"x-forwarded-for": forwarded}) == address


async def test_too_many_sockets_of_one_visitor_are_closed_with_a_sentence(settings: Any) -> None:
    settings.CHAT_MAX_SOCKETS = 1
    async with Program() as first:
        await first.say("hello")
    async with Program(cookie=first.cookie), Program(cookie=first.cookie) as second:
        assert (await second.receive())["code"] == "too_many_sockets"
        assert (await second.socket.receive_output())["code"] == 4429
    async with Program(cookie=first.cookie) as third:
        assert (await third.receive())["message"] == "hello"


async def test_an_idle_socket_is_closed(settings: Any) -> None:
    settings.CHAT_IDLE_SECONDS = 0.05
    async with Program() as program:
        assert (await program.socket.receive_output(timeout=PATIENCE))["code"] == 4408
