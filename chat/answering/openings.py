"""How a line begins that is a written call, and how a response begins that is a thought. Each is
decided as soon as its text can become nothing else, wherever it is cut.
"""

import re
from collections.abc import Iterable
from enum import Enum, auto
from itertools import product


class Opening(Enum):
    UNDECIDED = auto()
    WORDS = auto()
    BRACKETS = auto()  # a call that ends where its brackets are even
    ACTION = auto()  # "Action: search_products", to the end
    THOUGHT = auto()  # "analysisWe need to ...", until "assistantfinal"


# A fence or stars in front, with few blanks, so that what is undecided stays short.
_FRONT = re.compile(r"[*\s]{0,4}(?:`{1,3}(?:\w{1,12}[ \t]{0,4}\n|\s{0,4})?)?\s{0,4}")
_OPEN_FRONT = re.compile(r"[*\s]{0,4}(?:`{1,3}(?:\w{0,12}[ \t]{0,4}\n?)?)?\s{0,4}")
_QUALIFIERS = ("", *(f"{each}." for each in ("function", "functions", "default_api", "tools")))
_ACTION = "Action:"
_PLAIN_THOUGHT = "analysis"


def opening(line: str, names: Iterable[str], *, is_first: bool) -> Opening:
    """Returns what a line is that begins so. `names` are those of the tools, `is_first` whether
    nothing was said before.
    """
    if _OPEN_FRONT.fullmatch(line):
        return Opening.UNDECIDED
    front = _FRONT.match(line)
    text = line[front.end() :] if front else line
    if text.startswith("{"):
        return Opening.BRACKETS
    if text.startswith("["):
        return _list(text[1:].lstrip(" \n"), names)
    found = [_called(text, names), _action(text, names)]
    if is_first and not line.startswith((" ", "*", "`")):
        found.append(_plain_thought(text))
    return next(
        (each for each in found if each not in (Opening.WORDS, Opening.UNDECIDED)),
        Opening.UNDECIDED if Opening.UNDECIDED in found else Opening.WORDS,
    )


def _list(text: str, names: Iterable[str]) -> Opening:
    if not text:
        return Opening.UNDECIDED
    return Opening.BRACKETS if text.startswith("{") else _called(text, names)


def _called(text: str, names: Iterable[str]) -> Opening:
    """A tool's name with a bracket after it: search_products(words="tent")."""
    found = Opening.WORDS
    for is_printed, qualifier, name in product(("", "print("), _QUALIFIERS, names):
        whole = is_printed + qualifier + name
        if whole.startswith(text):
            found = Opening.UNDECIDED
        elif text.startswith(whole):
            match _bracket(text[len(whole) :], is_word="_" not in name):
                case Opening.BRACKETS:
                    return Opening.BRACKETS
                case Opening.UNDECIDED:
                    found = Opening.UNDECIDED
    return found


def _bracket(rest: str, *, is_word: bool) -> Opening:
    """What follows a tool's name. A name that is a word has its bracket right behind it."""
    if rest[:1] in ("(", "{"):
        return Opening.BRACKETS if rest[0] == "(" or not is_word else Opening.WORDS
    if is_word:
        return Opening.UNDECIDED if not rest else Opening.WORDS
    if re.fullmatch(r"[ \n]{0,2}:?[ \n]{0,2}", rest):
        return Opening.UNDECIDED
    return Opening.BRACKETS if re.match(r"[ \n]{0,2}:?[ \n]{0,2}[({]", rest) else Opening.WORDS


def _action(text: str, names: Iterable[str]) -> Opening:
    if not text.startswith(_ACTION):
        return Opening.UNDECIDED if _ACTION.startswith(text) else Opening.WORDS
    rest = text[len(_ACTION) :].removeprefix(" ")
    if any(rest.startswith(name) for name in names):
        return Opening.ACTION
    return Opening.UNDECIDED if any(name.startswith(rest) for name in names) else Opening.WORDS


def _plain_thought(text: str) -> Opening:
    if text.startswith(_PLAIN_THOUGHT) and len(text) > len(_PLAIN_THOUGHT):
        is_joined = text[len(_PLAIN_THOUGHT)].isupper()
        return Opening.THOUGHT if is_joined else Opening.WORDS
    return Opening.UNDECIDED if _PLAIN_THOUGHT.startswith(text) else Opening.WORDS


# What is still undecided after so many characters is no thought.
LONGEST_BEGINNING = 200
_FILLERS = ("okay", "ok", "alright", "all right", "hmm", "so", "well", "wait", "now", "first")
_ALOUD = (
    "let me think", "let me analy", "let me see", "let me break", "let me start by", "let's think",
    "let's see", "let's break", "the user", "the visitor is", "the visitor want",
    "the visitor ask", "the customer is", "the customer want", "user wants", "user asks",
    "user is asking", "we need to", "we should", "we have to", "we are asked", "i need to",
    "i should", "i have to", "thought:", "thinking process", "thinking:", "reasoning:",
)  # fmt: skip
_FILLER = re.compile(rf"(?:{'|'.join(_FILLERS)})m*[,.:!…]{{0,3}}\s{{1,2}}")


def thinks_aloud(text: str) -> bool | None:
    """Returns whether a response that begins so speaks to itself, and None where more of it has to
    be known. What speaks to itself is shown only when the whole response is no thought.
    """
    decided = _thinks_aloud(text[:LONGEST_BEGINNING])
    return False if decided is None and len(text) > LONGEST_BEGINNING else decided


def _thinks_aloud(text: str) -> bool | None:
    text = text.lower().replace("’", "'")
    for _times in range(3):
        if any(text.startswith(each) for each in _ALOUD):
            return True
        if any(each.startswith(text) for each in (*_ALOUD, *_FILLERS)):
            return None
        if not (filler := _FILLER.match(text)):
            return None if _may_be_filler(text) else False
        text = text[filler.end() :]
    return False


def _may_be_filler(text: str) -> bool:
    return bool(re.fullmatch(rf"(?:{'|'.join(_FILLERS)})m*[,.:!…]{{0,3}}", text))


class Balance:
    """Finds where the brackets of a text that arrives in pieces are even again."""

    _MARK = re.compile(r"""["'\\()\[\]{}]""")

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._before = ""
        self._is_escaped = False

    def feed(self, text: str) -> int:
        """Returns where in `text` the last bracket closes; -1 where it does not."""
        at = 0
        while at < len(text):
            if self._is_escaped:
                self._is_escaped, at = False, at + 1
                continue
            found = self._MARK.search(text, at)
            if not found:
                break
            self._take(found[0], text[found.start() - 1] if found.start() else self._before)
            at = found.end()
            if self._depth == 0 and found[0] in ")]}" and not self._quote:
                return at
        self._before = text[-1:] or self._before
        return -1

    def _take(self, mark: str, before: str) -> None:
        if mark == "\\":
            self._is_escaped = bool(self._quote)
        elif self._quote:
            self._quote = "" if mark == self._quote else self._quote
        elif mark == '"' or (mark == "'" and before in "(=,[{: "):
            # Elsewhere it is an apostrophe.
            self._quote = mark
        elif mark in "([{":
            self._depth += 1
        elif mark in ")]}":
            self._depth -= 1
