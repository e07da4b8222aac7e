"""Several web processes on one Redis are one shop: a conversation is the same wherever its sockets
are.
"""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.clients import PATIENCE
from tests.forked import Template
from tests.servers import fetch, free_ports, serving_redis, until
from tests.standin import Hold, StandIn, standin

pytestmark = [
    pytest.mark.redis,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("processes"),
]

LEASE = 10
SERVE = """
import uvicorn
from django.conf import settings
settings.CHAT_GRACE_SECONDS = {grace}
uvicorn.run("site_config.asgi:application", port={port}, lifespan="on", log_level="warning")
"""


class Socket:
    """A program's socket on one of the processes; keeps the newest state of each message, as every
    client does.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.messages: dict[str, dict[str, Any]] = {}
        self.cookie = (
            socket.response.headers.get("Set-Cookie", "").partition(";")[0]
            if socket.response
            else ""
        )

    async def send(self, **frame: Any) -> None:
        await self._socket.send(json.dumps(frame))

    async def say(self, words: str) -> None:
        await self.send(type="message", message=words, client_id=str(uuid4()))

    async def said(self, words: str, **wanted: str) -> dict[str, Any]:
        """The newest answer with these words in it, once it is as wanted."""
        return await self.answer(message=words, **wanted)

    async def answer(self, **wanted: str) -> dict[str, Any]:
        """The newest answer, once it is as wanted: `status`, or words that its `message` is to
        contain.
        """
        async with asyncio.timeout(PATIENCE):
            while True:
                answers = [each for each in self.messages.values() if each["role"] == "assistant"]
                fits = [
                    each
                    for each in answers
                    if all(value in each[name] for name, value in wanted.items())
                ]
                if last := max(fits, key=_position, default=None):
                    return last
                frame = json.loads(await self._socket.recv())
                assert "code" not in frame, frame
                self.messages[frame["id"]] = frame


def _position(message: dict[str, Any]) -> int:
    return int(message["position"])


class Shop:
    """One web process, as `uvicorn site_config.asgi:application` starts it."""

    def __init__(self, template: Template, grace: int) -> None:
        self._port = free_ports(1)[0]
        self._process = template.copy(SERVE.format(port=self._port, grace=grace))

    def end(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._process, number)

    def wait(self) -> None:
        until(lambda: fetch(f"http://127.0.0.1:{self._port}/healthz")[0] == 200)

    @asynccontextmanager
    async def socket(self, cookie: str = "") -> AsyncIterator[Socket]:
        headers = {"Cookie": cookie} if cookie else {}
        async with connect(
            f"ws://127.0.0.1:{self._port}/ws/chat/", additional_headers=headers
        ) as opened:
            yield Socket(opened)


@pytest.fixture(scope="module")
def model() -> Iterator[StandIn]:
    with standin(Hold()) as running:
        yield running


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="module")
def open_shop(
    django_db_setup: None, redis_url: str, model: StandIn
) -> Iterator[Callable[..., Shop]]:
    """Starts web processes on the tests' own database."""
    found = connection.settings_dict
    names = {
        "host": "HOST",
        "port": "PORT",
        "user": "USER",
        "password": "PASSWORD",
        "dbname": "NAME",
    }
    database = make_conninfo(**{name: found[key] for name, key in names.items() if found[key]})
    settings = {
        "DJANGO_SETTINGS_MODULE": "site_config.settings",
        "DATABASE_URL": database,
        "REDIS_URL": redis_url,
    }
    settings |= {
        "CHAT_MODEL": "slow",
        "CHAT_MODEL_URL": model.url,
        "CHAT_LEASE_SECONDS": str(LEASE),
        "SECRET_KEY": "x" * 50,
        "ENV_FILE": "",
    }
    template = Template("import site_config.asgi", os.environ | settings)
    shops: list[Shop] = []

    def start(grace: int = 60) -> Shop:
        shops.append(Shop(template, grace))
        return shops[-1]

    yield start
    for shop in shops:
        shop.end(signal.SIGKILL)
    template.close()


@pytest.fixture(scope="module")
def two_shops(open_shop: Callable[..., Shop]) -> tuple[Shop, Shop]:
    both = open_shop(), open_shop()
    for shop in both:
        shop.wait()
    return both


async def test_what_is_said_in_one_process_is_answered_in_both(
    two_shops: tuple[Shop, Shop], model: StandIn
) -> None:
    one, other = two_shops
    async with one.socket() as here:
        await here.say("hello")
        answer = await asyncio.to_thread(model.next)
        async with other.socket(here.cookie) as there:
            await there.answer(status="sending")
            answer.say("Good ")
            await there.answer(message="Good")
            answer.say("day.")
            answer.end()
            finished = await here.answer(status="sent")
            assert await there.answer(status="sent") == finished
            assert finished["message"] == "Good day."
            assert [each["message"] for each in there.messages.values()] == ["hello", "Good day."]


