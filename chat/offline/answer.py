"""Answers on one product, out of what get_product returned. The truth first, then the detail beside it."""

import re
from collections.abc import Sequence
from typing import Any

from chat.offline.aspects import LINE_KEYS, ROOM, ages, aspects_in, keys_asked, number_of, numbers_in, sentences_on
from chat.offline.phrase import it_says, says, sentence, the
from chat.offline.sayings import key_words, saying, value_words
from chat.offline.words import joined, money, stars, stem, stems, tokens
from chat.tools import ProductFacts
from shop.models.suspicion import suspicion
from shop.search.vocabulary import BASIC

_YES_OR_NO = re.compile(r"^(?:(?:and|so|but|ok|okay|well|also) )*(?:is|are|does|do|has|have|can|will|would|was|could)\b")
# Told besides the asked one, where the product has them.
_BESIDE = {
    "waterproof": ("water_column_mm", "water_resistant"),
    "warmth": ("comfort_temp_c",),
    "battery": ("battery_life_h",),
    "noise_cancelling": ("battery_life_h",),
}
_TOGETHER = {"width_cm": ("depth_cm", "height_cm"), "material": (), "battery_life_h": ("battery_with_case_h",)}
_TOLD_FIRST = tuple(
    (
        "warmth waterproof material weight_g weight_kg battery_life_h capacity_l seats persons width_cm height_cm power_w lumens screen_in "
        "noise_cancelling"
    ).split()
)
_SIZES = {"large": "l", "medium": "m", "small": "s"} | {size: size for size in "xxs xs s m l xl xxl xxxl".split()}
_ASKS_ALL = frozenset(
    {"about", "detail", "details", "describe", "info", "information", "specs", "specifications", "everything", "more", "tell"}
)
_WEAK = 5
NOTHING = "The shop says nothing"


def answer(facts: ProductFacts, question: str) -> str:
    """The best answer there is to `question`; an honest "the shop does not say" where there is none."""
    named = stems(facts.name)
    words = [word for word in tokens(question) if stem(word) not in named or aspects_in([word])]
    asked = stems(" ".join(words))
    if _is_overview(words, asked):
        return overview(facts)
    for attempt in (_size_answer, _line_answer, _amount_answer, _attribute_answer, _value_answer, _text_answer):
        if found := attempt(facts, words, asked):
            return found
    return _unknown(facts, words)


def answer_all(facts: ProductFacts, question: str) -> str:
    """A question of several parts, each answered: "is it waterproof and how heavy is it?"."""
    parts = [part for part in re.split(r"\s*[,;?]\s*(?:and |also )?|\s+and\s+(?:also\s+)?", question) if part.strip()]
    if len(parts) < 2 or not all(any(not aspect.vague for aspect in aspects_in(tokens(part))) for part in parts):
        return answer(facts, question)
    verb = _YES_OR_NO.match(" ".join(tokens(parts[0])))
    asks = re.compile(r"^(?:is|are|does|do|has|have|how|what|which|when|where|who|can|will)\b", re.I)
    said = [answer(facts, part if asks.match(part.strip()) or not verb else f"{verb[0]} {part}") for part in parts]
    subject, it = sentence(the(facts)).rstrip("."), it_says(facts).strip().capitalize()
    return " ".join([said[0], *(text.replace(subject, it, 1) if text.startswith(subject) else text for text in dict.fromkeys(said[1:]))])


def answers(read: Sequence[ProductFacts], question: str) -> str:
    """The same question on several: a line for each that has an answer, and one sentence for the rest."""
    if len(read) == 1:
        return answer_all(read[0], question)
    said = [(facts, answer(facts, question)) for facts in read]
    silent = [the(facts) for facts, text in said if text.startswith(NOTHING)]
    about = " ".join(word for word in tokens(question) if stems(word))
    lines = [f"- {text}" for _facts, text in said if not text.startswith(NOTHING)]
    if silent:
        lines.append(sentence(f"{NOTHING} about “{about[:60]}” for {'any of these' if not lines else joined(silent)}"))
    return "\n".join([*lines[:-1], "", lines[-1]] if silent and len(lines) > 1 else lines)


def _is_overview(words: list[str], asked: frozenset[str]) -> bool:
    own = [word for word in words if word not in _ASKS_ALL]
    if any(word in _SIZES or word.isdigit() for word in own):
        return False
    return not aspects_in(own) and "much" not in own and not asked - {stem(word) for word in _ASKS_ALL}


