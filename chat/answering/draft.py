"""An answer while it is written. Collects the output of the model and the tools in the shape that
is stored and rendered.
"""

import asyncio
import json
from decimal import Decimal
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _
from pydantic import BaseModel
from pydantic_ai.messages import ModelMessage, ModelMessagesTypeAdapter, ToolReturnPart
from pydantic_ai.usage import RunUsage

from chat.answering.budgets import spend
from chat.answering.metrics import Account
from chat.answering.product_snapshots import narrow_all
from chat.models import STEP, Message
from chat.tools import Deps, Page, mentioned
from shop.models import Product
from shop.search import statements

LONGEST_RESULT = 2000
# The columns of a product that an answer notes.
SHOWN = ("id", "name", "price", "currency", "stock")
PRODUCTS = f"SELECT {', '.join(SHOWN)} FROM shop_product WHERE id = ANY(%(ids)s)"
# Stores the last state in one statement. It locks the conversation's row first, as every statement
# that stores a state does, and checks the answer again behind that lock: one that was closed
# meanwhile stays as it is.
END = """
WITH owner AS (
  UPDATE chat_conversation SET last_seq = (last_seq / %(step)s::bigint + 1) * %(step)s::bigint,
    topic_id = coalesce(%(topic)s, topic_id)
  WHERE id = %(conversation)s AND EXISTS (SELECT FROM chat_message WHERE id = %(id)s
    AND status = 'running') RETURNING last_seq
)
UPDATE chat_message SET seq = owner.last_seq, content = %(content)s, status = %(status)s, error =
  %(error)s, model = %(model)s,
  metadata = %(metadata)s::jsonb, history = %(history)s::jsonb, input_tokens = %(input_tokens)s,
  output_tokens = %(output_tokens)s,
  cost = %(cost)s, payers = NULL, saved_at = clock_timestamp()
FROM owner WHERE chat_message.id = %(id)s AND chat_message.status = 'running'
RETURNING chat_message.seq
"""


class LeaseLost(Exception):
    """The answer was not saved in time and was closed as failed. Another process may write the next
    one already.
    """


