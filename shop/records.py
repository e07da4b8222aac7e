"""Records of searches and clicks for staff. They name no visitor, and writing them never delays an
answer.
"""

import logging
import re
import secrets
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest

from shop.models import Product
from shop.models.records import LONGEST
from shop.search import SearchPage, SearchQuery, search
from shop.search.filters import FILTERS
from shop.search.vocabulary import fold

log = logging.getLogger("aisle.records")

Source = Literal["page", "api", "chat"]
MASK = "•••"
# A phone number, a card, an account: seven digits or more with what people write between them.
_PRIVATE = re.compile(r"[^\s@]+@[^\s@]+|\+?\(?\d(?:[\s()./+-]{0,3}\d){6,}")
_PROGRAM = re.compile(r"bot\b|bot/|crawl|spider|slurp|preview|curl/|wget/", re.I)
LARGEST = 2**63 - 1

# One statement, which does not wait for the disk: a search that is lost with a power cut is no
# loss. Where typing goes on (the same id), the words so far take the place of the words before;
# once a product was opened, or after ten minutes, the record stands.
WRITE = """
WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO shop_record (id, words, normalised, total, latency, search_type, filters, corrected,
  source)
SELECT %(id)s, %(words)s, %(normalised)s, %(total)s, %(latency)s, %(search_type)s,
  to_jsonb(%(filters)s::text[]), %(corrected)s, %(source)s
FROM quick
ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words, normalised = EXCLUDED.normalised, total =
EXCLUDED.total, latency = EXCLUDED.latency,
    search_type = EXCLUDED.search_type, filters = EXCLUDED.filters, corrected = EXCLUDED.corrected,
    created_at = now()
WHERE shop_record.created_at > now() - interval '10 minutes' AND NOT EXISTS (SELECT
  FROM shop_click c WHERE c.record_id = shop_record.id)
"""
CLICK = """
WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO shop_click (record_id, product_id, position)
SELECT r.id, %(product)s, %(position)s FROM shop_record r, quick WHERE r.id = %(record)s
  AND r.created_at > now() - interval '1 day'
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Recording:
    """A search and its unwritten record. `id` is None where nothing is recorded."""

    page: SearchPage
    source: Source
    latency: int
    id: int | None
    """What links to the results carry."""

    def write(self) -> None:
        """Writes the record in one short statement after the answer was sent. Logs a failure and
        continues.
        """
        if self.id is None or self.page.query.page > 1:
            return
        words = masked(self.page.typed or self.page.asked.words)[:LONGEST]
        _execute(WRITE, {
            "id": self.id,
            "words": words,
            "normalised": fold(words)[:LONGEST],
            "total": self.page.exact_total,
            "latency": self.latency,
            "search_type": self.page.search_type,
            "filters": filters_of(self.page.asked),
            "corrected": bool(self.page.corrected),
            "source": self.source,
        })  # fmt: skip


def recorded(
    query: SearchQuery, source: Source, *, continues: int | None = None, silent: bool = False
) -> Recording:
    """Searches. A further page belongs to the record `continues`; so does a search while the
    visitor is typing, which replaces it.
    """
    started = perf_counter()
    is_chat = source == "chat"
    # The assistant shows no facets, and says itself what could be given up.
    page = search(query, with_siblings=not is_chat, strict=is_chat)
    latency = round((perf_counter() - started) * 1000)
    # A look at everything is no search.
    if silent or not settings.SEARCH_RECORDS_DAYS or not (query.words or filters_of(query)):
        return Recording(page, source, latency, None)
    return Recording(
        page,
        source,
        latency,
        continues if continues or query.page > 1 else secrets.randbelow(LARGEST) + 1,
    )


def search_in_chat(query: SearchQuery) -> SearchPage:
    """Searches for the assistant."""
    found = recorded(query, "chat")
    found.write()
    return found.page


def write_click(request: HttpRequest, product: Product) -> None:
    """Records that a result was opened. Its link names the search and the place in it."""
    record, position = number(request.GET.get("search")), number(request.GET.get("position"), 10**6)
    if record and position and settings.SEARCH_RECORDS_DAYS and not is_automatic(request):
        _execute(CLICK, {"record": record, "product": product.pk, "position": position})


def masked(words: str) -> str:
    """Returns the words without anything that looks like an e-mail address, a telephone number or a
    card number.
    """
    return _PRIVATE.sub(MASK, " ".join(words.split()))


def filters_of(query: SearchQuery) -> list[str]:
    """Returns the names of the filters that the form or a program has set."""
    return [each.field for each in FILTERS if query.is_set(each.field)]


def is_automatic(request: HttpRequest) -> bool:
    """Whether a browser prefetches the page, or a program that identifies itself reads it."""
    purpose = (
        request.headers.get("Sec-Purpose")
        or request.headers.get("Purpose")
        or request.headers.get("X-Moz")
        or ""
    )
    return (
        request.method != "GET"
        or "prefetch" in purpose
        or bool(_PROGRAM.search(request.headers.get("User-Agent", "")))
    )


def number(text: str | None, most: int = LARGEST) -> int | None:
    """Returns a positive number as our own links write it, or None."""
    value = int(text) if text and len(text) < 20 and text.isascii() and text.isdigit() else 0
    return value if 0 < value <= most else None


def _execute(statement: str, values: dict[str, Any]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
    except (DatabaseError, InterfaceError) as error:
        log.warning("not recorded: %s", str(error).split("\n", 1)[0])
