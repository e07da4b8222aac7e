"""Products of the shop that a text names by words of their titles: in part, in small letters,
misspelt.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from chat.builtin.aspects import aspects_in
from chat.builtin.catalogue import head_of, is_kind, lies_among
from chat.builtin.mentions import ORDINALS, generic
from chat.builtin.shop_cache import kept_with_shop
from chat.builtin.words import EMPTY, plain, stem, stems
from shop.models import LANGUAGE
from shop.search import embedding, statements
from shop.search.spelling import corrections
from shop.search.term import quoted
from shop.search.vocabulary import COLOUR_KEYS, Vocabulary, fold, singular, vocabulary
from site_config.deadline import check_time

# A title's word that more products have names none of them; so many of the rarest lead to products.
RARE, ANCHORS = 200, 6
# As many products may share what was said before it is no name any more.
SHARED = 4
# Where more do, they are versions of one, if so many words of the name are said.
MANY = 3
# A word without digits that so many products say, and so many times more of them than have it in
# their title, makes no name by itself.
MANY_TEXTS, TEXTS_A_TITLE = 20, 5

WORDS = f"""
SELECT place, word, lexeme, coalesce((SELECT products FROM shop_term WHERE shop_term.lexeme = '^'
  || said.lexeme), 0),
       coalesce((SELECT products FROM shop_term WHERE shop_term.lexeme = said.lexeme), 0)
