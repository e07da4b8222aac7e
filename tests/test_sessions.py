"""Sessions are rows that stay: a network begins so many a day, and what is refused begins none."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from chat.models import Conversation
from shop.models import Product
from tests.clients import Program

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("demo", "turns_end", "one_moment"),
]
HERE = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def at_most_two(settings: Any) -> None:
    settings.NEW_SESSIONS_PER_DAY = 2


def keep(client: Client, **address: str) -> Any:
    product = Product.objects.values_list("pk", flat=True)[0]
    sent = {"product": product, "keep": "yes"}
    return client.post("/shortlist/", sent, **address)  # type: ignore[arg-type]


@pytest.mark.usefixtures("at_most_two")
def test_a_network_begins_so_many_sessions_a_day() -> None:
    known = Client()
    assert [keep(each, **HERE).status_code for each in (known, Client(), Client())] == [
        302,
        302,
        429,
    ]
    assert Session.objects.count() == 2
    # Who has a session goes on, and so does another network.
    assert keep(known, **HERE).status_code == 302
    assert keep(Client(), REMOTE_ADDR="198.51.100.9").status_code == 302


@pytest.mark.usefixtures("at_most_two")
def test_past_the_limit_nothing_is_stored_and_the_reason_is_said() -> None:
    for _time in range(3):
        refused = keep(Client(), **HERE)
    assert int(refused["Retry-After"]) > 0
    assert "Too many new visitors" in refused.content.decode()
    assert not refused.cookies


@pytest.mark.usefixtures("at_most_two")
def test_conversations_count_too() -> None:
    path = "/api/conversations"
    answers = [Client().post(path, **HERE) for _time in range(3)]  # type: ignore[arg-type]
    assert [each.status_code for each in answers] == [201, 201, 429]
    assert keep(Client(), **HERE).status_code == 429
    assert (Session.objects.count(), Conversation.objects.count()) == (2, 2)


@pytest.mark.parametrize("address", ["/chat/", "/api/conversations"])
def test_a_refused_first_message_leaves_no_session(settings: Any, address: str) -> None:
    settings.CHAT_CONVERSATIONS_PER_MINUTE, settings.CHAT_SHARED_ADDRESS = 1, 1
    said = {"message": "hello", "client_id": str(uuid4())}
    for _time in range(2):
        sent = said | {"client_id": str(uuid4())}
        answer = Client().post(address, sent, **HERE)  # type: ignore[arg-type]
    assert answer.status_code == 429
    assert Session.objects.count() == 1


def test_a_flood_of_first_messages_leaves_no_session(settings: Any) -> None:
    settings.CHAT_FLOOD_PER_MINUTE, settings.CHAT_SHARED_ADDRESS = 1, 1
    said = [{"message": "hello", "client_id": str(uuid4())} for _time in range(2)]
    answers = [Client().post("/chat/", each, **HERE) for each in said]  # type: ignore[arg-type]
    assert [each.status_code for each in answers] == [302, 429]
    assert Session.objects.count() == 1


async def test_a_refused_first_message_of_a_socket_leaves_no_session(settings: Any) -> None:
    settings.CHAT_CONVERSATIONS_PER_MINUTE, settings.CHAT_SHARED_ADDRESS = 1, 1
    for _time in range(2):
        async with Program(client="203.0.113.7") as program:
            await program.send(type="message", message="hello")
            frame = await program.receive()
    assert frame["code"] == "too_many_conversations"
    assert await Session.objects.acount() == 1
