"""What holds for whatever is asked, and stories of whole questions: corrected, steered by staff,
weighed, and without an answer.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from django.conf import settings as site
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from shop.models import Category, Product, Rule, RuleBoost, RuleProduct, Synonym
from shop.search import (
    SearchPage,
    SearchQuery,
    goes_with,
    hybrid_statement,
    rules,
    search,
    similar,
)
from shop.search.query import LONGEST_WORDS
from shop.search.vocabulary import COLOUR_KEYS
from shop.wire import Weights
from tests.depth import few

pytestmark = pytest.mark.usefixtures("demo")

ROWS = [
    json.loads(line)
    for line in Path(site.BASE_DIR, "demo", "products.jsonl").read_text().splitlines()
]
BRANDS = sorted({row["brand"] for row in ROWS if row.get("brand")})
COLOURS = ("Red", "Black", "Forest green", "White", "Navy")
PLACES = ("outdoor", "outdoor/jackets", "kitchen", "lighting", "audio", "toys")
ATTRIBUTES = (("season", "winter"), ("season", "summer"), ("for", "women"), ("waterproof", "yes"))
THINGS = (
    "jacket",
    "lamp",
    "warm",
    "wooden",
    "headphones",
    "coffee",
    "tent",
    "red",
    "desk",
    "gift",
    "for",
    "something quiet",
    "rain",
)
# Words that ask for something, and what every product found must then be.
ASKED: dict[str, Callable[[Product], bool]] = {
    "under 100": lambda product: product.price <= 100,
    "over 40": lambda product: product.price >= 40,
    "in stock": lambda product: product.is_available,
    "on sale": lambda product: bool(product.saving),
    "at least 4 stars": lambda product: product.rating is not None and product.rating >= 4,
    "not Halvarn": lambda product: product.brand != "Halvarn",
    "not red": lambda product: "Red" not in colours_of(product),
    "without leather": lambda product: "leather" not in product.name.casefold(),
}


def colours_of(product: Product) -> set[str]:
    return {each for key in COLOUR_KEYS for each in held(product, key)}


def held(product: Product, key: str) -> set[str]:
    value = product.attributes.get(key)
    values = value if isinstance(value, list) else [value]
    return {"yes" if each is True else str(each) for each in values}


def keeps(product: Product, query: SearchQuery) -> bool:
    """Whether the product is what was asked for, by what the product itself says."""
    return (
        keeps_numbers(product, query)
        and keeps_choices(product, query)
        and keeps_attributes(product, query)
    )


def keeps_numbers(product: Product, query: SearchQuery) -> bool:
    rating = product.rating
    return (
        (query.price_min is None or product.price >= query.price_min)
        and (query.price_max is None or product.price <= query.price_max)
        and (query.rating_min is None or (rating is not None and rating >= query.rating_min))
    )


def keeps_choices(product: Product, query: SearchQuery) -> bool:
    slug = product.category.slug if product.category else ""
    return (
        (not query.brands or product.brand in query.brands)
        and product.brand not in query.not_brands
        and (not query.in_stock or product.is_available)
        and (not query.discounted or bool(product.saving))
        and (not query.category or f"{slug}/".startswith(f"{query.category}/"))
    )


def keeps_attributes(product: Product, query: SearchQuery) -> bool:
    colours = colours_of(product)
    name = product.name.casefold()
    required = [held(product, key) & set(values) for key, values in query.attributes.items()]
    ruled_out = [held(product, key) & set(values) for key, values in query.not_attributes.items()]
    return (
        (not query.colours or bool(colours & set(query.colours)))
        and not colours & set(query.not_colours)
        and all(required)
        and not any(ruled_out)
        and not any(words.casefold() in name for words in query.not_words)
    )


def maybe[T](strategy: st.SearchStrategy[T], otherwise: T) -> st.SearchStrategy[T]:
    """Mostly nothing, so that something is left to be found."""
    return st.one_of(st.just(otherwise), st.just(otherwise), st.just(otherwise), strategy)


def some(values: tuple[str, ...] | list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return maybe(
        st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True).map(tuple), ()
    )


@st.composite
def queries(draw: st.DrawFn) -> SearchQuery:
    attribute = draw(maybe(st.sampled_from(ATTRIBUTES), ("", "")))
    low, high = sorted((draw(st.integers(0, 60)), draw(st.integers(30, 900))))
    words = [
        *draw(st.lists(st.sampled_from(THINGS), max_size=3)),
        *draw(st.lists(st.sampled_from(list(ASKED)), max_size=2, unique=True)),
    ]
    return SearchQuery(
        words=" ".join(words),
        category=draw(maybe(st.sampled_from(PLACES), "")),
        brands=draw(some(BRANDS)),
        not_brands=draw(some(BRANDS)),
        colours=draw(some(COLOURS)),
        not_colours=draw(some(COLOURS)),
        attributes={attribute[0]: (attribute[1],)} if attribute[0] else {},
        not_words=draw(some(("lamp", "jacket", "wood"))),
        price_min=draw(maybe(st.just(Decimal(low)), None)),
        price_max=draw(maybe(st.just(Decimal(high)), None)),
        rating_min=draw(maybe(st.sampled_from((Decimal(3), Decimal("4.5"))), None)),
        in_stock=draw(maybe(st.just(True), False)),
        sort=draw(st.sampled_from(("relevance", "price", "-price", "rating", "newest"))),
        mode=draw(st.sampled_from(("hybrid", "hybrid", "text", "vector"))),
        page_size=100,
    )


def ids(page: SearchPage) -> list[int]:
    return [product.pk for product in page.products]


def counted(page: SearchPage) -> list[int]:
    """The ids without those of products that fill the last page."""
    hits = page.exact if page.is_confident else page.hits
    return [hit.product.pk for hit in hits]


# -- whatever is asked


@few(60)
@given(queries())
def test_no_result_breaks_what_was_asked_for(query: SearchQuery) -> None:
    page = search(query, with_siblings=False)
    wanted = [check for words, check in ASKED.items() if words in query.words]
    for product in page.products:
        assert keeps(product, query)
        assert keeps(product, page.query)
        assert all(check(product) for check in wanted), (product.name, page.understood)


FACETS: dict[str, tuple[str, ...]] = {
    "brands": ("brands",),
    "categories": (),  # what lies below the chosen one
    "ratings": ("rating_min",),
    "stock": ("in_stock",),
    "prices": ("price_min", "price_max"),
}


@few(30)
@given(queries())
def test_each_facet_adds_up_to_what_is_found_without_its_own_choice(query: SearchQuery) -> None:
    page = search(query)
    for name, fields in FACETS.items():
        given_up = {field: SearchQuery.model_fields[field].default for field in fields}
        free = query.model_copy(update=given_up)
        total = page.total if free == query else search(free, with_siblings=False).total
        assert sum(each.count for each in getattr(page.facets, name)) == total, name


@few(12)
@given(queries(), st.integers(4, 30))
def test_pages_are_the_whole_set_cut_in_pieces(query: SearchQuery, size: int) -> None:
    whole = [
        pk
        for number in (1, 2, 3)
        for pk in counted(search(query.model_copy(update={"page": number}), with_siblings=False))
    ]
    first = search(query.model_copy(update={"page_size": size}), with_siblings=False)
    cut = counted(first)
    for number in range(2, first.pages + 1):
        cut += counted(
            search(
                query.model_copy(update={"page_size": size, "page": number}), with_siblings=False
            )
        )
    assert cut == whole
    assert len(set(cut)) == len(cut) == first.total


@few(15)
@given(queries())
def test_the_same_question_has_the_same_answer(query: SearchQuery) -> None:
    one, other = search(query), search(query)
    assert [(hit.product.pk, hit.scores) for hit in one.hits] == [
        (hit.product.pk, hit.scores) for hit in other.hits
    ]
    assert (one.facets, one.understood) == (other.facets, other.understood)


@few(12)
@given(st.lists(st.sampled_from(THINGS), min_size=1, max_size=3).map(" ".join))
def test_a_brand_finds_as_many_as_it_says(words: str) -> None:
    asked = SearchQuery(words=words, mode="text")
    for facet in search(asked).facets.brands[:4]:
        if facet.value:
            assert (
                search(
                    asked.model_copy(update={"brands": (facet.value,)}), with_siblings=False
                ).total
                == facet.count
            )


PIECES = st.sampled_from(
    [
        "under", "over", "between", "and", "to", "-", "–", "less than", "at least", "max", "not",
        "no", "without", "cheap", "cheapest",
        "for", "a", "year old", "stars", "kg", "cm", "gb", "€", "$", "%", "50%", "off", "size", "²",
        "½", "①", "٣", "१", "0", "-1", "1e400",
        "9" * 40, "1.2.3", "1,000,00", ".", ",", "'", "''", '"', "\\", "\\'", "&", "|", "!", "(",
        ")", ":*", "<->", "*", "{}", "{filters}",
        "%s", "%(words)s", "--", ";", "/*", "\t", "\n", "\u00a0", "\u200b", "\u202e", "\ufeff",
        "👩\u200d🔬", "e\u0301", "ß", "İ", "ﬀ",
        "東京", "jacket", "Halvarn", "red", "waterproof", "in stock", "on sale", "jakcet",
        "x" * 120,
    ]
)  # fmt: skip
ANY_TEXT = st.lists(
    PIECES | st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=8
).map(lambda parts: " ".join(parts)[:LONGEST_WORDS])


@few(80)
@example("under ² between ½ and ①")
@example("'" * LONGEST_WORDS)
@example("not without no not")
@given(ANY_TEXT)
def test_any_text_may_be_asked(text: str) -> None:
    page = search(SearchQuery(words=text, page_size=5))
    assert len(page.exact) == min(page.exact_total, 5)
    assert len(page.hits) >= min(page.total, 5)
    for field in ("categories", "brands", "prices"):
        assert sum(each.count for each in getattr(page.facets, field)) == page.total


@few(20)
@given(ANY_TEXT, st.booleans())
def test_any_text_may_be_sent(client: Client, text: str, is_long: bool) -> None:
    text = text.replace("\0", "")  # a NUL is refused (test_parameters)
    asked = quote(text * 9 if is_long else text)
    for path in ("/search/?q=", "/search/?literal=on&q=", "/api/products/search?q="):
        assert client.get(path + asked).status_code in (
            (200, 422) if is_long and "api" in path else (200,)
        )


# -- spelling


def test_a_misspelt_word_is_corrected_and_a_literal_one_is_not() -> None:
    page = search(SearchQuery(words="waterprof jaket"))
    assert (page.corrected, page.typed) == ("waterproof jacket", "waterprof jaket")
    assert ids(page) == ids(search(SearchQuery(words="waterproof jacket")))
    as_typed = search(SearchQuery(words="waterprof jaket", literal=True))
    assert (as_typed.corrected, as_typed.understood, as_typed.query.words) == (
        "",
        (),
        "waterprof jaket",
    )


def test_letters_in_the_wrong_order_are_put_right() -> None:
    assert search(SearchQuery(words="tbale lamp")).corrected == "table lamp"


def test_what_was_corrected_is_read_again() -> None:
    page = search(SearchQuery(words="jaket by Halvrn under 200", page_size=100))
    assert page.total
    assert {product.brand for product in page.products} == {"Halvarn"}
    assert all(product.price <= 200 for product in page.products)


# -- codes, modes, weights


@pytest.mark.parametrize("write", [str, str.lower, lambda sku: f" {sku} "])
def test_a_code_is_answered_by_its_words_alone(write: Callable[[str], str]) -> None:
    for sku in ("OUT-JKT-001", ROWS[40]["sku"], ROWS[200]["sku"]):
        page = search(SearchQuery(words=write(sku)))
        assert page.search_type == "text"
        assert page.products[0].sku == sku


def test_weights_and_modes_are_told_and_change_the_scores() -> None:
    words = "something warm for hiking"
    for mode, search_type in (("hybrid", "hybrid"), ("text", "text"), ("vector", "vector")):
        page = search(SearchQuery(words=words, mode=mode))
        assert page.search_type == search_type
    by_words, by_meaning = (
        search(SearchQuery(words=words, weights=Weights(text=text, vector=vector)))
        for text, vector in ((1.0, 0.0), (0.0, 1.0))
    )
    assert (by_words.search_type, by_meaning.search_type) == ("text", "vector")
    assert by_words.weights == Weights(text=1, vector=0)
    assert ids(by_words) != ids(by_meaning)
    assert search(SearchQuery()).search_type == "browse"
    assert search(SearchQuery()).weights is None


# -- "cheap"


def test_cheap_is_a_price_that_is_kept_and_said() -> None:
    free, page = (
        search(SearchQuery(words="lamp", page_size=100)),
        search(SearchQuery(words="cheap lamp", page_size=100)),
    )
    most = page.query.price_max
    assert most is not None
    assert 0 < page.total < free.total
    assert all(product.price <= most for product in page.products)
    (said,) = [each.label for each in page.understood if each.field == "cheap"]
    assert str(most) in said
    assert search(SearchQuery(words="cheap lamp", price_max=Decimal(1))).query.price_max == 1


# -- what staff say


def a_rule(words: str, **products: list[Product]) -> Rule:
    rule = Rule.objects.create(words=words)
    for effect, some_products in products.items():
        for position, product in enumerate(some_products):
            RuleProduct.objects.create(rule=rule, product=product, effect=effect, position=position)
    rules.forget()
    return rule


def test_a_synonym_finds_what_it_means() -> None:
    asked = SearchQuery(words="glimmerstick", mode="text")
    assert search(asked).total == 0
    Synonym.objects.create(words="glimmerstick", means="kettle")
    rules.forget()
    assert set(ids(search(asked.model_copy(update={"page_size": 100})))) == set(
        ids(search(SearchQuery(words="kettle", mode="text", page_size=100)))
    )
    assert search(asked.model_copy(update={"literal": True})).total == 0


def test_pinned_products_come_first_in_their_order_even_if_nothing_else_found_them() -> None:
    tents = list(Product.objects.filter(category__slug="outdoor/tents")[:2])
    before = search(SearchQuery(words="lamp", mode="text"))
    assert not set(ids(before)) & {tent.pk for tent in tents}
    a_rule("lamp", pin=tents[::-1])
    page = search(SearchQuery(words="lamps", mode="text", page_size=5))
    assert page.products[:2] == tents[::-1]
    assert page.total == before.total + 2
    second = search(SearchQuery(words="lamps", mode="text", page_size=5, page=2))
    assert not set(ids(second)) & {tent.pk for tent in tents}
    assert tents[1] not in search(SearchQuery(words="red lamp", mode="text")).products


def test_a_pin_breaks_no_constraint_that_is_given_or_read() -> None:
    tent = Product.objects.filter(category__slug="outdoor/tents").order_by("-price")[0]
    a_rule("lamp, desk lamp", pin=[tent])
    assert search(SearchQuery(words="lamp")).products[0] == tent
    assert (
        tent
        not in search(SearchQuery(words="lamp", price_max=tent.price - 1, page_size=100)).products
    )
    page = search(SearchQuery(words="desk lamp"), strict=True)
    assert page.query.category == "lighting/desk-lamps"
    assert tent not in page.products


def test_a_pin_leads_where_a_category_is_browsed() -> None:
    last = search(SearchQuery(category="outdoor/jackets")).products[-1]
    rule = Rule.objects.create(
        match=Rule.Match.CATEGORY, category=Category.objects.get(slug="outdoor")
    )
    RuleProduct.objects.create(rule=rule, product=last)
    rules.forget()
    assert search(SearchQuery(category="outdoor/jackets")).products[0] == last
    assert search(SearchQuery(category="outdoor")).products[0] == last
    assert search(SearchQuery()).products[0] != last


def test_hidden_products_are_neither_found_nor_counted() -> None:
    before = search(SearchQuery(words="lamp"))
    a_rule("lamp", hide=before.products[:2])
    page = search(SearchQuery(words="lamp"))
    assert page.total == before.total - 2
    assert not set(ids(page)) & set(ids(before)[:2])
    assert sum(each.count for each in page.facets.brands) == page.total


def test_a_boost_lifts_and_lowers() -> None:
    asked = SearchQuery(words="lamp", page_size=100)
    before = search(asked)
    brand = next(
        product.brand
        for product in before.products
        if product.brand not in (before.products[0].brand, before.products[-1].brand)
    )

    def places(page: SearchPage) -> float:
        found = [place for place, product in enumerate(page.products) if product.brand == brand]
        return sum(found) / len(found)

    boost = RuleBoost.objects.create(rule=a_rule("lamp"), brand=brand, factor=Decimal(3))
    rules.forget()
    lifted = search(asked)
    RuleBoost.objects.filter(pk=boost.pk).update(factor=Decimal("0.2"))
    rules.forget()
    lowered = search(asked)
    assert places(lifted) < places(before) < places(lowered)
    assert lifted.total == before.total == lowered.total
    assert all(0 <= hit.scores.hybrid <= 1 for hit in lifted.hits)


# -- nothing to answer, and what goes with it


@pytest.mark.parametrize("words", ["qwxzv", "zzxy qqwv", "asdfgh", "xkcdqj 42q"])
def test_senseless_words_find_nothing(words: str) -> None:
    page = search(SearchQuery(words=words))
    assert (page.total, page.hits, page.facets.brands) == (0, [], [])


def test_what_goes_with_a_product_can_be_bought_and_is_of_another_kind() -> None:
    lit = 0
    for product in Product.objects.order_by("sku")[::12]:
        beside = goes_with(product, 4)
        lit += bool(beside)
        assert len(beside) <= 4
        assert all(other.is_available and other.active for other in beside)
        kinds = [other.category_id for other in beside]
        assert len(set(kinds)) == len(kinds)
        assert product.category_id not in kinds
    assert lit > 5


def test_what_is_like_a_product_is_of_its_kind_first() -> None:
    shown = 0
    for product in Product.objects.order_by("sku")[::12]:
        kinds = [other.category_id == product.category_id for other in similar(product)]
        shown += len(kinds)
        assert kinds == sorted(kinds, reverse=True)
    assert shown > 20


def test_nothing_is_like_what_stands_alone() -> None:
    alone = Product.objects.get(sku="OUT-JKT-001")
    other = Category.objects.create(path="Nowhere")
    Product.objects.filter(pk=alone.pk).update(category=other)
    alone.refresh_from_db()
    names = [product.name for product in similar(alone)]
    # A jacket of nearly the same text is like it wherever it stands; a backpack is not.
    assert not any("pack" in name and "packable" not in name for name in names), names


class TestMoreThanIsCounted:
    WORDS: ClassVar[dict[str, Any]] = {"words": "jacket", "mode": "text"}

    @pytest.fixture(autouse=True)
    def cut(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for text, most in (("FOUND", "MOST_FOUND"), ("BROWSE", "MOST_BROWSED")):
            monkeypatch.setattr(
                hybrid_statement,
                text,
                getattr(hybrid_statement, text).replace(
                    f"LIMIT {getattr(hybrid_statement, most)}", "LIMIT 5"
                ),
            )
            monkeypatch.setattr(hybrid_statement, most, 5)

    @pytest.mark.parametrize("asked", [{}, {"sort": "price"}, WORDS, WORDS | {"sort": "rating"}])
    def test_says_so_and_pages_and_counts_agree_all_the_same(self, asked: dict[str, Any]) -> None:
        first = search(SearchQuery(**asked, page_size=2))
        pages = [
            search(SearchQuery(**asked, page_size=2, page=number))
            for number in range(1, first.pages + 1)
        ]
        ids = [product.pk for page in pages for product in page.products]
        assert first.is_capped
        assert first.found == "5 products or more"
        assert (
            len(set(ids))
            == len(ids)
            == first.total
            == sum(facet.count for facet in first.facets.brands)
        )

    def test_the_first_by_price_are_the_cheapest_of_all(self) -> None:
        page = search(SearchQuery(sort="price", page_size=5))
        assert [product.price for product in page.products] == sorted(
            Product.objects.filter(active=True).values_list("price", flat=True)
        )[:5]

    def test_a_choice_narrows_down_all_of_it_and_not_what_was_counted(self) -> None:
        dearest = max(
            each.price for each in search(SearchQuery(**self.WORDS, sort="price")).products
        )
        assert search(SearchQuery(**self.WORDS, price_min=dearest + 1)).total
