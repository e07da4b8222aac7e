"""Searching, and what could be given up where little fits."""

import re
from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_noop
from pydantic_ai import RunContext, ToolReturn

from chat.tools.deps import Deps, tools
from chat.tools.results import Dropped, Found, Relaxed, line
from chat.tools.search_arguments import Wanted
from shop.models import Product
from shop.search import Hit, SearchPage
from shop.search.lexicon import BOUNDS, POLITE, STOP
from shop.search.relax import relaxations
from shop.search.vocabulary import fold, singular
from site_config.aio import in_database

# Each costs a search.
MOST_RELAXED = 8
# Variants of a product that an answer notes.
MOST_FITTING = 20
# How near in meaning, or in meaning and words together, a product has to be to count as an answer
# at all.
NEAR, NEAR_IN_ALL, LEAST = 0.4, 0.65, 0.2
# And how much of what was asked its words have to say by themselves.
SAID = 0.9
# Of the best that is called as was asked, how much another kind of the thing has to earn.
DISTANT = 0.7
# How much what lies beside it has to earn, whatever it is called.
BESIDE = 0.5
# And what says none of the words.
FAINT = 0.45
# And how much the best have, of which one has to be called so.
TOP = 0.8
# For the model; the built-in assistant says it in its own words.
_NOTHING_EXACT = "The shop has nothing that is exactly this. The products only come close: say so."
# A category of several kinds: "Hats, scarves & socks".
_SEVERAL = re.compile(r"[,&/][^>]*$")
_BOUND = re.compile(rf"\b(?!and\b|or\b)(?:{BOUNDS})\b", re.I)


@tools.tool
async def search_products(ctx: RunContext[Deps], wanted: Wanted) -> ToolReturn:
    """Find products. Every product in the result keeps every constraint.

    Say what is wanted in `words`, as the visitor said it: prices, brands, colours, sizes and what
    is ruled out are understood there. The other arguments are for constraints that the words do not
    say.
    """
    return await in_database(_search)(ctx.deps, wanted)


def _search(deps: Deps, wanted: Wanted) -> ToolReturn:
    page = deps.search(wanted.query())
    near = is_near(page)
    products, notice = _chosen(of_the_kind(page))
    deps.fitting |= _fitting(products)
    found = Found(
        total=page.total if page.total > len(page.hits) else len(products),
        words=page.query.words,
        near=near,
        notice=notice,
        understood=[item.label for item in page.understood],
        products=[line(product) for product in products],
        would_fit=_would_fit(page, 4) if page.exact_total < 2 or not near else [],
        kept={item.label: item.kept for item in page.understood},
    )
    ids = [product.pk for product in products]
    metadata = {
        "cards": ids if near else [],
        "fitting": deps.noted_fitting(ids),
        "step": _search_step(page),
        "confidence": page.hits[0].scores.hybrid if page.hits else 0.0,
    }
    return ToolReturn(return_value=found, metadata=metadata)


def _fitting(products: Iterable[Product]) -> dict[int, list[int]]:
    """The ids of the variants that fit, by the id of their product."""
    return {
        each.pk: [variant.pk for variant in each.fitting[:MOST_FITTING]]
        for each in products
        if each.fitting
    }


def _chosen(hits: list[Hit]) -> tuple[list[Product], str]:
    """The products of the exact hits; those of all hits, with a notice, where none is exact."""
    exact = [hit.product for hit in hits if hit.is_exact]
    if exact or not hits:
        return exact, ""
    return [hit.product for hit in hits], _NOTHING_EXACT


def is_near(page: SearchPage) -> bool:
    """Whether the best of a page has to do with the question; where meaning does not count, its
    words say so.
    """
    if page.search_type != "hybrid" or not _says_more(page):
        return True
    return any(map(_is_near, page.hits))


def _is_near(hit: Hit) -> bool:
    """Whether its meaning is near, or its words are all that was asked: of a language that the
    encoder does not know, the words alone say it.
    """
    scores = hit.scores
    is_said = hit.is_exact and scores.text >= SAID
    is_like = scores.hybrid >= NEAR_IN_ALL and scores.vector >= LEAST
    return scores.vector >= NEAR or is_like or is_said


def of_the_kind(page: SearchPage) -> list[Hit]:
    """Without what only mentions the thing: no puzzle whose picture shows a lamp, and beside a
    bread knife that fits no distant santoku.

    The thing is the last word before a "for" or "with" that one of the best is called by; what is
    called so, or lies beside what is, is of its kind. Where none of the best is called so, all
    stay.
    """
    most = page.hits[0].scores.hybrid if page.hits else 0
    called = [_Called(hit, most) for hit in page.hits]
    best = [each.words for each in called if each.share >= TOP]
    things = set(filter(None, (_thing(part, best) for part in _parts(page))))
    if not things:
        return _telling(page.hits)
    kind = _Kind(things, best)
    # Where a place holds several kinds, only a saucepan is beside the pans.
    places = {each.hit.product.category_id for each in filter(kind.is_called, called)}
    return [each.hit for each in called if kind.holds(each, places)]


