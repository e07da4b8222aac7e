"""Answers on one product, out of what get_product returned. The truth first, then the detail beside
it.
"""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from chat.builtin.aspects import LINE_KEYS, ROOM, ages, aspects_in, called, keys_asked, numbers_in
from chat.builtin.nearest import sentences
from chat.builtin.phrase import costs, is_plural, is_rated, it_says, says, sentence, the
from chat.builtin.sayings import key_words, saying
from chat.builtin.stated import (
    ASKS_WHO,
    YES_OR_NO,
    content,
    is_known,
    listed,
    nothing,
    replied,
    stated,
    unknown,
)
from chat.builtin.values import span, verdict
from chat.builtin.words import joined, stem, stems, tokens
from chat.tools import ProductFacts
from shop.models.suspicion import suspicion
from site_config.formatting import format_price

_TOLD_FIRST = tuple(
    (
        "warmth waterproof material weight_g weight_kg battery_life_h capacity_l seats persons "
        "width_cm height_cm power_w lumens screen_in "
        "noise_cancelling"
    ).split()
)
_SIZES = {"large": "l", "medium": "m", "small": "s"} | {
    size: size for size in "xxs xs s m l xl xxl xxxl".split()
}
_ASKS_ALL = frozenset(
    {
        "about",
        "detail",
        "details",
        "describe",
        "info",
        "information",
        "specs",
        "specifications",
        "everything",
        "more",
        "tell",
    }
)
_MAKER = stems("brand maker manufacturer company makes")
# "The IP rating" is not what buyers say.
_OTHER_RATING = re.compile(
    r"\b(?!(?:the|a|its|customer|star|user|average|good|overall|what|which|is|any)\b)\w+ ratings?\b"
)
_PRICE = re.compile(r"\b(?:under|over|below|above|(?:less|more) than) [\d.]+$")
_WEAK = 5


def answer(facts: ProductFacts, question: str) -> str:
    """The best answer there is to `question`; an honest "the shop does not say" where there is
    none.
    """
    return _known(facts, question) or unknown(facts, _words(facts, question), _told(facts, 3))


def _words(facts: ProductFacts, question: str) -> list[str]:
    named = stems(facts.name)
    return [word for word in tokens(question) if not _is_of(word, named) or aspects_in([word])]


def _known(facts: ProductFacts, question: str) -> str:
    """Empty where the shop does not say it."""
    words = _words(facts, question)
    asked = stems(" ".join(words))
    if _is_overview(words, asked) and not ASKS_WHO.search(" ".join(tokens(question))):
        # A marketplace's name says much of what may be asked: "has the watch GPS?"
        every = tokens(question)
        return (
            stated(facts, every)
            if YES_OR_NO.match(question) and content(every) - {*_ASKS_ALL}
            else ""
        ) or overview(facts)
    for attempt in (_included_answer, _size_answer, _span_answer, _line_answer, _amount_answer):
        if found := attempt(facts, words, asked):
            return found
    return stated(facts, words)


def _is_of(word: str, named: frozenset[str]) -> bool:
    """ "Seater" is said of the three-seat sofa."""
    return stem(word) in named or any(
        len(each) > 3 and word.startswith(each) and len(word) - len(each) < 3 for each in named
    )


def answer_all(facts: ProductFacts, question: str) -> str:
    """A question of several parts, each answered: "is it waterproof and how heavy is it?"."""
    parts = [
        part
        for part in re.split(r"\s*[,;?]\s*(?:and |also )?|\s+and\s+(?:also\s+)?", question)
        if part.strip()
    ]
    asks = re.compile(
        r"^(?:is|are|does|do|has|have|how|what|which|when|where|who|can|will)\b", re.I
    )
    asked = (
        asks.match(part.strip()) or any(not aspect.vague for aspect in aspects_in(tokens(part)))
        for part in parts
    )
    if len(parts) < 2 or not all(asked):
        return answer(facts, question)
    verb = YES_OR_NO.match(" ".join(tokens(parts[0])))
    said = [
        answer(facts, part if asks.match(part.strip()) or not verb else f"{verb[0]} {part}")
        for part in parts
    ]
    subject = sentence(the(facts)).rstrip(".")
    it = _("They") if is_plural(facts.name) else _("It")
    return " ".join(
        [
            said[0],
            *(
                text.replace(subject, it, 1) if text.startswith(subject) else text
                for text in dict.fromkeys(said[1:])
            ),
        ]
    )


