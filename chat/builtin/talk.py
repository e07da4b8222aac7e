"""What has been said and looked up so far, read from the messages that any model would be sent."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info
from pydantic import BaseModel, ValidationError
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)

from chat.builtin.bounds import is_bounded
from chat.builtin.function_words import any_of, begins_with
from chat.builtin.languages import heard
from chat.builtin.phrase import short
from chat.builtin.state import MOST_IDS, Offer, State, state_in
from chat.builtin.variants import settled
from chat.tools import (
    AddedUp,
    Bundle,
    Compared,
    Facts,
    Found,
    PageFacts,
    Places,
    ProductFacts,
    ProductLine,
    Shown,
    mentioned,
)
from shop.search.vocabulary import fold

MOST_OPTIONS = 8
RESULTS: dict[str, type[BaseModel]] = {
    "search_products": Found,
    "similar_products": Found,
    "compare_products": Compared,
    "add_up": AddedUp,
    "bundle": Bundle,
    "show_products": Shown,
    "get_product": ProductFacts,
    "shop_facts": Facts,
    "list_categories": Places,
    "select_product": ProductLine,
    "page": PageFacts,
}


@dataclass
class Call:
    """A tool call and what came of it; `result` is None while it is open, and where it failed."""

    name: str
    args: dict[str, Any]
    result: Any = None
    error: str = ""


@dataclass
class Turn:
    """`said` is in English; `language` is the one to answer in, and `is_strange` that the words
    were of none that is read well. `is_cut`: the message was longer than what is read of one.
    """

    said: str = ""
    language: str = "en"
    is_strange: bool = False
    is_cut: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    original: str = ""
    """As it was written, where some of it has no English word."""
    reply: str = ""
    state: State | None = None
    rounds: int = 0
    selected: int | None = None
    calls: list[Call] = field(default_factory=list)

    def results[T](self, kind: type[T]) -> list[T]:
        return [call.result for call in self.calls if type(call.result) is kind]

    def lines(self) -> Iterator[ProductLine]:
        for call in self.calls:
            match call.result:
                case Found():
                    yield from call.result.products
                    yield from (each.best for each in call.result.would_fit if each.best)
                case Compared() | AddedUp() | Shown():
                    yield from call.result.products
                case Bundle():
                    yield call.result.product
                    yield from (each for part in call.result.parts for each in part.products)
                case ProductLine():
                    yield call.result

    def shown(self) -> list[ProductLine]:
        """The products of the cards, in their order."""
        results = (call.result for call in reversed(self.calls))
        found = next((each for each in results if _is_list(each)), None)
        if found is None:  # several that were read to answer a question on each
            read = {facts.id: facts for facts in self.results(ProductFacts)}
            return list(read.values()) if len(read) > 1 else []
        if self.state is None:  # another model wrote the reply
            return in_order_of_mention(found.products, self.reply)
        places = {pk: at for at, pk in enumerate(self.state.shown)}
        return sorted(found.products, key=lambda line: places.get(line.id, MOST_IDS))

    def last(self, name: str) -> Call | None:
        return next(
            (
                call
                for call in reversed(self.calls)
                if call.name == name and call.result is not None
            ),
            None,
        )


@dataclass
class Talk:
    """The turns before this one, and this one, `now`."""

    before: list[Turn]
    now: Turn

    def known(self) -> dict[int, ProductLine]:
        """Every product that a tool had returned before this turn, as it was last seen."""
        return {line.id: line for turn in self.before for line in turn.lines()}

    def read(self) -> dict[int, ProductLine]:
        """Every product that was read before this turn."""
        return {facts.id: facts for turn in self.before for facts in turn.results(ProductFacts)}

    def lists(self) -> Iterator[list[ProductLine]]:
        """What the visitor was shown, the newest list first, each in the order of its cards."""
        return (lines for turn in reversed(self.before) if (lines := turn.shown()))

    def shown(self, at_least: int = 1) -> list[ProductLine]:
        """The newest list that is long enough for what is asked of it."""
        return next((products for products in self.lists() if len(products) >= at_least), [])

    def facts_shown(self) -> list[ProductFacts]:
        """What was read of the newest list."""
        read = self.read()
        lines = [read.get(line.id) for line in self.shown(2)]
        return [line for line in lines if isinstance(line, ProductFacts)]

    def has_compared(self) -> bool:
        """Whether the newest list is of a comparison."""
        lists = (
            call.result
            for turn in reversed(self.before)
            for call in reversed(turn.calls)
            if isinstance(call.result, Found | Compared)
        )
        return isinstance(next(lists, None), Compared)

    def last_compared(self) -> list[Compared]:
        return self.before[-1].results(Compared) if self.before else []

    def search(self) -> Call | None:
        """The last search, whatever it found."""
        return next(
            (call for turn in reversed(self.before) if (call := turn.last("search_products"))), None
        )

    def search_of(self, product: int) -> Call | None:
        """The last search that found a product."""
        return next(iter(self.searches_of(product)), None)

    def searches_of(self, product: int) -> list[Call]:
        """The searches that found a product, the last first."""
        calls = (call for turn in reversed(self.before) for call in reversed(turn.calls))
        return [call for call in calls if _has_found(call, product)]

    def offer(self) -> Offer | None:
        """What the last reply offered."""
        state = self.before[-1].state if self.before else None
        return state.offer if state else None

    def typed(self) -> dict[str, str]:
        """The visitor's words by the English ones, as they were last written."""
        return {
            english: written
            for turn in (*self.before, self.now)
            for english, written in turn.typed.items()
        }

    def topic(self) -> int | None:
        """The product that "it" means: the one selected since, else the one spoken of last."""
        previous = self.before[-1].selected if self.before else None
        if self.now.selected and self.now.selected != previous:
            return self.now.selected
        return self._spoken_of() or self.now.selected

    def focuses(self, count: int) -> list[int]:
        """The products that were spoken of last, one a turn, in the order of the talk."""
        spoken = (turn.state.focus for turn in reversed(self.before) if turn.state)
        found = list(dict.fromkeys(pk for pk in spoken if pk))
        return found[:count][::-1]

    def was_added(self) -> bool:
        """Whether the last message looked for one more thing: "and soil for it"."""
        last = self.before[-1] if self.before else Turn()
        is_next = begins_with(last.said, "refine", "adds") or any_of("several", "too").search(
            last.said
        )
        return bool(is_next) and last.last("search_products") is not None and len(self.before) > 1

    def spoken_line(self) -> ProductLine | None:
        """The product spoken of last, else the first that was shown."""
        known = self.known() | self.read()
        return known.get(self.topic() or 0) or next(iter(self.shown()), None)

    def _spoken_of(self, known: dict[int, ProductLine] | None = None) -> int | None:
        known = self.known() if known is None else known
        for turn in reversed(self.before):
            if turn.state:
                if turn.state.focus:
                    return turn.state.focus
                continue
            chosen = turn.results(ProductLine)
            named = [chosen[-1].id] if chosen else self._named_in(turn.reply, turn, known)
            named = named or (
                [] if turn.results(Found) else [facts.id for facts in turn.results(ProductFacts)]
            )
            if named:
                return _first_shown(named, turn)
        return None

    def named(self) -> list[int]:
        """The products that the last reply named, in order."""
        if not self.before:
            return []
        last = self.before[-1]
        return last.state.named if last.state else self._named_in(last.reply, last, self.known())

    def state_after(self, reply: str, offer: Offer | None) -> State:
        """Where the talk stands once this is said."""
        now = replace(self.now, reply=reply, state=None)
        after = Talk([*self.before, now], Turn())
        own = Talk([now], Turn())
        focus = own._spoken_of(after.known())
        return State(
            language=now.language,
            shown=[line.id for line in now.shown()][:MOST_IDS],
            named=after.named()[:MOST_IDS],
            focus=focus,
            variant=self._settled(focus),
            offer=offer,
        )

    def variant_of(self, product: int | None) -> list[str]:
        """The values of its options that the talk had settled on when it was spoken of last."""
        states = (turn.state for turn in reversed(self.before) if turn.state)
        last = next((state for state in states if product and state.focus == product), None)
        return last.variant if last else []

    def basket(self) -> Turn | None:
        """The last turn that added up several things."""
        return next((turn for turn in reversed(self.before) if turn.results(AddedUp)), None)

    def _settled(self, product: int | None) -> list[str]:
        """The values of its options that this turn has settled on."""
        read = {facts.id: facts for facts in self.now.results(ProductFacts)}
        if product in read:
            said = settled(read[product], self.now.said, self.variant_of(product))
            return sorted(value for _key, value in said)[:MOST_OPTIONS]
        line = next((line for line in self.now.lines() if line.id == product), None)
        return line.variant.split(", ")[:MOST_OPTIONS] if line and line.variant else []

    def _named_in(self, reply: str, turn: Turn, known: dict[int, ProductLine]) -> list[int]:
        """Products by their place in the reply. A name within a longer one is not meant."""
        own = {line.id: line for line in turn.lines()}
        text, places = f" {fold(reply)} ", {}
        for line in sorted(
            {**known, **own}.values(), key=lambda line: (-len(line.name), line.id not in own)
        ):
            name = f" {fold(short(line.name))} "
            if name.strip() and (at := text.find(name)) >= 0:
                places[line.id] = at
                text = text.replace(name, " " + "\0" * (len(name) - 2) + " ")
        return sorted(places, key=lambda pk: places[pk])


