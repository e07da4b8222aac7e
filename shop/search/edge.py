"""Where what was asked for ends, and what only comes close to it begins.

A product is what was asked for by two measures together: how much of the question's weight its
words hold, and how far its nearness in meaning stands out from the nearness of the shop's products
in general. The second one is counted in standard deviations, since a cosine says little by itself:
in a shop for tea, everything is near to "tea". Words count where a name, a brand or a category says
one of them, as a backpack that mentions its umbrella pocket is no umbrella.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from shop.measurement_units import BY_NAME
from shop.search import multilingual
from shop.search.coverage import covering, head, is_value, stated
from shop.search.embedding import EmbeddingUnavailable
from shop.search.lexicon import PLACEHOLDER
from shop.search.nearness import nearness
from shop.search.reading import Constraint
from shop.search.term import Term, quoted
from shop.search.vector import literal
from shop.search.vocabulary import Vocabulary, fold

# Chosen on one half of benchmarks/graded/edge.tsv; `make bench-edge` reports the other half.
LEAST = 3.7
# Standard deviations that the whole of the question's words is worth.
WORDS = 2.8
# So much of the words is enough by itself, as a product far down the order has no cosine.
WORDS_ALONE = 0.65
# Beside a product that is what was asked for, one whose texts say nearly all of the words is so
# too, though its title says none: a printer that is called by its number. Its words count for half.
DESCRIBED = 0.8
DESCRIPTION = 0.5
# What is enough where nothing at all has a cosine.
WITHOUT_MEANING = 0.5
# What was asked for is about as near as the best of it: with its words, no more than so many
# standard deviations behind. Beyond it, a scarf would count as a hat for its department's name.
BEHIND = 2.5
# Where no title says some of the words, texts that mention them draw near too: a mug for the
# dishwasher. A product without them in its title then has to stand out so far by its name alone.
LEAST_BY_NAME = 2.0
# A wish that names no thing, as "something warm", is answered by what stands out less, whatever its
# title says.
LEAST_OF_ANYTHING = 1.5
_PLACEHOLDER = re.compile(PLACEHOLDER, re.I)
# More than any words can earn.
NEVER = 1e9


@dataclass(frozen=True)
class Edge:
    """A product is what was asked for where `cosine * its cosine + words * its words` is at least
    `least`, or its words alone at least `words_alone`. "Its words" is what they have earned; 0
    where nothing of `titles` is said in its title, unless `is_title_free`.
    """

    cosine: float = 0.0
    words: float = 0.0
    least: float = NEVER
    words_alone: float = NEVER
    titles: str = ""
    """A tsquery."""
    described: float = NEVER
    """So much of the words counts without a title, where another product is what was asked for, if
    `description` times them reaches `least` with the cosine.
    """
    description: float = 0.0
    behind: float = NEVER
    """How far behind the best of what was asked for a product may be, in `cosine` and `words`."""
    name: str | None = None
    """The meaning of the words in the space of names, as PostgreSQL reads it; None where a name
    needs not be asked.
    """
    name_least: float = 0.0
    """The least cosine of a name, where no title says the words."""
    covered: str = ""
    """A tsquery: what says all of the question in its title and its attributes was asked for as
    well, if some of it is said in its title.
    """
    is_nameless: bool = False
    """Whether no name, brand or category says any of the words: then what is `covered` need not
    say one in its title.
    """
    is_title_free: bool = False
    is_property: bool = False
    """Whether the words ask for nothing but what the constraints say: all that keeps them was asked
    for, whether or not it says so.
    """

    @property
    def parameters(self) -> dict[str, float | str | bool | None]:
        return {
            "edge_cosine": self.cosine,
            "edge_words": self.words,
            "edge_least": self.least,
            "edge_words_alone": self.words_alone,
            "edge_titles": self.titles,
            "edge_covered": self.covered,
            "edge_described": self.described,
            "edge_description": self.description,
            "edge_behind": self.behind,
            "edge_name": self.name,
            "edge_name_least": self.name_least,
            "edge_title_free": self.is_title_free,
        }


def edge(
    words: str,
    terms: Sequence[Term],
    constraints: Sequence[Constraint],
    vector: Sequence[float] | None,
    shop: Vocabulary,
    *,
    is_foreign: bool,
    is_kind: bool = False,
) -> Edge:
    """Returns the edge of a question. `vector` is the meaning of its `words`, in the space of the
    multilingual encoder if `is_foreign`; `is_kind` says that a category is called so.
    """
    if _is_property(words, terms, constraints):
        return Edge(words_alone=0.0, is_title_free=True, is_property=True)
    if vector is None:
        most = _weight(terms, shop)
        return Edge(words_alone=max(WITHOUT_MEANING * most, 1e-6), is_title_free=True)
    mean, deviation = nearness(vector, shop, "multilingual" if is_foreign else "embedding")
    by_words = _by_words(terms, constraints, shop, is_kind=is_kind)
    if _PLACEHOLDER.search(words):
        near = LEAST_OF_ANYTHING + mean / deviation
        return replace(by_words, cosine=1 / deviation, least=near, is_title_free=True)
    name, name_least = None, 0.0
    if not is_foreign and not all(term.is_named for term in terms):
        name, name_least = _by_name(words, shop)
    return replace(
        _covered(by_words, words, terms, shop),
        cosine=1 / deviation,
        least=LEAST + mean / deviation,
        behind=BEHIND,
        name=name,
        name_least=name_least,
    )


def _covered(by_words: Edge, words: str, terms: Sequence[Term], shop: Vocabulary) -> Edge:
    is_nameless = not any(term.is_named for term in terms)
    thing = head(words, shop) if not is_nameless and shop.is_english else ""
    covered = covering(terms, thing) or _property(terms, shop)
    return replace(by_words, covered=covered, is_nameless=is_nameless)


def _without_colours(terms: Sequence[Term], constraints: Sequence[Constraint]) -> Sequence[Term]:
    """The terms without those of a colour: what keeps it need not say it, so that they count for
    half, and what says it alone is another thing of the colour.
    """
    colours = {
        word
        for each in constraints
        if each.field == "colour" and not each.is_weakened
        for word in fold(f"{each.phrase} {each.label}").split()
    }
    return [term for term in terms if term.word not in colours] or terms


def _property(terms: Sequence[Term], shop: Vocabulary) -> str:
    """Returns the tsquery of products with a value of an attribute that a single word is."""
    if len(terms) != 1 or not is_value(terms[0].word, shop):
        return ""
    return stated(terms[0])


def _weight(terms: Sequence[Term], shop: Vocabulary) -> float:
    return sum(term.weight(shop.active_products) for term in terms)


def _by_words(
    terms: Sequence[Term], constraints: Sequence[Constraint], shop: Vocabulary, *, is_kind: bool
) -> Edge:
    """What the words count for."""
    most, things = _weight(terms, shop), _without_colours(terms, constraints)
    titles = _titles(things, is_kind=is_kind, is_english=shop.is_english)
    if not most:
        return Edge(titles=titles)
    return Edge(
        words=WORDS / most,
        words_alone=WORDS_ALONE * (most + _weight(things, shop)) / 2,
        titles=titles,
        described=DESCRIBED * most,
        description=DESCRIPTION * WORDS / most,
    )


def _by_name(words: str, shop: Vocabulary) -> tuple[str | None, float]:
    """Returns the meaning of the words among names, and the cosine from which on a name stands out;
    (None, 0) without the multilingual encoder.
    """
    try:
        vector = multilingual.vector(words)
    except EmbeddingUnavailable:
        return None, 0.0
    mean, deviation = nearness(vector, shop, "multilingual")
    return literal(vector), mean + LEAST_BY_NAME * deviation


def _is_property(words: str, terms: Sequence[Term], constraints: Sequence[Constraint]) -> bool:
    """Whether the words ask for no thing, but for what the constraints say already: "waterproof",
    "a gift for a child of four". A category is a thing.
    """
    read = {
        word
        for each in constraints
        if each.field != "category"
        for word in _words_read(f"{each.phrase} {each.label}")
    }
    anything = {fold(match[0]) for match in _PLACEHOLDER.finditer(words)}
    return bool(terms and read) and all(term.word in read | anything for term in terms)


def _words_read(text: str) -> Iterator[str]:
    """Yields the words of a text, and its measures as terms say them."""
    words = fold(text).split()
    yield from words
    for number, name in pairwise(words):
        unit = BY_NAME[name].symbol.casefold() if name in BY_NAME else name
        yield f"{number.replace('.', 'd')}{unit}"


def _titles(terms: Sequence[Term], *, is_kind: bool, is_english: bool) -> str:
    """Returns the tsquery of products whose name, brand or category says one of the terms. What
    only says which one of something else is no other word for the thing: an iPhone case is no
    phone.
    """
    titles = [
        # A German name says its thing first, and then which one.
        _title(run, is_thing=not is_english or (place == 0 and (is_kind or _is_own_thing(term))))
        for term in terms
        if term.products
        for place, run in enumerate(term.alternatives)
    ]
    return " | ".join(dict.fromkeys(titles))


def _is_own_thing(term: Term) -> bool:
    return term.things > 0 or len(term.alternatives) == 1


def _title(run: tuple[str, ...], *, is_thing: bool) -> str:
    stems = [quoted("^" + lexeme) for lexeme in run]
    if not is_thing and len(run) == 1:
        stems.append("!" + quoted("~" + run[0]))
    return "(" + " & ".join(stems) + ")"
