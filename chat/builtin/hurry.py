"""By when something is wanted: "a tent, must be here by friday". It is no part of the thing."""

import re
from functools import cache

from chat.builtin.function_words import phrases

# So many pieces of it at the end of a clause.
_MOST = 8


def without_hurry(clause: str) -> str:
    """The clause without the time by which it is wanted, where that ends it; empty where it says
    nothing else.
    """
    left, is_said = clause, False
    for _piece in range(_MOST):
        bare = left.rstrip(" ,.;!-–")
        match = _hurry().search(bare) or (_between().search(bare) if is_said else None)
        if match is None:
            break
        is_said, left = True, bare[: match.start()]
    return left.strip(" ,;-–") if is_said else clause


def has_to_arrive(clause: str) -> bool:
    """Whether it begins with that: "must be here by friday" asks nothing, as "must I" does."""
    return bool(_has_to().match(clause))


@cache
def _has_to() -> re.Pattern[str]:
    return re.compile(rf"{_any('has_to')} {_any('arrives')}\b", re.I)


@cache
def _hurry() -> re.Pattern[str]:
    """What ends a clause: a day, something soon, or that it has to arrive."""
    day = rf"(?:{_any('before')}) (?:(?:this|next) )?(?:{_any('days')})"
    return re.compile(rf"\b(?:{day}|{_any('soon')}|{_any('has_to')} {_any('arrives')})$", re.I)


@cache
def _between() -> re.Pattern[str]:
    return re.compile(rf"\b{_any('between')}$", re.I)


def _any(name: str) -> str:
    return "(?:" + "|".join(map(re.escape, phrases("hurry", name))) + ")"
