"""A shop that is really served keeps its own protocol: `manage.py check_chat`, as
anybody runs it.
"""

import asyncio
from typing import Any

import pytest

from chat.conformance import CHECKS, Verdict, run
from chat.conformance.client import Shop
from tests.servers import served

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "demo"),
]
# Those that wait for nothing but answers. `make smoke` tries all: also floods, slow readers, and
# what is to happen within a time.
QUICK = (
    "contract",
    "seq",
    "order",
    "retry",
    "edit",
    "roads",
    "events",
    "garbage",
    "stop-idle",
    "erase",
)


def test_no_promise_is_broken(settings: Any) -> None:
    settings.CHAT_FLOOD_PER_MINUTE = settings.CHAT_MESSAGES_PER_MINUTE = 0
    with served() as address:
        shop = Shop(address, seconds=60)
        findings = {name: asyncio.run(run(CHECKS[name], shop)) for name in QUICK}
    assert {
        name: each.evidence for name, each in findings.items() if each.verdict is not Verdict.HELD
    } == {}
