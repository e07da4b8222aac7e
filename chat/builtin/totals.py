"""What several things cost together: those that a message names, or points at."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from chat.builtin.acts import AddUp, Goal, Request, Several
from chat.builtin.aspects import degree_in
from chat.builtin.basket_changes import added_last, again
from chat.builtin.frame import Frame
from chat.builtin.function_words import any_of, mapping, phrases
from chat.builtin.goals import budget_in, goals_in
from chat.builtin.mentions import Mention, is_of_kind, mentioned
from chat.builtin.named_parts import named_parts
from chat.builtin.rank import ranking
from chat.builtin.segment import trimmed
from chat.builtin.talk import Talk
from chat.builtin.words import plain, stem, stems, tokens
from chat.tools import AddedUp, ProductLine
from shop.search.number_words import COUNTS

# As many cards are taken for "that", where all of them are meant.
MOST_SUMMED = 6
MOST_TIMES = 99
_PARTS = re.compile(r"\s*[,;+]\s*(?:and\s+)?|\s+(?:and|plus|&|with|or)\s+", re.I)
# "Two of those", "two packs of each".
_TIMES = re.compile(
    rf"\b(?P<count>\d{{1,2}}|{'|'.join(mapping('total', 'numbers'))}) (?:[a-z]+ )?of"
    r" (?P<what>(?:it|that|this|those|these|them|each|both)\b|the .+)"
)

# "How much for three", "what would 3 of them cost", of what is spoken of.
_SEVERAL = "|".join(word for word, number in COUNTS.items() if number > 1)
_SO_MANY = re.compile(
    r"^(?:.* )?(?:how much|price|what (?:do|would|will|does))\b.*?"
    rf"\b(?<!one )(?:for|do|would|are|will|of) (?P<count>[2-9]|1[0-2]|{_SEVERAL})"
    r"(?: of (?:them|those|these|it))?(?: (?:cost|be|come to|together|altogether|then))*$"
)


def asks_sum(text: str) -> bool:
    return bool(any_of("total", "asks").search(text))


def asks_times(text: str) -> bool:
    """ "Two of the first", "how much for three"."""
    said = _said(text)
    return bool(_TIMES.match(said) or _SO_MANY.match(said) or _takes_several(said))


def _takes_several(said: str) -> bool:
    """ "What if I take four of the first", and not "take the cheaper one of both"."""
    match = _TIMES.search(said) if any_of("choose", "wishes").search(said) else None
    return match is not None and match["count"] not in ("a", "an", "one", "both")


def _said(text: str) -> str:
    return " ".join(tokens(trimmed(text)))


def without_sum(text: str) -> str:
    """The things alone: "a pan and a lid" of "a pan and a lid, what do I pay"."""
    return any_of("total", "asks").sub(" ", any_of("total", "leads").sub(" ", text))


def sum_up(frame: Frame) -> Request | None:
    """ "How much is that together", "two of those, what does it come to", "a pan and a lid, what
    do I pay".
    """
    if ids := _times_of(frame):
        return AddUp((*added_last(frame), *ids))
    if asks_sum(frame.whole) or (frame.acts[0] == "sum" and _asks_price(frame)):
        return _sum_of_parts(frame)
    return None


def with_topic(frame: Frame) -> Request | None:
    """ "Plus 2 packs of ink", "and how much with the stand": beside the product spoken of."""
    lead = any_of("total", "besides").match(plain(frame.short))
    line = frame.talk.spoken_line()
    if not lead or line is None or frame.talk.basket() is frame.talk.before[-1]:
        return None
    rest = without_sum(plain(frame.whole).partition(lead[0])[2]).strip(" ,?!.")
    wanted = [_resolved(goal, frame) for goal in goals_in(rest, frame.shop)]
    wanted = [goal for goal in wanted if goal.product != line.id]
    if not wanted:
        return None
    return _taken((Goal("", product=line.id), *wanted), budget_in(frame.message.text))


def of_count(frame: Frame) -> Request | None:
    """ "How much are 9 of the filters", by a name or by what was spoken of."""
    said = plain(frame.short).strip(" ?!.")
    match = any_of("total", "so_many").match(said)
    goals = goals_in(said[match.end() :], frame.shop) if match else []
    if len(goals) != 1 or goals[0].count < 2:
        return None
    return _taken([_resolved(goals[0], frame)], budget_in(frame.message.text))


def _taken(goals: Sequence[Goal], budget: Decimal | None) -> Request:
    """Where each is known already, nothing has to be looked for, or exchanged."""
    ids = [goal.product for goal in goals for _time in range(goal.count) if goal.product]
    is_known = all(goal.product for goal in goals)
    return AddUp(tuple(ids), budget) if is_known else Several(tuple(goals), budget)


def _resolved(goal: Goal, frame: Frame) -> Goal:
    """With the product that is named, or was spoken of last and is called so."""
    name = frame.namer(f"the {goal.words}")
    if name and not stems(name.rest):
        shown = [line.id for line in frame.talk.shown() if line.id in name.ids]
        ids = shown or (name.ids if len(name.ids) == 1 else ())
        return replace(goal, product=ids[0]) if ids else goal
    line = _spoken_of(goal.words, frame.talk)
    return replace(goal, product=line.id) if line else goal


def _spoken_of(said: str, talk: Talk) -> ProductLine | None:
    """What was spoken of last that is called so, by its name before its category."""
    known, kind, wanted = talk.known(), stem(tokens(said)[-1]), stems(said)
    spoken = [known[pk] for pk in reversed(talk.focuses(MOST_SUMMED)) if pk in known]
    fits = [line for line in (*spoken, *talk.shown()) if _is_called(line, kind, wanted)]
    called_so = [line for line in fits if kind in stems(line.name)]
    return next(iter([*called_so, *fits]), None)


def _is_called(line: ProductLine, kind: str, wanted: frozenset[str]) -> bool:
    return is_of_kind(line, kind) and wanted <= stems(f"{line.name} {line.category}")


def _of_talk(wanted: Several, frame: Frame) -> Request:
    """ "The filter plus 2 packs of cartridges", of which one or all were spoken of."""
    goals = tuple(_resolved(goal, frame) for goal in wanted.goals)
    return _taken(goals, wanted.budget) if frame.talk.before else wanted


def _sum_of_parts(frame: Frame) -> Request | None:
    if again_with := _recounted(frame):
        return again_with
    goals = _goals(frame)
    if goals and _is_counted(goals):
        return _of_talk(goals, frame)
    found = _parts(frame)
    if len(found) > 1:
        return AddUp(tuple(found))
    return _beside_shown(frame) or goals or _sum_of_shown(found, frame)


def _sum_of_shown(named: Sequence[int], frame: Frame) -> AddUp | None:
    """What was shown together; "how much pressure" and "how much is the" ask for no sum."""
    if named:
        return again(frame) or _summed(_shown_together(frame)) or _summed(named)
    pointing = (any_of("pointing", name).search(frame.said) for name in ("it", "all"))
    if not asks_sum(frame.whole) and (frame.left(frame.said) or not any(pointing)):
        return again(frame)
    shown = _shown_together(frame) or _all_meant(frame.talk, frame.said)
    return again(frame) or _summed(shown)


def _recounted(frame: Frame) -> AddUp | None:
    """ "The two together, for 3 bags of the soil": the last sum, with so many of one thing."""
    turn = frame.talk.basket()
    counted = goals_in(without_sum(frame.whole), frame.shop)
    is_of_all = any(
        any_of(table, name).search(frame.whole)
        for table, name in (("pointing", "all"), ("total", "of_all"))
    )
    if turn is None or len(counted) != 1 or counted[0].count < 2 or not is_of_all:
        return None
    return _with_count(counted[0], turn.results(AddedUp)[-1])


def _with_count(goal: Goal, added: AddedUp) -> AddUp | None:
    kind = stem(tokens(goal.words)[-1])
    own = [line.id for line in added.products if is_of_kind(line, kind)]
    if len(own) != 1:
        return None
    counts = zip(added.products, added.counts, strict=True)
    times = ((line.id, goal.count if line.id in own else count) for line, count in counts)
    return AddUp(tuple(pk for pk, count in times for _time in range(count)))


def _is_counted(wanted: Several) -> bool:
    return len(wanted.goals) > 1 and any(goal.count > 1 for goal in wanted.goals)


def _beside_shown(frame: Frame) -> Several | None:
    """What was shown, and more: "both together plus a spare pen"."""
    goals: list[Goal] = []
    for part in _PARTS.split(without_sum(frame.whole)):
        mention = mentioned(part, frame.talk)
        goals += [Goal("", product=pk) for pk in mention.ids]
        goals += [] if mention.ids else goals_in(part, frame.shop)
    is_mixed = len({goal.product is None for goal in goals}) > 1
    return Several(tuple(goals), budget_in(frame.message.text)) if is_mixed else None


def _asks_price(frame: Frame) -> bool:
    return "much" in frame.words or any(each.name == "price" for each in frame.aspects)


def _shown_together(frame: Frame) -> list[int]:
    """The products of the last answer, where "that" is all of them."""
    if frame.name or mentioned(frame.whole, frame.talk).explicit or not frame.talk.before:
        return []
    shown = [line.id for line in frame.talk.before[-1].shown()]
    return shown if len(shown) > 1 else []


def _goals(frame: Frame) -> Several | None:
    """Things that were not shown, each so many times."""
    goals = goals_in(without_sum(frame.whole), frame.shop)
    if sum(goal.count for goal in goals) < 2:
        return None
    budget = budget_in(frame.message.text)
    is_varied = budget is not None or any_of("several", "varied").search(frame.said) is not None
    return Several(tuple(goals), budget, is_varied and len(goals) == 1)


def _summed(ids: Sequence[int]) -> AddUp | None:
    return AddUp(tuple(ids)) if 0 < len(ids) <= MOST_SUMMED else None


def _times_of(frame: Frame) -> tuple[int, ...]:
    """So many of what is pointed at."""
    said = " ".join(tokens(frame.whole))
    match = _TIMES.search(said)
    if not match and (alone := _SO_MANY.match(_said(frame.whole))):
        return _so_many(alone["count"], frame)
    if not match or len(goals_in(without_sum(frame.whole), frame.shop)) > 1:
        return ()
    return _times(match["count"], _counted(match["what"], frame))


def _so_many(count: str, frame: Frame) -> tuple[int, ...]:
    """So many of what is spoken of; "for four" of a tent is of people."""
    topic = frame.talk.topic()
    said = mentioned(frame.short, frame.talk).ids or ((topic,) if topic else ())
    is_of_people = any(count in tokens(each.phrase) for each in frame.limits)
    return _times(count, said[:1]) if not is_of_people else ()


def _times(said: str, ids: Sequence[int]) -> tuple[int, ...]:
    count = int(mapping("total", "numbers").get(said) or COUNTS.get(said) or said)
    return tuple(pk for pk in ids for _time in range(min(count, MOST_TIMES)))


def _counted(said: str, frame: Frame) -> list[int]:
    """ "Each", "it", "the first", "the 10 mm"."""
    if said in ("each", "both"):
        return _all_meant(frame.talk, frame.said)
    if not said.startswith("the "):
        return [pk for pk in (frame.talk.topic(), *_shown(frame.talk)) if pk][:1]
    if (degree := degree_in(tokens(said))) and not frame.left(said):
        return [line.id for line, _said in ranking(frame.talk.shown(2), degree)][:1]
    name = frame.namer(said)
    found = mentioned(said, frame.talk).ids or (name.ids if name else ())
    return [*found, *_named(said, frame)][:1]


def _named(said: str, frame: Frame) -> list[int]:
    """Those of the cards that have all these words in their names."""
    own = {*tokens(said)} - {"the", "one", "ones"}
    return [line.id for line in frame.talk.shown() if own and own <= {*tokens(line.name)}]


def _shown(talk: Talk) -> list[int]:
    return [line.id for line in talk.shown()]


def _parts(frame: Frame) -> list[int]:
    """The products that the parts of the message name or point at."""
    named = list(named_parts(frame.whole, frame.talk, frame.namer).ids)
    if len(named) > 1:
        return named
    found: list[int] = []
    for part in _PARTS.split(frame.whole):
        found += _part(part, frame)
    return list(dict.fromkeys(found))


def _part(part: str, frame: Frame) -> Sequence[int]:
    """What is named for sure is no place in a list: "the First yoga mat"."""
    mention = mentioned(part, frame.talk)
    name = frame.namer(part)
    if name and (name.is_sure or not mention.explicit) and not stems(name.rest) - _asking():
        return name.ids[:1]
    return mention.ids if mention.explicit or len(mention.ids) == 1 else ()


def _asking() -> frozenset[str]:
    said = " ".join([*phrases("total", "asks"), *phrases("total", "leads")])
    return frozenset(stem(word) for word in tokens(said))


def _all_meant(talk: Talk, said: str) -> list[int]:
    """Those that "both" or "all three" are, else the cards that were shown last."""
    mention: Mention = mentioned(said, talk)
    return list(mention.ids) if len(mention.ids) > 1 else _pair(talk) or _shown(talk)


def _pair(talk: Talk) -> list[int]:
    """What was spoken of last and before, where one card alone was shown last."""
    return talk.focuses(2) if len(_shown(talk)) < 2 else []
