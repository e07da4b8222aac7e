"""Sites that staff write down: whose pages may show the shop, what such a page may do, and what it
may cost.
"""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import AsyncClient, Client, RequestFactory

from chat.answering import budgets
from chat.models import Conversation, Message, Site, Spending
from chat.visitors.tokens import HEADER, TokenSession
from site_config.aio import in_database
from site_config.errors import DatabaseAway, refusal
from tests.clients import Program

# The frame's page reads on threads of its own, which see what is committed.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("transactional_db")]
HOST = "https://garden.example"


@pytest.fixture
def site(transactional_db: None) -> Site:
    return Site.objects.create(
        key="garden",
        name="Garden",
        origins=HOST,
        greeting="What grows at your place?",
        accent="#2f6f4f",
    )


def frame(client: Client, page: str = "chat", **asked: str) -> Any:
    return client.get(f"/embed/{page}/", {"site": "garden", "origin": HOST} | asked)


def token_in(answer: Any) -> str:
    return str(answer.content.decode().split('data-token="')[1].split('"')[0])


def test_origins_are_kept_as_browsers_write_them() -> None:
    site = Site(
        key="a",
        name="A",
        origins="https://Shop.Example/ \n\n "
        "http://localhost:8080\nhttps://shop.example:443\nhttps://müller.example",
    )
    site.clean()
    assert site.allowed_origins == [
        "https://shop.example",
        "http://localhost:8080",
        "https://xn--mller-kva.example",
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("shop.example", "is not an origin"),
        ("https://*.shop.example", "each name by itself"),
        ("https://shop.example/page", "is a page"),
        ("http://shop.example", "is not safe"),
        ("https://shop.example:port", "is not an origin"),
        ("javascript:alert(1)", "is not an origin"),
        ("https://a.example; script-src *", "is not an origin"),
    ],
)
def test_an_origin_that_is_none_is_told_in_a_sentence(line: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Site(key="a", name="A", origins=line).clean()


def test_staff_write_a_site_down(client: Client) -> None:
    client.force_login(User.objects.create_superuser("staff", "staff@example.com", "secret"))
    form = {
        "key": "garden",
        "name": "Garden",
        "active": "on",
        "origins": "HTTPS://garden.example/",
        "theme": "dark",
        "accent": "green",
    }
    refused = client.post("/admin/chat/site/add/", form)
    assert refused.context["adminform"].form.errors == {
        "accent": ["Enter a colour such as #b4451f."]
    }
    assert client.post("/admin/chat/site/add/", form | {"accent": "#2f6f4f"}).status_code == 302
    assert Site.objects.get().origins == HOST
    assert client.get("/admin/chat/site/").status_code == 200


@pytest.mark.usefixtures("site", "demo")
@pytest.mark.parametrize("page", ["chat", "search"])
def test_the_pages_of_the_site_alone_may_show_it(client: Client, page: str) -> None:
    answer = frame(client, page, q="lamp")
    assert answer.status_code == 200
    assert f"frame-ancestors 'self' {HOST};" in f"{answer['Content-Security-Policy']};"
    assert "X-Frame-Options" not in answer
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert client.get("/chat/")["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in client.get("/chat/")["Content-Security-Policy"]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"site": "nobody"}, 404, "site_unknown"),
        ({"site": "\x00"}, 400, "bad_request"),
        ({"origin": "https://other.example"}, 403, "origin_not_allowed"),
        ({"origin": "null"}, 403, "origin_not_allowed"),
        ({"origin": ""}, 403, "origin_not_allowed"),
    ],
)
def test_any_other_is_refused_where_it_can_be_read(
    client: Client, changes: dict[str, str], status: int, code: str
) -> None:
    answer = frame(client, **changes)
    assert answer.status_code == status
    assert f'data-code="{code}"' in answer.content.decode()
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert "data-token" not in answer.content.decode()


def test_a_site_that_is_off_is_refused_and_so_are_its_tokens(client: Client, site: Site) -> None:
    token = token_in(frame(client))
    Site.objects.update(active=False)
    assert 'data-code="site_inactive"' in frame(client).content.decode()
    assert client.post("/chat/", {"message": "hello"}, headers={HEADER: token}).status_code == 401
    assert not Conversation.objects.exists()


def test_the_site_says_how_it_looks(client: Client, site: Site) -> None:
    text = frame(client, accent="#FFCC00").content.decode()
    assert "What grows at your place?" in text
    assert "accent-ffcc00.css" in text
    assert "accent-2f6f4f.css" in frame(client, accent="red;}").content.decode()
    assert (
        "--color-accent-ink: light-dark(#050505"
        in client.get("/embed/accent-ffcc00.css").content.decode()
    )
    assert (
        "--color-accent-ink: light-dark(#ffffff"
        in client.get("/embed/accent-2f6f4f.css").content.decode()
    )


def test_the_site_says_which_language_it_speaks(client: Client, site: Site) -> None:
    assert '<html lang="en"' in frame(client).content.decode()
    Site.objects.update(language="de")
    text = frame(client)
    assert '<html lang="de"' in text.content.decode()
    answer = client.get("/chat/fresh/", headers={HEADER: token_in(text)})
    assert '<html lang="de"' in answer.content.decode()
    assert '<html lang="en"' in client.get("/chat/fresh/").content.decode()


def test_a_database_that_is_away_is_told_in_the_frame(rf: RequestFactory) -> None:
    request = rf.get("/embed/chat/", {"site": "garden", "origin": HOST})
    answer = refusal(request, DatabaseAway())
    assert 'data-code="database_away"' in answer.content.decode()
    assert answer["Retry-After"]
    assert answer.xframe_options_exempt


