"""Texts of a shop or a visitor in another direction: each keeps its own, whatever the page's."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.test import Client

from chat.models import Site
from shop.models import Category, Product

pytestmark = pytest.mark.django_db

RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff]")
LEFT_TO_RIGHT = re.compile(r"[A-Za-z]")
ISOLATED = re.compile("\N{FIRST STRONG ISOLATE}.*?\N{POP DIRECTIONAL ISOLATE}")
FIELDS = ("search", "text", "")
VOID = ("meta", "link", "input", "img", "br", "hr", "use", "path", "source", "base", "wbr", "svg")
SILENT = ("script", "style", "template")


@dataclass
class Element:
    tag: str
    is_isolated: bool
    text: str = ""
    texts: list[str] = field(default_factory=list)


class Directions(HTMLParser):
    """Right-to-left texts of a page that stand in no element of their own that finds its direction
    by them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.open: list[Element] = []
        self.misplaced: list[str] = []
        self.seen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_auto = given.get("dir") == "auto"
        if (
            tag == "input"
            and given.get("type", "") in FIELDS
            and RIGHT_TO_LEFT.search(given.get("value") or "")
        ):
            self.seen += 1
            if not is_auto:
                self.misplaced.append(str(given))
        if tag not in VOID:
            self.open.append(Element(tag, is_auto or tag == "bdi"))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self.open and (ended := self.open.pop()):
            if ended.is_isolated and (ended.tag == "title" or not LEFT_TO_RIGHT.search(ended.text)):
                self.seen += len(ended.texts)
            elif self.open:
                self.open[-1].texts += ended.texts
            if self.open:
                self.open[-1].text += ended.text
            else:
                self.misplaced += ended.texts
            if ended.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        data = ISOLATED.sub("", data)
        if not self.open or self.open[-1].tag in SILENT:
            return
        self.open[-1].text += data
        if RIGHT_TO_LEFT.search(data):
            self.open[-1].texts.append(data)


@pytest.fixture
def hebrew() -> list[Product]:
    """A shop whose every text is in Hebrew or Arabic."""
    category = Category.objects.create(path="מחנאות > أوهالים")
    for number in range(3):
        Product.objects.create(
            sku=f"{number}",
            name=f"אוהל {number} לשני אנשים.",
            description="אוהל קל.\n\nخيمة خفيفة.",
            brand=f"حبارة {number % 2}",
            model=f"דגם {number}",
            category=category,
            price=Decimal(100 + number),
            attributes={
                "צבע": ["אדום", "כחול"][number % 2],
                "مادة": "قطن",
                "עמיד": True,
                "לשימוש": ["יער", "הר"],
            },
        )
    return list(Product.objects.order_by("sku"))


def misplaced(page: str) -> list[str]:
    reader = Directions()
    reader.feed(page)
    reader.close()
    assert reader.seen
    return reader.misplaced + [text for element in reader.open for text in element.texts]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search/?q=אוהל+אדום",
        "/search/?q=אוהל&brand=حبارة+0&attribute=צבע:אדום",
        "/search/?attribute=צבע:אדום&attribute=צבע:ירוק&brand=x",
        "/search/?view=list",
        "{0.category.get_absolute_url}",
        "{0.get_absolute_url}",
        "/suggest/?q=אוה",
        "/compare/?id={0.pk}",
        "/compare/?id={0.pk}&id={1.pk}",
        "/shortlist/",
        "/p/1000000/אוהל/",
        "/embed/search/?attribute=צבע:אדום&site=garden&origin=https://garden.example",
        "/embed/demo/",
        "/c/אוהל/",
    ],
)
def test_each_text_finds_its_own_direction(
    client: Client, hebrew: list[Product], address: str
) -> None:
    Site.objects.create(key="garden", name="גן", origins="https://garden.example")
    Site.objects.create(key="yard", name="חצר", origins="https://yard.example")
    client.post("/shortlist/", {"product": hebrew[0].pk, "keep": "yes"})
    client.post("/shortlist/", {"product": hebrew[1].pk, "keep": "yes"})
    for name in ("category.get_absolute_url", "get_absolute_url"):
        found = hebrew[0].category if name.startswith("category") else hebrew[0]
        assert found
        address = address.replace(f"{{0.{name}}}", found.get_absolute_url())
    page = client.get(address.format(*hebrew)).content.decode()
    assert misplaced(page) == []
