"""What staff want of a question, from the memory of the process: `rules_for(words)` and
`synonyms_for(words)`; read anew each minute.

The order in hybrid.search: constraints are read, spelling is corrected, then the corrected words
meet synonyms and rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any, Literal

from django.db import connection
from django.utils.timezone import localdate

from shop.models import Rule, RuleBoost, RuleProduct, Synonym
from shop.models.rules import MOST_WORDS, phrases
from shop.search.term import Term
from shop.search.vocabulary import fold, singular

SECONDS = 60
SYNONYMS = Path(__file__).with_name("synonyms.txt")
KINDS = Path(__file__).with_name("kinds.txt")

# The stems of phrases in the order of their words, each with the number of products that hold its
# rarest stem. "Wi-fi" is "wifi" here, as the index has it too.
STEMS = """
SELECT phrase, stems.list, stems.products
FROM unnest(%(phrases)s::text[]) AS phrase CROSS JOIN LATERAL (
    SELECT array_agg(w.lexeme ORDER BY w.positions[1]) AS list, min(coalesce(t.products, 0)) AS
      products
    FROM unnest(to_tsvector('aisle', aisle_text(replace(phrase, '-', '')))) AS w LEFT
      JOIN shop_term t ON t.lexeme = w.lexeme
) AS stems
WHERE stems.list IS NOT NULL
"""


@dataclass(frozen=True)
class Boost:
    """Products that count `factor` times as much: `value` is a brand, the slug of a category (what
    lies below counts too), the value of the attribute `key`, or a product's id.
    """

    kind: Literal["brand", "category", "attribute", "product"]
    value: str
    factor: float
    key: str = ""


@dataclass(frozen=True)
class Rules:
    """Product ids to show first, in this order, and not to show; no id is in both."""

    pins: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    boosts: tuple[Boost, ...] = ()


NONE = Rules()


@dataclass(frozen=True)
class Alternatives:
    """A phrase of the question and what may stand there instead; each is a run of stems all of
    which have to be in a product.
    """

    phrase: str
    stems: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...]
    products: int
    """How many products hold the commonest of the alternatives."""
    is_common: bool = False
    """Whether it is of the common list, and not staff's."""


@dataclass
class _Held:
    exact: dict[str, list[int]] = field(default_factory=dict)
    # By its longest word, which few questions have.
    all: dict[str, list[tuple[frozenset[str], int]]] = field(default_factory=dict)
    any: list[int] = field(default_factory=list)
    categories: dict[str, list[int]] = field(default_factory=dict)
    effects: dict[int, Rules] = field(default_factory=dict)
    synonyms: dict[str, Alternatives] = field(default_factory=dict)
    kinds: dict[str, tuple[tuple[tuple[str, ...], int], ...]] = field(default_factory=dict)


_now: dict[str, tuple[float, _Held]] = {}


def rules_for(words: str, category: str = "") -> Rules:
    """What the rules say of a question and of the chosen category's slug. Of two rules the older
    one's pins come first; hidden wins.
    """
    held = _held()
    if not held.effects:
        return NONE
    effects = [held.effects[number] for number in sorted(_matching(held, words, category))]
    hidden = tuple(dict.fromkeys(id for each in effects for id in each.hidden))
    pins = dict.fromkeys(id for each in effects for id in each.pins if id not in hidden)
    return Rules(
        tuple(pins),
        hidden,
        tuple(dict.fromkeys(boost for each in effects for boost in each.boosts)),
    )


def _matching(held: _Held, words: str, category: str) -> set[int]:
    """The ids of the rules that a question and a category meet."""
    asked = _key(words)
    said = frozenset(asked.split())
    found = {*held.any, *held.exact.get(asked, ())}
    for word in said:
        found.update(number for wanted, number in held.all.get(word, ()) if wanted <= said)
    steps = category.split("/") if category else []
    for depth in range(1, len(steps) + 1):
        found.update(held.categories.get("/".join(steps[:depth]), ()))
    return found