@pytest.mark.usefixtures("demo", "turns_end")
async def test_a_token_is_the_visitor_and_no_cookie_is(
    async_client: AsyncClient, client: Client, site: Site
) -> None:
    token = token_in(await in_database(frame)(client))
    said = {"type": "message", "message": "a lamp", "client_id": str(uuid4())}
    answer = await async_client.post("/chat/", said, headers={HEADER: token, "HX-Request": "true"})
    assert answer.status_code == 200
    assert not answer.cookies
    conversation = await Conversation.objects.aget()
    assert conversation.site == "garden"
    again = await async_client.get(
        "/embed/chat/", {"site": "garden", "origin": HOST}, headers={HEADER: token}
    )
    assert str(conversation.pk) in again.content.decode()
    assert str(conversation.pk) not in (await in_database(frame)(client)).content.decode()
    # The browser's own session is somebody else.
    assert (await async_client.get(f"/chat/{conversation.pk}/")).status_code == 404
    assert (
        await async_client.get(f"/chat/{conversation.pk}/", headers={HEADER: token})
    ).status_code == 200


@pytest.mark.parametrize("change", ["cut", "other", "old"])
def test_a_token_that_is_none_is_refused(
    client: Client, site: Site, settings: Any, change: str
) -> None:
    token = token_in(frame(client))
    if change == "old":
        settings.SESSION_COOKIE_AGE = -1
    token = {"cut": token[:-1], "other": "x", "old": token}[change]
    answer = client.post("/chat/", {"message": "hello"}, headers={HEADER: token})
    assert answer.status_code == 401
    assert not Conversation.objects.exists()


def test_a_token_of_one_site_opens_nothing_on_another(client: Client, site: Site) -> None:
    Site.objects.create(key="other", name="Other", origins=HOST)
    theirs = TokenSession(Site.objects.get(key="other"))
    Conversation.objects.create(pk=uuid4(), visitor=theirs["visitor"], site="other")
    answer = client.get(
        "/embed/chat/", {"site": "garden", "origin": HOST}, headers={HEADER: theirs.token}
    )
    assert answer.status_code == 200
    assert "data-conversation" not in answer.content.decode()


def test_another_page_cannot_post_even_with_a_token(client: Client, site: Site) -> None:
    token = token_in(frame(client))
    answer = client.post(
        "/chat/", {"message": "hello"}, headers={HEADER: token, "Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_the_loader_is_small_and_asked_for_again(client: Client, encoding: str) -> None:
    answer = client.get("/embed/aisle.js", headers={"Accept-Encoding": encoding})
    assert answer.get("Content-Encoding", "") == encoding
    assert len(answer.content) <= (3_750 if encoding else 16_384), "with its headers, 4 KiB"
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=600" in answer["Cache-Control"]
    assert not answer.cookies
    same = client.get(
        "/embed/aisle.js", headers={"Accept-Encoding": encoding, "If-None-Match": answer["ETag"]}
    )
    assert (same.status_code, same.content) == (304, b"")


def test_the_demo_shows_it_and_the_code(client: Client, site: Site) -> None:
    answer = client.get("/embed/demo/")
    assert (
        "&lt;script async src=&quot;http://testserver/embed/aisle.js&quot;"
        in answer.content.decode().replace('"', "&quot;")
    )
    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    Site.objects.all().delete()
    assert "/admin/chat/site/add/" in client.get("/embed/demo/").content.decode()


def test_what_staff_write_at_the_site_goes_before_the_settings(site: Site, settings: Any) -> None:
    settings.CHAT_SITE_TOKENS_PER_DAY, settings.CHAT_SITE_MESSAGES_PER_DAY = 10, 0
    conversation = Conversation.objects.create(pk=uuid4(), visitor=uuid4(), site="garden")
    payers = budgets.count(conversation, "")
    assert payers
    budgets.spend(payers, 10, Decimal(0))
    assert budgets.count(conversation, "") is None
    Site.objects.update(tokens_per_day=0)
    assert budgets.count(conversation, "")
    Site.objects.update(messages_per_day=1)
    assert budgets.count(conversation, "") is None
    assert Spending.objects.exists()


@pytest.mark.usefixtures("turns_end")
class TestSocket:
    async def test_a_token_opens_the_socket_for_pages_of_its_site(self) -> None:
        site = await Site.objects.acreate(key="garden", name="Garden", origins=HOST)
        async with self.program(TokenSession(site).token, HOST) as program:
            await program.say("hello")
            assert not [
                name for name, _value in program.socket.response_headers if name == b"Set-Cookie"
            ]
        assert (await Conversation.objects.aget()).site == "garden"

    async def test_a_site_that_is_switched_off_is_told_so_at_the_next_word(self) -> None:
        site = await Site.objects.acreate(key="garden", name="Garden", origins=HOST)
        async with self.program(TokenSession(site).token, HOST) as program:
            await program.say("hello")
            await Site.objects.aupdate(active=False)
            await program.send(type="message", message="are you there?")
            assert (await program.receive())["code"] == "site_inactive"
            assert (await program.socket.receive_output())["code"] == 4403
        assert not await Message.objects.filter(content="are you there?").aexists()

    @pytest.mark.parametrize(
        ("origin", "has_token"), [("https://other.example", True), (HOST, False)]
    )
    async def test_no_other_page_opens_it(self, origin: str, has_token: bool) -> None:
        site = await Site.objects.acreate(key="garden", name="Garden", origins=HOST)
        program = self.program(TokenSession(site).token if has_token else "", origin)
        connected, _code = await program.socket.connect()
        assert not connected

    def program(self, token: str, origin: str) -> Program:
        program = Program(headers=[(b"origin", origin.encode())])
        if token:
            program.socket.scope["subprotocols"] = ["aisle", f"aisle.token.{token}"]
        return program
