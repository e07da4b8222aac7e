"""A conversation over plain HTTP, for a page whose socket does not open: forms are taken, and what
is new is fetched.
"""

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
PAGE = {"HX-Request": "true"}


@pytest.fixture
async def address(async_client: AsyncClient) -> str:
    """Where a conversation is that has a question and its answer."""
    answer = await async_client.post("/chat/", {"message": "tents", "client_id": str(uuid4())})
    return str(answer["Location"])


async def fetched(client: AsyncClient, address: str, **asked: Any) -> str:
    answer = await client.get(f"{address}changes/", asked, headers=PAGE)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


async def largest_seq() -> int:
    return max([message.seq async for message in Message.objects.all()])


async def test_a_page_that_shows_all_is_told_nothing(
    async_client: AsyncClient, address: str
) -> None:
    assert await fetched(async_client, address, seen=await largest_seq()) == ""


async def test_a_message_is_taken_and_its_answer_fetched(
    async_client: AsyncClient, address: str
) -> None:
    seen, client_id = await largest_seq(), str(uuid4())
    for _time in range(2):
        answer = await async_client.post(
            address, {"message": "a red lamp", "client_id": client_id}, headers=PAGE
        )
        assert (answer.status_code, answer.content) == (204, b"")
    page = await fetched(async_client, address, seen=seen)
    assert len(re.findall(r'<ol hx-swap-oob="beforeend:#messages">', page)) == 2
    assert f'data-sent-as="{client_id}"' in page
    assert await Message.objects.acount() == 4


async def test_what_is_refused_is_told_with_its_id(async_client: AsyncClient, address: str) -> None:
    client_id = str(uuid4())
    answer = await async_client.post(
        address, {"message": "x" * 5000, "client_id": client_id}, headers=PAGE
    )
    assert answer.status_code == 200
    assert "at most 4,000 characters" in answer.content.decode()
    assert f'data-refused="{client_id}" data-final' in answer.content.decode()


async def test_the_product_that_was_chosen_is_told_where_the_page_names_another(
    async_client: AsyncClient, address: str
) -> None:
    product = await Product.objects.aget(sku="OUT-JKT-001")
    taken = await async_client.post(f"{address}select/", {"product": product.pk}, headers=PAGE)
    assert taken.status_code == 204
    seen = await largest_seq()
    assert product.name in await fetched(async_client, address, seen=seen)
    assert await fetched(async_client, address, seen=seen, topic=product.pk) == ""


async def test_stop_and_an_opinion_are_taken(async_client: AsyncClient, address: str) -> None:
    answered = await Message.objects.aget(role=Message.Role.ASSISTANT)
    for path, said in (("stop/", {}), (f"messages/{answered.pk}/feedback/", {"rating": "up"})):
        assert (await async_client.post(address + path, said, headers=PAGE)).status_code == 204
    assert 'aria-pressed="true"' in await fetched(async_client, address, seen=answered.seq)


async def test_an_erased_conversation_makes_room_for_a_new_one(
    async_client: AsyncClient, address: str
) -> None:
    await Conversation.objects.all().adelete()
    assert "This conversation was erased." in await fetched(async_client, address, seen=0)


async def test_a_stranger_is_told_nothing(address: str) -> None:
    assert "data-seq" not in await fetched(AsyncClient(), address, seen=0)