def synonyms_for(words: str) -> tuple[Alternatives, ...]:
    """The phrases of the question that have synonyms, in its order; the longest phrase wins, and
    none overlap.
    """
    synonyms = _held().synonyms
    if not synonyms:
        return ()
    said = _key(words).split()
    found: list[Alternatives] = []
    place = 0
    while place < len(said):
        for length in range(min(MOST_WORDS, len(said) - place), 0, -1):
            if hit := synonyms.get(" ".join(said[place : place + length])):
                found.append(hit)
                place += length
                break
        else:
            place += 1
    return tuple(found)


def kinds_of(word: str) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Returns each kind of a thing that the shop may have: its stems, and how many products say
    them.
    """
    return _held().kinds.get(_key(word), ())


def expanded(terms: Sequence[Term], words: str) -> list[Term]:
    """The terms of a question with its synonyms as alternatives; the terms of a phrase that has one
    become one term.
    """
    left = list(terms)
    for synonym in synonyms_for(words):
        length = len(synonym.stems)
        for place in range(len(left)):
            run = left[place : place + length]
            if _stems_of(run) != synonym.stems:
                continue
            if not (synonym.is_common and all(term.is_named for term in run)):
                left[place : place + length] = [_widened(run, synonym)]
            # Else the shop calls things so itself.
            break
    return left


def _stems_of(run: Iterable[Term]) -> tuple[str, ...]:
    return tuple(stem for term in run for stem in term.alternatives[0])


def _widened(run: Sequence[Term], synonym: Alternatives) -> Term:
    """One term for the run of terms that are the synonym's phrase, with its alternatives."""
    own = run[0].alternatives if len(run) == 1 else (synonym.stems,)
    return replace(
        run[0],
        word=synonym.phrase,
        alternatives=tuple(dict.fromkeys((*own, *synonym.alternatives))),
        products=max(min(term.products for term in run), synonym.products),
        said=synonym.stems,
        others_share=_share(run, synonym),
    )


# Where the shop says a word itself, if not in names, it may mean just that.
COMMON_SHARE = 0.2


def _share(run: Sequence[Term], synonym: Alternatives) -> float:
    if not all(term.products for term in run):
        return 1.0
    return COMMON_SHARE if synonym.is_common else Term.others_share


def forget() -> None:
    """Read anew at the next search; other processes do so within SECONDS."""
    _now.clear()


def _held() -> _Held:
    read_at, held = _now.get("now", (0.0, None))
    if held is None or read_at < monotonic() - SECONDS:
        held = _read()
        _now["now"] = (monotonic(), held)
    return held


def _key(words: str) -> str:
    return singular(fold(words))


def _read() -> _Held:
    held = _Held(synonyms=_synonyms(), kinds=_kinds())
    rules = (
        Rule.objects.current(localdate())
        .select_related("category")
        .prefetch_related("products", "boosts__category")
        .order_by("id")
    )
    for rule in rules:
        held.effects[rule.pk] = _effect(rule.products.all(), rule.boosts.all())
        match rule.match:
            case Rule.Match.ANY:
                held.any.append(rule.pk)
            case Rule.Match.CATEGORY:
                held.categories.setdefault(rule.category.slug if rule.category else "", []).append(
                    rule.pk
                )
            case _:
                _enter(held, rule)
    return held


def _enter(held: _Held, rule: Rule) -> None:
    for phrase in filter(None, map(_key, phrases(rule.words))):
        if rule.match == Rule.Match.EXACT:
            held.exact.setdefault(phrase, []).append(rule.pk)
        else:
            wanted = frozenset(phrase.split())
            held.all.setdefault(max(wanted, key=lambda word: (len(word), word)), []).append(
                (wanted, rule.pk)
            )


def _effect(products: Iterable[RuleProduct], boosts: Iterable[RuleBoost]) -> Rules:
    ids: dict[Any, list[int]] = {RuleProduct.Effect.PIN: [], RuleProduct.Effect.HIDE: []}
    for each in products:
        ids[each.effect].append(each.product_id)
    return Rules(
        tuple(ids[RuleProduct.Effect.PIN]),
        tuple(ids[RuleProduct.Effect.HIDE]),
        tuple(map(_boost, boosts)),
    )


