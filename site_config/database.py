"""The connection settings of the database and of its sessions."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from site_config import env


def database(url: str) -> dict[str, Any]:
    """Returns DATABASES["default"] for an address. Raises ImproperlyConfigured where it
    is invalid.
    """
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL is not an address such as postgresql://user:password@host:5432/name."
        ) from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "aisle"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": {
            "connect_timeout": 5,
            **parts,
            "pool": {
                "min_size": 1,
                "max_size": env.whole("DATABASE_POOL", 10, least=1),
                "timeout": 4,
            },
            # Without this, psycopg prepares nothing, even when asked to
            # (shop/search/statements.py). Django's own statements are never prepared.
            "prepare_threshold": 5,
            # A filtered vector scan goes on until enough rows pass the filter, instead of stopping
            # at the first ef_search. Prepared statements (shop/search/statements.py) are planned
            # once, whatever their values, and are too short for JIT compilation to pay.
            "options": "-c statement_timeout=30s -c hnsw.iterative_scan=strict_order -c "
            "hnsw.ef_search=120 -c hnsw.max_scan_tuples=4000"
            # The products found are kept in memory while they are ranked and counted, not in a
            # file.
            " -c plan_cache_mode=force_generic_plan -c jit=off -c work_mem=32MB"
            # The planner assumes that checking the words of a row is as cheap as comparing a
            # number. For a common word it would read every row.
            " -c enable_seqscan=off -c random_page_cost=1.1",
        },
    }
