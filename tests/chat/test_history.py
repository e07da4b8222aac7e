"""A conversation is its visitor's own: to find again, to take away, to erase; and the shop forgets
it after a while.
"""

import asyncio
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.test import AsyncClient
from django.utils.timezone import now
from pydantic_ai.models.function import FunctionModel

from chat.answering import run
from chat.errors import Erased
from chat.models import Conversation, Feedback, Message
from chat.turns import retention
from chat.turns import service as turns
from chat.wire import ConversationExport
from tests.clients import PATIENCE, Program, cookie_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "demo", "turns_end"),
]


async def talk(client: AsyncClient, words: str = "tents") -> str:
    return str((await client.post("/chat/", {"message": words}))["Location"])


async def text(client: AsyncClient, address: str) -> str:
    return (await client.get(address)).content.decode()


async def test_all_of_mine_are_listed_and_nobody_elses(async_client: AsyncClient) -> None:
    one, other = await talk(async_client, "tents"), await talk(async_client, "lamps")
    await talk(AsyncClient(), "secrets")
    page = await text(async_client, "/chat/mine/")
    assert page.index(other) < page.index(one)
    assert "secrets" not in page


async def test_nobody_without_a_conversation_gets_a_cookie() -> None:
    answer = await AsyncClient().get("/chat/mine/")
    assert "No messages yet" in answer.content.decode()
    assert not answer.cookies


async def test_it_is_taken_away_as_data_and_as_a_text(async_client: AsyncClient) -> None:
    address = await talk(async_client, "a tent for two")
    data = await async_client.get(f"{address}conversation.json")
    assert data["Content-Disposition"].startswith("attachment; filename=")
    found = ConversationExport.model_validate_json(data.content)
    assert found.messages[0].message == "a tent for two"
    words = await text(async_client, f"{address}conversation.md")
    assert found.messages[1].message in words
    products = found.messages[1].metadata and found.messages[1].metadata.products
    assert products
    assert all(product.name in words for product in products)


async def test_strangers_take_and_erase_nothing(async_client: AsyncClient) -> None:
    address = await talk(async_client)
    stranger = AsyncClient()
    assert (await stranger.get(f"{address}conversation.json")).status_code == 404
    assert (await stranger.get(f"{address}erase/")).status_code == 404
    assert (await stranger.post(f"{address}erase/")).status_code == 404
    assert (
        await async_client.post(f"{address}erase/", headers={"Sec-Fetch-Site": "cross-site"})
    ).status_code == 403
    assert await Message.objects.acount() == 2


async def test_erasing_asks_first_and_leaves_no_row(async_client: AsyncClient) -> None:
    address = await talk(async_client)
    answer = await Message.objects.aget(role="assistant")
    await async_client.post(f"{address}messages/{answer.pk}/feedback/", {"rating": "up"})
    assert "Erase this conversation?" in await text(async_client, f"{address}erase/")
    assert await Conversation.objects.acount() == 1
    page = await async_client.post(f"{address}erase/", follow=True)
    assert "The conversation was erased." in page.content.decode()
    assert (
        await Conversation.objects.acount(),
        await Message.objects.acount(),
        await Feedback.objects.acount(),
    ) == (0, 0, 0)
    assert (await async_client.get(address)).status_code == 404


async def test_other_tabs_are_told_and_end(async_client: AsyncClient) -> None:
    async with Program() as one:
        answer = await one.say("tents")
        cookie, conversation = await cookie_of(answer["conversation"]), answer["conversation"]
        async with Program(
            cookie=cookie, query=f"?format=html&conversation={conversation}&seen={answer['seq']}"
        ) as browser:
            async_client.cookies.load(cookie)
            assert (
                await async_client.delete(f"/api/conversations/{conversation}")
            ).status_code == 204
            assert (await one.receive())["code"] == "conversation_erased"
            fragment = await browser.socket.receive_from(timeout=PATIENCE)
            assert "This conversation was erased." in fragment
            assert "ws-connect" not in fragment
            assert (await browser.socket.receive_output(timeout=PATIENCE))["code"] == 4410


async def test_an_answer_that_is_being_written_ends(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def endless(*args: object) -> Any:
        begun.set()
        try:
            while True:
                yield "more and more "
                await asyncio.sleep(0.01)
        finally:
            ended.set()

    monkeypatch.setattr(run, "offline_model", lambda: FunctionModel(stream_function=endless))
    async with Program() as program:
        await program.send(type="message", message="tents")
        await asyncio.wait_for(begun.wait(), 10)
        conversation = await Conversation.objects.aget()
        client = AsyncClient()
        client.cookies.load(await cookie_of(str(conversation.pk)))
        assert (await client.delete(f"/api/conversations/{conversation.pk}")).status_code == 204
        await asyncio.wait_for(ended.wait(), 10)
        while (frame := await program.receive())["type"] != "error":
            pass
    assert frame["code"] == "conversation_erased"
    assert not await Message.objects.aexists()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_who_waits_for_an_answer_hears_that_it_was_erased(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = asyncio.Event()

    async def silent(*args: object) -> Any:
        begun.set()
        await asyncio.Event().wait()
        yield ""

    monkeypatch.setattr(run, "offline_model", lambda: FunctionModel(stream_function=silent))
    async with Program() as program:
        await program.send(type="message", message="tents")
        await asyncio.wait_for(begun.wait(), 10)
        answer = await Message.objects.aget(role="assistant")
        waiting = asyncio.create_task(turns.finished(answer.pk, 10))
        await retention.erase(answer.conversation_id)
        with pytest.raises(Erased):
            await waiting


async def test_over_http_it_is_exported_in_the_contracts_shape(async_client: AsyncClient) -> None:
    begun = (await async_client.post("/api/conversations")).json()["id"]
    await async_client.post(
        f"/api/conversations/{begun}/messages",
        {"message": "tents"},
        content_type="application/json",
    )
    exported = (await async_client.get(f"/api/conversations/{begun}/export")).json()
    listed = (await async_client.get(f"/api/conversations/{begun}/messages")).json()
    assert exported["id"] == begun
    assert [message["id"] for message in exported["messages"]] == [
        message["id"] for message in listed
    ]
    assert (await AsyncClient().get(f"/api/conversations/{begun}/export")).json()[
        "code"
    ] == "conversation_not_found"


@pytest.mark.parametrize(("days", "left"), [(90, 1), (0, 2)])
async def test_what_nobody_goes_on_with_is_forgotten(
    async_client: AsyncClient, settings: Any, days: int, left: int
) -> None:
    settings.CHAT_RETENTION_DAYS = days
    old, _new = await talk(async_client, "tents"), await talk(async_client, "lamps")
    await Conversation.objects.filter(pk=old.split("/")[2]).aupdate(
        updated_at=now() - timedelta(days=91)
    )
    said = StringIO()
    await sync_to_async(call_command)("prune_conversations", stdout=said)
    assert ("1 conversations deleted" in said.getvalue()) == (days > 0)
    assert await Conversation.objects.acount() == left
    assert await Message.objects.acount() == 2 * left
