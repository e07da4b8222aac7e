"""Rows of a feed by group, in a temporary file: variants may stand anywhere in it, and a million of
them do not fit into memory.
"""

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE groups (id INTEGER PRIMARY KEY, key TEXT UNIQUE);
CREATE TABLE lines (grp INTEGER, line INTEGER, cells TEXT);
CREATE TABLE names (name TEXT PRIMARY KEY, key TEXT);
CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT);
"""
# A row that names its group by another name of it follows the row that says so.
JOINED = """
UPDATE lines SET grp = (
    SELECT g.id FROM groups o JOIN names n ON n.name = o.key JOIN groups g ON g.key = n.key
    WHERE o.id = lines.grp
)
WHERE grp IN (SELECT o.id FROM groups o JOIN names n ON n.name = o.key JOIN groups g ON
    g.key = n.key)
"""


class Spool:
    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory(prefix="aisle-feed-")
        self._base = sqlite3.connect(Path(self._folder.name) / "rows", isolation_level=None)
        self._base.executescript(SCHEMA)
        self._base.execute("BEGIN")
        return self

    def __exit__(self, *args: object) -> None:
        self._base.close()
        self._folder.cleanup()

    def add(self, key: str, line: int, cells: dict[str, Any]) -> None:
        """Adds a row to a group."""
        self._base.execute("INSERT OR IGNORE INTO groups (key) VALUES (?)", [key])
        self._base.execute(
            "INSERT INTO lines SELECT id, ?, ? FROM groups WHERE key = ?",
            [line, json.dumps(cells, default=str), key],
        )

    def name(self, name: str, key: str) -> None:
        """Says that `name` is another name of a group."""
        if name != key:
            self._base.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", [name, key])

    def note(self, key: str, value: str) -> None:
        """Keeps a value for `noted`."""
        self._base.execute("INSERT OR IGNORE INTO notes VALUES (?, ?)", [key, value])

    def noted(self, key: str) -> str:
        """Returns a value that was noted; "" where there is none."""
        found = self._base.execute("SELECT value FROM notes WHERE key = ?", [key]).fetchone()
        return str(found[0]) if found else ""

    def groups(self) -> Iterator[list[tuple[int, dict[str, Any]]]]:
        """Yields the (line, row) of each group, in the order in which groups appear."""
        self._base.execute(JOINED)
        self._base.execute("CREATE INDEX lines_grp ON lines (grp, line)")
        rows = self._base.execute("SELECT grp, line, cells FROM lines ORDER BY grp, line")
        for _group, members in groupby(rows, key=lambda row: row[0]):
            yield [(line, json.loads(cells)) for _id, line, cells in members]
