"""Staff have a conversation answered again: what differs is shown, and nothing of it is stored."""

from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pydantic_ai import models

from chat.models import Conversation, Message, Spending
from shop.models import Product, Record
from site_config.aio import in_database
from tests.clients import Program
from tests.standin import Say, standin

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo", "turns_end")]


async def talked(*lines: str) -> str:
    """A conversation in which these were said."""
    async with Program() as program:
        for words in lines:
            answer = await program.say(words)
    return str(answer["conversation"])


async def replay(*arguments: str) -> str:
    out = StringIO()
    await in_database(call_command)("replay", *arguments, stdout=out)
    return out.getvalue()


async def test_what_is_the_same_is_said() -> None:
    said = await replay(await talked("desk lamp", "how heavy is the second one?"))
    assert said.count("words: the same") == 2
    assert "1. desk lamp" in said
    assert "2. how heavy is the second one?" in said
    assert "cards: the same (" in said
    assert "by:    offline, " in said


async def test_no_escape_sequence_reaches_the_terminal() -> None:
    said = await replay(await talked("desk lamp \u202eback\u2066"))
    assert "1. desk lamp \\u202eback\\u2066" in said
    assert "\u202e" not in said


async def test_what_differs_is_shown() -> None:
    conversation = await talked("red jacket")
    await Product.objects.filter(name="Fellgate insulated jacket").aupdate(active=False)
    said = await replay(conversation)
    assert "--- said" in said
    assert "+++ replayed" in said
    assert "cards: - Fellgate insulated jacket" in said


async def test_one_turn_is_answered_after_what_came_before_it() -> None:
    said = await replay(await talked("tents", "compare the first two", "thanks"), "--turn", "2")
    assert "2. compare the first two" in said
    assert "tools: compare_products, get_product, get_product\n" in said
    assert "tents\n" not in said


async def test_nothing_is_stored() -> None:
    conversation = await talked("desk lamp under 100", "i take the second")

    async def stored() -> list[object]:
        rows = [
            Conversation.objects.values(),
            Message.objects.values(),
            Record.objects.values(),
            Spending.objects.values(),
        ]
        return [[row async for row in each.order_by("pk")] for each in rows]

    before = await stored()
    await replay(conversation)
    assert await stored() == before


async def test_a_model_that_cannot_be_had_leaves_the_built_in_one_and_says_so(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await talked("desk lamp")
    monkeypatch.setattr(models, "ALLOW_MODEL_REQUESTS", True)  # to a closed port of this machine
    settings.CHAT_MODEL_URL = "http://127.0.0.1:9/v1"
    said = await replay(conversation, "--model", "openai-chat:anything")
    assert "note: " in said
    assert "-> offline, " in said


@pytest.mark.parametrize("name", ["liar", "llama3:8b", "openai-chat:liar"])
async def test_another_model_is_asked_at_the_shop_s_own_address(
    settings: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    conversation = await talked("desk lamp")
    monkeypatch.setattr(models, "ALLOW_MODEL_REQUESTS", True)  # of this machine
    with standin(Say("Buy nothing.")) as model:
        settings.CHAT_MODEL_URL = model.url
        said = await replay(conversation, "--model", name)
    assert "+Buy nothing." in said
    assert ", search_products -> none\n" in said
    assert model.requests[0].question == "desk lamp"


@pytest.mark.parametrize("wanted", ["nothing", "9e9935fd-3b0a-4b8f-aa33-dfb96e82276c"])
async def test_an_unknown_conversation(wanted: str) -> None:
    with pytest.raises(CommandError, match="unknown_conversation"):
        await replay(wanted)


async def test_a_conversation_without_answers() -> None:
    empty = await Conversation.objects.acreate(pk=uuid4(), visitor=uuid4())
    with pytest.raises(CommandError, match="no_messages"):
        await replay(str(empty.pk))


async def test_an_unknown_turn_and_an_unknown_model() -> None:
    conversation = await talked("desk lamp")
    with pytest.raises(CommandError, match="unknown_turn"):
        await replay(conversation, "--turn", "2")
    with pytest.raises(CommandError, match="no_model"):
        await replay(conversation, "--model", "no-such-maker:x")


def test_the_admin_names_the_command(client: Client) -> None:
    client.force_login(User.objects.create_superuser("boss", password="x"))
    conversation = Conversation.objects.create(pk=uuid4(), visitor=uuid4())
    page = client.get(
        reverse("admin:chat_conversation_change", args=[conversation.pk])
    ).content.decode()
    assert f"manage.py replay {conversation.pk}" in page
