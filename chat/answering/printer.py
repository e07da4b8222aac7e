"""Writes a model's words without blank lines in front, and without the names of tools."""

import re
from collections.abc import Iterable

# Enough of a text's end to find a name that is not whole yet, with what is in brackets behind it.
_LONGEST_WORD, _LONGEST_CALL = 90, 300


class Printer:
    """Takes a text in pieces. Tools whose names are plain words keep them; `catalogue` is said
    instead of the others.
    """

    def __init__(self, tools: Iterable[str], catalogue: str) -> None:
        self._catalogue = catalogue
        # The word that was written last, and what may become a name.
        self._before = self._rest = ""
        self.has_said = False
        names = sorted((name for name in tools if "_" in name), key=len, reverse=True)
        self._beginnings = [f"{each}{name}" for each in ("", "functions.") for name in names]
        either = "|".join(map(re.escape, names)) or r"(?!)"
        called = r"(?:\([^()\n]{0,200}\))?"
        name = rf"`?(?<![\w.])(?:functions\.)?(?:{either})"
        self._name = re.compile(rf"{name}\b{called}`?")
        self._closed = re.compile(rf"{name}\b{called}`\Z")
        self._open = re.compile(rf"{name}(?:\([^()\n]{{0,200}}\)?)?\Z")

    def feed(self, text: str) -> str:
        text = self._rest + text
        if not self.has_said:
            text = text.lstrip()
            self.has_said = bool(text)
        return self._write(text, self._end_of_words(self._before + text) - len(self._before))

    def end(self) -> str:
        return self._write(self._rest, len(self._rest))

    def clear(self) -> None:
        self._before, self._rest, self.has_said = "", "", False

    def _write(self, text: str, end: int) -> str:
        end = max(end, 0)
        self._rest, text = text[end:], text[:end]
        if not text:
            return ""
        # A name within a longer word is none, also where the word began in an earlier piece.
        begin = len(self._before)
        whole = self._before + text
        written = self._name.sub(
            lambda found: found[0] if found.start() < begin else self._catalogue, whole
        )
        word = re.search(r"[\w.]*\Z", whole[-_LONGEST_WORD:])
        self._before = word[0] if word else ""
        return written[begin:]

    def _end_of_words(self, text: str) -> int:
        """Returns where a name begins that the text may end in the middle of; else its length."""
        tail = text[-_LONGEST_CALL:]
        if "_" in tail:
            if found := self._open.search(tail):
                return len(text) - len(tail) + found.start()
            if self._closed.search(tail):
                return len(text)
        ending = re.search(r"`?[\w.]*\Z", text[-_LONGEST_WORD:])
        word = ending[0] if ending else ""
        bare = word.removeprefix("`")
        is_open = word and any(each.startswith(bare) for each in self._beginnings)
        return len(text) - len(word) if is_open else len(text)
