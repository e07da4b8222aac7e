"""What is offered at the end of a reply, and what a yes to it stands for, in whichever language it
was made.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from chat.builtin.phrase import constraint, priced, sentence
from chat.builtin.words import joined
from chat.tools import Dropped, ProductLine

# What is suggested at the end, and the words that do it when the visitor just says yes.
OFFERS = {
    "compare": (gettext_noop("Shall I compare the first two?"), "compare the first two"),
    "cheaper": (gettext_noop("Shall I look for something cheaper?"), "cheaper"),
    "similar": (gettext_noop("Shall I show similar ones?"), "similar ones to it"),
    "details": (gettext_noop("Would you like to know more about it?"), "tell me more about it"),
    "first": (
        gettext_noop("Would you like to know more about the first?"),
        "tell me more about the first one",
    ),
    "more": (gettext_noop("Shall I show more?"), "show me more"),
}
_LEAVE_OUT = gettext_noop("Shall I leave out “%(constraint)s”?")


def offer(*names: str, turn: int) -> str:
    return _(OFFERS[names[turn % len(names)]][0])


def accepted(reply: str) -> str:
    """The words that a yes to this reply stands for."""
    return next((words for text, words in OFFERS.values() if reply.rstrip().endswith(_(text))), "")


def constraint_offered(reply: str) -> str:
    """As it was said there."""
    before, after = _(_LEAVE_OUT).split("%(constraint)s")
    offered = reply.partition(before)[2]
    return offered.partition(after)[0] if after in offered else ""


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
    first = constraint(dropped[0].without, kept.get(dropped[0].without))
    return f"{sentence(said)} {_(_LEAVE_OUT) % {'constraint': first}}"


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
