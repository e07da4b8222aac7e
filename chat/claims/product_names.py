"""Which words of an answer name a product: the names that were returned, and whatever else is put
forward like a name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chat.claims.backing import Backing
from chat.claims.money import money_patterns
from chat.claims.numbers import amounts_in
from shop.search.vocabulary import fold, vocabulary

# The length of the marks around what is bold.
_MARK = 2
_BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
# By hand: a class of capitals is not in `re`, and scripts without case must not count.
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŠŽĆČĐŁŃŚŹŻĞİŞŘŤĎŇŮĚŐŰΑ-ΩЁА-Я][\w'’&+]*(?:[-.][\w'’&+]+)*"
# Two words or more, each with a capital or a digit; "USB 3.0" whole, and not "USB 3" of it.
_RUN = re.compile(rf"(?<![\w-]){_CAPITAL}(?: (?:{_CAPITAL}|\d+[\w-]*(?:[.,/]\d[\w-]*)*))+")
_AFTER_ARTICLE = re.compile(rf"\b(?i:the|our|called|named) ({_CAPITAL})(?!\w)")
# What stands for what is no part of a name: a product that was found already, an amount of money.
_FOUND, _AMOUNT = "\0", "\1"
# What stands around a name: "**Glacier: CHF 99**".
_EDGES = f" *_.,:!{_AMOUNT}"
_HEAD = re.compile(rf"([^:(–—|]{{2,70}}?)\s*(?:[:(–—|]| - |, (?=[{_AMOUNT}\d]))")
# By which a sentence is German.
_GERMAN = frozenset(
    "der die das den dem und ist sind nicht für mit ohne ein eine einen einem einer eines sie "
    "ihnen ihr ihre ihren ihrem ihrer ich auf von "
    "zu oder hat gibt aber im kostet wiegt bietet passt gegen dieser dieses diese".split()
)
_ENGLISH = frozenset(
    "the and is are not for with a an it you your of to or has but in cost costs than".split()
)
_ONE = re.compile(rf"(?<![\w-]){_CAPITAL}(?!\w)")
_ARTICLE = re.compile(
    r"\b(?:der|die|das|den|dem|des|eine?[nrms]?|unsere?[nrms]?|namens|heißt)\s$", re.I
)
_VERB = re.compile(
    r"\s(?:ist|hat|kostet|wiegt|passt|bietet|kommt|läuft|hält|fasst|gibt|war|wäre|liegt|eignet)\b"
)
_DIGIT = re.compile(r"\d")
# Right behind a name.
_COSTS = re.compile(
    r"[\s*_]*(?:\(|[:–—-]\s|,\s|(?:kostet|für|zu|ab|liegt bei)\s)[\s*_]*(?:nur |jetzt |gerade "
    r"|derzeit )*"
    rf"(?:{_AMOUNT}|\d[\d.,]*(?<=[.,]\d\d))"
)
# What is put in bold, or begins a sentence or an item, without being a name.
ORDINARY = frozenset(
    (
        "a an the and or but if so yes no not "
        "of for in on at by to with from it its they this that these those our your you i we he "
        "she all "
        "both each here there when while where what which who how as is are was has have do does "
        "can could will would may might should "
        "note tip important warning best overall value budget pick choice top option options "
        "price prices rating ratings stock brand "
        "colour color size material weight battery pros cons verdict summary recommendation "
        "recommended cheapest lightest warmest "
        "cheaper better good great alternative alternatives details description difference "
        "differences feature features availability "
        "available first second third fourth fifth last one two three four five six seven eight "
        "nine ten only also however "
        "unfortunately sorry among between compared out under over about for both either neither "
        "since because "
        "der die das den dem des ein eine einen einem einer und oder aber auch mit ohne fur von "
        "vom zu zum zur im am bei auf aus es er "
        "sie ihr ihre ihren ihrem ihrer ihnen ich wir dieser diese dieses diesen diesem beide "
        "beiden alle kein keine hier da wenn ja nein "
        "leider preis preise bewertung bewertungen gewicht grosse farbe material marke bestand "
        "akku akkulaufzeit leistung vorteil "
        "vorteile nachteil nachteile fazit empfehlung tipp hinweis gunstigste beste artikel "
        "produkt produkte shop versand lieferung "
        "le la les un une el los las una il lo gli een het de unser unsere "
        "monday tuesday wednesday thursday friday saturday sunday english german french europe "
        "european ok okay shall would"
    ).split()
)


@dataclass(frozen=True)
class Mention:
    """Products that are named from `start` to `end`; none where nothing backs the name."""

    start: int
    end: int
    text: str
    ids: frozenset[int]


def is_german(text: str, otherwise: bool = False) -> bool:
    """By the more frequent of the small words; `otherwise` where it has as many of neither."""
    words = re.findall(r"[^\W_]+", text.lower())
    german, english = (
        sum(word in _GERMAN for word in words),
        sum(word in _ENGLISH for word in words),
    )
    return german > english if german != english else otherwise


def mentions(
    text: str, backing: Backing, *, is_item: bool = False, german: bool = False
) -> list[Mention]:
    """In their order. Of names that lie within each other, the longest counts. `german`: whether
    the whole answer is.
    """
    found, masked = _returned(text, backing)
    # "CHF 149.50" is written like a name.
    masked = money_patterns(backing.currencies).signed.sub(
        lambda match: _AMOUNT * len(match[0]), masked
    )
    for start, end, is_loose in _phrases(masked, is_item, is_german(text, german)):
        phrase = masked[start:end]
        if not _is_free(phrase):
            continue
        ids = _ids(phrase, backing)
        if ids is not None and (ids or not is_loose or len(_named(phrase)) > 1):
            found.append(Mention(start, end, phrase, ids))
            masked = masked[:start] + _FOUND * (end - start) + masked[end:]
    return sorted(found, key=lambda each: each.start)


def _returned(text: str, backing: Backing) -> tuple[list[Mention], str]:
    found = []
    masked = lower = text.lower() if len(text.lower()) == len(text) else text
    for form, ids in backing.forms:
        at = lower.find(form)
        while at >= 0:
            end = at + len(form)
            if (
                not masked[max(at - 1, 0) : at].isalnum()
                and not masked[end : end + 1].isalnum()
                and _FOUND not in masked[at:end]
            ):
                found.append(Mention(at, end, text[at:end], ids))
                masked = masked[:at] + _FOUND * len(form) + masked[end:]
            at = lower.find(form, at + 1)
    return found, "".join(
        _FOUND if hidden == _FOUND else char for hidden, char in zip(masked, text, strict=True)
    )


def _ids(phrase: str, backing: Backing) -> frozenset[int] | None:
    """The products that are meant; empty where the name is nobody's; None where it is no name."""
    rest = " ".join(_named(phrase))
    if not any(char.isalpha() for char in rest):
        return None
    if ids := backing.called(rest):
        return ids
    is_known = backing.returned(rest) or backing.was_said(rest) or _is_of_the_shop(rest)
    return None if is_known or _is_measured(rest, backing) else frozenset()


