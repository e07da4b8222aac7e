"""Whether the built-in assistant keeps what is asked of it, and how soon it answers: `make
bench-assistant ARGS="--catalogue icecat"`.

Every request runs through the agent, its tools and the real search. Every card of every answer is
judged by its row alone.
"""

import asyncio
import json
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import icecat, report, scratch, wishes
from benchmarks.wishes import Line, Stated

REQUESTS = Path(os.environ.get("BENCH_REQUESTS") or icecat.DATA.parent / "assistant")
EVERY = 13
CENT = Decimal("0.01")


@dataclass
class Answer:
    line: Line
    reply: str
    cards: list[dict[str, Any]]
    broken: list[str] = field(default_factory=list)
    own: float = 0
    """Milliseconds besides search."""
    searched: float = 0
    tools: list[str] = field(default_factory=list)


class Visitor:
    """One conversation with the offline model."""

    def __init__(self) -> None:
        from chat.tools import Deps
        from shop.records import search_in_chat
        from shop.search import similar

        self._searched = 0.0
        self.deps = Deps(search=self._timed(search_in_chat), similar=self._timed(similar))
        self.history: list[Any] = []

    def _timed(self, work: Any) -> Any:
        def timed(*args: Any, **named: Any) -> Any:
            elapsed, result = report.milliseconds(lambda: work(*args, **named))
            self._searched += elapsed
            return result

        return timed

    async def say(self, line: Line) -> Answer:
        from chat.answering.agent import agent, limits
        from chat.builtin import offline_model

        self._searched, begun = 0.0, time.perf_counter()
        result = await agent.run(
            line.said,
            deps=self.deps,
            model=offline_model(),
            message_history=self.history,
            usage_limits=limits(),
        )
        elapsed = (time.perf_counter() - begun) * 1000
        self.history = result.all_messages()
        cards, tools = _cards(result.new_messages())
        answer = Answer(
            line,
            result.output,
            await _rows(cards, result.output),
            own=elapsed - self._searched,
            searched=self._searched,
            tools=tools,
        )
        answer.broken = [
            f"{row['name'][:50]} {fault}"
            for row in answer.cards
            for fault in wishes.broken(row, line.stated)
        ]
        return answer


def _cards(messages: Sequence[Any]) -> tuple[list[int], list[str]]:
    """Returns the ids of the cards as an answer shows them, and the names of the tools that were
    called. The last tool that finds something decides; else what was read is shown.
    """
    parts = _tool_returns(messages)
    found: list[int] = []
    read: list[int] = []
    for part in parts:
        read += part.metadata.get("read", [])
        found = part.metadata.get("cards", found)
    return list(dict.fromkeys(found or read)), [part.tool_name for part in parts]


def _tool_returns(messages: Sequence[Any]) -> list[Any]:
    from pydantic_ai.messages import ToolReturnPart

    return [
        part
        for message in messages
        for part in message.parts
        if isinstance(part, ToolReturnPart) and isinstance(part.metadata, dict)
    ]


async def _rows(ids: list[int], reply: str) -> list[dict[str, Any]]:
    from chat.tools import mentioned
    from shop.models import Product

    rows: dict[int, dict[str, Any]] = {
        row["id"]: dict(row)
        async for row in Product.objects.filter(pk__in=ids).values(
            "id", "name", "brand", "price", "category__path", "attributes"
        )
    }
    places = {pk: mentioned(rows[pk]["name"], reply) for pk in ids if pk in rows}
    return [rows[pk] for pk in sorted(places, key=lambda pk: (places[pk] < 0, places[pk]))]


async def converse(lines: Sequence[Line]) -> list[Answer]:
    visitor, answers, added = Visitor(), list[Answer](), Stated()
    for line in lines:
        if not line.of_first:
            answers.append(await visitor.say(line))
            continue
        if answers and answers[0].cards:
            added = _added(line, answers[0].cards[0])
        answers.append(await visitor.say(replace(line, stated=_with(line.stated, added))))
    return answers


def _added(line: Line, first: Mapping[str, Any]) -> Stated:
    """Returns what a request such as "cheaper than the first" adds to what was stated."""
    if line.of_first == "cheaper":
        return Stated(price_max=first["price"] - CENT)
    return Stated(not_brands=(first["brand"],))


