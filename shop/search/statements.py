"""Statements that PostgreSQL plans once a connection: planning the search takes it longer than many
a search.

With filters it is the other way round: how many rows pass a filter decides the way, so those are
planned for their values each time.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection


def rows(
    statement: str, parameters: Mapping[str, Any], *, kept: bool = True
) -> list[tuple[Any, ...]]:
    """All rows of a statement with parameters such as %(name)s. Where its plan is `kept`, its text
    has to be one of few.

    Raises django.db's errors.
    """
    if not kept:
        with connection.cursor() as plain:  # with the values written into the text
            plain.execute(statement, parameters)
            found: list[tuple[Any, ...]] = plain.fetchall()
            return found
    text, names = _numbered(statement)
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
        cursor.execute(text, [parameters[name] for name in names], prepare=True)
        return cursor.fetchall()


@lru_cache(maxsize=256)
def _numbered(statement: str) -> tuple[bytes, tuple[str, ...]]:
    """With $1, $2 ... as PostgreSQL itself has them; psycopg would take a long statement apart each
    time.
    """
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] is None:
            return "%"
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    return re.sub(r"%(?:\((\w+)\)s|%)", number, statement).encode(), tuple(names)
