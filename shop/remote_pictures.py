"""Pictures at addresses of others, fetched with bounds on time and size, and never from a network
that is not public.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic
from typing import Any

import httpcore2
import httpx2
from django.conf import settings

from shop.models import ProductImage
from shop.pictures import MOST_BYTES

Problem = ProductImage.Problem
SECONDS = 30.0
TIMEOUTS = {"connect": 5.0, "read": 10.0, "write": 5.0, "pool": 5.0}
MOST_REDIRECTS = 5
REDIRECTS = frozenset((301, 302, 303, 307, 308))
# A server says so of a request that may succeed later.
TRY_LATER = frozenset((408, 423, 425, 429))
HEADERS = [(b"User-Agent", b"Aisle"), (b"Accept", b"image/*"), (b"Accept-Encoding", b"identity")]
# They embed an address of IPv4, which a gateway may lead into a private network.
EMBEDDING = [ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("2002::/16")]


class Unfetchable(Exception):
    """Why a picture was not fetched, and whether it may be later."""

    def __init__(self, problem: Problem, *, is_final: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.is_final = is_final


class PublicBackend(httpcore2.SyncBackend):
    """Connects to the very address that was checked: a name may lead elsewhere the next time."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        error: Exception = Unfetchable(Problem.UNREACHABLE)
        for address in public_addresses(host, port):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                error = failed
        raise error


def public_addresses(host: str, port: int) -> list[str]:
    """Returns the addresses of a host. Raises Unfetchable where one of them is not public, unless
    FETCH_PRIVATE_HOSTS names the host.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unfetchable(Problem.UNREACHABLE) from error
    addresses = list(dict.fromkeys(str(place[0]) for *_rest, place in found))
    if host.lower() not in settings.FETCH_PRIVATE_HOSTS and not all(map(is_public, addresses)):
        raise Unfetchable(Problem.PRIVATE, is_final=True)
    return addresses


def is_public(address: str) -> bool:
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address) and any(parsed in network for network in EMBEDDING):
        return False
    return parsed.is_global and not parsed.is_multicast


def download(address: str) -> bytes:
    """Returns what lies at an address. Follows redirects, each checked as the first. Raises
    Unfetchable.
    """
    end = monotonic() + SECONDS
    try:
        with httpcore2.ConnectionPool(network_backend=PublicBackend()) as pool:
            url = httpx2.URL(address)
            for _step in range(MOST_REDIRECTS + 1):
                body, location = _requested(pool, url, end)
                if not location:
                    return body
                url = url.join(location)
    except httpcore2.TimeoutException as error:
        raise Unfetchable(Problem.SLOW) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise Unfetchable(Problem.UNREACHABLE) from error
    except httpx2.InvalidURL as error:
        raise Unfetchable(Problem.ADDRESS, is_final=True) from error
    raise Unfetchable(Problem.REDIRECTS, is_final=True)


def _requested(pool: httpcore2.ConnectionPool, url: httpx2.URL, end: float) -> tuple[bytes, str]:
    """Returns the body, or where a redirect leads."""
    if url.scheme not in ("http", "https") or not url.host:
        raise Unfetchable(Problem.ADDRESS, is_final=True)
    target = httpcore2.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    with pool.stream("GET", target, headers=HEADERS, extensions={"timeout": TIMEOUTS}) as response:
        headers = {name.lower(): value for name, value in response.headers}
        if response.status in REDIRECTS and b"location" in headers:
            return b"", headers[b"location"].decode("latin-1")
        if response.status != 200:
            is_final = 400 <= response.status < 500 and response.status not in TRY_LATER
            raise Unfetchable(Problem.STATUS, is_final=is_final)
        return _body(response, end), ""


def _body(response: httpcore2.Response, end: float) -> bytes:
    """Returns the body, whatever length the server announces."""
    parts, size = [], 0
    for part in response.iter_stream():
        size += len(part)
        if size > MOST_BYTES:
            raise Unfetchable(Problem.LARGE, is_final=True)
        if monotonic() > end:
            raise Unfetchable(Problem.SLOW)
        parts.append(part)
    return b"".join(parts)
