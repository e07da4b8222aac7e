"""One writer of the catalogue at a time."""

from django.db import connection

LOCK = "SELECT pg_advisory_xact_lock(hashtext('aisle.catalogue'))"


def lock_catalogue() -> None:
    """Waits for other writers until the end of their transactions, and holds them off until the end
    of this one. Two writers of one product would else add its variants twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
