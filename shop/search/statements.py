"""Statements that PostgreSQL plans once per connection, since planning the search takes longer than
many a search.

In a large catalogue, statements with filters are planned for their values each time, since the plan
depends on how many rows pass a filter.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection

# Each plan of a search takes a megabyte of PostgreSQL's memory, in every connection.
MOST_KEPT = 40


def rows(
    statement: str, parameters: Mapping[str, Any], *, kept: bool = True
) -> list[tuple[Any, ...]]:
    """Returns all rows of a statement with parameters such as %(name)s. With `kept`, the plan is
    reused, so its text must be one of few.

    Raises django.db's errors.
    """
    if not kept:
        with connection.cursor() as plain:  # with the values written into the text
            plain.execute(statement, parameters)
            found: list[tuple[Any, ...]] = plain.fetchall()
            return found
    text, names = _numbered(statement)
    connection.ensure_connection()
    connection.connection.prepared_max = MOST_KEPT
    with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
        cursor.execute(text, [parameters[name] for name in names], prepare=True)
        return cursor.fetchall()


@lru_cache(maxsize=256)
def _numbered(statement: str) -> tuple[bytes, tuple[str, ...]]:
    """Returns the statement with $1, $2 ... as PostgreSQL numbers parameters; psycopg would parse a
    long statement each time.
    """
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] is None:
            return "%"
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    return re.sub(r"%(?:\((\w+)\)s|%)", number, statement).encode(), tuple(names)