def _first_shown(named: Sequence[int], turn: Turn) -> int:
    """The first that is named and has a card: "2 cost less than the Skarv" is of those two."""
    shown = {line.id for line in turn.shown()} if turn.results(Found) else set()
    return next((pk for pk in named if pk in shown), named[0])


def _has_found(call: Call, product: int) -> bool:
    found = call.result
    if call.name != "search_products" or not isinstance(found, Found):
        return False
    return any(line.id == product for line in found.products)


def _is_list(result: Any) -> bool:
    is_list = isinstance(result, Found | Compared | AddedUp | Shown) and bool(result.products)
    return is_list and bool(getattr(result, "near", True))


def in_order_of_mention(products: Sequence[ProductLine], text: str) -> list[ProductLine]:
    """As their cards are shown: those named in bold in the order of their first mention, then the
    rest as they were found.
    """
    places = {line.id: mentioned(line.name, text) for line in products}
    return sorted(products, key=lambda line: (places[line.id] < 0, places[line.id]))


def read_talk(messages: Sequence[ModelMessage], instructions: str | None) -> Talk:
    turns: list[Turn] = []
    open_calls: dict[str, Call] = {}
    for message in messages:
        match message:
            case ModelRequest():
                _take_request(message, turns, open_calls, message.instructions or instructions)
            case ModelResponse():
                turns = turns or [Turn()]
                _take_response(message, turns[-1], open_calls)
                turns[-1].state = state_in(message.provider_details)
    now = turns.pop() if turns else Turn()
    now.selected = _selected(instructions) or now.selected
    return Talk(turns, now)


