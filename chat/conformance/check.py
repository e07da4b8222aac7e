"""Checks and their outcomes."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

import httpx2
from websockets.exceptions import InvalidHandshake, WebSocketException

from chat.conformance.client import Limited, Shop, TooLate


class Verdict(StrEnum):
    HELD = "held"
    BROKEN = "broken"
    NOT_OFFERED = "not offered"
    NOT_CAUGHT = "not caught"


class Broken(Exception):
    """The server broke a promise; the text is the evidence."""


class NotOffered(Exception):
    """The server does not offer this part of the protocol."""


class NotCaught(Exception):
    """The moment of the check passed too quickly, or could not be brought about."""


@dataclass(frozen=True)
class Finding:
    verdict: Verdict
    evidence: str
    seconds: float


Work = Callable[[Shop], Awaitable[str]]


@dataclass(frozen=True)
class Check:
    name: str
    promise: str
    work: Work


CHECKS: dict[str, Check] = {}


def check(promise: str) -> Callable[[Work], Work]:
    """Registers a function as a check under its own name. It returns what it observed, or raises
    one of the outcomes.
    """

    def enter(work: Work) -> Work:
        name = getattr(work, "__name__", "").replace("_", "-")
        CHECKS[name] = Check(name, promise, work)
        return work

    return enter


def expect(holds: object, evidence: str) -> None:
    if not holds:
        raise Broken(evidence)


async def run(each: Check, shop: Shop) -> Finding:
    begun = time.monotonic()
    try:
        verdict, evidence = Verdict.HELD, await each.work(shop)
    except NotOffered as reason:
        verdict, evidence = Verdict.NOT_OFFERED, str(reason)
    except (NotCaught, Limited) as reason:
        verdict, evidence = Verdict.NOT_CAUGHT, str(reason)
    except (Broken, TooLate) as reason:
        verdict, evidence = Verdict.BROKEN, str(reason)
    except (WebSocketException, InvalidHandshake, httpx2.HTTPError, OSError) as error:
        verdict, evidence = Verdict.BROKEN, f"{type(error).__name__}: {error}"
    return Finding(verdict, " ".join(evidence.split()), time.monotonic() - begun)
