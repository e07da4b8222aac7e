"""How each fault of a provider ends, and after how long: `make bench-faults ARGS="--seconds 6"`.

A stand-in for a provider fails in every way that it knows, once alone, so that only the built-in
model is left, and once before a second model that is well. The real client library asks it over
HTTP. A row a fault: who answered, with which note, and the seconds it took.
"""

import asyncio
import logging
import time
from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from benchmarks import report, scratch

QUESTION = "a tent for two"


def main() -> None:
    parser = ArgumentParser(prog="bench-faults", description=__doc__)
    parser.add_argument("--seconds", type=int, default=6, help="CHAT_TIMEOUT_SECONDS (6)")
    parser.add_argument(
        "--only", nargs="+", metavar="FAULT", help="these faults alone, by their names"
    )
    args = parser.parse_args()
    with scratch.database("chat"):
        from django.conf import settings

        from shop import demo
        from tests.standin import FAULTS, standin

        logging.getLogger("aisle").setLevel(logging.ERROR)
        demo.load_first()
        settings.CHAT_MESSAGES_PER_MINUTE = settings.CHAT_FLOOD_PER_MINUTE = (
            settings.CHAT_VISITOR_TOKENS_PER_DAY
        ) = 0
        settings.CHAT_CONVERSATIONS_PER_MINUTE = 0
        settings.NEW_SESSIONS_PER_DAY = 0
        settings.CHAT_TIMEOUT_SECONDS, settings.CHAT_MODEL = args.seconds, "first"
        report.machine()
        rows = []
        with standin() as well:
            faults = {**FAULTS, "nobody listens": ()}
            for name, script in {name: faults[name] for name in args.only or faults}.items():
                with standin(*script) as first:
                    settings.CHAT_MODEL_URL = first.url if script else "http://127.0.0.1:9/v1"
                    settings.CHAT_FALLBACK_MODEL = ""
                    alone = asyncio.run(_outcome())
                    first.play(*script)
                    settings.CHAT_FALLBACK_MODEL, settings.CHAT_FALLBACK_URL = "second", well.url
                    rows.append([name, *alone, *asyncio.run(_outcome())])
        headers = ["fault", "alone", "seconds", "before a second model", "seconds"]
        report.table(f"faults, with CHAT_TIMEOUT_SECONDS={args.seconds}", headers, rows)
        late = [row[0] for row in rows if max(float(row[2]), float(row[4])) > args.seconds + 0.5]
        print(f"\n{len(rows)} faults, late: {', '.join(late) or 'none'}")


async def _outcome() -> list[str]:
    """Who answered, and after how many seconds."""
    from chat.models import Conversation
    from chat.turns import service as turns
    from chat.wire import MessageFrame

    conversation = await Conversation.objects.acreate(pk=uuid4(), visitor=uuid4())
    begun = time.monotonic()
    exchange = await turns.start(conversation, MessageFrame(type="message", message=QUESTION))
    answer: Any = await turns.finished(exchange.answer.pk, 60)
    seconds = time.monotonic() - begun
    how = "".join(f", {said}" for said in ("cut short",) if said in answer.metadata.get("note", ""))
    return [f"{answer.error or answer.model}{how}", f"{seconds:.1f}"]


if __name__ == "__main__":
    main()