def _take_request(
    message: ModelRequest, turns: list[Turn], open_calls: dict[str, Call], instructions: str | None
) -> None:
    for part in message.parts:
        match part:
            case UserPromptPart():
                text = _text(part.content)
                before = turns[-1].language if turns else ""
                heard_words = heard(text, language_of(instructions), before)
                is_cut = not is_bounded(text)
                turns.append(
                    Turn(
                        heard_words.english,
                        heard_words.language,
                        heard_words.is_strange,
                        is_cut,
                        heard_words.typed,
                        heard_words.original,
                        selected=_selected(message.instructions),
                    )
                )
            case ToolReturnPart() if call := open_calls.get(part.tool_call_id):
                call.result = _result(part) if part.outcome == "success" else None
                call.error = "" if call.result is not None else str(part.content) or "failed"


def _take_response(message: ModelResponse, turn: Turn, open_calls: dict[str, Call]) -> None:
    turn.rounds += 1
    for part in message.parts:
        match part:
            case TextPart():
                turn.reply = f"{turn.reply} {part.content}".strip()
            case ToolCallPart():
                call = Call(part.tool_name, part.args_as_dict())
                turn.calls.append(call)
                open_calls[part.tool_call_id] = call


def _result(part: ToolReturnPart) -> BaseModel | None:
    kind = RESULTS.get(part.tool_name)
    try:
        return kind.model_validate(part.content) if kind else None
    except ValidationError:
        return None


def _text(content: str | Iterable[Any]) -> str:
    return (
        content
        if isinstance(content, str)
        else " ".join(part for part in content if isinstance(part, str))
    )


def language_of(instructions: str | None) -> str:
    """The one in which the visitor reads the shop, as any model is told it
    (chat.answering.agent).
    """
    found = re.search(r"reads the shop in ([\w ]+): answer in it", instructions or "")
    return next(
        (
            code
            for code, _name in settings.LANGUAGES
            if found and get_language_info(code)["name"] == found[1]
        ),
        "en",
    )


def _selected(instructions: str | None) -> int | None:
    found = re.search(r"^Selected product: ([0-9]{1,18})\s*$", instructions or "", re.M)
    return int(found[1]) if found else None
