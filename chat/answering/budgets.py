"""Budgets of visitors: past the soft limits an answer comes from search alone, past the flood limit
it is refused.

PostgreSQL counts them per minute and per day, so all processes share them. A payer is stored as a
hash that is keyed with the shop's secret and the day. Rows are deleted when their time is over.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Now

from chat.errors import TooManyConversations, TooManyMessages
from chat.models import Conversation, Site, Spending
from shop.search import statements
from site_config.attempts import count_attempt, counted_key
from site_config.clock import database_time

# One statement counts the message, and reads what the payers have spent today. Its commit waits for
# no disk: a count that a crash takes back harms nobody, and all who share an address would else
# wait for each other.
COUNT = """
WITH counted AS (
  INSERT INTO chat_spending AS spent (key, until, messages, tokens, cost)
  SELECT key, %(until)s::timestamptz, 1, 0, 0
  FROM unnest(%(minute)s::text[]) AS key, (SELECT set_config('synchronous_commit', 'off', true)) AS
    quick
  ORDER BY key
  ON CONFLICT (key) DO UPDATE SET messages = spent.messages + 1
  RETURNING key, messages, tokens, cost
)
SELECT key, messages, tokens, cost FROM counted
UNION ALL SELECT key, messages, tokens, cost FROM chat_spending WHERE key = ANY(%(day)s::text[])
"""
SPEND = """
INSERT INTO chat_spending AS spent (key, until, messages, tokens, cost)
SELECT key, date_trunc('day', clock_timestamp(), 'UTC') + interval '1 day', 1, %(tokens)s, %(cost)s
FROM unnest(%(keys)s::text[]) AS key, (SELECT set_config('synchronous_commit', 'off', true)) AS
  quick
ORDER BY key
ON CONFLICT (key) DO UPDATE SET messages = spent.messages + 1, tokens = spent.tokens +
excluded.tokens, cost = spent.cost + excluded.cost
RETURNING key
"""


def count(conversation: Conversation, address: str) -> list[str] | None:
    """Counts one more message. Returns who pays for its answer, or None where it comes from search
    alone. Raises TooManyMessages.
    """
    now = database_time()
    visitor, where = (
        counted_key("visitor", str(conversation.visitor), now),
        counted_key("address", address, now),
    )
    minute = {f"{now:%H:%M} {visitor}": 1}
    if address:
        minute[f"{now:%H:%M} {where}"] = settings.CHAT_SHARED_ADDRESS
    day = _limits(conversation.site, visitor, where if address else "", now)
    values: dict[str, Any] = {
        "minute": list(minute),
        "day": list(day),
        "until": now + timedelta(minutes=2),
    }
    spent = {
        key: (messages, tokens, cost)
        for key, messages, tokens, cost in statements.rows(COUNT, values)
    }
    if _is_over(spent, minute, settings.CHAT_FLOOD_PER_MINUTE):
        error = TooManyMessages()
        error.retry_after = 60 - now.second
        raise error
    is_poor = any(
        limit and had >= limit
        for key, limits in day.items()
        for had, limit in zip(spent.get(key, ()), limits, strict=False)
    )
    return (
        None if is_poor or _is_over(spent, minute, settings.CHAT_MESSAGES_PER_MINUTE) else list(day)
    )


def count_conversation(visitor: UUID, address: str) -> None:
    """Counts one more new conversation. Raises TooManyConversations."""
    most = {("begins", str(visitor)): settings.CHAT_CONVERSATIONS_PER_MINUTE}
    if address:
        most["begins at", address] = (
            settings.CHAT_CONVERSATIONS_PER_MINUTE * settings.CHAT_SHARED_ADDRESS
        )
    if wait := count_attempt(most, timedelta(minutes=1)):
        error = TooManyConversations()
        error.retry_after = wait
        raise error


def seconds_to_next_session(address: str) -> int:
    """Counts one more stored session of a network. Returns 0, or past NEW_SESSIONS_PER_DAY the
    seconds until the day ends.
    """
    return (
        count_attempt({("sessions", address): settings.NEW_SESSIONS_PER_DAY}, timedelta(days=1))
        if address
        else 0
    )


def count_session(address: str) -> None:
    """Counts one more session for a conversation. Raises TooManyConversations."""
    if wait := seconds_to_next_session(address):
        error = TooManyConversations()
        error.retry_after = wait
        raise error


def forget() -> None:
    """Deletes expired counts."""
    Spending.objects.filter(until__lt=Now()).delete()


def spend(payers: Iterable[str], tokens: int, cost: Decimal) -> None:
    """Adds the tokens and the cost (US dollars) of an answer to all who pay for it."""
    statements.rows(SPEND, {"keys": list(payers), "tokens": tokens, "cost": cost})


def _limits(
    site: str, visitor: str, address: str, now: datetime
) -> dict[str, tuple[int, int, Decimal]]:
    """Answers, tokens and money a day for each who pays, 0 for no end. Many share an address, so it
    may spend as much as many.
    """
    tokens, cost = settings.CHAT_VISITOR_TOKENS_PER_DAY, settings.CHAT_VISITOR_COST_PER_DAY
    limits = {visitor: (0, tokens, cost)}
    if address:
        limits[address] = (
            0,
            tokens * settings.CHAT_SHARED_ADDRESS,
            cost * settings.CHAT_SHARED_ADDRESS,
        )
    limits[counted_key("site", site, now)] = _site_limits(site)
    limits[f"{now:%Y-%m-%d} all"] = 0, settings.CHAT_TOKENS_PER_DAY, settings.CHAT_COST_PER_DAY
    return limits


def _site_limits(site: str) -> tuple[int, int, Decimal]:
    """Returns the daily limits of a site: (answers, tokens, US dollars). Empty ones come from the
    settings.
    """
    usual = (
        settings.CHAT_SITE_MESSAGES_PER_DAY,
        settings.CHAT_SITE_TOKENS_PER_DAY,
        settings.CHAT_SITE_COST_PER_DAY,
    )
    own = (
        Site.objects.filter(key=site)
        .values_list("messages_per_day", "tokens_per_day", "cost_per_day")
        .first()
        if site
        else None
    )
    messages, tokens, cost = own or (None, None, None)
    return (
        usual[0] if messages is None else messages,
        usual[1] if tokens is None else tokens,
        usual[2] if cost is None else cost,
    )


def _is_over(spent: Mapping[str, Any], minute: Mapping[str, int], limit: int) -> bool:
    return bool(limit) and any(spent[key][0] > limit * times for key, times in minute.items())