def _is_measured(phrase: str, backing: Backing) -> bool:
    """Whether it is a size with its scale, "EU 40", which the tools return in two places."""
    figures = [word for word in phrase.split() if word[0].isdigit()]
    scale = " ".join(word for word in phrase.split() if not word[0].isdigit())
    is_stated = all(amounts_in(figure) & backing.amounts for figure in figures)
    return bool(figures) and is_stated and backing.returned(scale)


def _named(phrase: str) -> list[str]:
    said = fold(phrase).split()
    while said and said[0] in ORDINARY:
        said = said[1:]
    return said


def _is_of_the_shop(phrase: str) -> bool:
    """A brand alone, or a category, is no product."""
    shop = vocabulary()
    return phrase in shop.brands or phrase in shop.categories


def _phrases(masked: str, is_item: bool, german: bool) -> Iterator[tuple[int, int, bool]]:
    """The surest first: what is bold, what heads an item, what is written like a name; and whether
    one word of it is no name.
    """
    if german:
        yield from _german_phrases(masked)
        return
    for start, end in _bold(masked):
        if _is_like_a_name(masked[start:end].strip(_EDGES), masked, start - _MARK):
            yield *_trimmed(masked, start, end), False
    if is_item and (head := _HEAD.match(masked)) and _heads_an_item(head[1], masked):
        yield *_trimmed(masked, head.start(1), head.end(1)), False
    for match in _RUN.finditer(masked):
        yield *match.span(), True
    for match in _AFTER_ARTICLE.finditer(masked):
        yield *match.span(1), False


def _bold(text: str) -> Iterator[tuple[int, int]]:
    for match in _BOLD.finditer(text):
        yield match.span(1 if match[1] is not None else 2)


def _heads_an_item(head: str, text: str) -> bool:
    return "**" not in head and (_AMOUNT in text or bool(_RUN.search(head)))


def _german_phrases(masked: str) -> Iterator[tuple[int, int, bool]]:
    """Every noun has a capital there, so one alone is no sign of a name, and several are where a
    number, an article or a verb says so.
    """
    for start, end in _bold(masked):
        named = _named_words(masked[start:end].strip(_EDGES))
        if len(named) > 1 or (named and _COSTS.match(masked, end + _MARK)):
            yield *_trimmed(masked, start, end), False
    for match in _RUN.finditer(masked):
        if _is_german_name(match, masked):
            yield *match.span(), True
    for match in _ONE.finditer(masked):
        if _COSTS.match(masked, match.end()) and _named(match[0]):
            yield *match.span(), False


def _is_german_name(run: re.Match[str], masked: str) -> bool:
    before, said = masked[: run.start()], _named(run[0])
    if len(said) < 2:
        return False
    if _COSTS.match(masked, run.end()) or _ARTICLE.search(before) or _DIGIT.search(run[0]):
        return True
    begins = not before.strip(" *-–•") and said == fold(run[0]).split()
    return begins and bool(_VERB.match(masked, run.end()))


def _is_free(phrase: str) -> bool:
    """Whether nothing of the phrase was found to be something else."""
    return _FOUND not in phrase and _AMOUNT not in phrase


def _named_words(bold: str) -> list[str]:
    """Those with a capital or a digit, where they are no ordinary words."""
    return [
        word for word in bold.split() if (word[:1].isupper() or word[:1].isdigit()) and _named(word)
    ]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip(_EDGES)), end - (
        len(part) - len(part.rstrip(_EDGES))
    )


def _is_like_a_name(bold: str, text: str, at: int) -> bool:
    """More than one capital, a digit beside a letter, or a capital where no sentence begins."""
    if not _is_free(bold):
        return False
    capitals = [
        word
        for word in bold.split()
        if word[:1].isupper() or (word[:1].isdigit() and len(bold.split()) > 1)
    ]
    before = text[:at].rstrip()
    return len(capitals) > 1 or (
        len(capitals) == 1 and (_AMOUNT in text or (bool(before) and before[-1] not in ".!?:|"))
    )
