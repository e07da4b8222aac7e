"""An answer in the pieces that can be taken out of it: sentences, list items, rows of tables.
Together they are the text again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

Kind = Literal["sentence", "item", "row", "head", "rule", "gap"]

_ITEM = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s+")
_RULE = re.compile(r"\s*\|?[\s|:-]*-{2,}[\s|:-]*$")
# Not before a small letter or a digit, which abbreviations stand before as well.
_END = re.compile(
    r"(?<=[.!?…])([\"”’)*_\]]*\s+)(?=[\"“„«(*_¿¡]*[^\W\d_a-zß-öø-ÿ])|(?<=[。！？])(?![A-Za-z0-9])"
)


@dataclass(frozen=True)
class Unit:
    """`columns` are the heads over the cells of a row."""

    text: str
    kind: Kind
    columns: tuple[str, ...] = ()


def units(text: str) -> list[Unit]:
    found: list[Unit] = []
    lines = text.splitlines(keepends=True)
    columns: tuple[str, ...] = ()
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        if "|" not in line:
            columns = ()
        if not line.strip():
            found.append(Unit(line, "gap"))
        elif kind := _kind_in_table(line, following, is_inside=bool(columns)):
            found.append(Unit(line, kind, columns if kind == "row" else ()))
            columns = columns or cells(line)
        elif _ITEM.match(line):
            found.append(Unit(line, "item"))
        else:
            found += [Unit(sentence, "sentence") for sentence in _sentences(line)]
    return found


def _kind_in_table(line: str, following: str, *, is_inside: bool) -> Kind | None:
    """Returns what a line is of a table; None where it is of none. A head is known by the rule that
    follows it.
    """
    if is_inside:
        return "rule" if _RULE.match(line) else "row"
    is_head = "|" in line and "|" in following and _RULE.match(following)
    return "head" if is_head else None


def cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.strip().strip("|").split("|"))


def without_marker(item: str) -> str:
    return _ITEM.sub("", item, count=1)


def joined(kept: list[Unit]) -> str:
    """The text of what is left, without what led to nothing: a table's head, an announcement of a
    list.
    """
    left = [each for at, each in enumerate(kept) if not _is_orphan(kept, at)]
    return re.sub(r"\n{3,}", "\n\n", "".join(each.text for each in left)).strip()


def _is_orphan(kept: list[Unit], at: int) -> bool:
    follows = next((each.kind for each in kept[at + 1 :] if each.kind not in ("gap", "rule")), "")
    if kept[at].kind in ("head", "rule"):
        return follows != "row"
    return (
        kept[at].kind == "sentence"
        and kept[at].text.rstrip().endswith(":")
        and follows not in ("item", "head", "row")
    )


def _sentences(line: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(line):
        yield line[start : match.end()]
        start = match.end()
    if start < len(line):
        yield line[start:]
