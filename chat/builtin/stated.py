"""What the shop states of one product on what is asked: an attribute, else its own sentences;
honestly nothing where it does not.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from chat.builtin.aspects import aspects_in, is_like, keys_by_rank, number_of, numbers_in
from chat.builtin.foreign import said_back
from chat.builtin.nearest import nearest_key, nearest_sentence
from chat.builtin.phrase import because, says, sentence, the
from chat.builtin.sayings import key_words, saying, value_words
from chat.builtin.words import stem, stems, tokens
from chat.tools import ProductFacts
from shop.models.suspicion import suspicion
from shop.search.vocabulary import BASIC

YES_OR_NO = re.compile(
    r"^(?:(?:and|so|but|ok|okay|well|also) "
    r")*(?:is|are|does|do|has|have|can|will|would|was|could|am|should|may|must)\b"
)
# Told besides the asked one, where the product has them.
_BESIDE = {
    "waterproof": ("water_column_mm", "water_resistant"),
    "warmth": ("comfort_temp_c",),
    "battery": ("battery_life_h",),
    "noise_cancelling": ("battery_life_h",),
}
_TOGETHER = {
    "width_cm": ("depth_cm", "height_cm"),
    "width": ("depth", "height"),
    "battery_life_h": ("battery_with_case_h",),
}
# A number that says that it can, and nought that it cannot.
_CAPABLE = frozenset({"oven_safe_c", "hot_h", "cold_h", "spf", "max_load_kg"})
_NO = frozenset({"no", "none", "n", "false", "not supported", "not available", "-", "without"})
# Said in a question, and no part of what it asks for.
_ASIDE = frozenset(
    stem(word)
    for word in (
        "work works working take allowed allow go goes charge okay available still really ever "
        "possible have mine actually exactly "
        "include included includes come bring need required able does put room space contain "
        "contains feature features how long far often big"
    ).split()
)
_AMOUNT = re.compile(
    r"\bhow (?!about|do |does |is |are |can )\w+|\bwhat "
    r"(?:size|length|weight|width|height|dimensions?)\b|\bmany\b|\bmuch\b"
)
# Somebody, or some place, is asked for: a sentence without a name does not say it.
ASKS_WHO = re.compile(r"^(?:and )?(?:who|whose|where)\b")
_NAMES = re.compile(r"(?<=[\w,] )[A-Z]\w")
_ASKS_WHAT = re.compile(r"^(?:and |so |ok )*(?:how|what|which)\b")
_ENOUGH = 0.6


def stated(facts: ProductFacts, words: list[str]) -> str:
    """The best that is stated; empty where nothing is on this."""
    asked = content(words)
    definite, whole, partly, vague = keys_by_rank(words, facts.attributes)
    quoted, share = _quote(facts, words, asked)
    for keys in ([*definite[:1], *whole, *definite], partly):
        key = next((key for key in keys if is_known(facts.attributes[key])), None)
        if (
            key
            and (keys is partly or not _is_more_said(facts, key, words))
            and (share < 1 or keys is not partly)
        ):
            plainly = sentence(says(facts, _saying(facts, key)))
            return _attribute(facts, key, words) or (
                plainly if number_of(facts.attributes[key]) is not None else quoted or plainly
            )
    if ASKS_WHO.search(" ".join(words)) and not _NAMES.search(quoted.partition("“")[2]):
        quoted = ""
    return (
        _value(facts, words, asked)
        or (quoted if share >= _ENOUGH else "")
        or _vague(facts, vague, words, asked)
    )


def _is_more_said(facts: ProductFacts, key: str, words: list[str]) -> bool:
    """Whether a sentence has every word of the question, and the attribute has not: "batteries, not
    included" is not "battery needed".
    """
    said = stems(" ".join(words))
    own = {stem(part) for part in key_words(key).split()} | stems(
        " ".join(str(each) for each in listed(facts.attributes[key]))
    )
    own |= {
        stem(word) for aspect in aspects_in(words) if key in aspect.keys for word in aspect.words
    }
    left = {word for word in said if not is_like(word, own)}
    return bool(left) and any(
        all(is_like(word, {stem(each) for each in tokens(text)}) for word in said)
        for text in _sentences(facts)
    )


def _sentences(facts: ProductFacts) -> list[str]:
    return [
        text.strip()
        for text in re.split(r"(?<=[.!?])\s+", facts.description)
        if text.strip() and not suspicion(text)
    ]


def content(words: Iterable[str]) -> frozenset[str]:
    """The stems of what is asked for."""
    return stems(" ".join(words)) - _ASIDE


def _vague(facts: ProductFacts, keys: list[str], words: list[str], asked: frozenset[str]) -> str:
    """ "How big is it?" takes any measure; "how big is the mattress" is of something else."""
    own = {
        stem(word)
        for aspect in aspects_in(words)
        for word in aspect.words | aspect.more | aspect.less
    }
    key = next((key for key in keys if is_known(facts.attributes[key])), None)
    return (
        _attribute(facts, key, words) or sentence(says(facts, _saying(facts, key)))
        if key and not asked - own
        else ""
    )


def unknown(facts: ProductFacts, words: list[str], told: list[str]) -> str:
    """Plainly that it is not said, and what comes nearest to it."""
    asked = content(words)
    about = " ".join(word for word in words if stem(word) in asked) or " ".join(words) or "that"
    lead = nothing(about, the(facts))
    is_asked = _ASKS_WHAT.match(" ".join(words))
    if (
        is_asked
        and (key := nearest_key(" ".join(words), facts))
        and is_known(facts.attributes[key])
    ):
        return sentence(says(facts, _saying(facts, key)))
    if YES_OR_NO.match(" ".join(words)) and (on_it := nearest_sentence(" ".join(words), [facts])):
        writes = _("of %(product)s the shop writes: “%(text)s”")
        return sentence(writes % {"product": the(facts), "text": on_it[1]})
    near, _share = _quote(facts, words, asked, is_answer=False)
    if near:
        return f"{lead} {near}"
    return (
        " ".join([lead, sentence(_("what it does say") + because(facts, *told))]) if told else lead
    )


def nothing(about: str, products: str) -> str:
    """Plainly that the shop does not say it."""
    said = {"words": said_back(about[:60]), "products": products}
    return sentence(_("the shop says nothing about “%(words)s” for %(products)s") % said)


def _attribute(facts: ProductFacts, key: str, words: list[str]) -> str:
    """Empty where the attribute does not settle what is asked with yes or no."""
    value = facts.attributes[key]
    if isinstance(value, bool):
        return replied(words, value, says(facts, saying(key, value)) + _beside(facts, key, value))
    numbers, number = [number for number, _unit in numbers_in(words)], number_of(value)
    if numbers and number is not None:
        return replied(
            words,
            number >= numbers[0] if key in _CAPABLE else number == numbers[0],
            says(facts, _saying(facts, key)),
        )
    if YES_OR_NO.match(" ".join(words)):
        return _yes_no_of(facts, key, words)
    told = [key, *(each for each in _TOGETHER.get(key, ()) if is_known(facts.attributes.get(each)))]
    return sentence(says(facts, *(_saying(facts, each) for each in told)))


def _yes_no_of(facts: ProductFacts, key: str, words: list[str]) -> str:
    value = facts.attributes[key]
    is_said = {stem(part) for part in key_words(key).split()} <= {stem(word) for word in words}
    if key in _CAPABLE:
        return replied(words, bool(value), says(facts, saying(key, value)))
    if isinstance(value, str) and value.strip().lower() in _NO and is_said:
        return replied(words, False, says(facts, _saying(facts, key)))
    values = stems(" ".join(str(each) for each in listed(value)))
    if content(words) & values or (is_said and isinstance(value, str)):
        sure = key != "warmth" or value in ("warm", "very warm")
        return replied(words, sure or None, says(facts, _saying(facts, key)))
    return ""


def replied(words: list[str], value: bool | None, said: str) -> str:
    """With a yes or a no in front where that was asked, and not "is it this or that?"; None is
    neither.
    """
    if value is None or not YES_OR_NO.match(" ".join(words)) or "or" in words:
        return sentence(said)
    return sentence((_("yes, %(said)s") if value else _("no, %(said)s")) % {"said": said})


def _saying(facts: ProductFacts, key: str) -> str:
    """A bare number gets the unit that the product's own texts write behind it: "16 GB"."""
    value = facts.attributes[key]
    said = saying(key, value)
    if isinstance(value, float | int) and not isinstance(value, bool) and ": " in said:
        number = re.escape(f"{value:,.10g}")
        found = re.search(
            rf"(?<![\w.,]){number} ?(GB|TB|MB|mAh|Wh|W|Hz|kg|g|cm|mm|m|l|ml)\b",
            f"{facts.name} {facts.description}",
        )
        return f"{said} {found[1]}" if found else said
    return said


