"""Which words of an answer name a product: the names that were returned, and whatever else is put forward like a name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chat.claims.backing import Backing
from shop.search.vocabulary import fold, vocabulary

_BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
# By hand: a class of capitals is not in `re`, and scripts without case must not count.
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŠŽĆČĐŁŃŚŹŻĞİŞŘŤĎŇŮĚŐŰΑ-ΩЁА-Я][\w'’&+]*(?:[-.][\w'’&+]+)*"
# Two words or more, each with a capital or a digit; "USB 3.0" whole, and not "USB 3" of it.
_RUN = re.compile(rf"(?<![\w-]){_CAPITAL}(?: (?:{_CAPITAL}|\d+[\w-]*(?:[.,/]\d[\w-]*)*))+")
_AFTER_ARTICLE = re.compile(rf"\b(?i:the|our|called|named) ({_CAPITAL})(?!\w)")
_HEAD = re.compile(r"([^:(–—|]{2,70}?)\s*(?:[:(–—|]| - |, (?=[€$£\d]))")
_MONEY_NEAR = re.compile(r"[€$£¥₹]|\b(?:EUR|USD|GBP|CHF|euros?|dollars?)\b")
# What is put in bold, or begins a sentence or an item, without being a name.
ORDINARY = frozenset(
    (
        "a an the and or but if so yes no not "
        "of for in on at by to with from it its they this that these those our your you i we he she all "
        "both each here there when while where what which who how as is are was has have do does can could will would may might should "
        "note tip important warning best overall value budget pick choice top option options price prices rating ratings stock brand "
        "colour color size material weight battery pros cons verdict summary recommendation recommended cheapest lightest warmest "
        "cheaper better good great alternative alternatives details description difference differences feature features availability "
        "available first second third fourth fifth last one two three four five six seven eight nine ten only also however "
        "unfortunately sorry among between compared out under over about for both either neither since because "
        "der die das den dem des ein eine einen einem einer le la les un une el los las una il lo gli een het de unser unsere "
        "monday tuesday wednesday thursday friday saturday sunday english german french europe european ok okay shall would"
    ).split()
)


@dataclass(frozen=True)
class Mention:
    """Products that are named from `start` to `end`; none where nothing backs the name."""

    start: int
    end: int
    text: str
    ids: frozenset[int]


def mentions(text: str, backing: Backing, *, is_item: bool = False) -> list[Mention]:
    """In their order. Of names that lie within each other, the longest counts."""
    found, masked = _returned(text, backing)
    for start, end, is_loose in _phrases(masked, is_item):
        phrase = masked[start:end]
        if "\0" in phrase:
            continue
        ids = _ids(phrase, backing)
        if ids is not None and (ids or not is_loose or len(_named(phrase)) > 1):
            found.append(Mention(start, end, phrase, ids))
            masked = masked[:start] + "\0" * (end - start) + masked[end:]
    return sorted(found, key=lambda each: each.start)


def _returned(text: str, backing: Backing) -> tuple[list[Mention], str]:
    found = []
    masked = lower = text.lower() if len(text.lower()) == len(text) else text
    for form, ids in backing.forms:
        at = lower.find(form)
        while at >= 0:
            end = at + len(form)
            if not masked[max(at - 1, 0) : at].isalnum() and not masked[end : end + 1].isalnum() and "\0" not in masked[at:end]:
                found.append(Mention(at, end, text[at:end], ids))
                masked = masked[:at] + "\0" * len(form) + masked[end:]
            at = lower.find(form, at + 1)
    return found, "".join("\0" if hidden == "\0" else char for hidden, char in zip(masked, text, strict=True))


def _ids(phrase: str, backing: Backing) -> frozenset[int] | None:
    """The products that are meant; empty where the name is nobody's; None where it is no name."""
    rest = " ".join(_named(phrase))
    if not any(char.isalpha() for char in rest):
        return None
    if ids := backing.called(rest):
        return ids
    return None if backing.returned(rest) or backing.was_said(rest) or _is_of_the_shop(rest) else frozenset()


def _named(phrase: str) -> list[str]:
    said = fold(phrase).split()
    while said and said[0] in ORDINARY:
        said = said[1:]
    return said


def _is_of_the_shop(phrase: str) -> bool:
    """A brand alone, or a category, is no product."""
    shop = vocabulary()
    return phrase in shop.brands or phrase in shop.categories


def _phrases(masked: str, is_item: bool) -> Iterator[tuple[int, int, bool]]:
    """The surest first: what is bold, what heads an item, what is written like a name; and whether one word of it is no name."""
    for match in _BOLD.finditer(masked):
        at = 1 if match[1] is not None else 2
        if _is_like_a_name(match[at].strip(" .:,!"), masked, match.start()):
            yield *_trimmed(masked, match.start(at), match.end(at)), False
    if is_item and (head := _HEAD.match(masked)) and "**" not in head[1] and (_MONEY_NEAR.search(masked) or len(_RUN.findall(head[1]))):
        yield *_trimmed(masked, head.start(1), head.end(1)), False
    for match in _RUN.finditer(masked):
        yield *match.span(), True
    for match in _AFTER_ARTICLE.finditer(masked):
        yield *match.span(1), False


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip(" *_.,:!")), end - (len(part) - len(part.rstrip(" *_.,:!")))


def _is_like_a_name(bold: str, text: str, at: int) -> bool:
    """More than one capital, a digit beside a letter, or a capital where no sentence begins."""
    if "\0" in bold:
        return False
    capitals = [word for word in bold.split() if word[:1].isupper() or (word[:1].isdigit() and len(bold.split()) > 1)]
    before = text[:at].rstrip()
    return len(capitals) > 1 or (len(capitals) == 1 and (bool(_MONEY_NEAR.search(text)) or (bool(before) and before[-1] not in ".!?:|")))
