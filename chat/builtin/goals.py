"""Several things that one message wants, and what they may cost together."""

import re
from decimal import Decimal
from functools import lru_cache

from chat.builtin.acts import Goal
from chat.builtin.catalogue import called
from chat.builtin.function_words import any_of, mapping, phrases, words
from chat.builtin.segment import trimmed
from shop.search.lexicon import CURRENCIES, SIGNS
from shop.search.vocabulary import Vocabulary

MOST_GOALS = 5
LONGEST_GOAL = 7
# As many of a thing are counted in figures.
MOST = 20
_PARTS = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+(?:and|plus|&|\+)\s+", re.I)


@lru_cache(maxsize=1)
def _budget() -> re.Pattern[str]:
    """An amount, with a word of spending or of a sum beside it."""
    before, after = ("|".join(map(re.escape, phrases("budget", n))) for n in ("before", "after"))
    return re.compile(
        rf"(?P<before>\b(?:{before})\s+)?[{SIGNS}]?(?P<amount>\d{{1,6}}(?:[.,]\d{{1,2}})?)\s?"
        rf"(?P<currency>[{SIGNS}]|(?:{CURRENCIES})\b)?(?P<after>\s*(?:{after})\b)?"
        rf"(?=\s*(?:$|[,.;!?)]))",
        re.I,
    )


def budget_in(text: str) -> Decimal | None:
    """What all of it may cost."""
    for match in _budget().finditer(text):
        if match["before"] or match["after"] or match["currency"]:
            return Decimal(match["amount"].replace(",", "."))
    return None


def without_budget(text: str) -> str:
    return _budget().sub(" ", text)


def goals_in(clause: str, shop: Vocabulary) -> list[Goal]:
    """The things of a list, each of which the shop has something called so."""
    goals: list[Goal] = []
    heads: set[str] = set()
    before = ""
    for part in _parts(clause):
        is_new = not goals or not _is_open(before) or _begins_anew(part)
        before = part
        goal = _goal(part, shop)
        head = called(goal.words, shop)[-1:] if goal else ()
        if goal and is_new and head and head[0] not in heads:
            goals.append(goal)
            heads.update(head)
    return goals[:MOST_GOALS]


def _is_open(part: str) -> bool:
    """Whether what follows "and" may belong to it: "a bag for books and shoes"."""
    said = part.lower().split()
    closing = words("several", "closed") | words("audience", "persons")
    is_closed = bool(closing.intersection(said[-1:]))
    return not is_closed and bool(words("several", "open").intersection(said))


def _begins_anew(part: str) -> bool:
    first = part.lower().split()[:1]
    return bool(first) and (first[0] in words("several", "articles") or first[0].isdecimal())


def _is_negated(text: str) -> bool:
    return bool(words("several", "negated").intersection(text.lower().split()))


def _parts(clause: str) -> list[str]:
    """A comma is often left out: "a helmet a lock and a light", but not "a bag for a bike"."""
    parts = _PARTS.split(without_budget(clause))
    if len(parts) < 2 or _is_negated(clause):
        return parts
    found: list[str] = []
    for part in parts:
        said: list[str] = []
        for word in part.split():
            is_open = said and said[-1].lower() in words("several", "open")
            if word.lower() in ("a", "an") and said and not is_open:
                found.append(" ".join(said))
                said = []
            said.append(word)
        found.append(" ".join(said))
    return found


def _goal(part: str, shop: Vocabulary) -> Goal | None:
    said = trimmed(part).split()
    if _is_negated(_until_open(said)) or asks_of_one(part) or _is_told(part):
        return None
    numbers = mapping("total", "numbers")
    count = 1
    while said and (_is_count(said[0]) or said[0].lower() in words("several", "lead")):
        first = said.pop(0).lower()
        count = max(count, int(numbers.get(first, first if first.isdecimal() else 1)))
    said = _without_unit(said, shop)
    thing = " ".join(said).strip(" ?!.")
    own = called(_until_open(said), shop)
    return Goal(thing, count) if own and len(said) <= LONGEST_GOAL else None


def _is_told(part: str) -> bool:
    """ "My roof has a leak" tells, and lists nothing."""
    said = trimmed(part).lower().split()
    return bool(words("need", "states").intersection(said[1:]))


def _without_unit(said: list[str], shop: Vocabulary) -> list[str]:
    """ "Gravel" of "bags of the gravel", and "sand" of "of sand"."""
    at = said[:2].index("of") + 1 if "of" in said[:2] else 0
    is_unit = at and (at == 1 or "the" in said[at : at + 1] or not called(said[0], shop))
    left = said[at:] if is_unit else said
    return left[1:] if left[:1] == ["the"] else left


def _is_count(word: str) -> bool:
    """Of how many are wanted; a higher number is of a name."""
    return word.lower() in mapping("total", "numbers") or (
        word.isdecimal() and int(word) in range(MOST)
    )


def _until_open(said: list[str]) -> str:
    at = next(
        (at for at, word in enumerate(said) if word.lower() in words("several", "open")), len(said)
    )
    return " ".join(said[:at])


def asks_of_one(clause: str) -> bool:
    """Whether it asks of a product, or of one or the other, and lists nothing."""
    said = trimmed(clause).lower()
    is_wish = any_of("several", "wishes").match(said)
    begins = not is_wish and said.split()[:1] != [] and said.split()[0] in words("asks", "begins")
    return begins or bool(any_of("compare").search(said))
