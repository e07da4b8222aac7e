"""The products that one message names beside each other: "the Pearl or the Pearl Junior"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chat.builtin.function_words import any_of, phrases
from chat.builtin.mentions import mentioned
from chat.builtin.product_matcher import Name, Namer
from chat.builtin.talk import Talk
from chat.builtin.words import plain, stems, tokens

# Of a message that compares; each part is looked up in the titles.
MOST_PARTS = 8


@dataclass(frozen=True)
class Parts:
    """What a message compares: the products that parts of it name, and the parts that name none."""

    ids: tuple[int, ...]
    rest: str
    unnamed: tuple[str, ...]


def named_parts(text: str, talk: Talk, namer: Namer) -> Parts:
    parts = _parts(text)
    found = _names(parts, namer)
    names = [name for name in found if name]
    rest = " ".join(
        name.rest if name else " ".join(tokens(part))
        for name, part in zip(found, parts, strict=True)
    )
    ids = dict.fromkeys(_nearest(name, names, talk) for name in names)
    unnamed = tuple(part for name, part in zip(found, parts, strict=True) if not name)
    return Parts(tuple(ids), rest, unnamed)


def _parts(text: str) -> list[str]:
    between = "|".join(map(re.escape, phrases("compare", "between")))
    pattern = re.compile(rf"\s(?:{between})\s|[,;?:](?:\s|$)", re.I)
    said = plain(text)
    leads = list(any_of("compare", "leads").finditer(said))
    said = said[leads[-1].end() :] if leads and leads[-1].end() < len(said) else said
    return [part.strip() for part in pattern.split(said) if part.strip()][:MOST_PARTS]


def _names(parts: list[str], namer: Namer) -> list[Name | None]:
    """The product of each part: "the Pearl" is not the Pearl Junior that the other names, and "20
    kg" is of what the other is.
    """
    found = [namer(part) for part in parts]
    sure = _sure(found)
    beside = next((name.said for name in found if name), "")
    others: list[Name | None] = []
    for first, part in zip(found, parts, strict=True):
        without = tuple(sorted({name.ids[0] for name in others if name} | sure))
        others.append(
            _told_apart(first, part, without, namer) or _sibling(part, beside, without, namer)
        )
    return others


def _sure(found: Iterable[Name | None]) -> set[int]:
    """The products that one part names alone."""
    return {name.ids[0] for name in found if name and len(name.ids) == 1}


def _told_apart(
    name: Name | None, part: str, without: tuple[int, ...], namer: Namer
) -> Name | None:
    is_taken = name and len(name.ids) > 1 and set(without) & set(name.ids)
    return (namer(part, without=without) or name) if is_taken else name


def _sibling(part: str, beside: str, without: tuple[int, ...], namer: Namer) -> Name | None:
    """Of a part that names nothing by itself: "Harrow or the Moorland", "12 kg or 20 kg"."""
    if not beside or any_of("compare", "asks").search(part):
        return None
    alone = namer(f"the {part}", without=without) if len(part.split()) == 1 else None
    return alone or namer(part, beside=re.sub(r"\S*\d\S*", " ", beside), without=without)


def _nearest(name: Name, names: list[Name], talk: Talk) -> int:
    """Of several that fit: what was shown, else what is most like the others in the question."""
    others = [each for each in names if each is not name]
    said = stems(" ".join(" ".join(each.names[:1]) for each in others))
    taken, shown = _sure(others), {line.id for line in talk.shown()}
    fits = [
        (pk not in taken, pk in shown, len(stems(one) & said), -at, pk)
        for at, (pk, one) in enumerate(zip(name.ids, name.names, strict=True))
    ]
    return max(fits)[-1]


def unsold(parts: Parts, talk: Talk) -> str:
    """What one product is compared with, where it is neither sold here nor was shown."""
    for part in parts.unnamed:
        words = stems(part) - stems(" ".join(phrases("compare", "words")))
        if words and not mentioned(part, talk).ids and not any_of("compare", "asks").search(part):
            return re.sub(r"^(?:an?|the|my|your)\s", "", part, flags=re.I)
    return ""
