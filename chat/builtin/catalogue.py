"""What the catalogue calls its goods: the words of titles, and how many products have each."""

import re
from collections.abc import Iterable, Sequence

from chat.builtin.shop_cache import kept_with_shop
from chat.builtin.words import EMPTY, stem, tokens
from shop.models import LANGUAGE, SEPARATOR, Label
from shop.search import embedding, statements
from shop.search.vocabulary import BASIC, Vocabulary, fold, singular
from site_config.stored_translation import of_catalogue

SHORTEST_NAME = 4
MOST_KEYS = 2000
# Of a part of a compound, in letters; an ending is shorter.
SHORTEST_PART = 4
# `^` marks the words of titles (names, brands and categories) among the shop's terms.
TITLES = f"""
SELECT word, coalesce(max(products), 0)
FROM (
    SELECT word, (tsvector_to_array(to_tsvector('{LANGUAGE}', aisle_text(word))))[1] AS lexeme
    FROM unnest(%(words)s::text[]) AS word
) AS said LEFT JOIN shop_term ON shop_term.lexeme = '^' || said.lexeme
GROUP BY word
"""


def title_counts(words: Iterable[str]) -> dict[str, int]:
    """How many titles have each of these folded words."""
    wanted = sorted({word for word in words if len(word) > 1})
    rows = statements.rows(TITLES, {"words": wanted}) if wanted else []
    return {word: int(products) for word, products in rows}


# What names end in, of so many of them.
HEADS = "SELECT name FROM shop_product WHERE active ORDER BY id LIMIT 5000"
_BEHIND = re.compile(r"\b(?:for|with|in|of|from|to|by|and)\b|[,(–-]\s|\s\d", re.I)


@kept_with_shop
def heads(shop: Vocabulary) -> frozenset[str]:
    """The words that names and categories end in: what a thing is, as "tent" in "Otter 2 tent"."""
    rows = [name for (name,) in statements.rows(HEADS, {})]
    names = [_BEHIND.split(name, maxsplit=1)[0] for name in (*rows, *shop.categories)]
    ends = (words[-1] for name in names if (words := [w for w in tokens(name) if w.isalpha()]))
    return frozenset(singular(word) for word in ends) | frozenset(shop.categories)


def is_kind(said: Sequence[str], shop: Vocabulary) -> bool:
    """Whether words are what a category ends in: "honey pot" and "pot" of "Honey pots"."""
    return bool(said) and tuple(map(singular, said)) in _kinds(shop)


@kept_with_shop
def _kinds(shop: Vocabulary) -> frozenset[tuple[str, ...]]:
    parts = {part for _slug, path in shop.places.values() for part in path.split(SEPARATOR)}
    named = (tuple(map(singular, tokens(part))) for part in parts if _is_one_kind(part))
    return frozenset(name[at:] for name in named for at in range(len(name)))


def _is_one_kind(part: str) -> bool:
    """ "Cups & plates" hold two kinds, and "Care for boots" no boots."""
    return "&" not in part and not _BEHIND.search(part)


def lies_among(path: str, said: Sequence[str]) -> bool:
    """Whether a category, or one above it, ends in these words."""
    wanted = [singular(word) for word in said]
    names = ([singular(word) for word in tokens(part)] for part in path.split(SEPARATOR))
    return any(name[-len(wanted) :] == wanted for name in names)


@kept_with_shop
def kinds_elsewhere(path: str, shop: Vocabulary) -> frozenset[str]:
    """The stems of the kinds that categories hold, but for those that this one lies in."""
    own = {stem(words[-1]) for part in path.split(SEPARATOR) if (words := tokens(part))}
    return frozenset(stem(name[-1]) for name in _kinds(shop)) - own


def head_of(name: str) -> str:
    """What a product is, by its name: "oil" of "Lamp oil 100 ml for the Otter"."""
    called = [word for word in tokens(_BEHIND.split(name, maxsplit=1)[0]) if word.isalpha()]
    return singular(called[-1]) if called else ""


def things(text: str, shop: Vocabulary) -> tuple[str, ...]:
    """The words of a text that say what a thing is, in order: not "electric" or "wooden"."""
    own = called(text, shop)
    ends = heads(shop) if own else frozenset()
    return tuple(word for word in own if singular(word) in ends or _is_compound(word, shop))


_ARTICLES = frozenset("a an the your this that".split())
# "The cooler one", "a lighter and a warmer".
_PRONOUNS = frozenset("one ones and or".split())


@kept_with_shop
def compounds(shop: Vocabulary) -> frozenset[tuple[str, str]]:
    """The last two words of names and categories: "foot warmer"."""
    rows = [name for (name,) in statements.rows(HEADS, {})]
    names = [_BEHIND.split(name, maxsplit=1)[0] for name in (*rows, *_leaves(shop))]
    ends = (tokens(name)[-2:] for name in names)
    return frozenset((words[0], singular(words[1])) for words in ends if len(words) > 1)


