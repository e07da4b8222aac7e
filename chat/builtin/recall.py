"""Going back in a talk: "back to the tent", "the other one", "the one for 29"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from chat.builtin.aspects import degree_in
from chat.builtin.rank import ranking
from chat.builtin.segment import Message
from chat.builtin.talk import Talk, Turn
from chat.builtin.words import stems, tokens
from chat.tools import ProductLine
from shop.search.lexicon import SIGNS

_BACK = re.compile(
    r"\b(?:(?:go|going|let us go|can we go) )?back to (?:the |that |those |these )?"
    r"(?P<what>(?:(?!(?:how|what|which|is|are|does|do|can|has|have|will)\b)[^\s,.;:?!]+\s*){1,4})"
    r"[\s,.;:!-]*(?P<rest>.*)$",
    re.I,
)
_FIRST = re.compile(r"^(?:very )?first(?: one)?$", re.I)
_OTHER = re.compile(r"\bthe other (?:one\b|(?P<what>[^\W\d]+\b)|$)", re.I)
_PRICED = re.compile(
    rf"\bthe one (?:for|at|that costs?) [{SIGNS}]?(\d{{1,6}}(?:[.,]\d{{1,2}})?)\b", re.I
)
_COMPARES = re.compile(r"\b(?:compare|difference|differ|versus|vs|than)\b", re.I)
_DEGREE = re.compile(r"\bthe ((?:more |less |most |least )?[^\W\d]+) one\b", re.I)


def recalled(message: Message, talk: Talk) -> tuple[Message, Talk]:
    """The message with "it" for what it points at, in a talk that stands where it points to."""
    text = message.text
    if match := _BACK.search(text):
        talk, text = _back(match, text, talk)
    text, product = _pointed(text, talk)
    if product is not None:
        talk = _on(talk, product)
    if text == message.text:
        return message, talk
    return replace(message, text=text, clauses=(text,)), talk


def _back(match: re.Match[str], text: str, talk: Talk) -> tuple[Talk, str]:
    before = f"{text[: match.start()]} "
    rest = match["rest"].strip() or "show me the first one"
    if _FIRST.match(match["what"].strip()):
        lists = list(talk.lists())
        if not lists:
            return talk, text
        rest = match["rest"].strip() or "tell me about it"
        return _on(talk, lists[-1][0].id), rest
    at = _turn_of(stems(match["what"]), talk.before)
    if at is None:
        return talk, text
    now = replace(talk.now, said=rest)
    if not match["rest"].strip():
        return Talk(talk.before[: at + 1], now), before.strip() or rest
    return Talk(talk.before[: at + 1], now), rest


def _turn_of(wanted: frozenset[str], turns: Sequence[Turn]) -> int | None:
    """The last turn that looked for it, else the last whose products are called so."""
    for names in (_looked_for, _found):
        for at in range(len(turns) - 1, -1, -1):
            if wanted and wanted <= names(turns[at]):
                return at
    return None


def _looked_for(turn: Turn) -> frozenset[str]:
    last = turn.last("search_products")
    return stems(str(last.args.get("words", ""))) if last else frozenset()


def _found(turn: Turn) -> frozenset[str]:
    return stems(" ".join(f"{line.name} {line.category}" for line in list(turn.lines())[:3]))


def _on(talk: Talk, product: int) -> Talk:
    """The same talk, with this product selected."""
    return Talk(talk.before, replace(talk.now, selected=product))


def _pointed(text: str, talk: Talk) -> tuple[str, int | None]:
    shown = talk.shown(2)
    if not shown:
        return text, None
    if match := _PRICED.search(text):
        wanted = Decimal(match[1].replace(",", "."))
        near = min(shown, key=lambda line: abs(line.price - wanted))
        return _with_it(text, match), near.id if abs(near.price - wanted) < 1 else None
    if match := _OTHER.search(text):
        other = _other(talk, shown, match["what"] or "")
        return (_with_it(text, match), other) if other else (text, None)
    match = None if _COMPARES.search(text) else _DEGREE.search(text)
    if match and stems(_with_it(text, match)) and (degree := degree_in(tokens(match[1]))):
        known = talk.read()
        pair = [known.get(line.id, line) for line in shown]
        named = talk.named(talk.offer())
        pair = [line for line in pair if line.id in named[:3]] or pair
        ranked = ranking(pair, degree)
        return (_with_it(text, match), ranked[0][0].id) if ranked else (text, None)
    return text, None


def _with_it(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]}it{text[match.end() :]}".strip()


def _other(talk: Talk, shown: Sequence[ProductLine], what: str) -> int | None:
    """Beside the one spoken of, the first that is called so."""
    topic = talk.topic()
    wanted = stems(what)
    fits = [
        line.id
        for line in shown
        if line.id != topic and wanted <= stems(f"{line.name} {line.category}")
    ]
    return fits[0] if fits else None
