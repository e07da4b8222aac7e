"""What a turn came to, for the log and the trace: names, times and counts, and never a word of what
was said.
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
        """The first word is on its way."""
        if self._first is None:
            self._first = time.monotonic()

    def retried(self) -> None:
        self.retries += 1

    def failed(self, model: str, error: Exception) -> str:
        """Returns what went wrong, by its kind alone: a provider's own text may hold a key, or what
        the visitor said.
        """
        kind = type(error).__name__ + (
            f"({error.status_code})" if isinstance(error, ModelHTTPError) else ""
        )
        self._failed.append(f"{model}:{kind.lstrip('_')}")
        return kind.lstrip("_")

    def fields(self) -> dict[str, Any]:
        """In the order of the log's line."""
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
