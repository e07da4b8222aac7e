"""Takes out of a model's words what is not meant for a visitor, while they arrive: reasoning in
tags, control tokens, calls of tools that are written as text, names of tools, blank lines in front.

The result never depends on where a provider cuts its chunks, and each character is read a bounded
number of times. A `WordFilter` splits the text into tags (`chat.answering.tags`) and runs of words.
`chat.answering.openings` says what begins at the beginning of a line, and
`chat.answering.written_calls` reads a call.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from chat.answering.openings import Balance, Opening, opening, thinks_aloud
from chat.answering.printer import Printer
from chat.answering.tags import INCOMPLETE, LONGEST_TAG, RESULTS, TAG, Kind, Tag, read_tag
from chat.answering.written_calls import Call, ToolSchemas, read_calls

# A written call that is longer is none.
LONGEST_CALL = 50_000
SLICE = 2_000
_ASSISTANTS = ("assistant", "model", "ai")
_OTHERS = ("user", "system", "tool", "human", "developer")
_LONGEST_HEAD = 40
_HEAD = re.compile(r"\s{0,8}([a-zA-Z]{0,20})")
_WHOLE_HEAD = re.compile(r"\s{0,8}[a-zA-Z]{0,20}(?:[^a-zA-Z\s]|(?<=[a-zA-Z])\s)")
_PLAIN_END = "assistantfinal"
# What is left of a call behind its last bracket: a fence, a comma.
_AFTER_CALL = " \n\r\t`)]};,"


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Thought:
    """What is left out, or held back for the moment: a sign of life, and no words."""

    text: str


@dataclass(frozen=True)
class Withdrawn:
    """All words of this response so far were thoughts: their closing tag stands alone."""


type Output = Words | Thought | Withdrawn | Call
type _Step = Generator[Output, None, str]


class _Mode(Enum):
    WORDS = auto()
    THOUGHT = auto()  # until the closing tag
    TURN = auto()  # a thought, or the turn of somebody else, until its end
    PLAIN_THOUGHT = auto()  # until "assistantfinal": tokens that lost their brackets
    HEAD = auto()  # the word after <|channel|> or <|im_start|>
    CALL = auto()  # until the closing tag
    BRACKETS = auto()  # until brackets are even


class WordFilter:
    """Reads the text of one response. `is_garbled` says that a call was written in it that cannot
    be read.
    """

    def __init__(self, tools: ToolSchemas, catalogue: str) -> None:
        self._tools = tools
        self._printer = Printer(tools, catalogue)
        self._mode = _Mode.WORDS
        # What may be the beginning of a tag; of a line, as long as it may become a call.
        self._rest = self._line = ""
        self._is_line_start, self._is_after_call = True, False
        self._zone: list[str] = []
        self._zone_size, self._closing = 0, ""
        self._balance = Balance()
        # Words that may be a thought; no more once they are shown.
        self._held: list[str] = []
        self._is_aloud: bool | None = None
        self._has_thought = False
        self.is_garbled = False

    def feed(self, piece: str) -> Iterator[Output]:
        # In slices: the steps below copy what is left of one.
        for at in range(0, len(piece), SLICE):
            text = self._rest + piece[at : at + SLICE]
            found = INCOMPLETE.search(text, max(0, len(text) - LONGEST_TAG))
            end = found.start() if found else len(text)
            self._rest = text[end:]
            yield from self._read(text[:end])

    def end(self, *, is_before_call: bool = False) -> Iterator[Output]:
        """What was held back, as far as it turns out to be words. A thought before a call is no
        answer.
        """
        rest, self._rest = self._rest, ""
        yield from self._read(rest)
        if self._mode is _Mode.HEAD:
            yield from self._run(self._end_head())
        if self._mode in (_Mode.CALL, _Mode.BRACKETS):
            yield from self._end_call()
        line, self._line = self._line, ""
        if self._mode is _Mode.WORDS:
            yield from self._say(line)
        if not (is_before_call and self._is_aloud):
            yield from self._release()
        yield from _words(self._printer.end())

    def _read(self, text: str) -> Iterator[Output]:
        at = 0
        for found in TAG.finditer(text):
            yield from self._run(text[at : found.start()])
            yield from self._tag(read_tag(found[0]))
            at = found.end()
        yield from self._run(text[at:])

    # Tags

    def _tag(self, tag: Tag) -> Iterator[Output]:
        if self._mode is _Mode.HEAD:
            yield from self._run(self._end_head())
        match self._mode:
            case _Mode.WORDS:
                yield from self._tag_in_words(tag)
            case _Mode.CALL:
                yield from self._tag_in_call(tag)
            case _Mode.THOUGHT | _Mode.TURN:
                yield from self._tag_in_thought(tag)
            case _:
                yield from self._run(tag.text)

    def _tag_in_words(self, tag: Tag) -> Iterator[Output]:
        line, self._line = self._line, ""
        if tag.kind is Kind.OTHER:
            self._is_line_start = self._is_after_call = False
            line += tag.text
        else:
            self._is_line_start = True
        yield from self._say(line)
        match tag.kind:
            case Kind.THINK:
                self._mode = _Mode.THOUGHT
            case Kind.END_THINK:
                yield from self._end_thought_alone()
            case Kind.CALL:
                self._begin_call(tag.name, tag.text)
            case Kind.CHANNEL | Kind.ROLE:
                self._begin_head(tag)

    def _tag_in_thought(self, tag: Tag) -> Iterator[Output]:
        yield Thought(tag.text)
        is_turn = self._mode is _Mode.TURN
        if is_turn and tag.kind in (Kind.CHANNEL, Kind.ROLE):
            self._begin_head(tag)
        elif tag.kind is (Kind.END if is_turn else Kind.END_THINK):
            yield from self._end_thought()

    def _tag_in_call(self, tag: Tag) -> Iterator[Output]:
        if tag.kind is Kind.END or (tag.is_closing and tag.name == self._closing):
            yield from self._end_call()
        else:
            yield from self._collect(tag.text)

    def _end_thought(self) -> Iterator[Output]:
        self._mode, self._is_line_start = _Mode.WORDS, True
        if not self._has_thought:
            self._has_thought = True
            yield from self._release()

    def _end_thought_alone(self) -> Iterator[Output]:
        if self._has_thought:  # closed twice
            return
        self._has_thought, self._is_aloud, self._held = True, False, []
        self._printer.clear()
        yield Withdrawn()

    def _begin_head(self, tag: Tag) -> None:
        self._mode, self._closing, self._line = _Mode.HEAD, tag.name, ""

    def _end_head(self) -> str:
        """Decides by the word after <|channel|> or <|im_start|> what follows it. Returns what is
        left to be read.
        """
        head, self._line = self._line, ""
        found = _HEAD.match(head)
        word, rest = (found[1].lower(), head[found.end() :]) if found else ("", head)
        self._mode, self._is_line_start = _Mode.WORDS, True
        if self._closing == "channel":
            if word == "commentary":
                self._begin_call("channel")
            elif word != "final":
                self._mode = _Mode.TURN
        elif word in _OTHERS:
            self._mode = _Mode.TURN
        elif word not in _ASSISTANTS:
            rest = head
        return rest

    # Words

    def _run(self, text: str) -> Iterator[Output]:
        while text:
            text = yield from self._step(text)

    def _step(self, text: str) -> _Step:
        """Reads on in the present mode, and returns what is left."""
        match self._mode:
            case _Mode.CALL:
                yield from self._collect(text)
            case _Mode.BRACKETS:
                return (yield from self._step_in_brackets(text))
            case _Mode.HEAD:
                return (yield from self._step_in_head(text))
            case _Mode.PLAIN_THOUGHT:
                return (yield from self._step_in_plain_thought(text))
            case _Mode.WORDS:
                return (yield from self._step_in_words(text))
            case _:
                yield Thought(text)
        return ""

    def _step_in_head(self, text: str) -> _Step:
        self._line += text
        if _WHOLE_HEAD.match(self._line) or len(self._line) > _LONGEST_HEAD:
            return self._end_head()
        yield Thought("")
        return ""

    def _step_in_plain_thought(self, text: str) -> _Step:
        yield Thought(text)
        text = self._line + text
        _before, mark, after = text.partition(_PLAIN_END)
        self._line = "" if mark else text[-len(_PLAIN_END) :]
        if mark:
            yield from self._end_thought()
        return after

    def _step_in_words(self, text: str) -> _Step:
        if self._is_after_call:
            text = text.lstrip(_AFTER_CALL)
            self._is_after_call = not text
            return text
        if self._is_line_start:
            line, self._line = self._line + text, ""
            return (yield from self._begin_line(line))
        line, newline, text = text.partition("\n")
        self._is_line_start = bool(newline)
        yield from self._say(line + newline)
        return text

    def _begin_line(self, line: str) -> _Step:
        """Says the blanks in front of a line. Returns what is left to be read of it."""
        if line.isspace():
            yield from self._say(line)
            return ""
        text = line.lstrip()
        yield from self._say(line[: len(line) - len(text)])
        is_first = not (self._printer.has_said or self._held or self._has_thought)
        match opening(text, self._tools, is_first=is_first):
            case Opening.UNDECIDED:
                self._line = text
                yield Thought("")
                return ""
            case Opening.WORDS:
                self._is_line_start = False
            case Opening.BRACKETS:
                self._mode, self._balance = _Mode.BRACKETS, Balance()
                self._zone, self._zone_size, self._closing = [], 0, ""
            case Opening.ACTION:
                self._begin_call("action")
            case Opening.THOUGHT:
                self._mode = _Mode.PLAIN_THOUGHT
        return text

    # Calls

    def _begin_call(self, closing: str, text: str = "") -> None:
        self._mode, self._closing, self._zone, self._zone_size = _Mode.CALL, closing, [text], 0

    def _collect(self, text: str) -> Iterator[Output]:
        self._zone_size += len(text)
        if self._zone_size <= LONGEST_CALL:
            self._zone.append(text)
        yield Thought(text)

    def _step_in_brackets(self, text: str) -> _Step:
        end = self._balance.feed(text)
        if end < 0:
            yield from self._collect(text)
            return ""
        yield from self._collect(text[:end])
        yield from self._end_call()
        return text[end:]

    def _end_call(self) -> Iterator[Output]:
        zone, is_whole = "".join(self._zone), self._zone_size <= LONGEST_CALL
        self._zone, self._mode = [], _Mode.WORDS
        self._is_line_start = self._is_after_call = True
        if self._closing in RESULTS:
            return
        calls = read_calls(zone, self._tools) if is_whole else []
        # What stands in the channel of comments may be no call at all.
        self.is_garbled |= not calls and self._closing != "channel"
        if calls and self._is_aloud:
            self._held = []
        yield from calls

    # What is said

    def _say(self, text: str) -> Iterator[Output]:
        if not text:
            return
        if self._is_aloud is False or self._has_thought:
            yield from _words(self._printer.feed(text))
        elif self._held or not text.isspace():
            self._held.append(text)
            yield Thought(text)
            if self._is_aloud is None:
                self._is_aloud = thinks_aloud("".join(self._held))
            if self._is_aloud is False:
                yield from self._release()

    def _release(self) -> Iterator[Output]:
        held, self._held, self._is_aloud = "".join(self._held), [], False
        yield from _words(self._printer.feed(held))


def _words(text: str) -> Iterator[Words]:
    if text:
        yield Words(text)
