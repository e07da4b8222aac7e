"""Products in the order of one aspect: which is the lightest, the cheapest, the one with the most
keys.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from chat.builtin.aspects import LINE_KEYS, Aspect, Degree, called, is_known, is_like, key_stems
from chat.builtin.nearest import nearest_of
from chat.builtin.phrase import agreeing, because, costs, is_rated, sentence, the
from chat.builtin.qualities import qualities, scale, words
from chat.builtin.sayings import key_words, plural, saying, value_words
from chat.builtin.values import amount, is_in_unit
from chat.builtin.words import joined, stars, stem, tokens
from chat.tools import ProductFacts, ProductLine
from shop.search.vocabulary import fold
from site_config.formatting import format_price

MOST_NAMED = 3
# How near the name of an attribute has to be to a superlative that shares no word with it.
NEAR_KEY, NEAR_NAME = 0.25, 0.45
Ranked = list[tuple[ProductLine, str]]


def ranked_reply(lines: Sequence[ProductLine], degree: Degree) -> str:
    """ "The lightest is X: it weighs 410 g", and what is unknown; empty where the shop knows it of
    none.
    """
    ranked = ranking(lines, degree)
    if not ranked:
        return ""
    best, phrase = ranked[0]
    ties = [line for line, other in ranked if other == phrase]
    if len(ties) > 1:
        lead = _("%(products)s share the first place: they %(said)s") % {
            "products": joined([the(line, bold=True) for line in ties[:MOST_NAMED]]),
            "said": plural(phrase),
        }
    else:
        first = agreeing(best, _first(lines, degree))
        lead = _("of these, %(product)s %(said)s") % {
            "product": the(best, bold=True),
            "said": first,
        }
        lead += because(best, phrase)
    rest, ids = ranked[len(ties) :][:MOST_NAMED], {line.id for line, _said in ranked}
    silent = [the(line) for line in lines if line.id not in ids][:MOST_NAMED]
    return " ".join([sentence(lead), *_runners_up(rest, degree), *_silent(silent)])


def _first(lines: Sequence[ProductLine], degree: Degree) -> str:
    """Whose battery lasts longest is not the longest."""
    facts = [line for line in lines if isinstance(line, ProductFacts)]
    key = "" if degree[0].name in LINE_KEYS else ranked_key(facts, degree)
    is_other = bool(key) and _like(key, degree[0]) and not degree[0].nouns & key_stems(key)
    return _("comes first") if is_other else superlative(*degree)


def _runners_up(rest: Ranked, degree: Degree) -> list[str]:
    if not rest:
        return []
    text = ngettext("then comes %(products)s", "then come %(products)s", len(rest))
    named = [f"{the(line)} ({_value(line, degree)})" for line, _said in rest]
    return [sentence(text % {"products": joined(named)})]


def _silent(products: list[str]) -> list[str]:
    if not products:
        return []
    text = _("the shop does not state it for %(products)s")
    return [sentence(text % {"products": joined(products)})]


def _value(line: ProductLine, degree: Degree) -> str:
    """A value alone, where the sentence before it has said what it is of."""
    name = degree[0].name
    if name == "price":
        return format_price(line.price, line.currency)
    if name == "rating" and line.rating:
        return _("%(stars)s of 5") % {"stars": stars(line.rating)}
    key = ranked_key([line], degree) if isinstance(line, ProductFacts) else ""
    return value_words(key, line.attributes[key]) if isinstance(line, ProductFacts) and key else ""


def ranking(lines: Sequence[ProductLine], degree: Degree) -> Ranked:
    """Those of which it is known, what was looked for first, each with its value as a saying."""
    aspect, is_more = degree
    sign = -1 if is_more else 1
    if aspect.name == "price":
        return [(line, costs(line)) for line in sorted(lines, key=lambda line: sign * line.price)]
    if aspect.name == "rating":
        rated = [(line, line.rating) for line in lines if line.rating]
        rated.sort(key=lambda each: sign * each[1])
        return [(line, is_rated(rating)) for line, rating in rated]
    return _by_attribute([line for line in lines if isinstance(line, ProductFacts)], degree)


def _by_attribute(facts: Sequence[ProductFacts], degree: Degree) -> Ranked:
    best = ranked_key(facts, degree)
    name, is_more = key_words(best), degree[1] != _is_inverse(best, facts, degree[0])
    stated = []
    for each in facts:
        key = _key_called(name, each)
        number = number_of(key, each.attributes.get(key))
        if number is not None:
            stated.append((number, each, key))
    stated.sort(key=lambda each: -each[0] if is_more else each[0])
    return [(each, saying(key, each.attributes[key])) for _number, each, key in stated]


def _is_inverse(key: str, facts: Sequence[ProductFacts], aspect: Aspect) -> bool:
    """Whether the largest value has the least of it: the fastest takes the least time."""
    quality = qualities().get(aspect.name)
    measured = (amount(key, each.attributes[key]) for each in facts if key in each.attributes)
    return bool(quality) and any(
        each.dimension in quality.inverse for each in measured if each and quality
    )


def _key_called(name: str, facts: ProductFacts) -> str:
    """In whatever unit: "weight_g" and "weight_kg" are one."""
    keys = (key for key in facts.attributes if name and key_words(key) == name)
    return next((key for key in keys if is_ranked(key, facts.attributes[key])), "")


def ranked_key(facts: Sequence[ProductFacts], degree: Degree) -> str:
    """The attribute that is meant, stated by most of them; empty where none is."""
    aspect = _without_kind(degree[0], facts)
    counts = Counter(key for each in facts for key in each.attributes)
    scores = {key: _best_score(aspect, key, facts) for key in counts}
    fitting = list(filter(scores.__getitem__, scores))
    named = _named(fitting, aspect, facts)
    if not (named or _has_noun(fitting, aspect)):
        return _nearest_key(fitting or _numbers(counts, facts, aspect), aspect)
    return max(named or fitting, key=lambda key: (scores[key], counts[key]))


def _without_kind(aspect: Aspect, facts: Sequence[ProductFacts]) -> Aspect:
    """Without the words that all of them are called by: "the fastest bottle warmer" is not about
    bottles. Where nothing else tells what it is about, they stay.
    """
    called_so = [{stem(word) for word in tokens(f"{each.name} {each.category}")} for each in facts]
    kind = set.intersection(*called_so) if called_so and aspect.nouns else set()
    return replace(aspect, about=aspect.about - kind)


def _named(keys: Sequence[str], aspect: Aspect, facts: Sequence[ProductFacts]) -> list[str]:
    return [key for key in keys if _like(key, aspect) or _is_in_unit(key, aspect, facts)]


def _is_in_unit(key: str, aspect: Aspect, facts: Sequence[ProductFacts]) -> bool:
    """ "The most metres" is of what is stated in metres."""
    measured = (amount(key, each.attributes[key]) for each in facts if key in each.attributes)
    return any(is_in_unit(each, aspect.name) for each in measured if each and each.dimension)


def _has_noun(keys: Sequence[str], aspect: Aspect) -> bool:
    return any(aspect.nouns & key_stems(key) for key in keys)


def _best_score(aspect: Aspect, key: str, facts: Sequence[ProductFacts]) -> float:
    return max(_score(aspect, key, each) for each in facts)


def _numbers(keys: Iterable[str], facts: Sequence[ProductFacts], aspect: Aspect) -> list[str]:
    return [
        key
        for key in keys
        if any(_may_rank(key, each.attributes.get(key), aspect) for each in facts)
    ]


def _may_rank(key: str, value: Any, aspect: Aspect) -> bool:
    """Whether a value is in order, and of no other dimension than the aspect: no time is warm."""
    measured = amount(key, value)
    is_other = bool(aspect.units and measured and measured.dimension)
    return is_ranked(key, value) and not (
        (is_other and measured and measured.dimension not in aspect.units)
        or _is_of_another(key, aspect)
    )


def _is_of_another(key: str, aspect: Aspect) -> bool:
    """Whether its name says what it measures, and that is something else: no depth is warm."""
    stated = key_stems(key)
    own = aspect.nouns | aspect.about
    return not stated & own and any(
        stated & set(map(stem, each.nouns[:1] if each.loose else each.nouns))
        for each in qualities().values()
    )


def _nearest_key(keys: Sequence[str], aspect: Aspect) -> str:
    """The one that is called most like the aspect: "goes down to" of "deeper"."""
    about = " ".join(sorted(aspect.about))
    if about and (named := nearest_of(about, keys, NEAR_NAME)):
        return named
    asked = f"{aspect.said or aspect.name} {about}".strip()
    if not (aspect.nouns or aspect.units):  # "the most frost" says only what it may be called
        return nearest_of(asked, keys, NEAR_NAME)
    return keys[0] if len(keys) == 1 else nearest_of(asked, keys, NEAR_KEY)


def _like(key: str, aspect: Aspect) -> frozenset[str]:
    return frozenset(word for word in aspect.about if is_like(word, key_stems(key)))


def _score(aspect: Aspect, key: str, facts: ProductFacts) -> float:
    """How much a product's attribute is what the aspect is about."""
    value, stems = facts.attributes.get(key), key_stems(key)
    if not is_ranked(key, value):
        return 0.0
    measured = amount(key, value)
    about, nouns = len(_like(key, aspect)), len(aspect.nouns & stems)
    is_unit = bool(measured and measured.dimension in aspect.units)
    if not (about or nouns or is_unit):
        return 0.0
    is_packaging = words("packaging") & set(key_words(key).split()) - aspect.about
    other = len(stems - {stem(word) for word in words("whole")}) - about - nouns
    return max(0.1, 10 * about + 3 * bool(nouns) + 2 * is_unit - other - 5 * bool(is_packaging))


