"""Sample data of the examples: the shop's own products where it has some, and a conversation about
them.
"""

from copy import copy
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.timezone import now

from chat.transport.render import Bubble
from chat.wire import LONGEST_MESSAGE
from shop.comparison import compare
from shop.examples import EXAMPLES, examples
from shop.listing import Listing, listing
from shop.models import Category, Product
from shop.search import SearchQuery, search
from shop.search.service import Hit
from shop.wire import Scores

ID = UUID(int=1)


def samples() -> dict[str, Any]:
    """Returns the context of every example."""
    products = _products()
    product = products[0]
    conversation = SimpleNamespace(id=ID, pk=ID)
    shown = _listing(product)
    return {
        "product": product,
        "products": products,
        "reduced": _like(product, compare_at_price=product.price * 2, stock=None),
        "few_left": _like(product, stock=2),
        "sold_out": _like(product, stock=0),
        "bare": Product(pk=product.pk, name=product.name, slug=product.slug, price=product.price),
        "comparison": compare(products[:3]),
        "department": {"category": product.category, "total": 38, "face": product}
        if product.category
        else None,
        "hit": Hit(
            product, Scores(text=0.42, vector=0.61, hybrid=0.53), explanation={"boost": 0.02}
        ),
        "listing": shown,
        "nothing": _nothing(),
        "misspelt": SimpleNamespace(
            page=SimpleNamespace(corrected="headphones", typed="hedphones"),
            literal="/search/?q=hedphones",
        ),
        "pairs": [("brand", product.brand)],
        "conversation": conversation,
        "topic": product,
        "longest": LONGEST_MESSAGE,
        "client_id": str(ID),
        "shortlist": [each.pk for each in products[1:3]],
        "examples": [str(text) for text in EXAMPLES[:2]],
        "searches": examples()[:2],
        "several_steps": ["searched 3 shelves: jackets under 150", "compared the first two"],
        "replies": [("cheaper", str(ID)), ("compare the first two", str(ID))],
        **_bubbles(products),
    }


def _products() -> list[Product]:
    active = Product.objects.for_display().filter(active=True)
    return list(active.order_by("-popularity", "id")[:6]) or [
        Product(
            pk=number,
            name=f"Rain jacket {number}",
            slug="rain-jacket",
            brand="Aisle",
            category=Category(path="Outdoor > Jackets", slug="outdoor/jackets"),
            price=Decimal(90 + 10 * number),
            rating=Decimal("4.40"),
            rating_count=27,
            attributes={"material": "recycled nylon", "waterproof": number % 2 == 0},
        )
        for number in range(1, 7)
    ]


def _like(product: Product, **changes: Any) -> Product:
    other = copy(product)
    for name, value in changes.items():
        setattr(other, name, value)
    return other


def _listing(product: Product) -> Listing:
    return listing(search(SearchQuery(category=product.department, page_size=6, page=2)))


def _nothing() -> Listing:
    return listing(search(SearchQuery(words="purple tent", price_max=Decimal(1))))


def _bubbles(products: list[Product]) -> dict[str, Bubble]:
    """Returns messages in each state, each with its own id."""
    states: dict[str, dict[str, Any]] = {
        "asked": {
            "role": "user",
            "text": "a warm jacket under 150",
            "html": SafeString("<p>a warm jacket under 150</p>"),
        },
        "asked_about": {
            "role": "user",
            "text": "is it waterproof?",
            "html": SafeString("<p>is it waterproof?</p>"),
            "about": products[0],
        },
        "answered": {
            "text": "Found",
            "html": SafeString("<p>These keep the <strong>rain</strong> out.</p>"),
            "cards": products,
        },
        "compared": {
            "text": "Table",
            "html": SafeString("<p>Side by side:</p>"),
            "comparison": compare(products[:3]),
        },
        "queued": {"status": "queued"},
        "thinking": {"status": "running", "steps": ["searched 3 shelves: jackets under 150"]},
        "writing": {
            "status": "running",
            "text": "The first",
            "html": SafeString("<p>The first one is lined with wool and</p>"),
        },
        "stopped": {
            "status": "failed",
            "error": "cancelled",
            "notice": "Stopped.",
            "html": SafeString("<p>The first one</p>"),
        },
        "failed": {
            "status": "failed",
            "error": "system_error",
            "notice": "The answer could not be finished.",
        },
        "rated": {"text": "Rated", "feedback": {"rating": "down", "reason": "too dear"}},
        "versioned": {"text": "Again", "version": 3},
    }
    found = {}
    for number, (name, fields) in enumerate(states.items(), 1):
        empty: dict[str, Any] = {
            "role": "assistant",
            "html": SafeString(""),
            "text": "",
            "status": "done",
        }
        common = {
            "id": UUID(int=number),
            "conversation": str(ID),
            "client_id": str(UUID(int=number + 100)),
            "created_at": now(),
        }
        found[name] = Bubble(**(empty | common | fields))
    return found