def overview(facts: ProductFacts) -> str:
    text = " ".join([each for each in re.split(r"(?<=[.!?])\s+", facts.description) if not suspicion(each)][:3])
    costs = f"costs {money(facts.price, facts.currency)}" + (f" (was {money(facts.was, facts.currency)})" if facts.was else "")
    rated = [f"is rated {stars(facts.rating)} of 5"] if facts.rating else []
    told = _told(facts, 4)
    return " ".join(
        part for part in (sentence(says(facts, costs, *rated)), text, sentence(it_says(facts, *told)) if told else "", stock(facts)) if part
    )


def stock(facts: ProductFacts) -> str:
    """Only where it matters: gone, or nearly."""
    if not facts.in_stock:
        return sentence(it_says(facts, "is out of stock at the moment"))
    return f"Only {facts.stock} left in stock." if facts.stock and facts.stock <= _WEAK else ""


def _told(facts: ProductFacts, most: int) -> list[str]:
    known = [(key, facts.attributes[key]) for key in _TOLD_FIRST if _is_known(facts.attributes.get(key))]
    return [saying(key, value) for key, value in known if value is not False][:most]


def _yes_or_no(words: list[str], value: bool) -> str:
    return ("Yes, " if value else "No, ") if _YES_OR_NO.match(" ".join(words)) else ""


def _line_answer(facts: ProductFacts, words: list[str], asked: frozenset[str]) -> str:  # one for each field
    """Price, stock, rating and brand, which stand in the product itself."""
    names = [aspect.name for aspect in aspects_in(words) if not aspect.vague]
    if {"left", "remaining"} & set(words) and {"many", "any", "still", "much"} & set(words):
        names.insert(0, "stock")
    if asked <= {"worth"} and {"good", "worth"} & set(words):
        names.insert(0, "rating")
    if "much" in words and not keys_asked(words, facts.attributes):
        names.append("price")
    match names[0] if names else "":
        case "price":
            return _price_answer(facts, words)
        case "stock":
            return _stock_answer(facts, words)
        case "rating" if facts.rating is not None:
            return sentence(says(facts, f"is rated {stars(facts.rating)} of 5"))
        case "brand" if facts.brand:
            return sentence(says(facts, f"comes from {facts.brand}"))
        case name if name in LINE_KEYS:
            return sentence(f"the shop states no {name} for {the(facts)}")
    return ""


def _stock_answer(facts: ProductFacts, words: list[str]) -> str:
    """ "Is it sold out?" asks for the opposite of "is it in stock?"."""
    asks_gone = bool(re.search(r"\b(?:sold out|out of stock|unavailable|gone)\b", " ".join(words)))
    lead = _yes_or_no(words, facts.in_stock != asks_gone)
    if not facts.in_stock:
        return sentence(f"{lead}{says(facts, 'is out of stock at the moment')}")
    count = f": {facts.stock} left" if facts.stock else "; the shop does not state how many are left" if "many" in words else ""
    return sentence(f"{lead}{says(facts, 'is in stock')}{count}")


def _price_answer(facts: ProductFacts, words: list[str]) -> str:
    if {"sale", "discount"} & set(words):
        was = f"costs {money(facts.price, facts.currency)} instead of {money(facts.was, facts.currency)}" if facts.was else ""
        return sentence(
            f"Yes, {says(facts, was)}" if was else f"No, {says(facts, f'costs {money(facts.price, facts.currency)} as always')}"
        )
    saved = f", down from {money(facts.was, facts.currency)}" if facts.was else ""
    return " ".join(part for part in (sentence(says(facts, f"costs {money(facts.price, facts.currency)}{saved}")), stock(facts)) if part)


def _size_answer(facts: ProductFacts, words: list[str], asked: frozenset[str]) -> str:
    """ "Does it come in XL?"; "does it run small?" asks for something else."""
    if {"run", "runs", "fit", "fits"} & set(words):
        return ""
    key = next((key for key in ("sizes", "sizes_eu") if facts.attributes.get(key)), None)
    size = next((_SIZES[word] for word in words if word in _SIZES), None)
    if size is None and {"size", "sizes", "come", "comes", "available"} & set(words):
        size = next((word for word in words if word.isdigit()), None)
    if not key or not size:
        return ""
    values = [str(value).lower() for value in _listed(facts.attributes[key])]
    return sentence(f"{_yes_or_no(words, _has_size(values, size))}{says(facts, saying(key, facts.attributes[key]))}")


