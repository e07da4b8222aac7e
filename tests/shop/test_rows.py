"""Rows that are drawn by a skeleton look as they do when the template is walked through."""

from dataclasses import dataclass, replace

from django.template import Context, Engine, engines
from django.utils.safestring import mark_safe
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from shop.cards import Card
from shop.facet_links import Link
from shop.templatetags.rows import Skeletons
from tests.depth import few

texts = st.text(max_size=20)
cards = st.builds(
    Card,
    pk=st.integers(1, 9),
    url=texts,
    name=texts,
    why=st.one_of(texts, st.just(mark_safe("<b>red</b> tent"))),
    picture=texts,
    tint=texts,
    glyph=texts,
    price=texts,
    was=texts,
    rating=texts,
    rated=texts,
    is_available=st.booleans(),
    left=texts,
    choices=texts,
    eager=st.booleans(),
    alt=texts,
)
links = st.builds(Link, texts, texts, st.none() | st.integers(0, 10_000), st.booleans(), texts)
DRAWN = "{% load rows %}{% drawn partial name rows shortlist %}"
WALKED = {
    "card": "{% for card in rows %}{% include 'components/product_card.html#card' %}{% endfor %}",
    "link": "{% for link in rows %}{% include 'components/facet_group.html#value' %}{% endfor %}",
}
PARTIALS = {
    "card": "components/product_card.html#card",
    "link": "components/facet_group.html#value",
}


def rendered(template: str, name: str, rows: list[Card] | list[Link], kept: list[int]) -> str:
    context = {"partial": PARTIALS[name], "name": name, "rows": rows, "shortlist": kept}
    return engines["django"].from_string(template).render(context)


def is_same(name: str, rows: list[Card] | list[Link], kept: list[int]) -> bool:
    return rendered(DRAWN, name, rows, kept) == rendered(WALKED[name], name, rows, kept)


@few(60)
@given(st.lists(cards, max_size=6), st.lists(st.integers(1, 9), max_size=3))
def test_cards(rows: list[Card], kept: list[int]) -> None:
    assert is_same("card", rows, kept)


@few(60)
@given(st.lists(links, max_size=6))
def test_links_of_facets(rows: list[Link]) -> None:
    assert is_same("link", rows, [])


def test_each_language_has_its_own_words() -> None:
    link = Link("Red", "/search/?colour=Red", 3, value="colour:Red")
    for language in ("en", "de", "en"):
        with override(language):
            assert is_same("link", [link, replace(link, count=1)], [])


@dataclass
class Row:
    name: str
    is_new: bool = False


def test_a_skeleton_serves_all_rows_whose_conditions_go_the_same_way() -> None:
    asked = "{% if row.is_new %}new {% endif %}{{ row.name }}{% if not row.name %}none{% endif %};"
    template = Engine.get_default().from_string(asked)
    context = Context()
    with context.bind_template(template):
        skeletons = Skeletons(template.nodelist)
        rows = [Row("a<b"), Row("c", is_new=True), Row(""), Row("d")]
        drawn = [skeletons.draw("row", row, context, ()) for row in rows]
    assert drawn == ["a&lt;b;", "new c;", "none;", "d;"]