def is_ranked(key: str, value: Any) -> bool:
    return is_known(value) and number_of(key, value) is not None


def number_of(key: str, value: Any) -> float | None:
    """A value that can be ordered, or None: an amount in its smallest unit, or the place of a word
    on a scale.
    """
    if value is None:
        return None
    if isinstance(value, str) and (place := scale().get(fold(value))) is not None:
        return float(place)
    measured = None if isinstance(value, bool) else amount(key, value)
    if measured is None:
        return None
    return measured.high if measured.high < float("inf") else measured.low


# What is said of the first in rank, verb first: where little of it was looked for, and where much.
_FIRST = {
    "price": (gettext_noop("is the least expensive"), gettext_noop("is the most expensive")),
    "rating": (gettext_noop("is the lowest rated"), gettext_noop("is the best rated")),
    "weight": (gettext_noop("is the lightest"), gettext_noop("is the heaviest")),
    "size": (gettext_noop("is the smallest"), gettext_noop("is the biggest")),
    "warmth": (gettext_noop("is the least warm"), gettext_noop("is the warmest")),
    "brightness": (gettext_noop("is the dimmest"), gettext_noop("is the brightest")),
    "power": (gettext_noop("is the weakest"), gettext_noop("is the strongest")),
    "noise": (gettext_noop("is the quietest"), gettext_noop("is the loudest")),
    "speed": (gettext_noop("is the slowest"), gettext_noop("is the fastest")),
    "width": (gettext_noop("is the narrowest"), gettext_noop("is the widest")),
    "height": (gettext_noop("is the lowest"), gettext_noop("is the highest")),
    "thickness": (gettext_noop("is the thinnest"), gettext_noop("is the thickest")),
    "depth": (gettext_noop("is the shallowest"), gettext_noop("is the deepest")),
    "length": (gettext_noop("is the shortest"), gettext_noop("is the longest")),
    "duration": (gettext_noop("is the shortest"), gettext_noop("is the longest")),
    "difficulty": (gettext_noop("is the easiest"), gettext_noop("is the hardest")),
    "capacity": (gettext_noop("holds the least"), gettext_noop("holds the most")),
}


def superlative(aspect: Aspect, is_more: bool) -> str:
    if aspect.name in _FIRST:
        return _(_FIRST[aspect.name][is_more])
    text = _("has the most %(aspect)s") if is_more else _("has the least %(aspect)s")
    return text % {"aspect": called(aspect.name)}
