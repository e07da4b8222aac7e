"""Visitors talk while the server, PostgreSQL or Redis is killed and restarted every few seconds. No
message may be lost or doubled.
"""

import asyncio
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import chat_servers, report, scratch
from benchmarks.chat_visitors import Outcome, Visitor, outcome
from chat.conformance.client import Shop

EVERY = (4.0, 8.0)
# After the last fault: an answer whose process died is closed when its lease of 15 seconds has run
# out, and then the next is written.
SETTLES_WITHIN = 120.0


def measure(kinds: list[str], seconds: float, runs: int, visitors: int) -> bool:
    """Whether every run has held."""
    chat_servers.open_files(4 * visitors + 500)
    postgres = chat_servers.Postgres(scratch.folder() / "chat-faults")
    rows, problems = [], []
    try:
        for kind in kinds:
            if kind == "redis" and chat_servers.Redis.missing:
                print("left out: Redis (no redis-server is installed)")
                continue
            for run in range(1, runs + 1):
                faults, found, wrong = _run(kind, postgres, seconds, visitors, run)
                rows.append(
                    [f"{kind} {run}", str(faults), *found.cells, "held" if found.held else "broken"]
                )
                problems += [f"  {kind} {run}: {each}" for each in wrong[:5]]
                print(f"{kind} {run}: {rows[-1][-1]}", file=sys.stderr, flush=True)
    finally:
        postgres.stop()
    report.table(
        f"{visitors} visitors, {seconds:.0f} s a run, killed and started again every "
        f"{EVERY[0]:.0f} to {EVERY[1]:.0f} s",
        ["killed", "times", *Outcome.HEADERS, ""], rows,
    )  # fmt: skip
    print("\n".join(problems), flush=True)
    return all(row[-1] == "held" for row in rows)


def _run(
    kind: str, postgres: chat_servers.Postgres, seconds: float, visitors: int, run: int
) -> tuple[int, Outcome, list[str]]:
    environment, redis = {"DATABASE_URL": postgres.url}, None
    if kind == "redis":
        redis = chat_servers.Redis(Path(postgres.folder))
        environment["REDIS_URL"] = redis.url
    try:
        with chat_servers.web(count=2 if redis else 1, **environment) as servers:
            kill, start = {
                "server": (servers[0].kill, servers[0].restart),
                "postgres": (postgres.stop, postgres.start),
                "redis": (redis.kill, redis.start) if redis else (_nothing, _nothing),
            }[kind]
            return asyncio.run(_crowd(servers, kill, start, seconds, visitors, run))
    finally:
        if redis:
            redis.kill()


async def _crowd(
    servers: list[chat_servers.Web],
    kill: Callable[[], None],
    start: Callable[[], None],
    seconds: float,
    count: int,
    run: int,
) -> tuple[int, Outcome, list[str]]:
    end, settled = asyncio.Event(), asyncio.Event()
    shops = [Shop(server.address, 10) for server in servers]
    visitors = [Visitor(shops, random.Random(1000 * run + number)) for number in range(count)]
    living = [asyncio.create_task(visitor.live(end, settled)) for visitor in visitors]
    faults = await _trouble(kill, start, seconds, random.Random(run), visitors)
    end.set()
    await asyncio.to_thread(servers[0].wait)
    await _settle(visitors)
    settled.set()
    await asyncio.gather(*living)
    return faults, *await outcome(visitors)


async def _trouble(
    kill: Callable[[], None],
    start: Callable[[], None],
    seconds: float,
    chance: random.Random,
    visitors: list[Visitor],
) -> int:
    """Kills and restarts until the time is up. Returns how often."""
    progress, faults = report.Progress(), 0
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        await asyncio.sleep(min(chance.uniform(*EVERY), left))
        await asyncio.to_thread(kill)
        await asyncio.to_thread(start)
        faults += 1
        said, heard = (
            sum(len(each.said) for each in visitors),
            sum(len(each.acknowledged) for each in visitors),
        )
        progress.say(f"killed {faults} times; {said} said, {heard} acknowledged; {left:.0f} s left")
    progress.end()
    return faults


async def _settle(visitors: list[Visitor]) -> None:
    """Waits until every message is acknowledged and no answer is open on any screen, and a moment
    longer.
    """
    until = time.monotonic() + SETTLES_WITHIN
    while time.monotonic() < until:
        if not any(set(each.said) - each.acknowledged or each.waiting for each in visitors):
            break
        await asyncio.sleep(0.2)
    await asyncio.sleep(6)  # a socket looks at the rows every five seconds


def _nothing() -> None:
    """Stands in for killing a Redis that is not there."""