def _beside(facts: ProductFacts, key: str, value: bool) -> str:
    """The detail in brackets; for what is not waterproof, whether it at least sheds water."""
    if value:
        beside = ((each, facts.attributes.get(each)) for each in _BESIDE.get(key, ()))
        told = [
            f"{key_words(each)} {value_words(each, known)}"
            for each, known in beside
            if is_known(known) and not isinstance(known, bool)
        ]
        return f" ({', '.join(told)})" if told else ""
    if key == "waterproof" and facts.attributes.get("water_repellent"):
        return _(", only water repellent: it sheds a shower")
    if key == "waterproof" and (rating := facts.attributes.get("water_resistant")):
        return _("; it is water resistant to %(rating)s") % {"rating": rating}
    return ""


def _value(facts: ProductFacts, words: list[str], asked: frozenset[str]) -> str:
    """ "Is it leather?", "is it good for hiking?", "is it usb or ps/2?": what is asked among the
    values.
    """
    for key, value in facts.attributes.items():
        if isinstance(value, bool) or not asked:
            continue
        held = stems(" ".join(str(item) for item in listed(value)))
        parts = {stem(part) for part in key_words(key).split()}
        hit = {word for word in asked if is_like(word, held)}
        if hit and len(hit | (asked & parts)) >= len(asked) * (0.3 if "or" in words else _ENOUGH):
            sure = key != "warmth" or value in ("warm", "very warm")
            return replied(words, sure or None, says(facts, _saying(facts, key)))
    if facts.colour and BASIC & set(words):
        return replied(words, False, says(facts, saying("colour", facts.colour)))
    return ""


