"""The conversation as plain pages: what a browser without JavaScript does."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import AsyncClient

from chat.models import Conversation, Message
from shop.models import Product

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "demo", "turns_end"),
]


async def say(client: AsyncClient, words: str, address: str = "/chat/", **more: str) -> str:
    """Post the form and return the address that the answer is at."""
    answer = await client.post(address, {"message": words, "client_id": str(uuid4())} | more)
    assert answer.status_code == 302, answer.content.decode()[:500]
    return str(answer["Location"])


async def test_a_question_and_a_reload(async_client: AsyncClient) -> None:
    address = await say(async_client, "tents")
    for _time in range(2):
        page = (await async_client.get(address)).content.decode()
        assert len(re.findall(r'<li id="message-', page)) == 2


async def test_no_cookie_before_the_first_message(async_client: AsyncClient) -> None:
    answer = await async_client.get("/chat/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert not await Conversation.objects.aexists()


async def test_a_form_sent_twice_is_one_message(async_client: AsyncClient) -> None:
    client_id = str(uuid4())
    for _time in range(2):
        await async_client.post("/chat/", {"message": "tents", "client_id": client_id})
    assert (await Conversation.objects.acount(), await Message.objects.acount()) == (1, 2)


async def test_what_was_refused_is_still_in_the_field(async_client: AsyncClient) -> None:
    answer = await async_client.post("/chat/", {"message": "tent " * 1000})
    assert answer.status_code == 422
    assert "at most 4,000 characters" in answer.content.decode()
    assert "tent tent tent" in answer.content.decode()


async def test_a_stranger_finds_nothing(async_client: AsyncClient) -> None:
    address = await say(async_client, "tents")
    assert (await AsyncClient().get(address)).status_code == 404


async def test_another_site_cannot_post(async_client: AsyncClient) -> None:
    answer = await async_client.post(
        "/chat/", {"message": "tents"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert not await Message.objects.aexists()


async def test_asking_about_a_product_makes_it_the_topic(async_client: AsyncClient) -> None:
    product = await Product.objects.aget(sku="OUT-JKT-001")
    page = (await async_client.get("/chat/", {"product": str(product.pk)})).content.decode()
    assert product.name in page
    await say(async_client, "is it waterproof?", selected_product=str(product.pk))
    answer = await Message.objects.aget(role="assistant")
    assert (await Conversation.objects.aget()).topic_id == product.pk
    assert "waterproof" in answer.content.lower()


async def test_words_of_a_visitor_and_of_a_model_are_never_markup(
    async_client: AsyncClient,
) -> None:
    page = (
        await async_client.get(await say(async_client, "<img src=x onerror=alert(1)> **tents**"))
    ).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


async def test_a_first_form_sent_twice_at_once_is_one_message_of_one_visitor(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    client_id = str(uuid4())
    once, again, elsewhere = (
        AsyncClient(),
        AsyncClient(),
        AsyncClient(X_FORWARDED_FOR="203.0.113.9"),
    )
    address = await say(once, "tents", client_id=client_id)
    assert await say(again, "tents", client_id=client_id) == address
    assert (await again.get(address)).status_code == 200
    assert await say(elsewhere, "tents", client_id=client_id) != address
    assert (await elsewhere.get(address)).status_code == 404


async def test_of_a_long_conversation_the_page_shows_the_end_and_the_way_to_the_rest(
    async_client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.transport.render.MOST_SHOWN", 2)
    address = await say(async_client, "tents")
    await say(async_client, "a red lamp", address)
    page = (await async_client.get(address)).content.decode()
    assert len(re.findall(r'<li id="message-', page)) == 2
    assert f'href="{address}?all=yes"' in page
    whole = (await async_client.get(f"{address}?all=yes")).content.decode()
    assert len(re.findall(r'<li id="message-', whole)) == 4
    assert "?all=yes" not in whole