def answers(read: Sequence[ProductFacts], question: str) -> str:
    """The same question on several: a line for each that has an answer, and one sentence for the
    rest.
    """
    if len(read) == 1:
        return answer_all(read[0], question)
    said = [(facts, _known(facts, question)) for facts in read]
    if (
        len({text for _facts, text in said}) == 1 and said[0][1]
    ):  # versions of one, of which the same is true
        return said[0][1]
    silent = [the(facts) for facts, text in said if not text]
    about = " ".join(word for word in tokens(question) if stems(word))
    lines = [f"- {text}" for _facts, text in said if text]
    if silent:
        lines.append(nothing(about, joined(silent) if lines else _("any of these")))
    return "\n".join([*lines[:-1], "", lines[-1]] if silent and len(lines) > 1 else lines)


def _is_overview(words: list[str], asked: frozenset[str]) -> bool:
    own = [word for word in words if word not in _ASKS_ALL]
    if any(word in _SIZES or word.isdigit() for word in own):
        return False
    return (
        not aspects_in(own) and "much" not in own and not asked - {stem(word) for word in _ASKS_ALL}
    )


def overview(facts: ProductFacts) -> str:
    sentences = [
        each
        for each in re.split(r"(?<=[.!?])\s+", facts.description)
        if each and not suspicion(each)
    ]
    text = sentence(" ".join(sentences[:3])) if sentences else ""
    price = costs(facts) + (
        _(" (was %(price)s)") % {"price": format_price(facts.was, facts.currency)}
        if facts.was
        else ""
    )
    rated = [is_rated(facts.rating)] if facts.rating else []
    told = _told(facts, 4)
    return " ".join(
        part
        for part in (
            sentence(says(facts, price, *rated)),
            text,
            sentence(it_says(facts, *told)) if told else "",
            stock(facts),
        )
        if part
    )


def stock(facts: ProductFacts) -> str:
    """Only where it matters: gone, or nearly."""
    if not facts.in_stock:
        return sentence(it_says(facts, _("is out of stock at the moment")))
    return (
        _("Only %(count)s left in stock.") % {"count": facts.stock}
        if facts.stock and facts.stock <= _WEAK
        else ""
    )


def _told(facts: ProductFacts, most: int) -> list[str]:
    known = [
        (key, facts.attributes[key]) for key in _TOLD_FIRST if is_known(facts.attributes.get(key))
    ]
    return [saying(key, value) for key, value in known if value is not False][:most]


def _line_answer(
    facts: ProductFacts, words: list[str], asked: frozenset[str]
) -> str:  # one for each field
    """Price, stock, rating and brand, which stand in the product itself."""
    names = [aspect.name for aspect in aspects_in(words) if not aspect.vague]
    if {"left", "remaining"} & set(words) and {"many", "any", "still", "much"} & set(words):
        names.insert(0, "stock")
    if asked <= {"worth"} and {"good", "worth"} & set(words):
        names.insert(0, "rating")
    is_dose = {"should", "take", "use", "put", "need"} & set(words)
    if (("much" in words and not is_dose) or _PRICE.search(" ".join(words))) and not keys_asked(
        words, facts.attributes
    ):
        names.append("price")
    is_other = bool(_OTHER_RATING.search(" ".join(words)))
    match names[0] if names else "":
        case "price":
            return _price_answer(facts, words)
        case "stock":
            return _stock_answer(facts, words)
        case "rating" if facts.rating is not None and not is_other:
            return sentence(says(facts, is_rated(facts.rating)))
        case "brand" if facts.brand and not content(words) - _MAKER:
            return sentence(says(facts, _("comes from %(brand)s") % {"brand": facts.brand}))
        case name if name in LINE_KEYS and not is_other:
            return sentence(
                _("the shop states no %(aspect)s for %(product)s")
                % {"aspect": called(name), "product": the(facts)}
            )
    return ""


