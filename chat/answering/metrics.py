"""Metrics of a turn for the log and the trace: names, times and counts, never the words of a
message.
"""

import time
from collections import Counter
from typing import Any

from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.usage import RunUsage


class Account:
    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._first: float | None = None
        # What the language models used, all of them together, also where they failed. The built-in
        # model's own count is of nothing paid.
        self.usage = RunUsage()
        self.tools: Counter[str] = Counter()
        self.retries = 0
        self._failed: list[str] = []

    def said(self) -> None:
        """Notes the time of the first word."""
        if self._first is None:
            self._first = time.monotonic()

    def retried(self) -> None:
        self.retries += 1

    def failed(self, model: str, error: Exception) -> str:
        """Returns the kind of the error alone: a provider's own text may hold a key or the
        visitor's words.
        """
        kind = type(error).__name__ + (
            f"({error.status_code})" if isinstance(error, ModelHTTPError) else ""
        )
        self._failed.append(f"{model}:{kind.lstrip('_')}")
        return kind.lstrip("_")

    def fields(self) -> dict[str, Any]:
        """Returns the fields in the order of the log line."""
        return {
            "ms_first": None if self._first is None else round((self._first - self._begun) * 1000),
            "ms": round((time.monotonic() - self._begun) * 1000),
            "tools": ",".join(f"{name}:{times}" for name, times in self.tools.items()),
            "requests": self.usage.requests,
            "retries": self.retries,
            "failed": ",".join(self._failed),
            "tokens_in": self.usage.input_tokens,
            "tokens_out": self.usage.output_tokens,
            "cost": self.usage.cost,
        }
