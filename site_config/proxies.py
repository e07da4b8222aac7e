"""Reads the headers of trusted proxies: the client's address, and whether the connection is https.
HTTP and sockets both use this module.
"""

from io import BytesIO
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest

Address = IPv4Address | IPv6Address
UNREADABLE = "unreadable"


def client_network(peer: str, forwarded: str) -> str:
    """Returns the network of a client: an IPv4 address, or the /64 of an IPv6 address; "" where
    nobody says it.

    Each proxy appends the address it saw to X-Forwarded-For (`forwarded`). The last TRUSTED_PROXIES
    entries are believed; anybody can write the ones before. Where the trusted proxy gives no
    address, its own counts, so that nobody escapes the limits; on a Unix socket it has none, and
    all whose address cannot be read count as one.
    """
    seen = [part.strip() for part in forwarded.split(",") if part.strip()]
    believed = min(settings.TRUSTED_PROXIES, len(seen))
    address = (_read(seen[-believed]) if believed else None) or _read(peer)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address or (UNREADABLE if believed else ""))


def is_secure(scope: dict[str, Any]) -> bool:
    """Whether a socket came by https, by Django's rule for requests."""
    scheme = "https" if scope.get("scheme") == "wss" else "http"
    return ASGIRequest(
        {**scope, "type": "http", "method": "GET", "scheme": scheme}, BytesIO()
    ).is_secure()


def _read(text: str) -> Address | None:
    """Returns the address in a proxy's notation: with or without port, zone and brackets. None for
    anything else.
    """
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
