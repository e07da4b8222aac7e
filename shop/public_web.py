"""What lies at addresses of others, fetched with bounds on time and size, and never from a network
that is not public.
"""

import socket
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from ssl import SSLContext
from time import monotonic
from typing import Any

import httpcore2
import httpx2
from django.conf import settings

from shop.models import ProductImage

Problem = ProductImage.Problem
TIMEOUTS = {"connect": 5.0, "read": 10.0, "write": 5.0, "pool": 5.0}
MOST_REDIRECTS = 5
REDIRECTS = frozenset((301, 302, 303, 307, 308))
# A server says so of a request that may succeed later.
TRY_LATER = frozenset((408, 423, 425, 429))
HEADERS = {"User-Agent": "Aisle", "Accept-Encoding": "identity"}
NOT_MODIFIED = 304
# They embed an address of IPv4, which a gateway may lead into a private network.
EMBEDDING = [ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("2002::/16")]


class Unfetchable(Exception):
    """Why nothing was fetched, and whether it may be later."""

    def __init__(self, problem: Problem, *, is_final: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.is_final = is_final


class BoundedStream(httpcore2.NetworkStream):
    """A connection that ends at a time. The timeout of each read alone would let a server send a
    byte every few seconds for days.
    """

    def __init__(self, stream: httpcore2.NetworkStream, end: float) -> None:
        self._stream = stream
        self._end = end

    def _left(self, timeout: float | None) -> float:
        left = self._end - monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return min(left, timeout or left)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return BoundedStream(stream, self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class PublicBackend(httpcore2.SyncBackend):
    """Connects to the very address that was checked: a name may lead elsewhere the next time."""

    def __init__(self, end: float) -> None:
        self._end = end

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
                stream = super().connect_tcp(address, port, timeout, local_address, socket_options)
                return BoundedStream(stream, self._end)
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


@dataclass(frozen=True)
class Limits:
    size: int  # bytes
    seconds: float


@dataclass(frozen=True)
class Fetched:
    """`is_new` is False where the server says that nothing has changed since; `headers` have names
    in small letters.
    """

    is_new: bool
    headers: Mapping[str, str]


def fetch(
    address: str,
    write: Callable[[bytes], object],
    limits: Limits,
    headers: Mapping[str, str],
) -> Fetched:
    """Writes what lies at an address, piece by piece. Follows redirects, each checked as the first.
    Raises Unfetchable, maybe after some pieces.
    """
    end = monotonic() + limits.seconds
    with _failures(), httpcore2.ConnectionPool(network_backend=PublicBackend(end)) as pool:
        url = httpx2.URL(address)
        # A name and a password in an address are for its own server.
        login = _login(url)
        for _step in range(MOST_REDIRECTS + 1):
            given = {
                **HEADERS,
                **headers,
                **(login if url.host == httpx2.URL(address).host else {}),
            }
            with _requested(pool, url, given) as response:
                answered = {
                    name.decode("latin-1").lower(): value.decode("latin-1")
                    for name, value in response.headers
                }
                if response.status not in REDIRECTS or "location" not in answered:
                    return _read(response, answered, write, limits.size)
            url = url.join(answered["location"])
    raise Unfetchable(Problem.REDIRECTS, is_final=True)


@contextmanager
def _failures() -> Iterator[None]:
    """Raises Unfetchable in the place of the library's errors."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise Unfetchable(Problem.SLOW) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise Unfetchable(Problem.UNREACHABLE) from error
    except httpx2.InvalidURL as error:
        raise Unfetchable(Problem.ADDRESS, is_final=True) from error


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _login(url: httpx2.URL) -> dict[str, str]:
    """Returns the header of a name and a password in the address."""
    if not url.userinfo:
        return {}
    pair = f"{url.username}:{url.password}".encode()
    return {"Authorization": f"Basic {b64encode(pair).decode()}"}


@contextmanager
def _requested(
    pool: httpcore2.ConnectionPool, url: httpx2.URL, headers: Mapping[str, str]
) -> Iterator[httpcore2.Response]:
    if url.scheme not in ("http", "https") or not url.host:
        raise Unfetchable(Problem.ADDRESS, is_final=True)
    target = httpcore2.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    sent = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    with pool.stream("GET", target, headers=sent, extensions={"timeout": TIMEOUTS}) as response:
        yield response


def _read(
    response: httpcore2.Response,
    headers: Mapping[str, str],
    write: Callable[[bytes], object],
    most: int,
) -> Fetched:
    """Writes the body, whatever length the server announces."""
    if response.status == NOT_MODIFIED:
        return Fetched(is_new=False, headers=headers)
    if response.status != 200:
        is_final = 400 <= response.status < 500 and response.status not in TRY_LATER
        raise Unfetchable(Problem.STATUS, is_final=is_final)
    size = 0
    for part in response.iter_stream():
        size += len(part)
        if size > most:
            raise Unfetchable(Problem.LARGE, is_final=True)
        write(part)
    return Fetched(is_new=True, headers=headers)
