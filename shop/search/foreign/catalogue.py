"""What the shop's own words say to words of another language: which of them are known, and which
of them mean the same, by the multilingual vectors.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from django.db import connection

from shop.models import LANGUAGE, MULTILINGUAL_DIMENSIONS, SEPARATOR, Label, Product, Word, is_yes
from shop.search import embedding, multilingual
from shop.search.attribute_vocabulary import NUMBER
from shop.search.compound_heads import compound_head
from shop.search.folding import fold
from shop.search.foreign.wording import empty_forms, wordings
from shop.search.lexicon import KINDS, PLAIN
from shop.search.vocabulary import Vocabulary

# The most frequent words of the catalogue, by which its language is detected, and in which foreign
# words are looked up.
MOST_WORDS = 1000
MOST_VALUES = 1000
LONGEST_VALUE = 3  # words
# A word as near as this to one that says nothing says nothing either.
EMPTY = 0.68
# The most popular names, by which words are spelt.
MOST_NAMES = 3000

KNOWN = f"""
SELECT asked.word FROM unnest(%(words)s::text[]) AS asked(word) WHERE EXISTS (
    SELECT 1 FROM unnest(to_tsvector('{LANGUAGE}', aisle_text(asked.word))) AS w
    JOIN shop_term t ON t.lexeme = w.lexeme WHERE t.products > 0
)
"""


@dataclass(eq=False)
class Catalogue:
    words: tuple[str, ...]
    is_english: bool
    targets: tuple[str, ...]
    """What words of another language may mean: names of categories, colours, values and names of
    attributes, common words; each once, folded.
    """
    spellings: tuple[str, ...]
    """How the shop writes each target."""
    heads: frozenset[str] = frozenset()
    """The folded words that compounds of names end in: "klammer" of "Wäscheklammer"."""
    compounds: frozenset[int] = frozenset()
    """The columns of the targets that are compounds themselves."""
    _known: dict[str, bool] = field(default_factory=dict)

    def known(self, words: Iterable[str]) -> set[str]:
        """Those of these folded words that some product holds, or in which a name's word ends."""
        asked = set(words)
        if new := asked - self._known.keys():
            with connection.cursor() as cursor:
                cursor.execute(KNOWN, {"words": sorted(new)})
                held = {row[0] for row in cursor.fetchall()}
            self._known |= {word: word in held or word in self.heads for word in new}
        return {word for word in asked if self._known[word]}

    @cached_property
    def places(self) -> dict[str, int]:
        """The column of each target."""
        return {text: place for place, text in enumerate(self.targets)}

    @cached_property
    def _matrix(self) -> multilingual.Vectors:
        return _vectors(self.spellings)

    def likeness(self, texts: Sequence[str]) -> multilingual.Vectors:
        """Cosines, a row a text and a column a target. Raises EmbeddingUnavailable."""
        found: multilingual.Vectors = multilingual.vectors(texts) @ self._matrix.T
        return found


_held: WeakKeyDictionary[Vocabulary, Catalogue] = WeakKeyDictionary()
_vectors_held: dict[str, multilingual.Vectors] = {}
_embedding = Lock()


def catalogue(shop: Vocabulary) -> Catalogue:
    """Kept as long as the vocabulary is."""
    if shop not in _held:
        _held[shop] = _read(shop)
    return _held[shop]


def _read(shop: Vocabulary) -> Catalogue:
    counted = dict(
        Word.objects.filter(products__gt=0)
        .order_by("-products", "word")
        .values_list("word", "products")[:MOST_WORDS]
    )
    words = tuple(word for word in counted if not _is_joined(word, counted))
    is_english = shop.is_english
    spelt = {} if is_english else _spelt()
    heads = _heads(spelt)
    targets = _telling(_targets(shop, (*heads, *words), spelt | heads, is_english))
    compounds = {
        place for place, text in enumerate(targets) if not is_english and compound_head(text)
    }
    return Catalogue(
        words,
        is_english,
        tuple(targets),
        tuple(targets.values()),
        frozenset(heads),
        frozenset(compounds),
    )


def _spelt() -> dict[str, str]:
    """The words of names as names write them, by how they are compared."""
    found: Counter[str] = Counter()
    names = Product.objects.filter(active=True).order_by("-popularity", "id")
    for name in names.values_list("name", flat=True)[:MOST_NAMES]:
        found.update(re.findall(r"[^\W\d_]+", name))
    return {fold(word): word for word, _count in reversed(found.most_common())}


