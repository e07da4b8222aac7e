#!/usr/bin/env python
"""Django's command line, with the embedded PostgreSQL running while a command needs it."""

import os
import sys
from contextlib import nullcontext

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError
from psycopg.errors import UndefinedColumn, UndefinedObject, UndefinedTable

from site_config import devdb


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
    try:
        with devdb.running() if devdb.needed() else nullcontext():
            execute_from_command_line(sys.argv)
    except devdb.DevDbError as problem:
        sys.exit(f"manage.py: {problem}")
    except ImproperlyConfigured as problem:
        sys.exit(f"manage.py: {problem} [configuration]")
    except OperationalError:
        from site_config.checks import database_problem

        if reason := database_problem():
            sys.exit(f"manage.py: {reason}")
        raise
    except ProgrammingError as error:
        if isinstance(error.__cause__, UndefinedTable | UndefinedColumn | UndefinedObject):
            sys.exit(
                "manage.py: The tables are not made yet, or of an older version: run python -m "
                "site_config.serve prepare. [tables_missing]"
            )
        raise


if __name__ == "__main__":
    main()
