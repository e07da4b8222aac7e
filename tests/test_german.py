"""The shop in German: nothing that a visitor or the staff reads is left in English, and dates,
numbers and prices are written as there.
"""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient, Client, override_settings
from pydantic_ai import RunContext
from pydantic_ai.models.test import TestModel
from pydantic_ai.usage import RunUsage

from chat.answering import agent
from chat.models import Message, Site
from chat.tools import Deps
from chat.visitors.tokens import TokenSession
from shop.attribute_units import plain_name
from shop.models import Category, Product, attribute_items
from shop.records import search_in_chat
from shop.search import similar
from tests.clients import PATIENCE, Program

EDGES = " ·“”„:,.()×"
SAID = ("aria-label", "placeholder", "title", "alt")
# What is the same in both languages.
SHARED = set(
    "Aisle Filter Text JSON English Deutsch Name Website Chat API Position Version Synonym Token "
    "Tokens ms GTIN ID "
    "Shop Status OK UTC Slug Feedback Links Aktion Webhook Webhooks".split()
)
GATHERED = ("_", "gettext", "ngettext", "pgettext")
# Of libraries, which the admin shows as they are.
OTHERS = ("admin", "Search", "- Select an option -", "Task Results", "Tasks Database Backend")


class Sentences(HTMLParser):
    """What people read of a page, and what is read to them; without what is marked as another
    language's.
    """

    SILENT = ("script", "style", "template", "svg")
    VOID = (
        "meta",
        "link",
        "input",
        "img",
        "br",
        "hr",
        "use",
        "rect",
        "path",
        "source",
        "area",
        "base",
        "col",
        "wbr",
    )

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_foreign = tag != "html" and given.get("lang") == "en"
        is_silent = is_foreign or tag in self.SILENT or self._is_silent
        if not is_silent:
            self.found |= {str(given[name]) for name in SAID if given.get(name)}
        if tag not in self.VOID:
            self._open.append((tag, is_silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_silent:
            self.found.add(data)

    @property
    def _is_silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def sentences(page: str) -> set[str]:
    reader = Sentences()
    reader.feed(re.sub("</?mark>", "", page))
    return {" ".join(each.split()) for each in reader.found if re.search(r"[^\W\d_]{2}", each)}


def catalogue() -> tuple[set[str], str]:
    """What the catalogue calls its goods, which stays as it is: names and whole texts, and in one
    text what attributes say.
    """
    names, said = set(), []
    for product in Product.objects.select_related("category"):
        names |= {
            product.name,
            product.brand,
            product.model,
            product.sku,
            *product.description.split("\n\n"),
        }
        for key, value in attribute_items(product.attributes):
            name = key.replace("_", " ")
            said += [
                name,
                plain_name(name),
                *(map(str, value) if isinstance(value, list) else [str(value)]),
            ]
            said += [", ".join(map(str, value))] if isinstance(value, list) else []
    for category in Category.objects.all():
        names |= {category.name, category.path, category.slug}
    return {" ".join(name.split()).strip(EDGES) for name in names}, "\n".join(said).casefold()


def in_english(one: str, other: str, *also: str) -> set[str]:
    """What is the same in both, and should not be."""
    names, said = catalogue()
    # A name behind a colon, as in "Remove: Lamp", or with a title's dot, is looked at by itself.
    same = sentences(one) & sentences(other)
    parts = {part.strip(EDGES) for each in same for part in re.split(r" · |: ", each)}
    return {
        part
        for part in parts
        if part not in names | SHARED | set(also)
        and part.casefold() not in said
        and re.search(r"[^\W\d_]{2}", part)
    }


def read(client: Client, address: str, language: str) -> str:
    answer = client.get(address, headers={"Accept-Language": language}, follow=True)
    assert answer["Content-Language"] == language
    return str(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "address",
    [
        "/", "/search/", "/search/?q=warm+jacket+under+150&in_stock=on&rating_min=4",
        "/search/?q=hedphones",
        "/search/?q=lamp&sort=price&literal=on", "/search/?q=purple+tent+under+20",
        "/search/?q=gnorf",
        "/search/?price_min=9&price_max=1&attribute=x&page=99&mode=text", "/c/outdoor/",
        "/p/{0}/x/",
        "/compare/", "/compare/?id={0}&id={1}&id=99999999", "/compare/?id={0}", "/shortlist/",
        "/suggest/?q=jack",
        "/p/1000000/a-lamp/", "/chat/mine/",
    ],
)  # fmt: skip
def test_no_page_is_left_in_english(client: Client, address: str) -> None:
    address = address.format(*Product.objects.filter(rating__gt=0).values_list("pk", flat=True)[:2])
    assert not in_english(
        read(client, address, "en"),
        read(client, address, "de"),
        "warm jacket",
        "purple",
        "tent",
        "gnorf",
        "hedphones",
    )


# These read on threads of their own, which see what is committed alone.
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("address", ["/chat/", "/chat/?product={0}"])
def test_neither_is_an_empty_conversation(client: Client, address: str) -> None:
    address = address.format(Product.objects.filter(rating__gt=0).values_list("pk", flat=True)[0])
    assert not in_english(read(client, address, "en"), read(client, address, "de"))


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_neither_is_the_short_list(client: Client) -> None:
    for pk in Product.objects.values_list("pk", flat=True)[:2]:
        client.post("/shortlist/", {"product": pk})
    assert not in_english(read(client, "/shortlist/", "en"), read(client, "/shortlist/", "de"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "demo", "turns_end")
async def test_neither_is_a_conversation(async_client: AsyncClient) -> None:
    words = ("a warm jacket under 150", "compare the first two")
    address = "/chat/"
    for said in words:
        address = str((await async_client.post(address, {"message": said}))["Location"])
    answers = [message async for message in Message.objects.filter(role="assistant")]
    await Message.objects.filter(pk=answers[0].pk).aupdate(status="failed", error="timeout")
    pages: dict[str, str] = {}
    for language in ("en", "de"):
        for place in (address, f"{address}?all=yes", "/chat/mine/", f"{address}erase/"):
            found = await async_client.get(place, headers={"Accept-Language": language})
            pages[language] = pages.get(language, "") + found.content.decode()
    assert not await sync_to_async(in_english)(pages["en"], pages["de"], *words)
    assert re.search("Gesucht: „[^“]*jacket[^“]*“, unter 150", pages["de"]), re.findall(
        "Gesucht.*", pages["de"]
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "address",
    ["", "shop/product/", "shop/category/", "shop/synonym/", "shop/rule/", "shop/record/",
    "chat/conversation/", "chat/feedback/",
     "shop/product/add/", "shop/category/add/", "shop/synonym/add/", "shop/rule/add/"],
)  # fmt: skip
def test_neither_is_what_staff_reads(admin_client: Client, address: str) -> None:
    english, german = (
        read(admin_client, f"/admin/{address}", language) for language in ("en", "de")
    )
    assert not in_english(english, german, *OTHERS)


# -- dates, numbers, prices ------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_prices_and_ratings_are_written_as_in_german(client: Client) -> None:
    product = Product.objects.create(
        sku="G1",
        name="Tisch",
        price="1299",
        compare_at_price="1349.50",
        rating="4.35",
        rating_count=3,
    )
    page = read(client, product.get_absolute_url(), "de")
    for said in (
        "1.299\N{NO-BREAK SPACE}€",
        "1.349,50\N{NO-BREAK SPACE}€",
        "Sie sparen 50,50\N{NO-BREAK SPACE}€",
        "4,4 · 3 Bewertungen",
    ):
        assert said in page
    assert '<meta property="product:price:amount" content="1299.00">' in page, (
        "machines read the same everywhere"
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_prices_may_be_typed_as_they_are_read(client: Client) -> None:
    page = read(client, "/search/?price_min=12,50&price_max=1000", "de")
    assert "ab 12,50" in page
    assert "bis 1.000" in page
    assert 'value="12.50"' in page
    assert "ab 12,50" in read(client, "/search/?price_min=12.50", "de")


def test_every_sentence_of_the_assistant_is_gathered() -> None:
    """What stands inside of an f-string is not: gettext does not look there."""
    for path in (Path(__file__).parent.parent / "chat").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        assert not [call for text in texts for call in translated_in(text)], path


def translated_in(text: ast.JoinedStr) -> list[str]:
    """Returns the calls of gettext with a sentence inside an f-string."""
    calls = [node for node in ast.walk(text) if isinstance(node, ast.Call) and node.args]
    return [
        ast.unparse(call)
        for call in calls
        if isinstance(call.args[0], ast.Constant) and ast.unparse(call.func) in GATHERED
    ]


# -- on other roads --------------------------------------------------------------------------------

GERMAN = [(b"accept-language", b"de")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "demo", "turns_end")
async def test_a_socket_speaks_german() -> None:
    async with Program(query="?format=html", headers=GERMAN) as browser:
        await browser.socket.send_to(text_data='{"type": "message", "message": " "}')
        assert "Diese Nachricht ist leer" in await browser.socket.receive_from(timeout=PATIENCE)
    async with Program(headers=GERMAN) as program:
        await program.send(type="message", message="")
        refusal = await program.receive()
        assert (refusal["code"], refusal["message"][:23]) == (
            "empty_message",
            "Diese Nachricht ist lee",
        )


@pytest.mark.django_db
def test_the_api_refuses_in_german_and_with_the_same_code(client: Client) -> None:
    answer: Any = client.get("/api/products/9999999", headers={"Accept-Language": "de"}).json()
    assert (answer["code"], answer["message"]) == (
        "not_found",
        "Unter dieser Adresse gibt es nichts.",
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "demo", "turns_end")
async def test_a_question_carries_the_language_of_who_asks(async_client: AsyncClient) -> None:
    """What is written for models stays English; what people are shown of it is in each one's own
    language.
    """
    address = str(
        (
            await async_client.post(
                "/chat/", {"message": "tents"}, headers={"Accept-Language": "de"}
            )
        )["Location"]
    )
    question, answer = [message async for message in Message.objects.order_by("position")]
    assert question.metadata["language"] == "de"
    assert answer.metadata["steps"][0]["text"].startswith("Looked for")
    for language, said in (("de", "Gesucht: „tents“"), ("en", "Looked for “tents”")):
        assert (
            said
            in (
                await async_client.get(address, headers={"Accept-Language": language})
            ).content.decode()
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "demo", "turns_end")
async def test_the_built_in_assistant_answers_in_german_on_every_road(
    async_client: AsyncClient,
) -> None:
    page = async_client.post("/chat/", {"message": "Zelte"}, headers={"Accept-Language": "de"})
    await async_client.get(str((await page)["Location"]))
    async with Program(headers=GERMAN) as program:
        await program.say("Zelte")
    site = await Site.objects.acreate(
        key="garden", name="Garden", origins="https://garden.example", language="de"
    )
    embedded = Program(
        headers=[(b"origin", b"https://garden.example"), (b"accept-language", b"en")]
    )
    embedded.socket.scope["subprotocols"] = ["aisle", f"aisle.token.{TokenSession(site).token}"]
    async with embedded:
        await embedded.say("Zelte")
    answers = [message.content async for message in Message.objects.filter(role="assistant")]
    assert [answer[:30] for answer in answers] == ["Ich finde 4 passende Produkte."] * 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "demo")
async def test_an_empty_conversation_proposes_in_german(async_client: AsyncClient) -> None:
    page = (await async_client.get("/chat/", headers={"Accept-Language": "de"})).content.decode()
    assert "eine warme Jacke unter 150 zum Wandern" in page
    assert "liest nur Englisch" not in page


@pytest.mark.parametrize(
    ("code", "instruction"),
    [("de", "reads the shop in German: answer in it"), ("en", ""), ("", "")],
)
def test_a_language_model_is_told_the_language(code: str, instruction: str) -> None:
    deps = Deps(search=search_in_chat, similar=similar, language=code)
    said = str(agent.language(RunContext(deps=deps, model=TestModel(), usage=RunUsage())))
    assert (instruction in said) if instruction else not said


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "demo", "turns_end")
@override_settings(LANGUAGES=[("de", "Deutsch")], LANGUAGE_CODE="de")
async def test_german_alone_is_enough(async_client: AsyncClient) -> None:
    """Whoever reads none of its languages gets the first; the built-in assistant answers in it what
    is asked in English.
    """
    page = (await async_client.get("/", headers={"Accept-Language": "en"})).content.decode()
    assert '<html lang="de"' in page
    assert 'name="language"' not in page
    address = str(
        (await async_client.post("/chat/", {"message": "a jacket under 150"}))["Location"]
    )
    page = (await async_client.get(address)).content.decode()
    assert "Noch einmal antworten" in page
    assert "(unter 150&nbsp;€)" in page