FROM (
    SELECT place::int - 1 AS place, word, (tsvector_to_array(to_tsvector('{LANGUAGE}',
      split_part(aisle_text(word), ' ', 1))))[1] AS lexeme
    FROM unnest(%(words)s::text[]) WITH ORDINALITY AS split(word, place)
) AS said
WHERE lexeme IS NOT NULL
ORDER BY place
"""
TITLED = """
SELECT p.id, p.name, coalesce(c.path, ''), p.brand, ARRAY(
    SELECT lexeme FROM unnest(%(lexemes)s::text[]) AS said(lexeme) WHERE e.words @@ ('''^' ||
      said.lexeme || '''')::tsquery
)
FROM shop_entry e JOIN shop_product p ON p.id = e.product_id LEFT JOIN shop_category c
  ON c.id = p.category_id
WHERE e.active AND e.words @@ %(anchors)s::tsquery
LIMIT 1000
"""
TITLED_ALL = """
SELECT p.id FROM shop_entry e JOIN shop_product p ON p.id = e.product_id
WHERE e.active AND e.words @@ %(all)s::tsquery
ORDER BY length(p.name), p.id
LIMIT %(limit)s
"""
VALUES = """
SELECT id, (SELECT string_agg(attributes ->> key, ' ') FROM unnest(%(keys)s::text[]) AS key)
FROM shop_product WHERE id = ANY(%(ids)s)
"""

_NUMBER = re.compile(
    r"(?<![\w.])(half an?|half|[0-9][\d.,]*)[\s-]?"
    r"(kg|kilos?|kilograms?|g|grams?|l|lit(?:re|er)s?|ml|cm|mm|m|met(?:re|er)s?|w|watts?|gb|tb"
    r"|mah)\b",
    re.I,
)
_UNITS = {
    "kilo": "kg",
    "kilogram": "kg",
    "gram": "g",
    "litre": "l",
    "liter": "l",
    "metre": "m",
    "meter": "m",
    "watt": "w",
}
_DEFINITE = frozenset("the this that these those your".split())
_INDEFINITE = frozenset("a an any some".split())
_POINTING = frozenset("it them these those ones".split())
_GAP = frozenset("of the in with and one".split())
# A word with figures may be a code; a shorter number counts something.
_SHORTEST_CODE, _SHORTEST_NUMBER = 3, 4
CODED = """
SELECT said.place::int - 1, p.id, p.name
FROM unnest(%(words)s::text[]) WITH ORDINALITY AS said(word, place)
JOIN shop_entry e ON e.active AND e.codes && ARRAY[aisle_code(said.word)]
JOIN shop_product p ON p.id = e.product_id
WHERE aisle_code(said.word) <> ''
ORDER BY said.place, p.id
LIMIT 10
"""


@dataclass(frozen=True)
class Said:
    """A word of the text that titles have, in so many `products`."""

    place: int
    lexeme: str
    products: int
    is_property: bool = False


@dataclass(frozen=True)
class Name:
    """`ids` are the products that fit it equally well; `rest` is what else was said, folded."""

    ids: tuple[int, ...]
    names: tuple[str, ...]
    said: str
    rest: str
    is_sure: bool = False
    """With "the" or the like before it, or by its code."""
    is_code: bool = False


@dataclass(frozen=True)
class _Title:
    id: int
    name: str
    category: str
    brand: str
    lexemes: frozenset[str]
    places: tuple[int, ...] = ()
    held: frozenset[int] = frozenset()
    """All words of the text that its title has; `places` are those of the weightiest run."""
    score: float = 0.0


class Namer(Protocol):
    def __call__(
        self, text: str, *, beside: str = "", without: tuple[int, ...] = ()
    ) -> Name | None: ...


def no_names(text: str, *, beside: str = "", without: tuple[int, ...] = ()) -> Name | None:
    """Of a shop whose products are not known."""
    return None


_held: dict[str, tuple[Vocabulary, Namer]] = {}


def namer(shop: Vocabulary) -> Namer:
    """`named`, asked once for all steps of a turn; anew where the shop's words are."""
    held, known = _held.get("now", (None, no_names))
    if held is not shop:
        known = lru_cache(maxsize=256)(named)
        _held["now"] = (shop, known)
    return known


def named(text: str, *, beside: str = "", without: tuple[int, ...] = ()) -> Name | None:
    """The product that `text` names; `beside` are words of a name said nearby, as in "12 kg or 20
    kg".
    """
    check_time()
    words = words_of(text)
    if coded := _coded(text, without):
        return coded
    every = words + words_of(beside)
    said = _said(every)
    titles = (_placed(title, said, every) for title in _titles(said) if title.id not in without)
    best = _best([title for title in titles if _may_be_meant(title, every, len(words))])
    if not best:
        return None
    shared = _closest(best, words)
    is_meant = _is_sibling(best[0], words) if beside else _is_name(shared, said, every)
    return _name(shared, words, is_beside=bool(beside)) if is_meant else None


@kept_with_shop
def titled(text: str, _shop: Vocabulary) -> tuple[int, ...]:
    """The products whose title has all of these words; none where too many have."""
    rows = statements.rows(WORDS, {"words": words_of(text)})
    if not rows or not all(products for _place, _word, _lexeme, products, _all in rows):
        return ()
    query = " & ".join(quoted(f"^{lexeme}") for _place, _word, lexeme, *_counts in rows)
    found = statements.rows(TITLED_ALL, {"all": query, "limit": SHARED + 1})
    return tuple(pk for (pk,) in found) if len(found) <= SHARED else ()


def _may_be_meant(title: _Title, words: list[str], length: int) -> bool:
    """Whether its words begin in the text itself, and say more than what it is made for."""
    return bool(title.held) and min(title.held) < length and not _is_made_for(title, words)


def _is_made_for(title: _Title, words: list[str]) -> bool:
    """Whether no more of a title is said than a kind of product that it is no one of: "tea pot" of
    the "Tea pot brush", beside a category of tea pots.
    """
    run = _at(sorted(title.held), words)
    if head_of(title.name) in map(singular, run) or lies_among(title.category, run):
        return False
    return is_kind(run, vocabulary())


def _best(titles: list[_Title]) -> list[_Title]:
    most = max((title.score for title in titles), default=0.0)
    return [title for title in titles if title.score > most - 0.01]


def _coded(text: str, without: tuple[int, ...]) -> Name | None:
    """The product whose SKU, model or GTIN is said."""
    said = [word.strip(",;:.?!()\"'") for word in text.split()]
    places = [at for at, word in enumerate(said) if _may_be_code(word)]
    return _of_code(said, places, without) if places else None


def _of_code(said: list[str], places: list[int], without: tuple[int, ...]) -> Name | None:
    rows = statements.rows(CODED, {"words": [said[at] for at in places]})
    found = [(places[at], pk, name) for at, pk, name in rows if pk not in without]
    at = found[0][0] if found else 0
    ids = {pk: name for place, pk, name in found[:SHARED] if place == at}
    rest = fold(" ".join([*said[:at], *said[at + 1 :]]))
    if not ids:
        return None
    return Name(tuple(ids), tuple(ids.values()), said[at], rest, is_sure=True, is_code=True)


def _may_be_code(word: str) -> bool:
    has_figure = any(char.isdigit() for char in word)
    least = _SHORTEST_NUMBER if word.isdigit() else _SHORTEST_CODE
    return has_figure and len(word) >= least and not _NUMBER.fullmatch(word)


def _name(shared: list[_Title], words: list[str], *, is_beside: bool) -> Name:
    kept = shared if len(shared) <= SHARED else shared[:1]
    places = shared[0].held if is_beside else shared[0].places
    own = {place for place in places if place < len(words)}
    return Name(
        tuple(title.id for title in kept),
        tuple(title.name for title in kept),
        " ".join(words[place] for place in sorted(own)),
        " ".join(_rest(words, own)),
        is_sure=words[max(0, min(own) - 1)] in _DEFINITE
        or any(_is_code(words[place]) for place in own),
    )


def _is_code(word: str) -> bool:
    """Whether a word of a name is a model's number rather than a size."""
    is_mixed = any(char.isdigit() for char in word) and any(char.isalpha() for char in word)
    return len(word) >= _SHORTEST_NUMBER and (word.isdigit() or is_mixed)


def words_of(text: str) -> list[str]:
    """Folded, numbers with their units: "half a litre" is "0.5l"."""

    def number(match: re.Match[str]) -> str:
        unit = match[2].lower()
        amount = "0.5" if match[1].lower().startswith("half") else match[1].replace(",", "")
        return f"{amount}{_UNITS.get(unit.removesuffix('s'), unit)}"

    return fold(_NUMBER.sub(number, plain(text))).replace("-", " ").split()


def _said(words: list[str]) -> list[Said]:
    """The words that titles have, and, of what neither the shop nor the language knows, what was
    probably meant.
    """
    rows = statements.rows(WORDS, {"words": words})
    unknown = [
        word for _place, word, _lexeme, titles, anywhere in rows if not titles and not anywhere
    ]
    if changes := corrections(unknown):
        rows = statements.rows(
            WORDS, {"words": [changes.get(word, word).split()[0] for word in words]}
        )
    return [
        Said(place, lexeme, titles, is_property=_is_property(word, titles, anywhere))
        for place, word, lexeme, titles, anywhere in rows
        if titles and word not in _NO_NAME
    ]


_NO_NAME = (EMPTY - frozenset("set pack easy".split())) | frozenset("how what which who".split())


def _is_property(word: str, titles: int, anywhere: int) -> bool:
    """Whether a word says what products can do rather than what they are called: many texts say it
    whose titles do not.
    """
    return word.isalpha() and anywhere > max(MANY_TEXTS, TEXTS_A_TITLE * titles)


def _titles(said: Sequence[Said]) -> list[_Title]:
    anchors = sorted({(each.products, each.lexeme) for each in said if each.products <= RARE})[
        :ANCHORS
    ]
    if not anchors:
        return []
    query = " | ".join(quoted(f"^{lexeme}") for _products, lexeme in anchors)
    rows = statements.rows(
        TITLED, {"anchors": query, "lexemes": sorted({each.lexeme for each in said})}
    )
    return [
        _Title(pk, name, category, brand, frozenset(lexemes))
        for pk, name, category, brand, lexemes in rows
    ]


def _placed(title: _Title, said: Sequence[Said], words: list[str]) -> _Title:
    """With the weightiest run of words that are of its title; those said elsewhere
    count a little.
    """
    runs = _runs(title, said, words)
    if not runs:
        return title
    best = max(runs, key=_weight)
    first = best[0].place
    score = _weight(best) + 0.3 * sum(_weight(run) for run in runs if run is not best)
    score += 0.5 * (_before(words, first) in _DEFINITE)
    score += 0.5 * (not embedding.is_word(words[first]))
    return replace(
        title,
        places=tuple(each.place for each in best),
        score=score,
        held=frozenset(each.place for run in runs for each in run),
    )


def _runs(title: _Title, said: Sequence[Said], words: list[str]) -> list[list[Said]]:
    """The words of its title that stand together."""
    runs: list[list[Said]] = []
    for each in (each for each in said if each.lexeme in title.lexemes):
        between = words[runs[-1][-1].place + 1 : each.place] if runs else []
        if runs and len(between) < 3 and set(between) <= _GAP:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _weight(run: Sequence[Said]) -> float:
    weights = {each.lexeme: math.log(1 + 10_000 / each.products) for each in run}
    return sum(weights.values())


def _before(words: list[str], place: int) -> str:
    return words[place - 1] if place else ""


def _closest(titles: list[_Title], words: list[str]) -> list[_Title]:
    """Of those that fit equally well: which have what else is said among their colours, and whose
    names say least besides.
    """
    if len(titles) > 1:
        titles = _of_colour(titles, words)
    longer = {title.id: _longer(title, words) for title in titles}
    least = min(longer.values())
    return sorted(
        (title for title in titles if longer[title.id] <= least + (len(title.places) == 1)),
        key=lambda title: (longer[title.id], title.id),
    )


def _of_colour(titles: list[_Title], words: list[str]) -> list[_Title]:
    asked = {word for place, word in enumerate(words) if place not in titles[0].places} - EMPTY
    rows = statements.rows(VALUES, {"ids": [title.id for title in titles], "keys": [*COLOUR_KEYS]})
    hits = {pk: len(asked & set(fold(colours or "").split())) for pk, colours in rows}
    most = max(hits.values(), default=0)
    return [title for title in titles if hits.get(title.id, 0) == most]


def _longer(title: _Title, words: list[str]) -> int:
    """How many words its name has besides the ones that were said, sizes aside."""
    own = [word for word in stems(title.name) if not word[0].isdigit()]
    beyond = len(own) - len(title.places)
    return max(0, beyond, len({*own} - {stem(word) for word in words}) if beyond < 1 else 0)


def _is_sibling(title: _Title, words: list[str]) -> bool:
    """Whether its title has all that was said, and something of the name beside: "20 kg" is a
    kettlebell, "samsonite lite" is no case.
    """
    strange = [word for place, word in enumerate(words) if place not in title.held and stems(word)]
    return not strange and max(title.held) >= len(words)


def _is_name(shared: list[_Title], said: Sequence[Said], words: list[str]) -> bool:
    """Whether it is meant as a name: words that are a name's own, or "the" before several that few
    products share.
    """
    best = shared[0]
    run = {each.lexeme: each for each in said if each.place in best.places}
    before = _before(words, best.places[0])
    if before in _INDEFINITE or (len(shared) > SHARED and len(run) < MANY):
        return False
    if _is_whole(best, words):
        return True
    own = _own(list(run.values()), best, words)
    if len(run) > 1:
        return bool(own) or before in _DEFINITE
    return _is_rare(own) and _is_one_word(best, words)


def _is_whole(best: _Title, words: list[str]) -> bool:
    """Whether a model's number is said, or all words of a title with its number or its brand:
    "Harrow 10", "Alder rugs".
    """
    if any(map(_is_code, _at(best.places, words))):
        return True
    name = fold(best.name).replace("-", " ").split()
    said = {stem(word) for word in _at(best.places, words)}
    is_own = any(word.isdigit() for word in name) or bool(stems(best.brand) & stems(best.name))
    return len(name) > 1 and is_own and {stem(word) for word in name} <= said


def _at(places: Iterable[int], words: list[str]) -> list[str]:
    return [words[place] for place in places]


def _is_rare(own: list[Said]) -> bool:
    return bool(own) and own[0].products <= 4 * SHARED


def _own(run: list[Said], best: _Title, words: list[str]) -> list[Said]:
    """The words of a name that are no kind, brand, figure, property or place in a list."""
    other = generic(best.name, best.category) | stems(best.brand)
    return [
        each
        for each in run
        if stem(words[each.place]) not in other
        and not each.lexeme.isdigit()
        and words[each.place] not in ORDINALS
        and not each.is_property
    ]


def _is_one_word(best: _Title, words: list[str]) -> bool:
    """Whether a single word names a product: one of no dictionary, or one after "the"."""
    first, last = best.places[0], best.places[-1]
    word, before = words[first], _before(words, first)
    if aspects_in([word]) or _POINTING & set(words):
        return False
    is_ordinary, is_followed = embedding.is_word(word), bool(stems(" ".join(words[last + 1 :][:1])))
    if before in _DEFINITE:
        return not (is_followed and is_ordinary)
    ahead = words[max(0, first - 2) : first]
    # "Samsonite C-Lite" is not the Dot Lite.
    is_other = any(stems(each) and not aspects_in([each]) for each in ahead)
    return not (is_other or is_followed or is_ordinary)


def _rest(words: list[str], own: set[int]) -> list[str]:
    """The words but the name, and "the" before it."""
    first = min(own)
    gaps = {place for place in range(first, max(own)) if words[place] in _GAP}
    article = {first - 1} if _before(words, first) in _DEFINITE else set()
    return [word for place, word in enumerate(words) if place not in own | gaps | article]