async def test_stop_in_one_process_ends_the_answer_of_the_other(
    two_shops: tuple[Shop, Shop], model: StandIn
) -> None:
    one, other = two_shops
    async with one.socket() as here:
        await here.say("tell me a story")
        answer = await asyncio.to_thread(model.next)
        async with other.socket(here.cookie) as there:
            await there.answer(status="sending")
            answer.say("Once upon a time")
            await there.answer(message="Once upon a time")
            await there.send(type="stop")
            stopped = await there.answer(status="error")
            assert await here.answer(status="error") == stopped
            assert stopped["metadata"]["error"] == "cancelled"
            assert stopped["message"] == "Once upon a time"
        answer.end()


async def test_no_word_is_lost_where_a_socket_comes_and_goes(
    two_shops: tuple[Shop, Shop], model: StandIn
) -> None:
    one, other = two_shops
    said = ""
    async with one.socket() as here:
        await here.say("count")
        answer = await asyncio.to_thread(model.next)
        for at, word in enumerate("once upon a time there was".split()):
            async with (one, other)[at % 2].socket(here.cookie) as passing:
                await passing.answer(status="sending")
                said += f"{word} "
                answer.say(f"{word} ")
                assert (await passing.answer(message=f"{word} "))["message"] == said
        answer.end()
        assert (await here.answer(status="sent"))["message"] == said


async def test_an_answer_whose_process_dies_is_closed_with_its_words_and_the_talk_goes_on(
    two_shops: tuple[Shop, Shop], open_shop: Callable[..., Shop], model: StandIn
) -> None:
    doomed = open_shop()
    await asyncio.to_thread(doomed.wait)
    async with doomed.socket() as here:
        await here.say("tell me a story")
        answer = await asyncio.to_thread(model.next)
        answer.say("Once upon a time")
        await here.answer(message="Once upon a time")
        cookie = here.cookie
        await asyncio.to_thread(until, _is_stored)
        doomed.end(signal.SIGKILL)
    lost = await _closed(two_shops[0], cookie)
    assert lost["metadata"]["error"] == "system_error"
    assert lost["message"] == "Once upon a time"
    answer.end()
    async with two_shops[1].socket(cookie) as there:
        await there.say("go on")
        again = await asyncio.to_thread(model.next)
        again.say("there was a lamp.")
        again.end()
        assert (await there.answer(status="sent"))["message"] == "there was a lamp."


def _is_stored() -> bool:
    from chat.models import Message

    try:
        return Message.objects.filter(content="Once upon a time").exists()
    finally:
        connection.close()


async def _closed(shop: Shop, cookie: str) -> dict[str, Any]:
    """The last answer as a fresh socket is given it, once it has ended."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with shop.socket(cookie) as fresh:
                last = await fresh.answer()
            if last["status"] != "sending":
                return last
            await asyncio.sleep(0.2)


async def test_a_process_that_is_told_to_end_lets_its_answer_end_and_sends_its_sockets_away(
    two_shops: tuple[Shop, Shop], open_shop: Callable[..., Shop], model: StandIn
) -> None:
    leaving = open_shop()
    await asyncio.to_thread(leaving.wait)
    async with leaving.socket() as here:
        await here.say("tell me a story")
        answer = await asyncio.to_thread(model.next)
        answer.say("Once upon a time")
        await here.answer(message="Once upon a time")
        leaving.end(signal.SIGTERM)
        await here.say("and another")
        answer.say(" there was a lamp.")
        answer.end()
        await here.said("there was a lamp.", status="sent")
        with pytest.raises(ConnectionClosed) as closed:
            await here.said("never")
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 1012
    async with two_shops[0].socket(here.cookie) as there:
        again = await asyncio.to_thread(model.next)
        again.say("There was another.")
        again.end()
        await there.said("There was another.", status="sent")


async def test_an_answer_that_outlasts_the_end_of_its_process_is_begun_anew_by_another(
    two_shops: tuple[Shop, Shop], open_shop: Callable[..., Shop], model: StandIn
) -> None:
    leaving = open_shop(grace=2)
    await asyncio.to_thread(leaving.wait)
    async with leaving.socket() as here:
        await here.say("tell me a long story")
        answer = await asyncio.to_thread(model.next)
        answer.say("Once upon")
        await here.answer(message="Once upon")
        leaving.end(signal.SIGTERM)
        with pytest.raises(ConnectionClosed):
            await here.said("never")
    answer.end()
    async with two_shops[1].socket(here.cookie) as there:
        again = await asyncio.to_thread(model.next)
        assert again.question == "tell me a long story"
        again.say("Twice upon a time.")
        again.end()
        await there.said("Twice upon a time.", status="sent")


async def test_a_question_in_two_processes_at_once_is_one_message(
    two_shops: tuple[Shop, Shop], model: StandIn
) -> None:
    one, other = two_shops
    async with one.socket() as here:
        await here.say("hello")
        first = await asyncio.to_thread(model.next)
        first.say("Good day.")
        first.end()
        await here.answer(status="sent")
        client_id = str(uuid4())
        async with other.socket(here.cookie) as there:
            await asyncio.gather(
                *(
                    each.send(type="message", message="both", client_id=client_id)
                    for each in (here, there)
                )
            )
            again = await asyncio.to_thread(model.next)
            again.say("Once.")
            again.end()
            for each in (here, there):
                await each.said("Once.", status="sent")
                assert [message["message"] for message in each.messages.values()].count("both") == 1
                assert len(each.messages) == 4
