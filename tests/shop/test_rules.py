"""What staff tell search: synonyms and rules, as data that holds at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from shop.models import Category, Product, Rule, RuleBoost, RuleProduct, Synonym
from shop.search import lexical, rules
from shop.search.rules import NONE, Boost, expanded, rules_for, synonyms_for
from tests.cost import cost
from tests.depth import few

pytestmark = pytest.mark.usefixtures("demo")


def a_rule(
    words: str = "", match: str = "exact", *, pins: list[Product] | None = None, **more: Any
) -> Rule:
    rule = Rule(words=words, match=match, **more)
    rule.full_clean()
    rule.save()
    for position, product in enumerate(pins or []):
        RuleProduct.objects.create(rule=rule, product=product, position=position)
    rules.forget()
    return rule


def a_synonym(words: str, means: str = "", **more: Any) -> None:
    synonym = Synonym(words=words, means=means, **more)
    synonym.full_clean()
    synonym.save()
    rules.forget()


def some(count: int) -> list[Product]:
    return list(Product.objects.order_by("pk")[:count])


def phrases_of(words: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {each.phrase: each.alternatives for each in synonyms_for(words)}


# -- synonyms


def test_words_of_a_group_find_each_other() -> None:
    a_synonym("sofa, couch, settee")
    assert phrases_of("a red Couch") == {"couch": (("sofa",), ("sette",))}
    assert phrases_of("settees") == {"settee": (("sofa",), ("couch",))}


def test_one_way_goes_one_way() -> None:
    a_synonym("trainers", "sneakers, running shoes")
    assert phrases_of("trainers") == {"trainer": (("sneaker",), ("run", "shoe"))}
    assert phrases_of("sneakers") == {}


def test_the_longest_phrase_wins() -> None:
    a_synonym("chair", "seat")
    a_synonym("arm chair", "fauteuil")
    assert list(phrases_of("an arm chair and a chair")) == ["arm chair", "chair"]


def test_signs_and_accents_are_no_matter() -> None:
    a_synonym("Wi-Fi", "wireless")
    a_synonym("café", "coffee")
    assert list(phrases_of("wi-fi CAFE")) == ["wi-fi", "cafe"]
    assert synonyms_for("wi-fi")[0].stems == ("wifi",)


def test_terms_of_a_question_take_their_synonyms() -> None:
    a_synonym("couch", "sofa")
    a_synonym("arm chair", "armchair")
    first, second = expanded(lexical.terms("red couch"), "red couch")
    assert (first.alternatives, second.alternatives) == ((("red",),), (("couch",), ("sofa",)))
    assert second.products >= 1
    (both,) = expanded(lexical.terms("arm chair"), "arm chair")
    assert both.alternatives == (("arm", "chair"), ("armchair",))
    assert expanded(lexical.terms("lamp"), "lamp") == lexical.terms("lamp")


@pytest.mark.parametrize(
    ("words", "means", "sentence"),
    [
        ("", "", "cannot be blank"),
        (" , ", "", "at least one word"),
        ("sofa", "", "One word alone has no synonym"),
        ("sofa", "x" * 90, "too long"),
    ],
)
def test_a_synonym_that_says_nothing_is_refused(words: str, means: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        a_synonym(words, means)


# -- rules


def test_an_exact_rule_pins_in_order() -> None:
    first, second = some(2)
    a_rule("warm jacket, parka", pins=[second, first])
    assert rules_for("Warm Jackets").pins == (second.pk, first.pk)
    assert rules_for("parka").pins == (second.pk, first.pk)
    assert rules_for("a warm jacket") == NONE


def test_a_rule_for_all_words_wants_them_all_in_any_order() -> None:
    a_rule("jacket rain", "all", pins=some(1))
    assert rules_for("rain proof jackets").pins
    assert rules_for("jacket") == NONE


def test_a_rule_for_every_question_and_one_for_a_category() -> None:
    category = Category.objects.get(slug="outdoor")
    one, two = some(2)
    a_rule(match="any", pins=[one])
    a_rule(match="category", category=category, pins=[two])
    assert rules_for("").pins == (one.pk,)
    assert rules_for("", "outdoor/jackets").pins == (one.pk, two.pk)
    assert rules_for("", "outdoorsy").pins == (one.pk,)


def test_what_one_rule_hides_no_other_pins() -> None:
    product, other = some(2)
    a_rule("lamp", pins=[product, other])
    hiding = a_rule("lamp", "all")
    RuleProduct.objects.create(rule=hiding, product=product, effect="hide")
    rules.forget()
    assert (rules_for("lamp").pins, rules_for("lamp").hidden) == ((other.pk,), (product.pk,))


def test_boosts_of_every_kind() -> None:
    rule = a_rule("lamp")
    (product,) = some(1)
    category = Category.objects.get(slug="outdoor")
    for values in (
        {"brand": product.brand},
        {"category": category},
        {"attribute": "colour", "value": "red"},
        {"product": product},
    ):
        boost = RuleBoost(rule=rule, factor="2.5", **values)
        boost.full_clean()
        boost.save()
    rules.forget()
    assert rules_for("lamp").boosts == (
        Boost("brand", product.brand, 2.5),
        Boost("category", "outdoor", 2.5),
        Boost("attribute", "Red", 2.5, "colour"),
        Boost("product", str(product.pk), 2.5),
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Choose one of"),
        ({"brand": "Nobody & Sons"}, "No product has the brand"),
        ({"attribute": "colour"}, "needs a value"),
        ({"attribute": "colour", "value": "nocolour"}, "Values in use include"),
        ({"attribute": "smell", "value": "nice"}, "No product has an attribute"),
    ],
)
def test_a_boost_that_would_do_nothing_is_refused(values: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        RuleBoost(rule=a_rule("lamp"), **values).full_clean()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"match": "exact"}, "Enter the words"),
        ({"match": "any", "words": "lamp"}, "ignores words"),
        ({"match": "category"}, "Choose the category"),
        (
            {"words": "lamp", "starts": localdate(), "ends": localdate() - timedelta(1)},
            "before the first one",
        ),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Rule(**values).full_clean()


@pytest.mark.parametrize(
    ("days", "holds"),
    [
        ((None, None), True),
        ((0, 0), True),
        ((1, None), False),
        ((None, -1), False),
        ((-3, 3), True),
    ],
    ids=str,
)
def test_a_rule_holds_between_its_days(days: tuple[int | None, int | None], holds: bool) -> None:
    starts, ends = (None if each is None else localdate() + timedelta(each) for each in days)
    a_rule("lamp", pins=some(1), starts=starts, ends=ends)
    a_synonym("lamp, light", starts=starts, ends=ends)
    assert bool(rules_for("lamp").pins) is holds
    assert bool(synonyms_for("lamp")) is holds


def test_what_is_not_active_does_not_hold() -> None:
    a_rule("lamp", pins=some(1), active=False)
    assert rules_for("lamp") == NONE


def test_thousands_of_rules_cost_a_question_nothing(django_assert_num_queries: Any) -> None:
    Rule.objects.bulk_create(
        Rule(words=f"thing{number} lamp", match="all" if number % 2 else "exact")
        for number in range(5000)
    )
    Synonym.objects.bulk_create(
        Synonym(words=f"word{number}, other{number}") for number in range(5000)
    )
    rules.forget()
    rules_for("lamp")

    def ask() -> None:
        for number in range(200):
            rules_for(f"a red thing{number} lamp")
            synonyms_for(f"a red word{number} lamp")

    with django_assert_num_queries(0):
        assert cost(ask) / 200 < 0.002


@few(80)
@given(st.text(max_size=100))
def test_any_question_may_be_asked(words: str) -> None:
    if not Synonym.objects.exists():
        a_synonym("a, b c, wi-fi")
    assert isinstance(rules_for(words, words), rules.Rules)
    clean = words.replace("\0", "").encode(errors="replace").decode()
    assert len(expanded(lexical.terms(clean), clean)) <= len(lexical.terms(clean))


# -- the forms


FORMS = {
    f"{name}-{field}": value
    for name in ("products", "boosts")
    for field, value in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))
}


def test_staff_write_a_rule_and_it_holds_at_once(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(User.objects.create_superuser("staff"))
    (product,) = some(1)
    assert rules_for("lamp") == NONE
    values = {
        "match": "exact",
        "words": "lamp",
        "active": "on",
        **FORMS,
        "boosts-0-brand": product.brand,
        "boosts-0-factor": "2",
    }
    values |= {
        "products-0-product": str(product.pk),
        "products-0-effect": "pin",
        "products-0-position": "0",
    }
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/admin/shop/rule/add/", values)
    assert response.status_code == 302, response.content.decode()
    assert rules_for("lamps") == rules.Rules(
        (product.pk,), (), (Boost("brand", product.brand, 2.0),)
    )
    assert client.get("/admin/shop/rule/").status_code == 200
    assert client.get(f"/admin/shop/rule/{Rule.objects.get().pk}/change/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/shop/rule/{Rule.objects.get().pk}/delete/", {"post": "yes"})
    assert rules_for("lamp") == NONE


def test_staff_write_a_synonym(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    client.force_login(User.objects.create_superuser("staff"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/shop/synonym/add/", {"words": "sofa ,couch,", "active": "on"})
    assert Synonym.objects.get().words == "sofa, couch"
    assert phrases_of("couch") == {"couch": (("sofa",),)}
    assert client.get("/admin/shop/synonym/?q=sofa").status_code == 200
    refused = client.post(
        "/admin/shop/synonym/add/", {"words": "sofa", "active": "on"}
    ).content.decode()
    assert "One word alone has no synonym" in refused
