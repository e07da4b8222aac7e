"""The clock of the database, which all processes share.

A lease, a limit or an expiry that one process writes is read by another, on another machine
perhaps. Whatever is compared with stored times is therefore compared with this clock: in SQL, with
django's Now(), or with `database_time` where Python needs the value.
"""

from datetime import datetime, timedelta

from django.core.signing import SignatureExpired, TimestampSigner, b62_decode, b62_encode
from django.db import connection


def database_time() -> datetime:
    """Returns the present time in UTC, in one short query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


class DatabaseTimestampSigner(TimestampSigner):
    """Django's TimestampSigner, timed by the database: machines whose clocks differ agree on when a
    signature expires.
    """

    def timestamp(self) -> str:
        return b62_encode(int(database_time().timestamp()))

    def unsign(self, value: str, max_age: float | timedelta | None = None) -> str:
        """Returns the signed value; `max_age` is in seconds. Raises BadSignature and
        SignatureExpired.
        """
        unsigned = super().unsign(value)
        if max_age is None:
            return unsigned
        allowed = max_age if isinstance(max_age, timedelta) else timedelta(seconds=max_age)
        signed_at = b62_decode(value.rsplit(self.sep, 2)[1])
        if database_time().timestamp() - signed_at > allowed.total_seconds():
            raise SignatureExpired("The signature is older than allowed.")
        return unsigned
