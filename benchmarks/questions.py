"""What is asked of a grown catalogue: several dozen questions a class, the same on every run."""

from decimal import Decimal
from random import Random

from benchmarks.variety import SEED, Stock
from shop.models import Category
from shop.search import SearchQuery

BROAD = (
    "laptop,keyboard,printer,monitor,mouse,headphones,camera,battery,toner,usb cable,patch "
    "cable,notebook case,power supply,projector,"
    "memory module,processor,hard drive,graphics card,switch,router,labels,photo paper,ink "
    "cartridge,speaker,docking station,"
    "power strip,hdmi cable,adapter,motherboard,phone,tablet,desktop pc,webcam,mouse pad,usb "
    "hub,rack mount"
).split(",")
A_CLASS = 36


def questions(stock: Stock) -> dict[str, list[SearchQuery]]:
    """Name of the class: its questions."""
    random = Random(SEED)
    rows = [stock.rows[number * len(stock.rows) // A_CLASS] for number in range(A_CLASS)]
    return {
        "broad": [SearchQuery(words=words) for words in BROAD],
        "narrow": [
            SearchQuery(words=" ".join(f"{row['brand']} {row['name']}".split()[:7])) for row in rows
        ],
        "filtered": _filtered(stock, random),
        "no match": [
            SearchQuery(
                words=f"{_nonsense(random)} {_nonsense(random)} {random.randrange(10**5, 10**6)}"
            )
            for _row in rows
        ],
        "no words": _browsing(),
    }


def _filtered(stock: Stock, random: Random) -> list[SearchQuery]:
    """Broad words with a price, a brand, a category, or two of them; some leave much,
    some nothing.
    """
    slugs = list(Category.objects.order_by("path").values_list("slug", flat=True))
    brands = sorted({row["brand"] for row in stock.rows})
    asked = []
    for number, words in enumerate(BROAD):
        low = Decimal(random.choice((5, 20, 100)))
        asked.append(
            [
                SearchQuery(words=words, price_min=low, price_max=low * 4),
                SearchQuery(words=words, brands=tuple(random.sample(brands, 3))),
                SearchQuery(words=words, category=random.choice(slugs)),
                SearchQuery(
                    words=words, category=random.choice(slugs), price_max=low * 10, in_stock=True
                ),
                SearchQuery(
                    words=f"{random.choice(('black', 'white', 'blue'))} {words} under {low * 3}"
                ),
                SearchQuery(words=words, rating_min=Decimal("4.5"), sort="price"),
            ][number % 6]
        )
    return asked


def _browsing() -> list[SearchQuery]:
    """A category's page, and the whole shop by price: what a visitor sees who types nothing."""
    slugs = Category.objects.order_by("path").values_list("slug", flat=True)[: A_CLASS - 6]
    return [SearchQuery(category=slug) for slug in slugs] + [
        SearchQuery(sort="price", page=page) for page in range(1, 7)
    ]


def _nonsense(random: Random) -> str:
    return "".join(
        random.choice("bcdfghjklmnpqrstvwxz") for _letter in range(random.randrange(6, 10))
    )