def _stock_answer(facts: ProductFacts, words: list[str]) -> str:
    """ "Is it sold out?" asks for the opposite of "is it in stock?"."""
    asks_gone = bool(re.search(r"\b(?:sold out|out of stock|unavailable|gone)\b", " ".join(words)))
    is_so = facts.in_stock != asks_gone
    if not facts.in_stock:
        return replied(words, is_so, says(facts, _("is out of stock at the moment")))
    count = _(": %(count)s left") % {"count": facts.stock} if facts.stock else ""
    count = count or (_("; the shop does not state how many are left") if "many" in words else "")
    return replied(words, is_so, says(facts, _("is in stock")) + count)


def _price_answer(facts: ProductFacts, words: list[str]) -> str:
    was = format_price(facts.was, facts.currency) if facts.was else ""
    if {"sale", "discount"} & set(words):
        instead = _(" instead of %(price)s") % {"price": was} if was else _(" as always")
        said = says(facts, costs(facts) + instead)
        return sentence((_("yes, %(said)s") if was else _("no, %(said)s")) % {"said": said})
    saved = _(", down from %(price)s") % {"price": was} if was else ""
    return " ".join(
        part for part in (sentence(says(facts, costs(facts)) + saved), stock(facts)) if part
    )


_INCLUDED = re.compile(r"\b(?:comes? with|included?|includes|in the box|come in it)\b")
_EXCLUDED = re.compile(r"\b(?:not included|without|separately|extra)\b", re.I)


def _included_answer(facts: ProductFacts, words: list[str], asked: frozenset[str]) -> str:
    """ "Do batteries come with it?" is for the sentence that says what does, and what does not."""
    if not _INCLUDED.search(" ".join(words)):
        return ""
    wanted = content(words) - stems("come with included box")
    for text in sentences(facts):
        is_on_it = _INCLUDED.search(text.lower()) or _EXCLUDED.search(text)
        if is_on_it and wanted and wanted <= {stem(word) for word in tokens(text)}:
            told = _("of %(product)s the shop writes: “%(text)s”")
            said = told % {"product": the(facts), "text": text}
            return replied(words, False if _EXCLUDED.search(text) else None, said)
    return ""


def _span_answer(facts: ProductFacts, words: list[str], asked: frozenset[str]) -> str:
    """ "I am 165, does it fit me?" is for the attribute whose range the number is about."""
    found = verdict(" ".join(words), facts.attributes)
    if found is None or _PRICE.search(" ".join(words)):
        return ""
    key, allows = found
    said = says(facts, saying(key, facts.attributes[key]))
    return sentence((_("yes, %(said)s") if allows else _("no, %(said)s")) % {"said": said})


def _size_answer(facts: ProductFacts, words: list[str], asked: frozenset[str]) -> str:
    """ "Does it come in XL?"; "does it run small?" asks for something else."""
    if {"run", "runs", "fit", "fits"} & set(words):
        return ""
    key = next((key for key in facts.attributes if _is_sizes(facts, key)), None)
    size = next((_SIZES[word] for word in words if word in _SIZES), None)
    if size is None and ({"size", "sizes", "come", "comes", "available"} & set(words) or key):
        size = next((word for word in words if word.isdigit()), None)
    if not key or not size:
        return ""
    values = [str(value).lower() for value in listed(facts.attributes[key])]
    return replied(words, _has_size(values, size), says(facts, saying(key, facts.attributes[key])))


def _is_sizes(facts: ProductFacts, key: str) -> bool:
    value = facts.attributes[key]
    return bool({"size", "sizes"} & set(key_words(key).split())) and isinstance(value, list)


def _has_size(values: list[str], size: str) -> bool:
    spans = [span(value) for value in values] if size.isdigit() else []
    return size in values or any(each and each.low <= int(size) <= each.high for each in spans)


def _amount_answer(facts: ProductFacts, words: list[str], asked: frozenset[str]) -> str:
    """ "Does it fit a 15 inch laptop?", "is it enough for four people?", "is it for a
    six year old?"
    """
    about = {stem(word) for word in words}
    stated = ages(facts.attributes)
    numbers = numbers_in(words)
    if stated and {"age", "old", "year", "child"} & about:
        low, high, phrase = stated
        return replied(
            words, low <= numbers[0][0] <= high if numbers else None, says(facts, phrase)
        )
    for key, units in ROOM.items():
        value = facts.attributes.get(key)
        if (
            numbers
            and units & about
            and isinstance(value, int | float)
            and not isinstance(value, bool)
        ):
            return replied(words, value >= numbers[0][0], says(facts, saying(key, value)))
    return ""
