"""Products in the order of one aspect: which is the lightest, the cheapest, the warmest."""

import re
from collections.abc import Sequence

from chat.offline.aspects import Aspect, Degree, keys_of, measure
from chat.offline.phrase import it_says, says, sentence, the
from chat.offline.sayings import plural, saying
from chat.offline.words import joined, money, stars
from chat.tools import ProductFacts, ProductLine

_VERB = re.compile(r"^(?:is|costs|weighs|has|runs|holds|makes|sleeps) ")


def ranked_reply(lines: Sequence[ProductLine], degree: Degree) -> str:
    """ "The lightest is X: it weighs 410 g", and what is unknown; empty where the shop knows it of none."""
    ranked = ranking(lines, degree)
    if not ranked:
        return ""
    best, phrase = ranked[0]
    ties = [line for line, other in ranked if other == phrase]
    if len(ties) > 1:
        lead = f"{joined([the(line, bold=True) for line in ties[:3]])} share the first place: they {plural(phrase)}"
    else:
        lead = f"of these, {says(best, superlative(*degree), bold=True)}: {it_says(best, phrase)}"
    parts = [sentence(lead)]
    if rest := [f"{the(line)} ({_VERB.sub('', said)})" for line, said in ranked[len(ties) :][:3]]:
        parts.append(sentence(f"then {'come' if len(rest) > 1 else 'comes'} {joined(rest)}"))
    if silent := [the(line) for line in lines if line.id not in {each.id for each, _said in ranked}]:
        parts.append(sentence(f"the shop does not state it for {joined(silent[:3])}"))
    return " ".join(parts)


def ranking(lines: Sequence[ProductLine], degree: Degree) -> list[tuple[ProductLine, str]]:
    """Those of which it is known, what was looked for first, each with its value as a saying."""
    aspect, is_more = degree
    sign = -1 if is_more else 1
    if aspect.name == "price":
        return [(line, f"costs {money(line.price, line.currency)}") for line in sorted(lines, key=lambda line: sign * line.price)]
    if aspect.name == "rating":
        rated = [(line, line.rating) for line in lines if line.rating]
        return [(line, f"is rated {stars(rating)} of 5") for line, rating in sorted(rated, key=lambda each: sign * each[1])]
    facts = [line for line in lines if isinstance(line, ProductFacts)]
    keys = _common_keys(facts, aspect)
    known = [(line, found) for line in facts if (found := measure(keys, line.attributes))]
    known.sort(key=lambda each: sign * each[1][1])
    return [(line, saying(key, line.attributes[key])) for line, (key, _number) in known]


def _common_keys(facts: Sequence[ProductFacts], aspect: Aspect) -> tuple[str, ...]:
    """The attribute that most of them state: litres are not ranked against centimetres."""
    found = dict.fromkeys(key for each in facts for key in keys_of(aspect, each.attributes))
    groups = [("weight_g", "weight_kg"), ("weight",)] if aspect.name == "weight" else [(key,) for key in found]
    if not groups:
        return ()
    return max(groups, key=lambda keys: sum(measure(keys, each.attributes) is not None for each in facts))


def superlative(aspect: Aspect, is_more: bool) -> str:
    """What is said of the first in rank, verb first."""
    first = {
        "price": ("is the least expensive", "is the most expensive"), "rating": ("is the lowest rated", "is the best rated"),
        "weight": ("is the lightest", "is the heaviest"), "size": ("is the smallest", "is the biggest"),
        "warmth": ("is the least warm", "is the warmest"),
        "battery life": ("has the shortest battery life", "has the longest battery life"),
    }  # fmt: skip
    if aspect.name in first:
        return first[aspect.name][is_more]
    words = sorted(word for word in (aspect.more if is_more else aspect.less) if word.endswith("est"))
    return f"is the {words[0]}" if words else f"has the {'most' if is_more else 'least'} {aspect.name}"
