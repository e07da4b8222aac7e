"""The language whose stems and stop words the index knows: a setting, and what the index was made
with.
"""

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from shop.models import LANGUAGE
from site_config.errors import AisleError

KINDS = "hword, hword_part, word, asciiword, hword_asciipart, asciihword"
PRESENT = """
SELECT regexp_replace(d.dictname, '_stem$', '')
FROM pg_ts_config c JOIN pg_ts_config_map m ON m.mapcfg = c.oid JOIN pg_ts_dict d
  ON d.oid = m.mapdict
WHERE c.cfgname = %s AND d.dictname ~ '_stem$' LIMIT 1
"""
KNOWN = (
    "SELECT regexp_replace(dictname, '_stem$', '') FROM pg_ts_dict WHERE dictname ~ '_stem$' "
    "ORDER BY 1"
)


class LanguageUnknown(AisleError):
    code = "language_unknown"
    status = 503
    sentence = "PostgreSQL has no stems for this language."


def present() -> str:
    """What the index was made with."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT, [LANGUAGE])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def is_current() -> bool:
    return present() == settings.SEARCH_LANGUAGE


def change() -> None:
    """Stem by the setting from now on; what is indexed already keeps its stems until it is indexed
    anew. Raises LanguageUnknown.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(KNOWN)
        known = [row[0] for row in cursor.fetchall()]
        if settings.SEARCH_LANGUAGE not in known:
            raise LanguageUnknown(
                f"SEARCH_LANGUAGE is {settings.SEARCH_LANGUAGE}; PostgreSQL knows "
                f"{', '.join(known)}."
            )
        cursor.execute(
            sql.SQL(
                "ALTER TEXT SEARCH CONFIGURATION {} ALTER MAPPING FOR {} WITH unaccent, {}"
            ).format(
                sql.Identifier(LANGUAGE),
                sql.SQL(KINDS),
                sql.Identifier(f"{settings.SEARCH_LANGUAGE}_stem"),
            )
        )
        # Spellings carry their stems; they are learnt again with the products.
        cursor.execute("DELETE FROM shop_word")