def _has_size(values: list[str], size: str) -> bool:
    low, _dash, high = values[0].partition("-")
    return size in values or (size.isdigit() and low.isdigit() and high.isdigit() and int(low) <= int(size) <= int(high))


def _amount_answer(facts: ProductFacts, words: list[str], asked: frozenset[str]) -> str:
    """ "Does it fit a 15 inch laptop?", "is it enough for four people?", "is it for a six year old?" """
    about = {stem(word) for word in words}
    stated = ages(facts.attributes)
    numbers = numbers_in(words)
    if stated and {"age", "old", "year", "child"} & about:
        low, high, phrase = stated
        return sentence(f"{_yes_or_no(words, low <= numbers[0][0] <= high) if numbers else ''}{says(facts, phrase)}")
    for key, units in ROOM.items():
        value = facts.attributes.get(key)
        if numbers and units & about and isinstance(value, int | float) and not isinstance(value, bool):
            return sentence(f"{_yes_or_no(words, value >= numbers[0][0])}{says(facts, saying(key, value))}")
    return ""


def _attribute_answer(facts: ProductFacts, words: list[str], asked: frozenset[str]) -> str:
    keys = [key for key in keys_asked(words, facts.attributes) if _is_known(facts.attributes[key])]
    if not keys:
        return ""
    key, value = keys[0], facts.attributes[keys[0]]
    if isinstance(value, bool):
        return sentence(_yes_or_no(words, value) + says(facts, saying(key, value)) + _beside(facts, key, value))
    numbers = [number for number, _unit in numbers_in(words)]
    if numbers and number_of(value) is not None:
        return sentence(_yes_or_no(words, number_of(value) == numbers[0]) + says(facts, saying(key, value)))
    if _YES_OR_NO.match(" ".join(words)):
        return _value_answer(facts, words, asked) or _text_answer(facts, words, asked) or sentence(says(facts, saying(key, value)))
    told = [key, *(each for each in _TOGETHER.get(key, ()) if _is_known(facts.attributes.get(each)))]
    return sentence(says(facts, *(saying(each, facts.attributes[each]) for each in told)))


def _beside(facts: ProductFacts, key: str, value: bool) -> str:
    """The detail in brackets; for what is not waterproof, whether it at least sheds water."""
    if value:
        known = [
            each for each in _BESIDE.get(key, ()) if _is_known(facts.attributes.get(each)) and not isinstance(facts.attributes[each], bool)
        ]
        told = [f"{key_words(each)} {value_words(each, facts.attributes[each])}" for each in known]
        return f" ({', '.join(told)})" if told else ""
    if key == "waterproof" and facts.attributes.get("water_repellent"):
        return ", only water repellent: it sheds a shower"
    if key == "waterproof" and (rating := facts.attributes.get("water_resistant")):
        return f"; it is water resistant to {rating}"
    return ""


def _value_answer(facts: ProductFacts, words: list[str], asked: frozenset[str]) -> str:
    """ "Is it leather?", "is it good for hiking?": a word of the question among the values."""
    for key, value in facts.attributes.items():
        if not isinstance(value, bool) and asked & stems(" ".join(str(item) for item in _listed(value))):
            sure = key != "warmth" or value in ("warm", "very warm")
            return sentence(_yes_or_no(words, True) * sure + says(facts, saying(key, value)))
    if facts.colour and BASIC & set(words):
        return sentence(_yes_or_no(words, False) + says(facts, f"comes in {facts.colour}"))
    return ""


def _text_answer(facts: ProductFacts, words: list[str], asked: frozenset[str]) -> str:
    found = [each for each in sentences_on(asked, facts.description) if not suspicion(each)][:2]
    return sentence(f"of {the(facts)} the shop writes: “{' '.join(found)}”") if found else ""


def _unknown(facts: ProductFacts, words: list[str]) -> str:
    asked = stems(" ".join(words))
    about = " ".join(word for word in words if stem(word) in asked or word in _SIZES) or " ".join(words) or "that"
    lead = sentence(f"{NOTHING} about “{about[:60]}” for {the(facts)}")
    told = _told(facts, 3)
    return f"{lead} What it does say: {it_says(facts, *told)}." if told else lead


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_known(value: Any) -> bool:
    return value is not None and value not in ("", [])
