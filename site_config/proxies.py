"""What proxies in front say of a request: whose it is, and whether it came by https. Over HTTP and
the socket it is read here alone.
"""

from io import BytesIO
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest

Address = IPv4Address | IPv6Address


def client_network(peer: str, forwarded: str) -> str:
    """The network that a request comes from: an IPv4 address, or of IPv6 the half that a house is
    given. "" where it is unknown.

    Each proxy adds what it saw at the right of X-Forwarded-For (`forwarded`), and TRUSTED_PROXIES
    of them are believed; further left stands what anybody can write. Where the believed proxy gives
    no address, its own counts: nobody gets rid of limits by a word.
    """
    seen = [part.strip() for part in forwarded.split(",") if part.strip()]
    believed = min(settings.TRUSTED_PROXIES, len(seen))
    address = (_read(seen[-believed]) if believed else None) or _read(peer)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address or "")


def is_secure(scope: dict[str, Any]) -> bool:
    """Whether a socket came by https, by the rule that Django has for requests."""
    scheme = "https" if scope.get("scheme") == "wss" else "http"
    return ASGIRequest(
        {**scope, "type": "http", "method": "GET", "scheme": scheme}, BytesIO()
    ).is_secure()


def _read(text: str) -> Address | None:
    """The address in a proxy's words: with a port or a zone or without, IPv6 in brackets or not.
    None for anything else.
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
