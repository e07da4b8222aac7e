"""Products in the order of one aspect: which is the lightest, the cheapest, the warmest."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from chat.builtin.aspects import Aspect, Degree, called, keys_of, measure
from chat.builtin.phrase import agreeing, because, costs, is_rated, sentence, the
from chat.builtin.sayings import plural, saying
from chat.builtin.words import joined
from chat.tools import ProductFacts, ProductLine

_VERB = re.compile(r"^(?:is|costs|weighs|has|runs|holds|makes|sleeps) ")


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
        named = joined([the(line, bold=True) for line in ties[:3]])
        lead = _("%(products)s share the first place: they %(said)s") % {
            "products": named,
            "said": plural(phrase),
        }
    else:
        lead = _("of these, %(product)s %(said)s") % {
            "product": the(best, bold=True),
            "said": agreeing(best, superlative(*degree)),
        }
        lead += because(best, phrase)
    parts = [sentence(lead)]
    if rest := [f"{the(line)} ({_VERB.sub('', said)})" for line, said in ranked[len(ties) :][:3]]:
        parts.append(
            sentence(
                ngettext("then comes %(products)s", "then come %(products)s", len(rest))
                % {"products": joined(rest)}
            )
        )
    if silent := [
        the(line) for line in lines if line.id not in {each.id for each, _said in ranked}
    ]:
        parts.append(
            sentence(
                _("the shop does not state it for %(products)s") % {"products": joined(silent[:3])}
            )
        )
    return " ".join(parts)


def ranking(lines: Sequence[ProductLine], degree: Degree) -> list[tuple[ProductLine, str]]:
    """Those of which it is known, what was looked for first, each with its value as a saying."""
    aspect, is_more = degree
    sign = -1 if is_more else 1
    if aspect.name == "price":
        return [(line, costs(line)) for line in sorted(lines, key=lambda line: sign * line.price)]
    if aspect.name == "rating":
        rated = [(line, line.rating) for line in lines if line.rating]
        return [
            (line, is_rated(rating))
            for line, rating in sorted(rated, key=lambda each: sign * each[1])
        ]
    facts = [line for line in lines if isinstance(line, ProductFacts)]
    keys = _common_keys(facts, aspect)
    known = [(line, found) for line in facts if (found := measure(keys, line.attributes))]
    known.sort(key=lambda each: sign * each[1][1])
    return [(line, saying(key, line.attributes[key])) for line, (key, _number) in known]


def _common_keys(facts: Sequence[ProductFacts], aspect: Aspect) -> tuple[str, ...]:
    """The attribute that most of them state: litres are not ranked against centimetres."""
    found = dict.fromkeys(key for each in facts for key in keys_of(aspect, each.attributes))
    groups = (
        [("weight_g", "weight_kg"), ("weight",)]
        if aspect.name == "weight"
        else [(key,) for key in found]
    )
    if not groups:
        return ()
    return max(
        groups, key=lambda keys: sum(measure(keys, each.attributes) is not None for each in facts)
    )


# What is said of the first in rank, verb first: where little of it was looked for, and where much.
_FIRST = {
    "price": (gettext_noop("is the least expensive"), gettext_noop("is the most expensive")),
    "rating": (gettext_noop("is the lowest rated"), gettext_noop("is the best rated")),
    "weight": (gettext_noop("is the lightest"), gettext_noop("is the heaviest")),
    "size": (gettext_noop("is the smallest"), gettext_noop("is the biggest")),
    "warmth": (gettext_noop("is the least warm"), gettext_noop("is the warmest")),
    "battery life": (
        gettext_noop("has the shortest battery life"),
        gettext_noop("has the longest battery life"),
    ),
    "brightness": (gettext_noop("is the dimmest"), gettext_noop("is the brightest")),
    "power": (gettext_noop("is the weakest"), gettext_noop("is the strongest")),
    "noise": (gettext_noop("is the quietest"), gettext_noop("is the loudest")),
    "width": (gettext_noop("is the narrowest"), gettext_noop("is the widest")),
    "height": (gettext_noop("is the lowest"), gettext_noop("is the highest")),
    "thickness": (gettext_noop("is the thinnest"), gettext_noop("is the thickest")),
    "depth": (gettext_noop("is the shallowest"), gettext_noop("is the deepest")),
    "length": (gettext_noop("is the shortest"), gettext_noop("is the longest")),
}


def superlative(aspect: Aspect, is_more: bool) -> str:
    if aspect.name in _FIRST:
        return _(_FIRST[aspect.name][is_more])
    text = _("has the most %(aspect)s") if is_more else _("has the least %(aspect)s")
    return text % {"aspect": called(aspect.name)}
