"""Several products beside each other: what tells them apart, and which has the most of something."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from chat.offline.answer import answer
from chat.offline.aspects import Aspect, degree_in, keys_asked, measure
from chat.offline.judge import fit
from chat.offline.phrase import it_says, says, sentence, the
from chat.offline.request import Degree
from chat.offline.sayings import key_words, plural, saying, value_words
from chat.offline.words import joined, money, stars, stems
from chat.tools import Compared, ProductFacts, ProductLine, Row

# Seen in the table or in the name, and seldom what decides.
_DULL = frozenset({"type", "colour", "color", "sizes", "sizes eu", "for", "season", "activity", "theme", "material", "age to"})
_DIFFERENCES = 4
_VERB = re.compile(r"^(?:is|costs|weighs) ")
_GRAMMAR = frozenset("compare comparison comparing difference differences differ different versus vs better think".split())
Read = Mapping[int, ProductFacts]


def compared_reply(compared: Compared, degree: Degree | None, question: str, read: Read) -> str:
    """What differs as a short list, what is unknown, and which to take."""
    lines = compared.products
    ranked = ranked_reply([read.get(line.id, line) for line in lines], degree) if degree else ""
    lead = ranked or f"{sentence(joined([the(line, bold=True) for line in lines]))[:-1]}, in this order:"
    rows = [_row_said(row) for row in _telling(compared, question)]
    points = "\n".join(f"- {each}" for each in [*_line_rows(lines), *rows][: _DIFFERENCES + 1])
    verdict = "" if ranked else _verdict(lines, question, read)
    return "\n\n".join(part for part in (lead, points, f"{_unknown(compared)} {verdict}".strip()) if part)


def _line_rows(lines: Sequence[ProductLine]) -> list[str]:
    rows = [f"Price: {_against([money(line.price, line.currency) for line in lines])}"]
    if len({line.rating for line in lines}) > 1:
        rows.append(f"Rating: {_against([stars(line.rating) if line.rating else 'none' for line in lines])}")
    return rows


def _telling(compared: Compared, question: str) -> list[Row]:
    """The rows that differ, those of the question first, then those that all state."""
    rows = [row for row in compared.rows if len({value for value in row.values if value}) > 1]
    asked = stems(question)
    rows = [row for row in rows if row.name not in _DULL or stems(row.name) & asked]
    return sorted(rows, key=lambda row: (not stems(row.name) & asked, row.values.count(None), "yes" not in row.values))


def _row_said(row: Row) -> str:
    key = row.name.replace(" ", "_")
    name = key_words(key)
    return f"{name[:1].upper()}{name[1:]}: {_against([_with_unit(key, value) for value in row.values])}"


def _with_unit(key: str, value: str | None) -> str:
    if value is None:
        return "not stated"
    try:
        return value_words(key, float(value))
    except ValueError:
        return value


def _against(values: list[str]) -> str:
    return " against ".join(values) if len(values) == 2 else " / ".join(values)


def _unknown(compared: Compared) -> str:
    for row in compared.rows:
        silent = [line for line, value in zip(compared.products, row.values, strict=True) if value is None]
        if 0 < len(silent) < len(compared.products) and row.name not in _DULL:
            return sentence(
                f"the shop does not state “{key_words(row.name.replace(' ', '_'))}” for {joined([the(line) for line in silent])}"
            )
    return ""


def _verdict(lines: Sequence[ProductLine], question: str, read: Read) -> str:
    """By the asked use where the facts tell them apart, else by price and rating."""
    fits = sorted((fit(read[line.id], question) for line in lines if line.id in read), key=lambda each: -each.score)
    if len(fits) > 1 and fits[0].score > fits[1].score and fits[0].reasons:
        return sentence(f"for that I would take {the(fits[0].line)}: {it_says(fits[0].line, *fits[0].reasons[:2])}")
    silent = [word for word in question.split() if stems(word) and read and not degree_in([word]) and word not in _GRAMMAR]
    about = f"About “{' '.join(silent[:4])}” the shop says nothing that tells them apart. " if silent else ""
    cheapest = min(lines, key=lambda line: line.price)
    best = max(lines, key=lambda line: (line.rating or Decimal(0), -line.price))
    if best is cheapest:
        return about + sentence(f"by price and rating I would take {the(best)}")
    return about + (sentence(f"by the ratings I would take {the(best)}; for less money, {the(cheapest)}") if best.rating else "")


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
    groups = [("weight_g", "weight_kg")] if aspect.name == "weight" else [(key,) for key in aspect.keys]
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


def which_reply(read: Sequence[ProductFacts], degree: Degree | None, question: str) -> str:
    """Over what was shown: the superlative, or those for which the question is true."""
    return (ranked_reply(read, degree) if degree else "") or _each(read, question)


def _each(read: Sequence[ProductFacts], question: str) -> str:
    keys = [key for facts in read for key in keys_asked(question.split(), facts.attributes)[:1]]
    key = next((key for key in keys if any(isinstance(facts.attributes.get(key), bool) for facts in read)), None)
    if key is None:
        said = [answer(facts, question) for facts in read[:4]]
        nothing = f"the shop says nothing about “{' '.join(word for word in question.split() if stems(word))}” for any of these"
        return (
            sentence(nothing) if all("the shop says nothing" in each.lower() for each in said) else "\n".join(f"- {each}" for each in said)
        )
    parts = [_group(read, key, value) for value in (True, False)]
    if not parts[0]:
        parts[0] = "None of these, as far as the shop says."
    if silent := [the(facts) for facts in read if key not in facts.attributes]:
        parts.append(sentence(f"the shop does not say it of {joined(silent)}"))
    return " ".join(part for part in parts if part)


def _group(read: Sequence[ProductFacts], key: str, value: bool) -> str:
    group = [facts for facts in read if facts.attributes.get(key) is value]
    if not group:
        return ""
    if len(group) == 1:
        return sentence(says(group[0], saying(key, value), bold=value))
    return sentence(f"{joined([the(facts, bold=value) for facts in group])} {plural(saying(key, value))}")
