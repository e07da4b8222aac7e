"""What a turn adds to the bare run of the agent: `make bench-turn ARGS="--turns 300"`.

The same question is put to the same agent, model and tools twice, in turn: bare, and as a visitor's
message, from storing it to the published snapshot of the finished answer, with the queue, the
claim, the draft, its saves and all snapshots. Once with the built-in model, and once with a
stand-in for a provider, over HTTP from a process of its own. All else that a turn does is its
overhead.
"""

import asyncio
import logging
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

from benchmarks import report, scratch
from benchmarks.chat_latency import QUESTIONS

TARGET = 10.0
WARM_UP = 20


def main() -> None:
    parser = ArgumentParser(prog="bench-turn", description=__doc__)
    parser.add_argument("--turns", type=int, default=200, help="how many of each (200)")
    args = parser.parse_args()
    with scratch.database("chat"):
        from django.conf import settings

        from shop import demo

        logging.getLogger("aisle").setLevel(logging.ERROR)
        demo.load_first()
        settings.CHAT_MESSAGES_PER_MINUTE = settings.CHAT_FLOOD_PER_MINUTE = (
            settings.CHAT_VISITOR_TOKENS_PER_DAY
        ) = 0
        settings.CHAT_CONVERSATIONS_PER_MINUTE = 0
        settings.NEW_SESSIONS_PER_DAY = 0
        report.machine()
        settings.CHAT_MODEL = ""
        asyncio.run(_measure("the built-in model", args.turns))
        with _standin() as url:
            settings.CHAT_MODEL, settings.CHAT_MODEL_URL = "stand-in", url
            asyncio.run(_measure("a stand-in for a provider, over HTTP", args.turns))


async def _measure(title: str, count: int) -> None:
    bare, whole = [], []
    for number, words in enumerate(islice(cycle(QUESTIONS), count + WARM_UP)):
        if number % 2:  # neither always finds what the other has just read
            run, turn = await _bare(words), await _turn(words)
        else:
            turn, run = await _turn(words), await _bare(words)
        if number >= WARM_UP:
            bare.append(run)
            whole.append(turn)
    added = report.Speed.from_times([turn - run for run, turn in zip(bare, whole, strict=True)])
    rows = [
        ["the bare run of the agent", *report.Speed.from_times(bare).cells, ""],
        ["the whole turn", *report.Speed.from_times(whole).cells, ""],
        [
            "what the turn adds, pair by pair",
            *added.cells,
            f"{TARGET:.0f} {'kept' if added.p50 < TARGET else 'MISSED'}",
        ],
    ]
    report.table(
        f"{title}, {count} questions, milliseconds", ["", "p50", "p95", "target p50"], rows
    )


async def _bare(words: str) -> float:
    from chat.answering.agent import agent, limits
    from chat.answering.providers import choices, language_model
    from chat.builtin import offline_model
    from chat.tools import Deps
    from shop.records import search_in_chat
    from shop.search import similar

    model = language_model(choices()[0]) if choices() else offline_model()
    deps = Deps(search=search_in_chat, similar=similar)
    begun = time.perf_counter()
    async with agent.run_stream_events(
        words, deps=deps, model=model, usage_limits=limits()
    ) as events:
        async for _event in events:
            pass
    return (time.perf_counter() - begun) * 1000


async def _turn(words: str) -> float:
    from chat.models import Conversation, Message
    from chat.turns import bus
    from chat.turns import service as turns
    from chat.wire import MessageFrame

    conversation = await Conversation.objects.acreate(pk=uuid4(), visitor=uuid4())
    ended = asyncio.Event()

    def receive(news: dict[str, Any]) -> None:
        if any(
            each["role"] == "assistant" and each["status"] == Message.Status.DONE
            for each in news.get("snapshots", ())
        ):
            ended.set()

    async with bus.listening(bus.group(conversation.pk), receive):
        begun = time.perf_counter()
        await turns.start(conversation, MessageFrame(type="message", message=words))
        await ended.wait()
        return (time.perf_counter() - begun) * 1000


@contextmanager
def _standin() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.standin", "--port", "0"]
    with subprocess.Popen(command, cwd=scratch.BASE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().split("CHAT_MODEL_URL=")[1].split()[0]
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
