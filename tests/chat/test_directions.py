"""Words of a visitor, of an answer and of the shop may run from right to left: wherever they stand,
they bring their own direction.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from chat.answering.product_snapshots import CurrentProducts
from chat.models import Conversation, Feedback, Message, Site
from chat.transport.render import topic_html
from chat.visitors.access import KEY
from shop.models import Product

pytestmark = pytest.mark.django_db(
    transaction=True
)  # asynchronous pages have a connection of their own
ARABIC = re.compile(r"[\u0600-\u06ff]")
WORDS = "هل هو مقاوم للماء؟"
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
# Not laid out: what is read out, and what no page shows.
UNSEEN = {"title", "script"}
Part = tuple[str, dict[str, str | None]]


def is_unseen(part: Part) -> bool:
    tag, given = part
    return tag in UNSEEN or "sr-only" in (given.get("class") or "").split()


def is_automatic(part: Part) -> bool:
    """Whether an element takes its direction from its own text."""
    tag, given = part
    return tag == "bdi" or given["dir"] == "auto"


class Directions(HTMLParser):
    """Collects each text from right to left that takes its direction from the page around it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.around: list[Part] = []
        self.found: list[str] = []
        self.faults: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        part = (tag, dict(attrs))
        if tag == "input" and part[1].get("type") != "hidden" and "value" in part[1]:
            self._check(part[1]["value"] or "", [*self.around, part])
        if tag not in VOID:
            self.around.append(part)

    def handle_endtag(self, tag: str) -> None:
        while self.around and self.around.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._check(data, self.around)

    def _check(self, text: str, around: list[Part]) -> None:
        if not ARABIC.search(text) or any(map(is_unseen, around)):
            return
        self.found.append(text)
        directed = [part for part in around if part[0] == "bdi" or "dir" in part[1]]
        if not directed or not is_automatic(directed[-1]):
            self.faults.append(f"{' > '.join(tag for tag, _given in around[-4:])}: {text.strip()}")


@pytest.fixture
def products() -> list[Product]:
    return [
        Product.objects.create(
            sku=sku, name=f"مصباح {sku}", brand="نور", price=20, attributes={"اللون": colour}
        )
        for sku, colour in (("A1", "أحمر"), ("A2", "أزرق"))
    ]


@pytest.fixture
def conversation(client: Client, products: list[Product]) -> Conversation:
    """Everything that a conversation can show, in Arabic, of the visitor that `client` is."""
    session, visitor = client.session, uuid4()
    session[KEY] = str(visitor)
    session.save()
    made = Conversation.objects.create(pk=uuid4(), visitor=visitor, topic=products[0])
    ids = [product.pk for product in products]
    rich = {
        "steps": ["بحثت عن مصباح", "قرأت عن مصباح"],
        "cards": ids,
        "compared": ids,
        "note": "ملاحظة",
        "feedback": {"rating": "up", "reason": "ممتاز!"},
    }
    markdown = f"{WORDS}\n\n- **{WORDS}**\n\n| أ | ب |\n|---|---|\n| ج | د |\n\n> {WORDS}"
    said: list[tuple[str, str, dict[str, Any]]] = [
        ("user", WORDS, {"selected": ids[0]}),
        ("assistant", markdown, rich),
        ("user", WORDS, {}),
        ("assistant", WORDS, {"steps": ["بحثت عن مصباح"], "cards": ids[:1]}),
    ]
    for position, (role, content, metadata) in enumerate(said, start=1):
        message = Message.objects.create(
            pk=uuid4(),
            conversation=made,
            role=role,
            content=content,
            metadata=metadata,
            position=position,
            seq=made.next_seq(),
        )
    Feedback.objects.create(message=message, rating="up", reason="ممتاز!")
    made.save()
    return made


def pages(
    client: Client, conversation: Conversation, product: Product
) -> Iterator[tuple[str, str]]:
    answer = conversation.messages.filter(role="assistant").latest("position")
    own = [conversation.pk]
    addresses = {
        "conversation": reverse("chat:conversation", args=own),
        "dock": reverse("chat:panel"),
        "versions": reverse("chat:versions", args=[*own, answer.pk]),
        "mine": reverse("chat:mine"),
        "erase": reverse("chat:erase", args=own),
        "changes": reverse("chat:changes", args=own),
        "greeting about a product": f"{reverse('chat:fresh')}?product={product.pk}",
        "frame": f"{reverse('embed:chat')}?site=noor&origin=https://noor.example",
    }
    for name, address in addresses.items():
        answered = client.get(address)
        assert answered.status_code == 200, name
        yield name, answered.content.decode()
    yield "choice", topic_html(conversation.pk, product.pk, CurrentProducts())


def test_every_place_of_the_conversation(
    client: Client, conversation: Conversation, products: list[Product]
) -> None:
    Site.objects.create(key="noor", name="نور", origins="https://noor.example", greeting=WORDS)
    faults = []
    for name, html in pages(client, conversation, products[0]):
        read = Directions(html)
        assert read.found, f"{name}: nothing of it is Arabic, so this proves nothing"
        faults += [f"{name}: {fault}" for fault in read.faults]
    assert faults == []


def test_every_field_that_is_written_into(client: Client, conversation: Conversation) -> None:
    html = client.get(reverse("chat:conversation", args=[conversation.pk])).content.decode()
    chat = html[html.index('<section id="chat"') :]
    fields = re.findall(r'<(?:textarea|input)(?![^>]*type="hidden")[^>]*>', chat)
    assert len(fields) >= 3
    assert [field for field in fields if 'dir="auto"' not in field] == []


def test_the_reader_sees_what_has_no_direction_of_its_own() -> None:
    assert Directions(
        f'<html dir="ltr"><p>{WORDS}</p><p dir="auto">{WORDS}</p><bdi>{WORDS}</bdi>'
    ).faults == [f"html > p: {WORDS}"]
