"""A talk with the assistant, held by the road that a turn takes, and written down for those who
judge it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic_ai.messages import ModelMessagesTypeAdapter, repair_messages

from chat.turns.replay import Rehearsal, rehearse
from chat.turns.service import REMEMBERED
from shop.models import Product
from site_config.aio import in_database


@dataclass(frozen=True)
class Row:
    """A product as the catalogue has it."""

    id: int
    sku: str
    name: str
    brand: str
    category: str
    price: Decimal
    was: Decimal | None
    stock: int | None
    attributes: dict[str, Any]
    text: str

    @property
    def colour(self) -> str:
        """As its attributes say; a product without one has it in its name, or none."""
        return (
            " ".join(
                str(value)
                for key, value in self.attributes.items()
                if "colour" in key or "color" in key
            )
            or self.name
        )


@dataclass(frozen=True)
class Said:
    """One turn. `returned` is what the tools named to the model, and `facts` what the shop says of
    itself.
    """

    question: str
    reply: str
    cards: list[Row]
    tools: list[str]
    returned: list[Row]
    facts: str
    model: str
    note: str
    error: str
    seconds: float
    tokens: int
    cost: Decimal


@dataclass
class Talk:
    turns: list[Said] = field(default_factory=list)

    def known(self, until: int) -> dict[int, Row]:
        """What tools had returned by turn `until`, that one included."""
        return {row.id: row for turn in self.turns[: until + 1] for row in turn.returned}

    def facts(self, until: int) -> str:
        return "\n".join(turn.facts for turn in self.turns[: until + 1])

    def visitor(self, until: int) -> str:
        return "\n".join(turn.question for turn in self.turns[: until + 1])


async def hold(questions: list[str], language: str = "") -> Talk:
    """Say one thing after the other; what was said before is remembered as the shop stores it."""
    talk, histories, topic = Talk(), list[list[Any]](), None
    for question in questions:
        memory = ModelMessagesTypeAdapter.validate_python(
            [row for each in histories[-REMEMBERED:] for row in each]
        )
        answered = await rehearse(question, repair_messages(memory), topic, language)
        histories.append(answered.message.history)
        topic = answered.draft.topic or topic
        talk.turns.append(await in_database(_said)(question, answered))
    return talk


def _said(question: str, answered: Rehearsal) -> Said:
    message = answered.message
    parts = _tool_returns(message.history)
    returned = {pk for part in parts for pk in _ids(part["content"])}
    rows = {row.id: row for row in rows_of({*returned, *answered.cards})}
    facts = [str(part["content"]) for part in parts if part["tool_name"] == "shop_facts"]
    return Said(
        question=question,
        reply=message.content,
        cards=_present(rows, answered.cards),
        tools=answered.draft.tools,
        returned=_present(rows, sorted(returned)),
        facts="\n".join(facts),
        model=message.model,
        note=message.metadata.get("note", ""),
        error=message.error,
        seconds=answered.seconds,
        tokens=answered.tokens,
        cost=message.cost or Decimal(0),
    )


def _present(rows: dict[int, Row], ids: Iterable[int]) -> list[Row]:
    return [rows[pk] for pk in ids if pk in rows]


def _tool_returns(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    parts = [part for message in history for part in message["parts"]]
    return [part for part in parts if part["part_kind"] == "tool-return"]


def _ids(content: Any) -> Iterator[int]:
    """The ids of all products in a tool's result, however deep."""
    match content:
        case {"id": int(pk), "name": str()}:
            yield pk
        case dict():
            for each in content.values():
                yield from _ids(each)
        case list():
            for each in content:
                yield from _ids(each)


def rows_of(ids: Iterable[int]) -> list[Row]:
    return [
        Row(
            id=product.pk,
            sku=product.sku,
            name=product.name,
            brand=product.brand,
            category=product.category.path if product.category else "",
            price=product.price,
            was=product.compare_at_price,
            stock=product.stock,
            attributes=product.attributes,
            text=f"{product.name} {product.brand} {product.model} {product.category or ''} "
            f"{product.description} {product.attributes}",
        )
        for product in Product.objects.select_related("category").filter(pk__in=set(ids))
    ]
