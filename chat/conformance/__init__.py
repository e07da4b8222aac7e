"""What the protocol promises, as checks of a running server: `manage.py check_chat`. They know its
address and docs/protocol.md.
"""

from chat.conformance import arriving, garbage, pressure, roads, sending, stopping
from chat.conformance.check import CHECKS, Check, Finding, Verdict, run

__all__ = [
    "CHECKS",
    "Check",
    "Finding",
    "Verdict",
    "arriving",
    "garbage",
    "pressure",
    "roads",
    "run",
    "sending",
    "stopping",
]
