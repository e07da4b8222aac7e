"""What the visitor's page shows, as if it had been shown in the talk: "which of these is lightest"
on a page of search results asks its products.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydantic_ai.messages import ModelMessage, ModelRequest, UserPromptPart

from chat.builtin.talk import Call, Talk, Turn
from chat.tools import Compared, Found, PageFacts

# As any model is told it (chat.answering.agent).
_MARK = re.compile(r"^Visitor's page: (\w+ \w+)", re.M)
# Words that point at something that is seen, or compare with it.
_POINTS = re.compile(
    r"\b(?:these|those|them|here|(?:this|the|my) (?:page|list|results?)|both"
    r"|which (?:ones?|of|is|has|are|have)|the (?:first|second|third|fourth|last|other)"
    r"|(?:any|some)thing \w+er|cheaper|dearer|less|more \w+|\w+est|\w+er ones?|compare|difference"
    r"|(?:under|below|over|above|up to|max) \W?\d+)\b",
    re.I,
)


def page_call(
    messages: Sequence[ModelMessage], instructions: str | None, talk: Talk
) -> Call | None:
    """Returns the call that reads the visitor's page, where the message may mean it and nothing
    newer was shown in the talk.
    """
    mark = _mark(instructions)
    if not mark or talk.now.calls or not _POINTS.search(talk.now.said):
        return None
    before = next(_marks(messages[:-1]), "")
    return Call("page", {}) if mark != before or not any(talk.lists()) else None


def with_pages(talk: Talk) -> Talk:
    """The talk in which each page that was read is a search of an earlier turn."""
    turns = [each for turn in (*talk.before, talk.now) for each in _with_page(turn)]
    return Talk(turns[:-1], turns[-1])


def _with_page(turn: Turn) -> Iterator[Turn]:
    first = turn.calls[0] if turn.calls else None
    if first and isinstance(page := first.result, PageFacts):
        yield Turn(calls=[_shown_by(page)], selected=turn.selected)
    is_read = first is not None and first.name == "page"
    yield replace(turn, calls=turn.calls[1:], rounds=turn.rounds - 1) if is_read else turn


def _shown_by(page: PageFacts) -> Call:
    """The call that would have shown the same."""
    if page.kind in ("search", "category"):
        found = Found(
            total=page.total, words=page.words, understood=page.understood, products=page.products
        )
        return Call("search_products", page.asked, found)
    ids = [each.id for each in page.products]
    return Call("compare_products", {"product_ids": ids}, Compared(products=page.products, rows=[]))


def _marks(messages: Sequence[ModelMessage]) -> Iterator[str]:
    """The pages of earlier questions, the newest first."""
    for message in reversed(messages):
        if isinstance(message, ModelRequest) and any(
            isinstance(part, UserPromptPart) for part in message.parts
        ):
            yield _mark(message.instructions)


def _mark(instructions: str | None) -> str:
    found = _MARK.search(instructions or "")
    return found[1] if found else ""
