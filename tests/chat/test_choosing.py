"""A visitor chooses the product that is talked about: on the socket, with a form, in every tab."""

from typing import Any

import pytest
from django.test import AsyncClient

from chat.models import Conversation, Message
from shop.models import Product
from tests.clients import PATIENCE, Program, cookie_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "demo", "turns_end"),
]


async def jacket() -> Product:
    return await Product.objects.aget(sku="OUT-JKT-001")


async def until(program: Program, kind: str) -> dict[str, Any]:
    while (frame := await program.receive())["type"] != kind:
        pass
    return frame


async def until_id(program: Program, pk: str) -> dict[str, Any]:
    while (frame := await program.receive()).get("id") != pk:
        pass
    return frame


async def test_what_was_selected_goes_with_the_next_message_and_its_answer() -> None:
    product = await jacket()
    async with Program() as program:
        await program.send(type="select", product=product.pk)
        frame = await program.receive()
        assert (frame["type"], frame["metadata"]["selected_product"]["id"]) == (
            "selected",
            product.pk,
        )
        answer = await program.say("is it waterproof?")
    assert answer["metadata"]["selected_product"]["id"] == product.pk
    assert "waterproof" in answer["message"].lower()
    assert (await Message.objects.aget(role="user")).metadata["selected"] == product.pk


async def test_null_takes_the_choice_back() -> None:
    product = await jacket()
    async with Program() as program:
        await program.send(type="select", product=product.pk)
        await program.receive()
        await program.send(type="select", product=None)
        assert "metadata" not in await until(program, "selected")
        await program.say("tents")
    assert "selected" not in (await Message.objects.aget(role="user")).metadata
    assert (await Conversation.objects.aget()).topic_id is None


async def test_every_tab_is_told() -> None:
    product = await jacket()
    async with Program() as one:
        answer = await one.say("tents")
        cookie = await cookie_of(answer["conversation"])
        page = f"?format=html&conversation={answer['conversation']}"
        async with Program(cookie=cookie) as other, Program(cookie=cookie, query=page) as browser:
            # A socket has joined the conversation when it has sent the messages so far.
            assert await until_id(other, answer["id"])
            assert answer["id"] in await browser.socket.receive_from(timeout=PATIENCE)
            await one.send(type="select", product=product.pk)
            selected = await until(other, "selected")
            fragment = await browser.socket.receive_from(timeout=PATIENCE)
    assert selected["metadata"]["selected_product"]["name"] == product.name
    assert f'name="selected_product" value="{product.pk}"' in fragment


async def test_a_tab_that_comes_back_learns_what_was_chosen() -> None:
    product = await jacket()
    async with Program() as one:
        answer = await one.say("tents")
        await one.send(type="select", product=product.pk)
        await until(one, "selected")
    query = f"?format=html&conversation={answer['conversation']}&seen={answer['seq']}"
    cookie = await cookie_of(answer["conversation"])
    async with Program(cookie=cookie, query=f"{query}&topic=0") as browser:
        assert product.name in await browser.socket.receive_from(timeout=PATIENCE)
    async with Program(cookie=cookie, query=f"{query}&topic={product.pk}") as browser:
        assert await browser.socket.receive_nothing(timeout=0.2)


@pytest.mark.parametrize(
    ("product", "code"),
    [
        (999_999_999, "product_not_found"),
        (0, "bad_frame"),
        ("x", "bad_frame"),
        (2**63, "bad_frame"),
    ],
)
async def test_what_is_no_product_cannot_be_chosen(product: object, code: str) -> None:
    async with Program() as program:
        await program.send(type="select", product=product)
        assert (await program.receive())["code"] == code
        assert (await program.say("hello"))["status"] == "sent"


async def test_choosing_with_a_form(async_client: AsyncClient) -> None:
    product = await jacket()
    address = (await async_client.post("/chat/", {"message": "tents"}))["Location"]
    answer = await async_client.post(f"{address}select/", {"product": str(product.pk)})
    assert answer["Location"] == address
    assert f"about: <bdi>{product.name}</bdi>" in (await async_client.get(address)).content.decode()
    page = await async_client.post(f"{address}select/", {"product": "", "message": "how warm is"})
    assert "about: " not in page.content.decode()
    assert "how warm is</textarea>" in page.content.decode()


async def test_a_form_for_what_has_left_the_shop_says_so(async_client: AsyncClient) -> None:
    address = (await async_client.post("/chat/", {"message": "tents"}))["Location"]
    answer = await async_client.post(f"{address}select/", {"product": "999999999"})
    assert answer.status_code == 404
    assert "no longer in the shop" in answer.content.decode()


async def test_a_stranger_chooses_nothing(async_client: AsyncClient) -> None:
    address = (await async_client.post("/chat/", {"message": "tents"}))["Location"]
    assert (await AsyncClient().post(f"{address}select/", {"product": "1"})).status_code == 404


async def test_a_topic_that_left_the_shop_is_nobodys_topic(async_client: AsyncClient) -> None:
    product = await jacket()
    address = (
        await async_client.post("/chat/", {"message": "tents", "selected_product": str(product.pk)})
    )["Location"]
    await Product.objects.filter(pk=product.pk).aupdate(active=False)
    assert "about: " not in (await async_client.get(address)).content.decode()
