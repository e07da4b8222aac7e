"""The steps of which a script is made, and what a request asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

FOR_EVER = 3600.0


@dataclass(frozen=True)
class Say:
    """Words, streamed one at a time with `pause` seconds in between; `times` over."""

    text: str
    times: int = 1
    pause: float = 0.0


@dataclass(frozen=True)
class Call:
    """A call of a tool. Arguments that are a text are sent as they are, be they JSON or not."""

    tool: str
    args: dict[str, Any] | str = field(default_factory=dict)


@dataclass(frozen=True)
class Fail:
    """An error instead of an answer."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    message: str = "The stand-in was told to fail."


@dataclass(frozen=True)
class Wait:
    """Silence. As the first step not even the status comes."""

    seconds: float = FOR_EVER


@dataclass(frozen=True)
class Cut:
    """The connection is closed in the middle of the answer; politely, as a proxy does
    it, or not.
    """

    politely: bool = False


@dataclass(frozen=True)
class Raw:
    """Bytes that no model would send."""

    text: str
    content_type: str = "text/event-stream"
    times: int = 1
    pause: float = 0.0


@dataclass(frozen=True)
class Stop:
    """The end, for another reason than that all was said."""

    reason: str


@dataclass(frozen=True)
class Hold:
    """The story itself says the words, one by one, to the `Answer` that `StandIn.next` gives it."""


class Asked:
    """One request."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        self.messages: list[dict[str, Any]] = body["messages"]
        self.question = str(
            next(
                (each["content"] for each in reversed(self.messages) if each["role"] == "user"), ""
            )
        )

    @property
    def results(self) -> list[str]:
        """What the tools returned since the question, as the model is sent it."""
        last = max(
            (at for at, each in enumerate(self.messages) if each["role"] == "user"), default=0
        )
        return [str(each["content"]) for each in self.messages[last:] if each["role"] == "tool"]


type Step = Say | Call | Fail | Wait | Cut | Raw | Stop | Hold
type Steps = Step | Sequence[Step]
type Reply = Steps | Callable[[Asked], Steps]