class Draft:
    """Wraps the running message. Each method that changes it sets `changed`, and the turn publishes
    and saves the message.

    `changed` belongs to the event loop, so methods that set it must not run in a thread.
    """

    def __init__(self, message: Message) -> None:
        self.message = message
        self.changed = asyncio.Event()
        self.tools: list[str] = []
        self.account = Account()
        self._read: list[int] = []
        # The product that was chosen during the answer.
        self.topic: int | None = None
        # The share of its claims that are backed, 0.0 to 1.0.
        self._share = 1.0
        self._payers: list[str] = message.payers or []
        # The code of the language in which the visitor reads the shop.
        self.language = ""
        self.page: Page | None = None

    @property
    def usage(self) -> RunUsage:
        return self.account.usage

    def say(self, text: str) -> None:
        self.message.content += text
        if not text.isspace():
            self.account.said()
        self.changed.set()

    def note(self, note: str) -> None:
        """Adds a note beside the answer: one English sentence a line, translated when rendered."""
        noted = self.message.metadata.get("note", "")
        self.message.metadata["note"] = noted if note in noted else f"{noted}\n{note}".strip()
        self.changed.set()

    def retract(self) -> None:
        """Withdraws the words so far; the answer is written again."""
        self.message.content = ""
        self.message.metadata.setdefault("steps", []).append(_("Corrected the answer"))
        self.changed.set()

    def settle(self, content: str, history: list[ModelMessage], deps: Deps) -> None:
        """Ends the run: its checked words replace those that were streamed."""
        self.message.content = content
        self.remember(history)
        self._share = 1 - deps.unbacked / max(deps.claims, 1)
        metadata = self.message.metadata
        if "confidence" in metadata:
            metadata["confidence"] = round(metadata["confidence"] * self._share, 4)
        if self.tools or deps.used:
            metadata["context_used"] = bool(deps.used or metadata.get("cards") or self._read)
        self.changed.set()

    def start_over(self, note: str) -> None:
        """Drops the output of the first model and notes that another one takes over."""
        self.message.content = ""
        self.message.metadata = {"note": note}
        self._read, self.tools, self.topic, self._share = [], [], None, 1.0
        self.changed.set()

    def add_tool_result(self, part: ToolReturnPart) -> None:
        """Adds the step, the cards, the comparison and the choice that a tool returned."""
        self.tools.append(part.tool_name)
        # A model may call a tool that does not exist; its name must not reach the metrics.
        self.account.tools[part.tool_name if part.outcome == "success" else "refused"] += 1
        found: dict[str, Any] = part.metadata if isinstance(part.metadata, dict) else {}
        metadata = self.message.metadata
        metadata.setdefault("tool_results", []).append(
            {"tool": part.tool_name, "result": _in_short(part.content)}
        )
        if step := found.get("step"):
            metadata.setdefault("steps", []).append(step)
        if "cards" in found:
            metadata["cards"], metadata["confidence"] = found["cards"], found.get("confidence", 0.0)
            metadata["compared"] = found.get("compared", [])
            metadata.pop("fitting", None)
            if fitting := found.get("fitting"):
                metadata["fitting"] = fitting
        # Reading about a product does not change the cards.
        self._read += [pk for pk in found.get("read", []) if pk not in self._read]
        if selected := found.get("selected"):
            self.topic = metadata["selected"] = selected
        self.changed.set()

    def fail(self, error: Message.Error) -> None:
        self.message.error = error

    def remember(self, messages: list[ModelMessage]) -> None:
        self.message.history = ModelMessagesTypeAdapter.dump_python(messages, mode="json")

    def finish(self) -> None:
        """Sets the last state: failed after an error, done otherwise. Without a search, the
        products that were read become the cards.
        """
        if self._read and not self.message.metadata.get("cards"):
            self.message.metadata |= {"cards": self._read, "confidence": round(self._share, 4)}
        topic = self.message.conversation.topic_id
        if topic in self._read or topic in self.message.metadata.get("compared", []):
            self.message.metadata.setdefault("selected", topic)
        self.message.status = Message.Status.FAILED if self.message.error else Message.Status.DONE

    def close(self) -> None:
        """Stores the last state and its cost. Safe to call again after a DatabaseError."""
        self.arrange()
        self.finish()
        self.end()
        tokens = self.usage.input_tokens + self.usage.output_tokens
        if self._payers and tokens:
            spend(self._payers, tokens, self.usage.cost or Decimal(0))

    def step_seq(self) -> None:
        """Numbers a state that is published but not stored."""
        self.message.seq = min(self.message.seq + 1, (self.message.seq // STEP + 1) * STEP - 1)

    def arrange(self) -> None:
        """Sorts the cards into the order in which the words name them, so that "the first one"
        means the same in both. Notes the products' prices.
        """
        cards: list[int] = self.message.metadata.get("cards", [])
        products = _products({*cards, *self._read})
        narrow_all(products, self.message.metadata)
        if products:
            noted = {str(each.pk): product_state(each) for each in products}
            self.message.metadata["then"] = noted
        places = {each.pk: _place(each.name, self.message.content) for each in products}
        # Without a search, the products that were read become the cards.
        self._read = _in_order(self._read, places)
        if cards and not self.message.metadata.get("compared"):
            self.message.metadata["cards"] = _in_order(cards, places)

    def save(self) -> bool:
        """Store what there is so far, and with it the lease. Returns whether somebody has asked to
        stop. Raises LeaseLost.
        """
        message = self.message
        row = Message.objects.filter(pk=message.pk, status=Message.Status.RUNNING)
        is_stopped = row.filter(error=Message.Error.CANCELLED).exists()
        # Not the error: the row may say that it is to stop.
        values = {
            name: getattr(message, name)
            for name in ("content", "seq", "metadata", "history", "model")
        }
        if not row.update(**values, saved_at=Now()):
            raise LeaseLost
        return is_stopped

    def end(self) -> None:
        """Store the last state. Raises LeaseLost."""
        message, usage = self.message, self.usage
        values = {
            name: getattr(message, name) for name in ("id", "content", "status", "error", "model")
        }
        values |= {name: json.dumps(getattr(message, name)) for name in ("metadata", "history")}
        values |= {
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "cost": usage.cost,
        }
        ended = statements.rows(
            END,
            values | {"step": STEP, "topic": self.topic, "conversation": message.conversation_id},
        )
        if not ended:
            raise LeaseLost
        message.seq = ended[0][0]


def _place(name: str, text: str) -> tuple[int, int]:
    """Returns a sort key of where the text names a product: in bold, then in plain words, then
    nowhere.
    """
    bold = mentioned(name, text)
    if bold >= 0:
        return 0, bold
    plain = text.find(name)
    return (1, plain) if plain >= 0 else (2, 0)


def _in_order(ids: list[int], places: dict[int, tuple[int, int]]) -> list[int]:
    """Returns the ids in the order in which the words name them, then the others as they are."""
    return sorted(ids, key=lambda pk: places.get(pk, (2, 0)))


def _products(ids: set[int]) -> list[Product]:
    """Returns the products as far as an answer notes them, in no order."""
    if not ids:
        return []
    rows = statements.rows(PRODUCTS, {"ids": list(ids)})
    return [Product.from_db(None, SHOWN, row) for row in rows]


def product_state(product: Product) -> dict[str, Any]:
    """What a card said when it was shown."""
    return {
        "name": product.name,
        "price": str(product.price),
        "currency": product.currency,
        "in_stock": product.is_available,
    }


def _in_short(content: Any) -> str:
    text = (
        content.model_dump_json(exclude_none=True)
        if isinstance(content, BaseModel)
        else str(content)
    )
    return text if len(text) <= LONGEST_RESULT else text[: LONGEST_RESULT - 1] + "…"