def _with(stated: Stated, added: Stated) -> Stated:
    bounds = [each for each in (stated.price_max, added.price_max) if each is not None]
    bounded = replace(stated, price_max=min(bounds, default=None))
    merged = wishes.merged(bounded, Stated(not_brands=added.not_brands))
    brands = tuple(brand for brand in merged.brands if brand not in added.not_brands)
    return replace(merged, brands=brands)


def written(path: Path) -> Iterator[Line]:
    """Requests as people typed them, with the price that is stated beside some."""
    for text in (path / "requests-webshop.txt").read_text(encoding="utf-8").splitlines():
        yield Line(text, Stated())
    for text in (path / "constraints-shoppingbench.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(text)
        prices = [
            (how, *map(_decimal, ends)) for each in row["price"] or [] for how, ends in each.items()
        ]
        low, high = next(((low, high) for _how, low, high in prices), (None, None))
        if prices and prices[0][0] == "less than":
            low, high = None, high if high is not None else low
        yield Line(row["query"], Stated(price_min=low, price_max=high))


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def load(catalogue: str) -> wishes.Catalogue:
    """Fill the database where it is empty."""
    from shop import demo, importer
    from shop.feeds.row import ProductRow
    from shop.models import Product

    if catalogue == "demo":
        demo.load_first()
        return wishes.DEMO
    icecat.require()
    if not Product.objects.exists():
        importer.import_rows(
            enumerate(map(ProductRow.model_validate, islice(icecat.products(), 0, None, EVERY)))
        )
    return wishes.ICECAT


def measure(talks: Iterable[Sequence[Line]], title: str, log: Path | None) -> list[Answer]:
    async def all_of_them() -> list[Answer]:
        return [answer for lines in talks for answer in await converse(lines)]

    answers = asyncio.run(all_of_them())
    if log:
        with log.open("a", encoding="utf-8") as file:
            for each in answers:
                shown = [
                    f"{row['name'][:60]} · {row['price']} · {wishes._colour(row)} · {row['brand']}"
                    for row in each.cards
                ]
                file.write(
                    json.dumps(
                        {
                            "part": title,
                            "said": each.line.said,
                            "reply": each.reply,
                            "cards": shown,
                            "broken": each.broken,
                        }
                    )
                    + "\n"
                )
    return answers


def figures(title: str, answers: Sequence[Answer]) -> list[str]:
    stated = [each for each in answers if each.line.stated != Stated()]
    kept = [each for each in stated if not each.broken]
    own, searched = (
        report.Speed.from_times([each.own for each in answers]),
        report.Speed.from_times([each.searched for each in answers]),
    )
    return [title, str(len(answers)), str(len(stated)),
    str(sum(bool(each.cards) for each in stated)), str(len(kept)),
            f"{100 * len(kept) / max(len(stated), 1):.1f}", *own.cells,
            *searched.cells]  # fmt: skip


def main() -> int:
    parser = ArgumentParser(prog="bench-assistant", description=__doc__)
    parser.add_argument(
        "--catalogue", choices=("demo", "icecat"), default="demo", help="the shop to ask in (demo)"
    )
    parser.add_argument(
        "--rounds", type=int, default=2, help="how often each wording is used, with other names (2)"
    )
    parser.add_argument(
        "--log", type=Path, help="write every request with its answer and cards here, as JSON lines"
    )
    parser.add_argument("--most", type=int, help="so many talks of each part alone")
    args = parser.parse_args()
    with scratch.database(f"assistant_{args.catalogue}"):
        catalogue = load(args.catalogue)
        report.machine()
        parts = {"generated": list(wishes.Writer(catalogue).talks(args.rounds))}
        if REQUESTS.exists():
            parts["as people typed them"] = [[line] for line in written(REQUESTS)]
        else:
            print(f"left out: requests as people typed them; {REQUESTS} does not exist")
        measured = {
            title: measure(talks[: args.most], title, args.log) for title, talks in parts.items()
        }
        headers = [
            "requests",
            "answers",
            "with constraints",
            "with cards",
            "kept",
            "%",
            "own p50",
            "own p95",
            "search p50",
            "search p95",
        ]
        report.table(
            f"{args.catalogue}; milliseconds",
            headers,
            [figures(title, answers) for title, answers in measured.items()],
        )
        wrong = [answer for answers in measured.values() for answer in answers if answer.broken]
        for answer in wrong[:80]:
            print(
                f"  broken: “{answer.line.said}”: {answer.broken[0]} ({len(answer.broken)} of "
                f"{len(answer.cards)} cards)"
            )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
