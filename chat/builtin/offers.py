"""What is offered at the end of a reply."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from chat.builtin.phrase import constraint, priced, sentence
from chat.builtin.state import Offer, OfferKind
from chat.builtin.words import joined
from chat.tools import Dropped, ProductLine

OFFERS: dict[OfferKind, str] = {
    "compare": gettext_noop("Shall I compare the first two?"),
    "cheaper": gettext_noop("Shall I look for something cheaper?"),
    "similar": gettext_noop("Shall I show similar ones?"),
    "details": gettext_noop("Would you like to know more about it?"),
    "first": gettext_noop("Would you like to know more about the first?"),
    "more": gettext_noop("Shall I show more?"),
}
_LEAVE_OUT = gettext_noop("Shall I leave out “%(constraint)s”?")


class Made:
    """The offers that are made while a reply is written, each with its sentence."""

    def __init__(self) -> None:
        self._said: list[tuple[str, Offer]] = []

    def add(self, said: str, offer: Offer) -> str:
        self._said.append((said, offer))
        return said

    def in_reply(self, reply: str) -> Offer | None:
        """The one that the reply ends with."""
        return next((offer for said, offer in self._said if reply.rstrip().endswith(said)), None)


_made: ContextVar[Made | None] = ContextVar("made", default=None)


@contextmanager
def noting() -> Iterator[Made]:
    """Notes what is offered meanwhile."""
    token = _made.set(made := Made())
    try:
        yield made
    finally:
        _made.reset(token)


def _noted(said: str, made: Offer) -> str:
    notes = _made.get()
    return notes.add(said, made) if notes else said


def offer(*names: OfferKind, turn: int) -> str:
    kind = names[turn % len(names)]
    return _noted(_(OFFERS[kind]), Offer(kind=kind))


def would_fit(
    dropped: list[Dropped], kept: Mapping[str, Any], known: Sequence[ProductLine] = ()
) -> str:
    """What could be given up; what is shown already is not named once more."""
    if not dropped:
        return ""
    seen = {line.id for line in known}
    said = joined(
        [
            _without_it(each, constraint(each.without, kept.get(each.without)), seen)
            for each in dropped[:2]
        ]
    )
    limit = dropped[0].without
    question = _(_LEAVE_OUT) % {"constraint": constraint(limit, kept.get(limit))}
    return f"{sentence(said)} {_noted(question, Offer(kind='drop', limit=limit[:400]))}"


def _without_it(item: Dropped, label: str, seen: Collection[int]) -> str:
    said = {"constraint": label, "count": item.products, "product": ""}
    if item.best is None or item.best.id in seen:
        return _("without “%(constraint)s” I found %(count)s") % said
    said["product"] = priced(item.best)
    text = ngettext(
        "without “%(constraint)s” I found %(count)s, %(product)s",
        "without “%(constraint)s” I found %(count)s, such as %(product)s",
        item.products,
    )
    return text % said
