"""Pictures at addresses of others."""

from shop.pictures import MOST_BYTES
from shop.public_web import Limits, fetch

SECONDS = 30.0


def download(address: str) -> bytes:
    """Returns what lies at an address. Raises shop.public_web.Unfetchable."""
    parts: list[bytes] = []
    fetch(address, parts.append, Limits(MOST_BYTES, SECONDS), {"Accept": "image/*"})
    return b"".join(parts)
