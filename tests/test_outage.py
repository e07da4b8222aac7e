"""PostgreSQL goes away while the shop serves: every road says so with a code, and comes back by
itself.
"""

import json
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from tests.clients import Program


def take_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused by secret-host")

    monkeypatch.setattr(
        "django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", refuse
    )
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", refuse)


@pytest.fixture
def _away(monkeypatch: pytest.MonkeyPatch) -> None:
    take_away(monkeypatch)


@pytest.mark.usefixtures("_away")
@pytest.mark.parametrize("address", ["/", "/search/?q=lamp", "/p/1/lamp/", "/healthz"])
def test_a_page_says_so(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 503
    assert "Nothing is lost" in answer.content.decode()
    assert "secret-host" not in answer.content.decode()


@pytest.mark.usefixtures("_away")
@pytest.mark.parametrize(
    "address", ["/api/products/search?q=lamp", "/api/products/1", "/api/categories"]
)
def test_a_program_is_told_to_try_again(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (
        503,
        "database_away",
        True,
    )
    assert answer["Retry-After"]


@pytest.mark.usefixtures("_away")
async def test_a_socket_says_so_and_closes_to_come_back() -> None:
    async with Program(cookie="sessionid=somebody") as program:
        assert json.loads(await program.socket.receive_from())["code"] == "database_away"
        assert (await program.socket.receive_output())["code"] == 1013


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "turns_end")
async def test_an_open_socket_names_the_message_that_it_cannot_take() -> None:
    client_id = str(uuid4())
    async with Program() as program:
        await program.say("tents")
        with pytest.MonkeyPatch.context() as monkeypatch:
            take_away(monkeypatch)
            await program.send(type="message", message="lamps", client_id=client_id)
            refusal = await program.receive()
        assert (refusal["code"], refusal.get("client_id")) == ("database_away", client_id)
        await program.send(type="message", message="lamps", client_id=client_id)
        assert (await program.receive())["client_id"] == client_id


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "turns_end")
async def test_every_refusal_of_a_frame_names_its_message() -> None:
    client_id = str(uuid4())
    async with Program() as program:
        await program.say("tents")
        await program.send(type="message", message="x" * 70_000, client_id=client_id)
        refusal = await program.receive()
        assert (refusal["code"], refusal.get("client_id")) == ("message_too_long", client_id)
        await Session.objects.all().adelete()
        await program.send(type="message", message="lamps", client_id=client_id)
        refusal = await program.receive()
        assert (refusal["code"], refusal.get("client_id")) == ("session_ended", client_id)
