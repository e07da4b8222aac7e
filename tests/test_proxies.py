"""Whose a request is: what believed proxies say counts, in any form that proxies write, and nobody
leaves the limits by a word.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from channels.testing import WebsocketCommunicator
from django.test import override_settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from chat.visitors.access import address_of_socket
from site_config.asgi import application
from site_config.proxies import client_network
from tests.clients import ORIGIN

PEER = "192.0.2.1"


def trusting(proxies: int) -> override_settings:
    return override_settings(TRUSTED_PROXIES=proxies)


def forms(address: IPv4Address | IPv6Address) -> list[str]:
    """How proxies write an address."""
    if isinstance(address, IPv4Address):
        return [
            str(address),
            f"{address}:4000",
            f'"{address}:4000"',
            f" {address} ",
            f"::ffff:{address}",
            f"[::ffff:{address}]:80",
        ]
    return [
        str(address),
        f"[{address}]",
        f"[{address}]:4000",
        f'"[{address}]:4000"',
        f"{address}%eth0",
        f"[{address}%eth0]:1",
    ]


@examples(max_examples=20, deadline=None)
@given(st.ip_addresses(), st.text(max_size=30), st.sampled_from([1, 2, 3]), st.data())
def test_every_form_of_an_address_is_one(
    address: IPv4Address | IPv6Address, left: str, proxies: int, data: st.DataObject
) -> None:
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return
    written = data.draw(st.sampled_from(forms(address)))
    behind = ["10.0.0.1"] * (proxies - 1)
    with trusting(proxies):
        found = client_network(PEER, ",".join([left, written, *behind]))
        assert found == client_network(str(address), "")
        assert found == address_of_socket(
            {
                "client": (PEER, 1),
                "headers": [(b"x-forwarded-for", each.encode()) for each in (written, *behind)],
            }
        )


@examples(max_examples=20, deadline=None)
@given(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            ["unknown", "_hidden", "_x:80", "1.2.3", "[", "[::1", "::1::", ":80", "%", "a:b"]
        ),
    )
)
def test_what_is_no_address_leaves_the_proxys_own(words: str) -> None:
    with trusting(1):
        found = client_network(PEER, words)
    last = words.rpartition(",")[2]
    assert found == PEER or ip_address(found.partition("/")[0]) is not None
    assert found == PEER or any(
        character in "0123456789abcdefABCDEF:" for character in last or words
    )


@pytest.mark.parametrize(
    "words",
    ["unknown", "_x", "nonsense", "203.0.113.9:x:y", "[203.0.113.9", "999.1.1.1", "", " , ,"],
)
def test_a_word_lifts_no_limit(words: str) -> None:
    with trusting(1):
        assert client_network(PEER, words) in (PEER, "203.0.113.9")


def test_on_a_unix_socket_a_word_lifts_no_limit_either() -> None:
    """There the proxy itself has no address."""
    with trusting(1):
        assert client_network("", "unknown") == client_network("", "another word") != ""


def test_without_a_believed_proxy_the_peer_counts() -> None:
    with trusting(0):
        assert client_network("[2001:db8::1%eth0]", "203.0.113.9:4000") == "2001:db8::/64"


# -- https alone -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("believes", "header", "scheme", "is_taken"),
    [
        (False, b"", "ws", False),
        (False, b"https", "ws", False),
        (False, b"", "wss", True),
        (True, b"https", "ws", True),
        (True, b"http", "ws", False),
        (True, b"", "ws", False),
        (True, b"http", "wss", False),
    ],
)
async def test_a_shop_of_https_alone_takes_no_plain_socket(
    settings: Settings, believes: bool, header: bytes, scheme: str, is_taken: bool
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if believes else None
    headers = [(b"host", b"testserver"), ORIGIN] + (
        [(b"x-forwarded-proto", header)] if header else []
    )
    socket = WebsocketCommunicator(application, "/ws/chat/", headers=headers)
    socket.scope["scheme"] = scheme
    taken, _code = await socket.connect()
    assert taken == is_taken
    await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_a_shop_of_http_takes_it() -> None:
    socket = WebsocketCommunicator(
        application, "/ws/chat/", headers=[(b"host", b"testserver"), ORIGIN]
    )
    taken, _code = await socket.connect()
    assert taken
    await socket.disconnect()
