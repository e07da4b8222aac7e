"""The codes of a file so far, on disk: those of a million rows do not fit into memory."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple, Self

from shop.feeds.row import ProductRow, Remark

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE codes (code TEXT PRIMARY KEY, owner TEXT, line INTEGER) WITHOUT ROWID;
BEGIN;
"""
FOUND = "SELECT code, owner, line FROM codes WHERE code IN (SELECT value FROM json_each(?))"


class Owner(NamedTuple):
    """The product that has a code, and its line."""

    sku: str
    line: int


class SeenCodes:
    """Which product of a file had an SKU or a GTIN first."""

    def __enter__(self) -> Self:
        # SQLite writes a base without a name to a temporary file once its cache is full.
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(SCHEMA)
        return self

    def __exit__(self, *args: object) -> None:
        self._base.close()

    def __contains__(self, sku: str) -> bool:
        return bool(self._stored([f"sku {sku}"]))

    def count(self) -> int:
        """Returns how many codes there are."""
        return int(self._base.execute("SELECT count(*) FROM codes").fetchone()[0])

    def add_sku(self, sku: str, line: int) -> None:
        self._base.execute(
            "INSERT OR IGNORE INTO codes VALUES (?, ?, ?)", [f"sku {sku}", sku, line]
        )

    def add(self, rows: Sequence[tuple[int, ProductRow]]) -> list[Remark]:
        """Adds the codes of the rows. Returns a remark on each one that was there before."""
        named = {f"{name} {code}" for _line, row in rows for name, code, _many in _codes(row)}
        owners = self._stored(list(named))
        remarks: list[Remark] = []
        for line, row in rows:
            if problem := _repeated_row(row, owners.get(f"sku {row.sku}")):
                remarks.append(Remark(line, row.sku, "sku", row.sku, problem))
            for name, code, count in _codes(row):
                owner = owners.setdefault(f"{name} {code}", Owner(row.sku, line))
                if problem := _repeated_code(row, owner, count):
                    remarks.append(Remark(line, row.sku, name, code, problem))
        new = [(code, owner.sku, owner.line) for code, owner in owners.items()]
        self._base.executemany("INSERT OR IGNORE INTO codes VALUES (?, ?, ?)", new)
        return remarks

    def _stored(self, codes: Sequence[str]) -> dict[str, Owner]:
        rows = self._base.execute(FOUND, [json.dumps(codes)])
        return {code: Owner(owner, line) for code, owner, line in rows}


def _codes(row: ProductRow) -> Iterator[tuple[str, str, int]]:
    """Yields (field, code, how many variants have it) for each code of a product, once."""
    for name, own in (("sku", row.sku), ("gtin", row.gtin)):
        # A row of several sizes gives one code to each of them, as the shop does.
        places = {(getattr(each, name), each.line or n) for n, each in enumerate(row.variants)}
        counts = Counter(code for code, _place in places)
        for code in dict.fromkeys(chain([own], counts)):
            if code:
                yield name, code, counts[code]


def _repeated_row(row: ProductRow, owner: Owner | None) -> str:
    """Returns what was done with a product that the file has had before; "" for a new one."""
    if owner is None or owner.sku != row.sku:
        return ""
    return f"was there before, in line {owner.line}; what this row says counts"


def _repeated_code(row: ProductRow, owner: Owner, count: int) -> str:
    """Returns what was done with a code that something else has as well; "" where nothing has."""
    if owner.sku != row.sku:
        return f"is also that of {owner.sku}, in line {owner.line}; both kept"
    return f"is that of {count} variants; all kept" if count > 1 else ""
