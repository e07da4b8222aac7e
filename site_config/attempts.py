"""Counts attempts of strangers and of programs, so that the shop can refuse what is too much.

PostgreSQL counts, so all processes share the counts. Who is counted is stored as a hash that is
keyed with the shop's secret and the day.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from site_config.clock import database_time

# The table is chat.models.Spending, which also holds what answers cost. The commit waits for no
# disk: a count that a crash takes back harms nobody, and all who share an address would else wait
# for each other.
COUNT = """
INSERT INTO chat_spending AS spent (key, until, messages, tokens, cost)
SELECT key, %(until)s::timestamptz, 1, 0, 0
FROM unnest(%(keys)s::text[]) AS key, (SELECT set_config('synchronous_commit', 'off', true)) AS
  quick
ORDER BY key
ON CONFLICT (key) DO UPDATE SET messages = spent.messages + 1
RETURNING key, messages
"""
FORGET = "DELETE FROM chat_spending WHERE key = %(key)s"


def count_attempt(most: Mapping[tuple[str, str], int], window: timedelta) -> int:
    """Counts one more attempt for each (kind, value) in `most`, which maps it to a limit; 0 means
    no limit.

    Returns 0, or past a limit the seconds until the window ends. All processes count together.
    """
    now = database_time()
    end = _end_of(window, now)
    keys = {_attempt_key(kind, value, end): limit for (kind, value), limit in most.items() if limit}
    if not keys:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"keys": list(keys), "until": end})
        is_over = any(times > keys[key] for key, times in cursor.fetchall())
    return max(1, round((end - now).total_seconds())) if is_over else 0


def forget_attempts(kind: str, value: str, window: timedelta) -> None:
    with connection.cursor() as cursor:
        key = _attempt_key(kind, value, _end_of(window, database_time()))
        cursor.execute(FORGET, {"key": key})


def counted_key(kind: str, value: str, now: datetime) -> str:
    """Returns the key under which somebody is counted on a day, which does not tell who it is."""
    day = f"{now:%Y-%m-%d}"
    digest = salted_hmac(f"chat.limits {day} {kind}", value, algorithm="sha256").hexdigest()
    return f"{day} {kind} {digest[:32]}"


def _end_of(window: timedelta, now: datetime) -> datetime:
    """Returns the end of the window that `now` lies in. Windows begin at whole multiples of their
    length.
    """
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp((int(now.timestamp()) // seconds + 1) * seconds, UTC)


def _attempt_key(kind: str, value: str, end: datetime) -> str:
    return f"{end:%H:%M} {counted_key(kind, value, end)}"
