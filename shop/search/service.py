"""The one entry to results: `search(SearchQuery) -> SearchPage`."""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from shop.models import Product, narrow, plain_code, price_as_written
from shop.search import facet_counts, hybrid_statement
from shop.search import facets as counting
from shop.search.exact_names import gtins
from shop.search.filters import FILTERS
from shop.search.loosening import answered
from shop.search.prepared_query import Question, question
from shop.search.product_rows import products_by_id
from shop.search.query import Constraint, SearchQuery
from shop.search.vocabulary import vocabulary
from shop.wire import Facets, Scores, Weights
from site_config.formatting import format_number

# So many words are the name of a thing; more of them are a wish, which may fail in any of them.
MOST_NAMED = 3

SearchType = Literal["hybrid", "text", "vector", "browse"]


def has_filters(query: SearchQuery) -> bool:
    return any(query.is_set(*each.fields) for each in FILTERS)


@dataclass(frozen=True)
class Hit:
    """A product found; `explanation` says what its score is made of."""

    product: Product
    scores: Scores
    is_exact: bool = True
    """Whether it is what was asked for; else it only comes close."""
    explanation: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SearchPage:
    """One page of results and what is true of all of them. `query` is the question as it was
    understood.
    """

    asked: SearchQuery
    query: SearchQuery
    understood: tuple[Constraint, ...]
    hits: list[Hit]
    total: int
    facets: Facets
    search_type: SearchType
    weights: Weights | None = None
    degraded: bool = field(default=False)
    corrected: str = ""
    """The words as their spelling was corrected, which `asked` then holds as well; empty where it
    was not.
    """
    exact_total: int = 0
    """How many products are what was asked for: they keep every constraint and answer the words.
    They come first, and `total` counts them alone. Where there is none, `total` counts what comes
    close.
    """
    typed: str = ""
    """The words before they were corrected."""

    @property
    def is_confident(self) -> bool:
        """Whether something is what was asked for, or nothing was found at all."""
        return self.exact_total > 0 or not self.total

    @property
    def exact(self) -> list[Hit]:
        return [hit for hit in self.hits if hit.is_exact]

    @property
    def near(self) -> list[Hit]:
        """What only comes close: all, or what fills the last page of what was asked for."""
        return [hit for hit in self.hits if not hit.is_exact]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.query.page_size))

    @property
    def is_capped(self) -> bool:
        """Whether there may be more than `total`: a broad question is not counted to its end."""
        return self.total >= self._most

    @property
    def _most(self) -> int:
        return hybrid_statement.MOST_FOUND if self.query.words else hybrid_statement.MOST_BROWSED

    @property
    def notice(self) -> str:
        """Says that what was found only comes close; empty where it does not."""
        if self.is_confident:
            return ""
        if len(self.asked.words.split()) > MOST_NAMED or has_filters(self.asked):
            return _("Nothing here is exactly that. Closest:")
        return _("No “%(words)s” here. Closest:") % {"words": self.asked.words}

    @property
    def found(self) -> str:
        """The total in words."""
        if self.notice:
            return self.notice
        if self.is_capped:
            return _("%(n)s products or more") % {"n": format_number(self._most)}
        return ngettext("%(n)s product", "%(n)s products", self.total) % {
            "n": format_number(self.total)
        }

    @property
    def products(self) -> list[Product]:
        return [hit.product for hit in self.hits]


def search(query: SearchQuery, *, with_siblings: bool = True, strict: bool = False) -> SearchPage:
    """Find, rank, count and page in one statement. Without the embedding model it goes by words
    alone and says so (`degraded`).

    Each facet with a choice costs a statement more, for the counts of what could be chosen beside
    it (`with_siblings`). What was only guessed from the words yields where it leaves little, but
    not if `strict`.
    """
    shop = vocabulary()
    ready = question(query, shop)
    if ready.query.cheap:
        ready = _with_price(ready, shop.active_products)

    loosened = answered(ready, shop, strict=strict)
    ready, answer = loosened.question, loosened.answer
    counts = partial(
        hybrid_statement.counts,
        ready,
        catalogue=shop.active_products,
        preferred=loosened.preferred,
    )
    facets = counting.facets(
        answer.counted, answer.labels, answer.price, answer.total, ready.query, shop.places
    )
    return SearchPage(
        asked=ready.asked,
        query=ready.query,
        understood=ready.constraints,
        hits=_hits(answer.rows, query.words) if _is_page(ready.query, answer) else [],
        total=answer.total,
        exact_total=answer.exact,
        facets=facet_counts.counted(facets, ready.asked, ready.query, shop, counts, ready.dropped)
        if with_siblings
        else facets,
        search_type=_type(ready),
        weights=ready.weights if ready.query.words else None,
        degraded=ready.degraded,
        corrected=ready.corrected,
        typed=query.words,
    )


def _with_price(ready: Question, catalogue: int) -> Question:
    """What "cheap" means among what is found, as a price that is kept and shown."""
    most = hybrid_statement.cheap(ready, ready.query, catalogue)
    if most is None:
        return ready
    most = price_as_written(most)
    price = most if ready.query.price_max is None else min(most, ready.query.price_max)
    label = gettext_noop("cheap: up to %(price)s")
    constraints = tuple(
        each.called(label, price=price) if each.field == "cheap" else each
        for each in ready.constraints
    )
    return replace(
        ready, query=ready.query.model_copy(update={"price_max": price}), constraints=constraints
    )


def _is_page(query: SearchQuery, answer: hybrid_statement.Answer) -> bool:
    """Whether the page holds something of what is counted. What comes close only fills a page."""
    return (query.page - 1) * query.page_size < answer.total


def _type(ready: Question) -> SearchType:
    if not ready.query.words:
        return "browse"
    if not ready.weights.vector:
        return "text"
    return "hybrid" if ready.weights.text else "vector"


def _narrow(product: Product, fitting: list[int] | None, codes: set[str]) -> None:
    """Has a product cost what its variants do that have one of the codes, or that fit, the best of
    them first.
    """
    sold = {each.pk: each for each in product.variants.all() if each.active}
    named = [pk for pk, each in sold.items() if not codes.isdisjoint(each.codes)]
    wanted = named or fitting or []
    if len(wanted) < len(sold):
        narrow(product, [sold[pk] for pk in wanted if pk in sold])


def _hits(rows: list[dict[str, Any]], words: str) -> list[Hit]:
    found = products_by_id([row["id"] for row in rows])
    codes = {plain_code(words), *gtins(words)} - {""}
    for row in rows:
        if row["id"] in found:
            _narrow(found[row["id"]], row["variants"], codes)
    return [
        Hit(
            found[row["id"]],
            Scores(
                **{name: min(max(row[name], 0.0), 1.0) for name in ("hybrid", "text", "vector")}
            ),
            row["is_exact"],
            {name: float(value) for name, value in row["explanation"].items() if value is not None},
        )
        for row in rows
        if row["id"] in found
    ]
