"""The tags and tokens that models wrap thoughts, turns and calls in, as they stand in text."""

import re
from dataclasses import dataclass
from enum import Enum, auto

# A tag is short and has neither a line end nor another bracket in it: "a < b" is none.
TAG = re.compile(
    r"<</?SYS>>|<[/|｜]{0,2}[a-zA-Z][^<>\n]{0,80}>|\[/?[A-Z][A-Z_]{2,20}\]|◁/?\w{1,12}▷"
)
# What may become a tag with the next chunk.
INCOMPLETE = re.compile(
    r"(?:<</?S?Y?S?>?|<[/|｜]{0,2}(?:[a-zA-Z][^<>\n]{0,80})?"
    r"|\[/?(?:[A-Z][A-Z_]{0,20})?|◁/?\w{0,12})\Z"
)
# Enough of a text's end to find a tag that is not whole yet.
LONGEST_TAG = 90
_NAME = re.compile(r"[<\[◁/|｜]*([\w▁:.]+)")


class Kind(Enum):
    THINK = auto()
    END_THINK = auto()
    CALL = auto()
    CHANNEL = auto()
    ROLE = auto()
    END = auto()  # of a turn
    TOKEN = auto()  # is left out and means nothing
    OTHER = auto()  # is a part of the words


@dataclass(frozen=True)
class Tag:
    text: str
    name: str
    kind: Kind
    is_closing: bool = False


_THINK = frozenset({
    "think", "thinking", "thought", "thoughts", "reasoning", "reflection", "analysis",
    "scratchpad", "seed:think", "inner_monologue", "inner_thoughts", "rationale",
    "begin_of_thought", "start_thinking", "antthinking",
})  # fmt: skip
_END_THINK = frozenset({"end_of_thought", "end_thinking"})
_CALL = frozenset({
    "tool_call", "tool_calls", "toolcall", "tool_use", "function_call", "function_calls",
    "function", "invoke", "python_tag", "tool_code", "tool_calls_begin", "tool_call_begin",
    "tool_calls_section_begin", "start_action",
})  # fmt: skip
# Results that a model made up.
RESULTS = frozenset({"tool_response", "tool_result", "tool_results", "tool_output", "observation"})
_ROLE = frozenset(
    {"im_start", "start", "start_header_id", "start_of_turn", "start_of_role", "turn"}
)
_END = frozenset({
    "im_end", "end", "eot_id", "eom_id", "end_of_turn", "endoftext", "return", "call", "s", "eos",
    "end_of_text", "end_of_sentence", "tool_calls_end", "tool_calls_section_end", "end_action",
})  # fmt: skip
# Those of _END that end a turn without a bar in them.
_BARE_END = frozenset({("s", True), ("eos", True), ("end_of_turn", False)})
_BARE_ROLE = frozenset({"start_of_turn", "start_of_role"})
_TOKENS = frozenset({
    "bos", "pad", "unk", "inst", "sys", "s", "answer", "final_answer", "response", "end_header_id",
})  # fmt: skip


def read_tag(text: str) -> Tag:
    """Returns what a match of TAG means."""
    found = _NAME.match(text)
    name = found[1].lower().replace("▁", "_") if found else ""
    is_closing = "/" in text[1:3]
    return Tag(text, name, _kind(text, name, is_closing=is_closing), is_closing)


def _kind(text: str, name: str, *, is_closing: bool) -> Kind:
    if name == "channel":
        return _channel(text)
    if name in _THINK or name in _END_THINK:
        return Kind.END_THINK if is_closing or name in _END_THINK else Kind.THINK
    if name in _CALL or name in RESULTS:
        return Kind.TOKEN if is_closing else Kind.CALL
    return _token(name, has_bar="|" in text or "｜" in text, is_closing=is_closing)


def _channel(text: str) -> Kind:
    """<|channel|>analysis of one family of models, <|channel>thought ... <channel|> of another."""
    if text == "<|channel>":
        return Kind.THINK
    return Kind.END_THINK if text == "<channel|>" else Kind.CHANNEL


def _token(name: str, *, has_bar: bool, is_closing: bool) -> Kind:
    if name in _END and (has_bar or (name, is_closing) in _BARE_END):
        return Kind.END
    if name in _ROLE and (has_bar or name in _BARE_ROLE):
        return Kind.ROLE
    return Kind.TOKEN if has_bar or name in _TOKENS else Kind.OTHER
