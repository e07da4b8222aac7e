"""Suggestions while a visitor types: `suggest("lap") -> Suggestions`. The work per keystroke is
bounded, however large the shop.

Words, categories, brands and earlier queries are looked up in memory (suggestion_index.py),
products in one statement that reads a bounded number of entries. Words are corrected only where
nothing begins with them.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import connection

from shop.models import Product
from shop.search import spelling
from shop.search.query import SearchQuery, understood
from shop.search.service import search
from shop.search.stemming import stems
from shop.search.suggestion_index import Brand, Names, Place, Word, names
from shop.search.term import quoted
from shop.search.vocabulary import Vocabulary, fold, vocabulary

# Nobody completes the last word of an essay.
LONGEST = 100
MOST_QUERIES = 5
MOST_PLACES = 2
MOST_PRODUCTS = 4
# A beginning stands for its most frequent words; behind other words it may stand for rarer ones
# too.
MOST_COMPLETIONS = 8
MOST_COMPLETIONS_BEHIND = 40
# Products whose names say how people go on.
SAMPLE = 40
# Where more products than this hold the words, the most popular ones of the shop are walked through
# instead of all that match.
MANY = 2000
WALKED = 1000
STOP = frozenset("and for the with from that this incl plus into your".split())

# The words in front of the last one are stemmed as everywhere; the rarest of them says how many
# products can be meant.
QUERY = """
SELECT (plainto_tsquery('aisle', aisle_text(%(before)s)) && %(last)s::tsquery)::text, (
    SELECT min(coalesce(t.products, 0)) FROM unnest(to_tsvector('aisle', aisle_text(%(before)s)))
      AS w
    LEFT JOIN shop_term t ON t.lexeme = w.lexeme
)
"""
MATCHING = f"""
    SELECT product_id AS id, popularity
    FROM (SELECT product_id, popularity FROM shop_entry WHERE active
      AND words @@ %(query)s::tsquery LIMIT {MANY}) AS matching
    ORDER BY popularity DESC, product_id LIMIT {SAMPLE}
"""
WALKING = f"""
    SELECT product_id AS id, popularity
    FROM (SELECT product_id, popularity, active, words FROM shop_entry
      ORDER BY popularity DESC, product_id LIMIT {WALKED}) AS walked
    WHERE active AND words @@ %(query)s::tsquery LIMIT {SAMPLE}