def _boost(boost: RuleBoost) -> Boost:
    factor = float(boost.factor)
    if boost.brand:
        return Boost("brand", boost.brand, factor)
    if boost.category:
        return Boost("category", boost.category.slug, factor)
    if boost.product_id:
        return Boost("product", str(boost.product_id), factor)
    return Boost("attribute", boost.value, factor, boost.attribute)


def _synonyms() -> dict[str, Alternatives]:
    """For each phrase of staff, all that may stand for it; for others, the common synonyms."""
    common, instead = _phrases()
    found: dict[str, Alternatives] = {}
    stems = _stems(instead.keys() | set().union(*instead.values()))
    for phrase in filter(stems.get, instead):
        own = Alternatives(_key(phrase), stems[phrase][0], (), 0, phrase in common)
        runs = list(filter(None, map(stems.get, instead[phrase])))
        if own.phrase and _is_useful(own, runs):
            found[own.phrase] = _merged(own, runs, found.get(own.phrase))
    return {key: each for key, each in found.items() if each.alternatives}


def _phrases() -> tuple[set[str], dict[str, list[str]]]:
    """Which phrases are of the common list alone, and what may stand for each phrase."""
    instead, known = _of_staff()
    common = {word: others for word, others in _common().items() if word not in known}
    return set(common), instead | common


def _is_useful(phrase: Alternatives, runs: Sequence[tuple[tuple[str, ...], int]]) -> bool:
    """Whether there is an alternative; of the common list, one that the shop has products of."""
    return any(products for _run, products in runs) if phrase.is_common else bool(runs)


def _of_staff() -> tuple[dict[str, list[str]], set[str]]:
    """What may stand for each phrase of staff's synonyms, and every phrase that they name."""
    instead: dict[str, list[str]] = {}
    known: set[str] = set()
    for synonym in Synonym.objects.current(localdate()).order_by("id"):
        words, means = phrases(synonym.words), phrases(synonym.means)
        known |= {*words, *means}
        for word in words:
            others = means or [other for other in words if other != word]
            instead.setdefault(word, []).extend(others)
    return instead, known


def _merged(
    phrase: Alternatives,
    runs: Sequence[tuple[tuple[str, ...], int]],
    before: Alternatives | None,
) -> Alternatives:
    """The phrase with these runs of stems, each with its products, and with the alternatives of an
    equal phrase that came before.
    """
    alternatives = dict.fromkeys(before.alternatives if before else ())
    most = before.products if before else 0
    for run, products in runs:
        alternatives[run] = None
        most = max(most, products)
    alternatives.pop(phrase.stems, None)
    return replace(phrase, alternatives=tuple(alternatives), products=most)


@cache
def _common() -> dict[str, list[str]]:
    """The others of its group for each word of synonyms.txt."""
    found: dict[str, list[str]] = {}
    for line in SYNONYMS.read_text(encoding="utf-8").splitlines():
        group = [] if line.startswith("#") else phrases(line)
        for word in group:
            found.setdefault(word, []).extend(other for other in group if other != word)
    return found


def _kinds() -> dict[str, tuple[tuple[tuple[str, ...], int], ...]]:
    lists = _listed_kinds()
    stems = _stems(set().union(*lists.values()))
    found = {
        thing: tuple(stems[kind] for kind in kinds if kind in stems and stems[kind][1])
        for thing, kinds in lists.items()
    }
    return {thing: kinds for thing, kinds in found.items() if kinds}


@cache
def _listed_kinds() -> dict[str, list[str]]:
    """The kinds of each thing of kinds.txt."""
    found: dict[str, list[str]] = {}
    for line in KINDS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            thing, kinds = line.split(":")
            found[_key(thing)] = phrases(kinds)
    return found


def _stems(some: Iterable[str]) -> dict[str, tuple[tuple[str, ...], int]]:
    if not (wanted := list(some)):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STEMS, {"phrases": wanted})
        return {phrase: (tuple(stems), products) for phrase, stems, products in cursor.fetchall()}
