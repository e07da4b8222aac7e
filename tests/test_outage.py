"""PostgreSQL goes away while the shop serves: every road says so with a code, and comes back by
itself.
"""

import json
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client

from tests.clients import Program


@pytest.fixture
def _away(monkeypatch: pytest.MonkeyPatch) -> None:
    take_away(monkeypatch)


def take_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused by secret-host")

    monkeypatch.setattr(
        "django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", refuse
    )
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", refuse)


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
async def test_a_message_on_an_open_socket_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By which the page sends it again once the database is back."""
    async with Program() as program:
        await program.say("hello")
        with monkeypatch.context() as patch:
            take_away(patch)
            client_id = str(uuid4())
            await program.send(type="message", message="a tent", client_id=client_id)
            refusal = json.loads(await program.socket.receive_from())
        assert (refusal["code"], refusal["client_id"]) == ("database_away", client_id)