def _leaves(shop: Vocabulary) -> list[str]:
    """The names of the categories, without those above them."""
    return [path.rsplit(SEPARATOR, 1)[-1] for _slug, path in shop.places.values()]


def without_compounds(said: Sequence[str], shop: Vocabulary) -> list[str]:
    """The words without those that end a name here: no "warmer" of "foot warmer", and no "cooler"
    of "is the cooler light".
    """
    around = zip(["", *said], said, [*said[1:], ""], strict=False)
    return [word for each in around if (word := each[1]) and not _ends_name(*each, shop)]


def _ends_name(before: str, word: str, after: str, shop: Vocabulary) -> bool:
    if (before, singular(word)) in compounds(shop):
        return True
    is_noun = before in _ARTICLES and after not in _PRONOUNS and word.endswith("er")
    return is_noun and singular(word) in heads(shop) and not things(after, shop)


@kept_with_shop
def title_words(shop: Vocabulary) -> frozenset[str]:
    """The words of names, as they are written."""
    names = (name for (name,) in statements.rows(HEADS, {}))
    return frozenset(word for name in (*names, *shop.categories) for word in tokens(name))


@kept_with_shop
def attribute_words(shop: Vocabulary) -> frozenset[str]:
    """The words that attributes are called by."""
    keys = Label.objects.exclude(key="").values_list("key", flat=True).distinct()[:MOST_KEYS]
    return frozenset(word for key in keys for word in tokens(key.replace("_", " ")))


@kept_with_shop
def place_called(text: str, shop: Vocabulary) -> str:
    """The slug of the category that is called just so, the widest first; empty where none is."""
    wanted = [singular(word) for word in tokens(text)]
    named = (
        (path.count(SEPARATOR), slug)
        for slug, path in shop.places.values()
        if [singular(word) for word in tokens(path.rsplit(SEPARATOR, 1)[-1])] == wanted
    )
    return min(named, default=(0, ""))[1] if wanted else ""


# Each step of an answer asks anew; another vocabulary is another shop.
@kept_with_shop
def called(text: str, shop: Vocabulary) -> tuple[str, ...]:
    """The words of a text that name goods of this shop, in order; colours and brands do not."""
    said = [word for word in tokens(text) if _may_name(word, shop)]
    counts = title_counts(said)
    return tuple(
        word
        for word in said
        if counts.get(word) or singular(word) in shop.categories or _is_compound(word, shop)
    )


@kept_with_shop
def _is_compound(word: str, shop: Vocabulary) -> bool:
    """Whether goods are called so in a language of compounds: "schloss", of a "Bügelschloss" under
    "Schlösser".
    """
    if of_catalogue() == "en" or len(word) < SHORTEST_PART:
        return False
    kinds = {fold(part) for path in shop.categories for part in path.split()}
    firsts = {fold(name.split()[0]) for (name,) in statements.rows(HEADS, {}) if name.split()}
    is_part = any(each.endswith(word) for each in firsts)
    return is_part or any(_is_form(word, each) for each in kinds | firsts)


def _is_form(one: str, other: str) -> bool:
    """Whether two words are the same but for an ending."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and len(long) - len(short) < SHORTEST_PART


# Which words stand in any text of the shop.
KNOWN = f"""
SELECT word FROM unnest(%(words)s::text[]) AS word WHERE EXISTS (
    SELECT FROM shop_term
    WHERE lexeme = (tsvector_to_array(to_tsvector('{LANGUAGE}', aisle_text(word))))[1]
)
"""


@kept_with_shop
def grounded(text: str, shop: Vocabulary) -> str:
    """The words of a text that mean something, and that the shop's own texts have."""
    said = [word for word in tokens(text) if word not in EMPTY]
    held = {word for (word,) in statements.rows(KNOWN, {"words": sorted(set(said))})}
    return " ".join(word for word in said if word in held)


@kept_with_shop
def is_strange(word: str, shop: Vocabulary) -> bool:
    """Whether no text of the shop has a word that no dictionary has either: another's name."""
    is_plain = word in EMPTY or word in BASIC or not word.isalpha() or word in shop.brands
    if is_plain or len(word) < SHORTEST_NAME or embedding.is_word(word):
        return False
    return not statements.rows(KNOWN, {"words": [word]})


def is_named(word: str, shop: Vocabulary) -> bool:
    """Whether names of this shop have the word as it is."""
    return word in shop.brands or word in title_words(shop) or singular(word) in title_words(shop)


def _may_name(word: str, shop: Vocabulary) -> bool:
    is_plain = word in EMPTY or word in BASIC or word.isdigit() or len(word) < 3
    return not is_plain and fold(word) not in shop.brands
