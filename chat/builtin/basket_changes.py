"""What a message changes of the things that were added up last: "without the second", "swap the
dearest", "and three of the other", "make it two", "60 at most".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from chat.builtin.acts import AddUp, Goal, Request, Several
from chat.builtin.aspects import Degree, degree_in
from chat.builtin.catalogue import called
from chat.builtin.frame import Frame
from chat.builtin.function_words import any_of, begins_with, mapping, words
from chat.builtin.goals import budget_in, goals_in, without_budget
from chat.builtin.mentions import mentioned
from chat.builtin.product_matcher import titled
from chat.builtin.rank import ranking
from chat.builtin.talk import Talk, Turn
from chat.builtin.words import plain, stems, tokens
from chat.tools import AddedUp, ProductLine
from shop.models import SEPARATOR

# In words, of a message that only says how many.
SHORT = 6
_AROUND = re.compile(r"^(?:take|leave|let) (?P<what>(?:the |that |both )?[^,]+?) (?:out|away|off)$")
_FOR = re.compile(r"\b(for|with|by|to|against|instead of)\b")


@dataclass(frozen=True)
class Basket:
    """The products that were added up, each so many times, and what they might cost."""

    lines: tuple[ProductLine, ...]
    counts: tuple[int, ...]
    total: Decimal
    kinds: tuple[str, ...]
    """By which words each was found."""
    budget: Decimal | None = None

    @property
    def goals(self) -> list[Goal]:
        rows = zip(self.lines, self.counts, self.kinds, strict=True)
        return [Goal(kind, count, line.id) for line, count, kind in rows]


def change(frame: Frame) -> Request | None:
    """The same things with one more, one less, another one, or for another sum."""
    turn = frame.talk.basket()
    if turn is None:
        return None
    basket = _basket_of(turn, frame.talk)
    found = _less(basket, frame) or _exchanged(basket, frame)
    if found or _current(frame) is None:
        return found
    found = _asked(frame) or _of_another_kind(basket, frame)
    return found or _more(basket, frame) or _within_another(basket, frame)


def _current(frame: Frame) -> Turn | None:
    """The turn of the last sum, where nothing else has been shown since."""
    turn = frame.talk.basket()
    shown = next((each for each in reversed(frame.talk.before) if each.shown()), None)
    return turn if turn and turn is shown else None


def _basket_of(turn: Turn, talk: Talk) -> Basket:
    added = turn.results(AddedUp)[-1]
    call = turn.last("add_up")
    budget = call.args.get("budget") if call else None
    return Basket(
        tuple(added.products),
        tuple(added.counts),
        added.total,
        tuple(_kind(line, talk) for line in added.products),
        Decimal(str(budget)) if budget else None,
    )


def ids_of(basket: Basket) -> tuple[int, ...]:
    pairs = zip(basket.lines, basket.counts, strict=True)
    return tuple(line.id for line, count in pairs for _time in range(count))


def added_last(frame: Frame) -> tuple[int, ...]:
    """The products of the last sum, where the message goes on from it: "and two of the other"."""
    turn = _current(frame)
    is_next = begins_with(frame.message.text, "refine", "adds") or begins_with(
        frame.message.text, "basket", "adds"
    )
    return ids_of(_basket_of(turn, frame.talk)) if turn and is_next else ()


def _asked(frame: Frame) -> AddUp | None:
    asks_price = {"much", "cost", "costs", "price", "total"} & set(frame.words)
    return again(frame) if asks_price and not frame.left(frame.said) else None


def again(frame: Frame) -> AddUp | None:
    """The last sum once more: "how much is it now", of several things."""
    turn = _current(frame)
    is_other = frame.things or frame.name or mentioned(frame.text, frame.talk).explicit
    if turn is None or is_other:
        return None
    basket = _basket_of(turn, frame.talk)
    ids = ids_of(basket)
    return AddUp(ids, basket.budget) if len(ids) > 1 else None


def _less(basket: Basket, frame: Frame) -> Request | None:
    """ "Without the second", "take the vase out"."""
    said = _after("drops", frame)
    if not said or len(basket.lines) < 2:
        return None
    out = _products_called(said, basket, frame)
    if not out or len(out) == len(basket.lines):
        return None
    left = [goal for goal in basket.goals if goal.product not in out]
    ids = [goal.product for goal in left for _time in range(goal.count) if goal.product]
    return AddUp(tuple(ids), basket.budget)


def _exchanged(basket: Basket, frame: Frame) -> Request | None:
    """ "Swap the most expensive", "a cheaper lamp instead", "replace the tray with a vase"."""
    which, other = _parted(_after("swaps", frame) or _cheaper_kind(basket, frame))
    out = _products_called(which, basket, frame)
    if len(out) != 1:
        return None
    goals = [
        _in_place(goal, which, other, frame) if goal.product in out else goal
        for goal in basket.goals
    ]
    return Several(tuple(goals), basket.budget)


def _of_another_kind(basket: Basket, frame: Frame) -> AddUp | None:
    """ "Make it the cotton one": in the place of the only thing of the sum that there is so."""
    bare = _said_instead(frame)
    found = {line.id: _called_so(bare, line, frame) for line in basket.lines if bare}
    if sum(other is not None for other in found.values()) != 1:
        return None
    return AddUp(tuple(found[pk] or pk for pk in ids_of(basket)), basket.budget)


def _said_instead(frame: Frame) -> str:
    said = plain(frame.short)
    lead = any_of("basket", "rather").match(said)
    rest = said[lead.end() :].partition(",")[0].split() if lead else []
    bare = " ".join(word for word in rest if word not in ("one", "ones"))
    return bare if stems(bare) else ""


def _called_so(said: str, line: ProductLine, frame: Frame) -> int | None:
    """The only other product of the kind whose title has these words."""
    for kind in reversed(called(line.name, frame.shop)):
        ids = [pk for pk in titled(f"{said} {kind}", frame.shop) if pk != line.id]
        if len(ids) == 1:
            return ids[0]
    return None


def _cheaper_kind(basket: Basket, frame: Frame) -> str:
    """ "Cheapest lamp" of "a cheaper lamp please", beside other things."""
    if not _current(frame) or frame.degree is None or frame.degree[0].name != "price":
        return ""
    said = " ".join(word for word in frame.things if frame.is_comparative)
    return f"{said} for a cheaper" if said and len(basket.lines) > 1 else ""


def _in_place(goal: Goal, which: str, other: str, frame: Frame) -> Goal:
    """What is looked for in the place of a product."""
    line = frame.talk.known()[goal.product or 0]
    degree = degree_in(tokens(other)) or degree_in(tokens(which))
    is_price = degree is not None and degree[0].name == "price"
    named = goals_in(other, frame.shop)
    if named:
        return replace(named[0], count=goal.count, refused=(line.id,))
    return Goal(goal.words, goal.count, refused=(line.id,), below=line.price if is_price else None)


def _more(basket: Basket, frame: Frame) -> Request | None:
    """ "And a tray", "make it three"."""
    if count := _count_alone(frame):
        goals = [replace(goal, count=count) for goal in basket.goals]
        return _of_goals(goals, basket.budget) if len(goals) == 1 else None
    is_next = begins_with(frame.message.text, "basket", "adds")
    said = frame.message.text.split(maxsplit=1)[-1]
    named = goals_in(said, frame.shop) if is_next else []
    known = {goal.product for goal in basket.goals}
    if not named or frame.mention.explicit or known & set(frame.mention.ids):
        return None
    budget = budget_in(frame.message.text) or basket.budget
    return Several((*basket.goals, *named), budget)


def _within_another(basket: Basket, frame: Frame) -> Request | None:
    """ "60 at most", "can you make it cheaper"."""
    budget = budget_in(frame.message.text)
    left = stems(without_budget(frame.text)) if budget else frame.left(frame.said)
    is_said = budget is not None or _is_cheaper(frame.degree)
    if len(basket.lines) < 2 or not is_said or left or frame.things:
        return None
    goals = tuple(replace(goal, product=None) for goal in basket.goals)
    return Several(goals, budget or basket.budget, below=None if budget else basket.total)


def _is_cheaper(degree: Degree | None) -> bool:
    return degree is not None and degree[0].name == "price" and not degree[1]


def _kind(line: ProductLine, talk: Talk) -> str:
    """The words of the search that found it which say most of it, else its category."""
    said = [str(call.args.get("words", "")) for call in talk.searches_of(line.id)]
    named = stems(f"{line.name} {line.category}")
    best = max(said, key=lambda words: len(stems(words) & named), default="")
    own = line.category.rsplit(SEPARATOR, 1)[-1].lower() or line.name
    return best if stems(best) & named else own


def _of_goals(goals: Sequence[Goal], budget: Decimal | None) -> AddUp:
    ids = (goal.product for goal in goals for _time in range(goal.count))
    return AddUp(tuple(pk for pk in ids if pk), budget)


def _after(name: str, frame: Frame) -> str:
    """What follows one of these words at the beginning; "the vase" of "take the vase out"."""
    said = any_of("basket", "leads").sub("", plain(frame.short).lower()).strip()
    around = _AROUND.match(said) if name == "drops" else None
    match = around or any_of("basket", name).match(said)
    return (around["what"] if around else said[match.end() :].strip()) if match else ""


def _parted(said: str) -> tuple[str, str]:
    """(what is exchanged, what for)."""
    which, _link, other = _FOR.split(said, maxsplit=1) if _FOR.search(said) else (said, "", "")
    return which.strip(), other.strip()


def _products_called(said: str, basket: Basket, frame: Frame) -> tuple[int, ...]:
    """The products of the basket that are pointed at, are the dearest, or are called so."""
    degree = degree_in(tokens(said))
    if degree and not frame.left(said):
        return tuple(line.id for line, _said in ranking(basket.lines, degree)[:1])
    return _named(stems(said), basket) or _pointed_at(said, basket, frame)


def _named(wanted: frozenset[str], basket: Basket) -> tuple[int, ...]:
    """Those that were looked for by such words, else that are called so."""
    if not wanted:
        return ()
    pairs = list(zip(basket.lines, basket.kinds, strict=True))
    found = [line.id for line, kind in pairs if wanted <= stems(kind)]
    return tuple(found or [line.id for line, _kind in pairs if wanted <= _called(line)])


def _pointed_at(said: str, basket: Basket, frame: Frame) -> tuple[int, ...]:
    mention = mentioned(said, frame.talk)
    own = {line.id for line in basket.lines}
    return tuple(pk for pk in mention.ids if mention.explicit and pk in own)


def _called(line: ProductLine) -> frozenset[str]:
    return stems(f"{line.name} {line.category}")


def _count_alone(frame: Frame) -> int:
    """ "Make it three", "three then"; 0 where more is said."""
    said = [word for word in tokens(frame.short) if word not in words("basket", "around_count")]
    numbers = mapping("total", "numbers")
    if len(said) != 1 or len(frame.words) > SHORT:
        return 0
    return int(numbers.get(said[0], 0) or (said[0] if said[0].isdecimal() else 0))
