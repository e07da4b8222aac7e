"""Makes outside text storable, and encodes JSON without loss."""

import logging
import re
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

# Characters that PostgreSQL, JSON or UTF-8 do not accept: control characters except tab and line
# ends, and unpaired surrogates.
_HALF = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_HIGH = re.compile("[\ud800-\udbff]$")
# What moves a terminal's cursor, colours its text, breaks its line or turns its direction round:
# C0, C1, bidirectional controls, Unicode's line ends, and halves of a pair, which no terminal
# takes.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def cleaned(text: str) -> str:
    """Returns `text` as it can be stored and sent: halves of a surrogate pair are joined, or
    replaced where they stand alone.
    """
    if _HALF.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub("", text)


def deeply_cleaned(value: Any) -> Any:
    """Returns a JSON value with every text cleaned; a value without such a text is returned
    unchanged.
    """
    match value:
        case str():
            return cleaned(value)
        case dict():
            return {deeply_cleaned(key): deeply_cleaned(each) for key, each in value.items()}
        case list() | tuple():
            return type(value)(map(deeply_cleaned, value))
    return value


def visible(text: str, keep: str = "") -> str:
    """Returns `text` as it may stand in a terminal or a log: control characters but those of `keep`
    as escapes, such as \\x1b.
    """
    return _UNSEEN.sub(
        lambda found: found[0] if found[0] in keep else found[0].encode("unicode_escape").decode(),
        text,
    )


class LineFormatter(logging.Formatter):
    """Formats log records, whose messages may quote anybody, on one line each; only a traceback
    keeps its lines.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:
        return visible(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        return visible(super().formatException(ei), keep="\n")


class Cleaner:
    """Cleans a text that arrives in pieces, since a surrogate pair may be split between two of
    them.
    """

    def __init__(self) -> None:
        self._half = ""

    def feed(self, piece: str) -> str:
        """Returns the complete part. Half a character at the end waits for its other half."""
        text = self._half + piece
        self._half = text[-1] if _HIGH.search(text) else ""
        return cleaned(text.removesuffix(self._half))

    def end(self) -> str:
        """Returns the replacement of a half that still waits."""
        half, self._half = self._half, ""
        return cleaned(half)


class ExactEncoder(DjangoJSONEncoder):
    """Django's encoder, which cuts times to milliseconds, with the full precision of
    the database.
    """

    def default(self, o: Any) -> Any:
        if isinstance(o, datetime):
            return o.isoformat().replace("+00:00", "Z")
        return super().default(o)