class _Called:
    """A hit with the words it is called by; `share` is its score relative to the best one."""

    def __init__(self, hit: Hit, most: float) -> None:
        self.hit = hit
        self.words = called_by(hit.product.name, hit.product.category)
        self.share = hit.scores.hybrid / most if most else 1.0


class _Kind:
    """The things that are asked for, each with the word before it, among the names of the best."""

    def __init__(self, things: set[tuple[str, str]], best: list[list[str]]) -> None:
        self._before = {before for before, _thing in things}
        self._things = {thing for _before, thing in things}
        self._is_one = len(things) == 1 and any(things & {*pairwise(words)} for words in best)

    def holds(self, each: _Called, places: Collection[int | None]) -> bool:
        """Returns whether a hit is of the kind: called so, or beside what is called so."""
        is_beside = each.hit.product.category_id in places and self.fits(each)
        return (self.is_called(each) or is_beside) and not self.is_distant(each)

    def is_called(self, each: _Called) -> bool:
        return not self._things.isdisjoint(each.words)

    def fits(self, each: _Called) -> bool:
        """Returns whether a hit beside what is called so is of its kind: near enough, and in a
        place of one kind or with a name that ends so.
        """
        if each.share < BESIDE:
            return False
        ends = tuple(self._things)
        is_of_one_kind = not _SEVERAL.search(str(each.hit.product.category))
        return is_of_one_kind or any(word.endswith(ends) for word in each.words)

    def is_distant(self, each: _Called) -> bool:
        """Returns whether a hit lies far behind and lacks the word that says which thing it is."""
        lacks_word = self._is_one and self._before.isdisjoint(each.words)
        return lacks_word and each.share < DISTANT


def _telling(hits: list[Hit]) -> list[Hit]:
    """Beside what says every word, without what says none and is only somewhat like it."""
    most = max((hit.scores.hybrid for hit in hits), default=0)
    return [
        hit for hit in hits if most < TOP or hit.scores.text or hit.scores.hybrid >= FAINT * most
    ]


def called_by(name: str, category: object) -> list[str]:
    """The words of a name, and what its categories are called that hold one kind: helmets in "Bike
    helmets", nothing in "Hats & socks".
    """
    places = [
        _words(place) for place in str(category or "").split(" > ") if not _SEVERAL.search(place)
    ]
    return [*_words(name), *(words[-1] for words in places if words)]


def _thing(words: list[str], best: list[list[str]]) -> tuple[str, str] | None:
    """(the word before it, the thing)."""
    pairs = reversed([*pairwise(["", *words])])
    return next((pair for pair in pairs if any(pair[1] in called for called in best)), None)


def _parts(page: SearchPage) -> list[list[str]]:
    """The words of the thing itself, of either in "a lamp or a lantern": not the constraints, nor
    what wraps them.
    """
    read = (
        {
            word
            for item in page.understood
            if item.field != "category"
            for word in _words(item.phrase)
        }
        | POLITE
        | STOP
    )
    parts = re.split(r"\b(?:and|or)\b", _BOUND.split(page.query.words, maxsplit=1)[0], flags=re.I)
    return [
        [
            word
            for word in _words(part)
            if word not in read and len(word) > 2 and not word[0].isdigit()
        ]
        for part in parts
    ]


def _says_more(page: SearchPage) -> bool:
    read = {word for item in page.understood for word in _words(item.phrase)}
    return any(word not in read | POLITE | STOP for word in _words(page.query.words))


def _words(text: str) -> list[str]:
    return [singular(word) for word in re.findall(r"[^\W_]+", fold(text))]


@tools.tool
async def relax_search(ctx: RunContext[Deps], wanted: Wanted) -> ToolReturn:
    """Count what would fit without each of the constraints, where a search found too little.

    Takes the same arguments as search_products. Offer the visitor what helps most; search again
    once they agree.
    """
    return await in_database(_relax)(ctx.deps, wanted)


def _relax(deps: Deps, wanted: Wanted) -> ToolReturn:
    page = deps.search(wanted.query())
    relaxed = Relaxed(
        total=page.exact_total,
        understood=[item.label for item in page.understood],
        would_fit=_would_fit(page, MOST_RELAXED),
    )
    return ToolReturn(
        return_value=relaxed,
        metadata={"step": {"text": gettext_noop("Checked which limits could be dropped")}},
    )


def _would_fit(page: SearchPage, most: int) -> list[Dropped]:
    return [
        Dropped(
            without=each.label, products=each.total, best=line(each.best) if each.best else None
        )
        for each in relaxations(page, most)
    ]


def _search_step(page: SearchPage) -> dict[str, Any]:
    about: list[Any] = [item.kept for item in page.understood]
    if page.query.words:
        about.insert(0, {"text": gettext_noop("“%(words)s”"), "words": page.query.words})
    what = about or {"text": gettext_noop("anything")}
    return {
        "text": gettext_noop("Looked for %(what)s: %(total)s found"),
        "what": what,
        "total": page.total,
    }