def _heads(spelt: Mapping[str, str]) -> dict[str, str]:
    """What closed compounds end in and a dictionary knows, with its spelling: "Klammer"."""
    found: dict[str, str] = {}
    for folded, word in spelt.items():
        head = compound_head(folded)
        if head and len(folded) == len(word):
            plain = word[-len(head) :]
            found[head] = plain.capitalize() if word[0].isupper() else plain
    return found


def _is_joined(word: str, products: Mapping[str, int]) -> bool:
    """Whether it is indexed for the sake of a hyphen alone: "twoseat", which stands nowhere without
    "two" and "seat".
    """
    return any(
        products[word] <= min(products.get(word[:at], 0), products.get(word[at:], 0))
        for at in range(2, len(word) - 1)
    )


def _targets(
    shop: Vocabulary, words: Sequence[str], known: Mapping[str, str], is_english: bool
) -> dict[str, str]:
    """Each as it is compared, with its spelling: a German noun without its capital is another
    word.
    """
    spelt = _colours(shop, is_english) + _steps(shop) + _kinds() + _values(shop)
    spelt += [name for number in shop.labels.numbers for name in number.names]
    spelt += [known.get(word, word) for word in words if len(word) > 2]
    found: dict[str, str] = {}
    for text in spelt:
        found.setdefault(fold(text), text.strip())
    return {folded: text for folded, text in found.items() if folded and folded not in shop.brands}


def _telling(targets: dict[str, str]) -> dict[str, str]:
    """Without what is as near to words that say nothing: a name that the encoder does not know is
    near to "the" and "wird".
    """
    if not (targets and multilingual.is_available()):
        return targets
    try:
        near = _vectors(list(targets.values())) @ _vectors(_empty_words()).T
    except embedding.EmbeddingUnavailable:
        return targets
    rows = zip(targets.items(), near.max(axis=1), strict=True)
    return {folded: text for (folded, text), most in rows if most < EMPTY}


def _empty_words() -> list[str]:
    """The words of every language that mean nothing by themselves."""
    skipped = {" ".join(form) for code in wordings() for form in empty_forms(code)}
    return sorted(word for word in skipped if len(word) > 1)


def _colours(shop: Vocabulary, is_english: bool) -> list[str]:
    plain = sorted(PLAIN) if shop.colours and is_english else []
    return [value for values in shop.colours.values() for value in values[:1]] + plain


def _steps(shop: Vocabulary) -> list[str]:
    """Names of categories, and the parts of names such as "Pans & pots"."""
    steps = dict.fromkeys(
        step for _slug, path in shop.places.values() for step in path.split(SEPARATOR)
    )
    return [part for step in steps for part in (step, *re.split(r"[&/,]", step))]


def _kinds() -> list[str]:
    """What products are, where the shop says so: "sun cream"."""
    return list(
        Label.objects.filter(key__in=KINDS)
        .order_by("-products", "value")
        .values_list("value", flat=True)[:MOST_VALUES]
    )


def _values(shop: Vocabulary) -> list[str]:
    """The attributes' values, and names of what a product has or has not, the commonest first."""
    found: dict[str, int] = {}
    for meanings in shop.labels.meanings.values():
        for meaning in meanings[:1]:
            texts = [meaning.key.replace("_", " ")] if meaning.is_yes else []
            texts += [
                part.strip()
                for value in meaning.values
                for part in (value, *re.split(r"[,;/+&()]", value))
                if not is_yes(value) and not re.fullmatch(NUMBER, value)
            ]
            for text in texts:
                if len(text.split()) <= LONGEST_VALUE:
                    found[text] = max(found.get(text, 0), meaning.products)
    return sorted(found, key=lambda text: -found[text])[:MOST_VALUES]


def _vectors(texts: Sequence[str]) -> multilingual.Vectors:
    """Each text is embedded once a process, however often the vocabulary is read."""
    with _embedding:
        new = [text for text in texts if text not in _vectors_held]
        if new:
            _vectors_held.update(zip(new, multilingual.vectors(new), strict=True))
        gone = _vectors_held.keys() - set(texts) if len(_vectors_held) > 4 * len(texts) else ()
        for text in list(gone):
            del _vectors_held[text]
        empty = np.zeros((0, MULTILINGUAL_DIMENSIONS), np.float32)
        return np.stack([_vectors_held[text] for text in texts]) if texts else empty
