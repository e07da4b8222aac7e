"""Example queries, one list for the home page, an empty result and the assistant. The demo shop has
its own; those of any other catalogue are made from its categories, brands, colours and prices.
"""

import re
from collections.abc import Iterator
from decimal import ROUND_UP, Decimal
from itertools import islice
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from shop import demo_file
from shop.search import statements
from shop.search.facets import YES
from shop.search.vocabulary import COLOUR_KEYS, Vocabulary, vocabulary
from site_config.stored_translation import isolated, of_catalogue, said_in

EXAMPLES = (
    gettext_lazy("a warm jacket under 150 for hiking"),
    gettext_lazy("a gift for a 6 year old under 30"),
    gettext_lazy("headphones for the train"),
    gettext_lazy("a sofa for a small flat"),
)
MOST = 4
LONGEST_HINT = 24
FEW_KINDS = 3
# The largest categories with what can be bought there: half of it costs at most the price.
KINDS = """
SELECT c.path, percentile_disc(0.5) WITHIN GROUP (ORDER BY e.price),
       mode() WITHIN GROUP (ORDER BY nullif(e.brand, '')),
       mode() WITHIN GROUP (ORDER BY colour.value)
FROM shop_entry e JOIN shop_category c ON c.id = e.category_id
LEFT JOIN LATERAL (
    SELECT l.value FROM shop_label l
    WHERE l.id = ANY(e.labels) AND l.key = ANY(%(keys)s) AND l.value <> %(yes)s LIMIT 1
) AS colour ON true
WHERE e.active AND e.available
GROUP BY c.id ORDER BY count(*) DESC, c.path LIMIT 12
"""
# Short names of what is liked, for a catalogue of few categories.
NAMES = """
SELECT name FROM shop_product WHERE active AND (stock IS NULL OR stock > 0)
  AND length(name) <= 32 AND name !~ '[0-9]{4}'
ORDER BY popularity DESC, id LIMIT 4
"""
# A department of several kinds is no name of a thing: "Home & Garden".
_SEVERAL = re.compile(r"[&/,+]")


class Example(NamedTuple):
    """A sentence to be translated, and what stands in it."""

    text: str
    said: dict[str, str]

    def __str__(self) -> str:
        return _(self.text) % self.said

    @property
    def label(self) -> str:
        return _(self.text) % {name: isolated(word) for name, word in self.said.items()}


def examples() -> list[tuple[str, str]]:
    """Returns (label, words) of each example: the label in the visitor's language, the words in the
    catalogue's.
    """
    texts = example_texts()
    labels = [text.label if isinstance(text, Example) else str(text) for text in texts]
    return list(zip(labels, said_in(of_catalogue(), texts), strict=True))


def example_texts() -> tuple[Any, ...]:
    """Returns the examples; each becomes a text of the language that is active then."""
    return _texts(vocabulary())


def search_placeholder() -> str:
    """Returns what the search field says while it is empty: something that this shop has."""
    texts = example_texts()
    if texts is EXAMPLES:
        return _("Try “warm jacket”")
    things = (each.said["thing"] for each in texts if "thing" in each.said)
    words = next((thing for thing in things if len(thing) <= LONGEST_HINT), "")
    return _("Try “%(words)s”") % {"words": words} if words else _("What are you looking for?")


_read: dict[str, tuple[Vocabulary, tuple[Any, ...]]] = {}


def _texts(shop: Vocabulary) -> tuple[Any, ...]:
    """Returns the examples of the catalogue; read anew when its words are."""
    held = _read.get("now")
    if held is None or held[0] is not shop:
        texts = EXAMPLES if demo_file.is_shown() else tuple(islice(_of_catalogue(), MOST))
        _read["now"] = held = (shop, texts)
    return held[1]


def _of_catalogue() -> Iterator[Example]:
    rows = statements.rows(KINDS, {"keys": list(COLOUR_KEYS), "yes": YES})
    kinds = {thing: row for path, *row in rows if (thing := _thing(path))}
    named = {thing: row for thing, row in kinds.items() if not _SEVERAL.search(thing)} or kinds
    names = [
        Example("%(thing)s", {"thing": _thing(name)}) for (name,) in statements.rows(NAMES, {})
    ]
    # Of so few categories, some say where a thing belongs and not what it is: "Indoor".
    first = names[:2] if len(named) < FEW_KINDS else []
    yield from first
    for place, (thing, row) in enumerate(named.items()):
        yield _example(place, thing, *row)
    yield from names[len(first) :]


def _example(place: int, thing: str, price: Decimal, brand: str, colour: str) -> Example:
    is_branded = brand and brand.casefold() not in thing.casefold()
    if place % 2 and is_branded:
        return Example(gettext_noop("%(brand)s %(thing)s"), {"brand": brand, "thing": thing})
    if place % 4 == 2 and colour:
        said = {"colour": colour.lower(), "thing": thing}
        return Example(gettext_noop("%(thing)s in %(colour)s"), said)
    said = {"price": round_price(price), "thing": thing}
    return Example(gettext_noop("%(thing)s under %(price)s"), said)


def _thing(path: str) -> str:
    """Returns the last step of a path as a question says it; German nouns keep their capitals."""
    name = path.rsplit(" > ", 1)[-1]
    is_plain = all(word.istitle() or not word[:1].isalpha() for word in name.split())
    return name.lower() if is_plain and of_catalogue() == "en" else name


def round_price(price: Decimal) -> str:
    """Returns the next price that people say: 150 for 123.45, 40 for 37, 7 for 6.49."""
    step = Decimal(5).scaleb(price.adjusted() - 1) if price >= 10 else Decimal(1)
    steps = max((price / step).to_integral_value(ROUND_UP), Decimal(1))
    return f"{int(steps * step)}"