"""
FOUND = (
    "SELECT p.id, p.name FROM ({found}) AS found JOIN shop_product p USING (id) ORDER BY "
    "found.popularity DESC, id"
)
RARE = (
    "SELECT word, lexeme, products, products FROM shop_word WHERE word LIKE %(start)s ORDER BY "
    "products DESC LIMIT 4"
)


@dataclass(frozen=True)
class Suggestions:
    """`words` are those that were looked up; `corrected` says that they differ from the
    typed ones.
    """

    words: str
    corrected: bool = False
    queries: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    brands: tuple[Brand, ...] = ()
    products: tuple[Product, ...] = ()
    notice: str = ""
    """Says that the products only come close to what the words ask for."""

    def __len__(self) -> int:
        return len(self.queries) + len(self.places) + len(self.brands) + len(self.products)


def suggest(text: str, *, with_products: bool = True) -> Suggestions:
    """Returns suggestions for the typed text; the last word may be incomplete."""
    words = fold(text) if len(text) <= LONGEST else ""
    if not words:
        return Suggestions(words="")
    held = names()
    found = _suggestions(words, held, with_products)
    if not len(found) and (better := _corrected(words, held)) != words:
        return replace(_suggestions(better, held, with_products, own=True), corrected=True)
    return _of_search(found, text) if with_products and _is_wish(found, text) else found


def _is_wish(found: Suggestions, text: str) -> bool:
    """Whether search has to say what the words find: they state a limit, or no name of a thing
    begins so and the last word is not half typed.
    """
    if not (found.queries or found.places or found.brands):
        return spelling.is_correct(found.words.split()[-1])
    shop = vocabulary()
    _query, constraints = understood(SearchQuery(words=_whole_words(text, shop)), shop)
    return any(not each.is_hypothesis for each in constraints)


def _whole_words(text: str, shop: Vocabulary) -> str:
    """The text without a half typed word at its end, which names no limit and costs a look into the
    catalogue.
    """
    before, _blank, last = text.rstrip().rpartition(" ")
    word = fold(last)
    is_whole = not word.isalpha() or word in shop.brands or spelling.is_correct(word)
    return text if is_whole else before


def _of_search(found: Suggestions, text: str) -> Suggestions:
    """With the products that the page of results shows first, and with what it says of them."""
    page = search(SearchQuery(words=text, page_size=MOST_PRODUCTS), with_siblings=False)
    hits = page.exact or page.near
    return replace(found, products=tuple(hit.product for hit in hits), notice=page.notice)


def _suggestions(words: str, held: Names, with_products: bool, *, own: bool = False) -> Suggestions:
    """Returns the suggestions for `words`. `own`: the words themselves are a suggestion too."""
    *before, last = words.split()
    sample = _sample(" ".join(before), last, held)
    queries = (
        ([words] if own and sample else [])
        + held.asked.find(words, MOST_QUERIES)[:3]
        + _phrases(before, last, sample)
    )
    fresh: dict[str, str] = {}
    for query in queries:
        if query != words or own:
            fresh.setdefault(" ".join(stems(query)), query)
    return Suggestions(
        words=words,
        queries=tuple(fresh.values())[:MOST_QUERIES],
        places=tuple(held.places.find(words, MOST_PLACES)),
        brands=tuple(held.brands.find(words, MOST_PLACES)),
        products=_products(words, sample) if with_products else (),
    )


def _sample(before: str, last: str, held: Names) -> list[tuple[int, str]]:
    """Returns (id, name) of popular products that hold the words, the last of them in the title and
    perhaps incomplete.
    """
    most = MOST_COMPLETIONS_BEHIND if before else MOST_COMPLETIONS
    completions = _completions(last, held, most)
    if not completions and len(last) <= 2 and not before:
        return []
    query, many = _completed(last, completions)
    if before:
        query, rarest = _stemmed(before, query)
        many = many if rarest is None else min(many, rarest)
    found = WALKING if many > max(MANY, held.products / 50) else MATCHING
    with connection.cursor() as cursor:
        cursor.execute(FOUND.format(found=found), {"query": query})
        rows: list[tuple[int, str]] = cursor.fetchall()
        return rows


def _completed(last: str, completions: Sequence[Word]) -> tuple[str, int]:
    """Returns the text query for the last word, and about how many products match it."""
    if not completions:
        return quoted("^" + _indexed(last)) + ":*", 0  # a code, of which there are few
    lexemes = [quoted(("^" if word.titles else "") + word.lexeme) for word in completions]
    return " | ".join(dict.fromkeys(lexemes)), sum(word.titles for word in completions)


def _indexed(word: str) -> str:
    """Returns a word as aisle_text writes it, without signs: "tn-24" as "tn24", "15.6"
    as "15d6".
    """
    return re.sub(r"\W", "", re.sub(r"(?<=\d)[.,](?=\d)", "d", word))


def _completions(last: str, held: Names, most: int) -> list[Word]:
    if (found := held.words.complete(last, most)) or len(last) < 3 or not last.isalpha():
        return found
    with connection.cursor() as cursor:
        cursor.execute(RARE, {"start": f"{last}%"})
        return [Word(*row) for row in cursor.fetchall()]


def _stemmed(before: str, last: str) -> tuple[str, int | None]:
    """Returns the query with the words in front, and how many products hold the rarest of them;
    None for stop words alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"before": before, "last": last})
        row: tuple[str, int | None] = cursor.fetchone()
        return row


def _phrases(before: list[str], last: str, sample: list[tuple[int, str]]) -> list[str]:
    """Returns how the names of the sample go on: the last word completed, alone and with the word
    behind it; the commonest first.
    """
    counts: Counter[str] = Counter()
    for _id, name in sample:
        words = fold(name).split()
        for place in _begun(words, last)[:2]:
            phrase = [*before, words[place]]
            counts[" ".join(phrase)] += 2
            behind = words[place + 1] if place + 1 < len(words) else ""
            if _says_more(behind) and behind not in phrase:
                counts[" ".join([*phrase, behind])] += 1
    return [phrase for phrase, count in counts.most_common(2 * MOST_QUERIES) if count > 1]


def _begun(words: list[str], last: str) -> list[int]:
    """Returns the places of the words that begin with `last`."""
    return [
        place
        for place, word in enumerate(words)
        if word.startswith(last) and word.isalpha() and (len(word) > 2 or word == last)
    ]


def _says_more(word: str) -> bool:
    return len(word) > 2 and word.isalpha() and word not in STOP


def _products(words: str, sample: list[tuple[int, str]]) -> tuple[Product, ...]:
    """Returns the most popular products of the sample; names that contain the words as typed come
    first.
    """
    places = {
        id: (words not in (said := fold(name)), not said.startswith(words)) for id, name in sample
    }
    best = sorted(places, key=lambda id: places[id])[:MOST_PRODUCTS]
    found = Product.objects.for_display().filter(active=True).in_bulk(best)
    return tuple(found[id] for id in best if id in found)


def _corrected(words: str, held: Names) -> str:
    """Returns the words with each unknown one in the spelling of the shop; the last one may be
    incomplete.
    """
    parts = words.split()
    return " ".join(
        _spelt(part, held, whole=place < len(parts) - 1) for place, part in enumerate(parts[:8])
    )


def _spelt(word: str, held: Names, *, whole: bool) -> str:
    if (
        len(word) < 4
        or not word.isalpha()
        or held.words.get(word)
        or (not whole and held.words.complete(word, 1))
    ):
        return word
    if near := held.words.near(word, whole=True) or (
        None if whole else held.words.near(word, whole=False)
    ):
        return near.text
    # More than one slip.
    return spelling.corrections([word]).get(word, word)