def _quote(
    facts: ProductFacts, words: list[str], asked: frozenset[str], *, is_answer: bool = True
) -> tuple[str, float]:
    """The shop's own sentences with most of what is asked, and the share that they have of it.

    Asked for an amount, those with a number are told as well."""
    texts, wanted = _sentences(facts), _wanted(words, asked)
    shares = [_share(wanted, {stem(word) for word in tokens(text)}) for text in texts]
    best = max(shares, default=0.0)
    if not best:
        return "", 0.0
    chosen = [at for at, share in enumerate(shares) if share == best][:2]
    if _AMOUNT.search(" ".join(words)) and not any(re.search(r"\d", texts[at]) for at in chosen):
        chosen = sorted(
            {
                *chosen,
                *[
                    at
                    for at in range(chosen[0] - 1, chosen[0] + 2)
                    if 0 <= at < len(texts) and re.search(r"\d", texts[at])
                ][:1],
            }
        )
    said = " ".join(texts[at] for at in chosen)
    if not is_answer:
        return sentence(_("what comes nearest: “%(text)s”") % {"text": said}), best
    writes = _("of %(product)s the shop writes: “%(text)s”") % {"product": the(facts), "text": said}
    return replied(words, False if _is_denied(asked, said) else None, writes), best


def _wanted(words: list[str], asked: frozenset[str]) -> list[set[str]]:
    """Each thing that is asked for, in all the words that it may be said with; "how much weight can
    it carry" asks for the load.
    """
    aspects = [aspect for aspect in aspects_in(words) if not aspect.vague]
    if any(aspect.name == "load" for aspect in aspects):
        aspects = [aspect for aspect in aspects if aspect.name != "weight"]
        asked -= {"weight", "heavy"}
    ways = [{stem(word) for word in aspect.words} for aspect in aspects]
    vague = {
        stem(word)
        for aspect in aspects_in(words)
        if aspect.vague
        for word in aspect.words | aspect.more | aspect.less
    }
    rest = [{each} for each in asked if not any(each in way for way in ways)]
    return ways + ([way for way in rest if not way <= vague] or ([] if ways else rest))


def _share(wanted: list[set[str]], said: set[str]) -> float:
    return (
        sum(any(is_like(each, said) for each in one) for one in wanted) / len(wanted)
        if wanted
        else 0.0
    )


def _is_denied(asked: frozenset[str], text: str) -> bool:
    """Whether the text says "no Bluetooth" of what is asked."""
    denied = {
        stem(match) for match in re.findall(r"\b(?:no|without(?: an?)?) ([\w-]+)", text.lower())
    }
    return bool(asked) and asked <= denied


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def is_known(value: Any) -> bool:
    return value is not None and value not in ("", [])
