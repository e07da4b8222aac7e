"""What the protocol promises, as checks of a running server: `manage.py check_chat`. They know its
address and docs/protocol.md.
"""

from chat.conformance import connecting, invalid_frames, load, sending, stopping, transports
from chat.conformance.check import CHECKS, Check, Finding, Verdict, run

__all__ = [
    "CHECKS",
    "Check",
    "Finding",
    "Verdict",
    "connecting",
    "invalid_frames",
    "load",
    "run",
    "sending",
    "stopping",
    "transports",
]
