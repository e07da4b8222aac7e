"""The data of suggestions, which each process keeps in memory for some minutes: the shop's words,
categories and brands, and visitors' earlier queries.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest

from django.db import connection

from shop.models import SEPARATOR, Category, Label
from shop.search.freshness import Fresh
from shop.search.vocabulary import fold

SECONDS = 300
# With new words in the catalogue it is read again, but not more often than this.
LEAST_SECONDS = 5
# The most frequent words; a rarer one is asked of the database.
MOST_WORDS = 30_000
MOST_BRANDS = 20_000
LAST = "\U0010ffff"

WORDS = """
SELECT w.word, w.lexeme, coalesce(t.products, 0), w.products FROM shop_word w LEFT JOIN shop_term t
  ON t.lexeme = '^' || w.lexeme
ORDER BY w.products DESC, w.word LIMIT %(most)s
"""
# Searched at least twice, with a result, in words that the catalogue itself uses: so nobody meets
# what one visitor alone would write, and no word that was half typed or misspelt. Sentences of a
# conversation are private and never suggested. The newest records are enough, and keep this quick
# in a shop of millions of searches.
ASKED = """
SELECT normalised, n FROM (
    SELECT normalised, count(*) AS n FROM (
        SELECT normalised, words, total FROM shop_record WHERE created_at > now() - interval
          '90 days' AND source <> 'chat' ORDER BY created_at DESC LIMIT 200000
    ) AS newest
    WHERE total > 0 AND length(normalised) BETWEEN 3 AND 60 AND strpos(words, '•••') = 0
    GROUP BY normalised HAVING count(*) >= 2 ORDER BY n DESC, normalised LIMIT 3000
) AS common
WHERE to_tsvector('aisle', aisle_text(normalised)) <> '' AND NOT EXISTS (
    SELECT FROM unnest(to_tsvector('aisle', aisle_text(normalised))) AS said LEFT JOIN shop_term t
      ON t.lexeme = said.lexeme
    WHERE t.lexeme IS NULL
)
"""
PLACES = (
    "SELECT category_id, count(*) FROM shop_entry WHERE active AND category_id IS NOT NULL "
    "GROUP BY category_id"
)


@dataclass(frozen=True)
class Place:
    path: str
    slug: str
    products: int

    @property
    def name(self) -> str:
        return self.path.rsplit(SEPARATOR, 1)[-1]


@dataclass(frozen=True)
class Brand:
    name: str
    products: int


class Starts[T]:
    """Looks up items by the beginning of their name, or of any later word in it."""

    def __init__(self, rows: Iterable[tuple[str, int, T]]) -> None:
        """Each with its folded name and its weight."""
        found: list[tuple[str, bool, int, int, T]] = []
        for number, (name, weight, thing) in enumerate(rows):
            words = name.split()
            found += [
                (" ".join(words[place:]), place > 0, -weight, number, thing)
                for place in range(min(len(words), 6))
            ]
        found.sort(key=lambda row: row[0])
        self._starts = [row[0] for row in found]
        self._rows = found

    def find(self, start: str, most: int) -> list[T]:
        """Returns items whose name begins so, the heaviest first; then those with a later word that
        does.
        """
        rows = self._rows[
            bisect_left(self._starts, start) : bisect_left(self._starts, start + LAST)
        ]
        best = nsmallest(6 * most, rows, key=lambda row: row[1:4])
        return list({row[3]: row[4] for row in best}.values())[:most]


@dataclass(frozen=True)
class Word:
    text: str
    lexeme: str
    titles: int
    """Products that have it in their title."""
    products: int


class Words:
    """The sorted words of the catalogue, searched by bisection."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._words = {word.text: word for word in words}
        self._order = sorted(self._words)
        self._letters = sorted({letter for word in self._order for letter in word})[:60]

    def get(self, text: str) -> Word | None:
        return self._words.get(text)

    def complete(self, start: str, most: int) -> list[Word]:
        """Returns words that begin so; those in many titles first."""
        some = self._order[bisect_left(self._order, start) : bisect_left(self._order, start + LAST)]
        return nsmallest(
            most,
            (self._words[text] for text in some),
            key=lambda word: (-word.titles, -word.products, word.text),
        )

    def near(self, text: str, *, whole: bool) -> Word | None:
        """Returns the commonest word at an edit distance of one: a letter more, less, wrong or
        swapped. For an incomplete word, its beginning is compared.
        """
        found: list[Word] = []
        for start in self._slips(text):
            word = self._words.get(start)
            found += (
                [word]
                if whole and word
                else []
                if whole
                else self.complete(start, 1)
                if self._begins(start)
                else []
            )
        return min(found, key=lambda word: (-word.titles, -word.products, word.text), default=None)

    def _begins(self, start: str) -> bool:
        place = bisect_left(self._order, start)
        return place < len(self._order) and self._order[place].startswith(start)

    def _slips(self, text: str) -> set[str]:
        """Returns the misspellings of a word. The first letter is nearly always right; only its
        neighbour may have come before it.
        """
        slips: set[str] = set()
        for place in range(1, len(text)):
            head, tail = text[:place], text[place:]
            slips |= {head + tail[1:], head[:-1] + tail[0] + head[-1] + tail[1:]}
            slips |= {head + letter + rest for letter in self._letters for rest in (tail, tail[1:])}
        return slips - {text}


@dataclass(frozen=True)
class Names:
    words: Words
    asked: Starts[str]
    places: Starts[Place]
    brands: Starts[Brand]
    products: int


_held: Fresh[Names] = Fresh(SECONDS, LEAST_SECONDS)


def names() -> Names:
    """Returns the data as it was some minutes ago, or a few seconds after new words. While one
    request reloads it, all others use the old data.
    """
    return _held.get(_read)


def forget() -> None:
    _held.clear()


def _read() -> Names:
    with connection.cursor() as cursor:
        cursor.execute(WORDS, {"most": MOST_WORDS})
        words = Words(Word(*row) for row in cursor.fetchall())
        cursor.execute(ASKED)
        asked = Starts((text, n, text) for text, n in cursor.fetchall())
        cursor.execute(PLACES)
        counts: dict[int, int] = dict(cursor.fetchall())
    brands = (
        Label.objects.filter(key="")
        .order_by("-products", "value")
        .values_list("value", "products")[:MOST_BRANDS]
    )
    return Names(
        words=words,
        asked=asked,
        places=Starts((fold(place.name), place.products, place) for place in _places(counts)),
        brands=Starts((fold(brand), n, Brand(brand, n)) for brand, n in brands),
        products=sum(counts.values()),
    )


def _places(counts: dict[int, int]) -> list[Place]:
    """Returns the categories that hold a product, with the number of products in and below each."""
    rows = list(Category.objects.values_list("id", "slug", "path"))
    below: dict[str, int] = {}
    for id, slug, _path in rows:
        steps = slug.split("/")
        for depth in range(1, len(steps) + 1):
            step = "/".join(steps[:depth])
            below[step] = below.get(step, 0) + counts.get(id, 0)
    return [Place(path, slug, below[slug]) for _id, slug, path in rows if below.get(slug)]
