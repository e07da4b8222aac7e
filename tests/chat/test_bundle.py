"""The tools that spare a model guessing: what goes with a product, and texts without HTML."""

import pytest
from asgiref.sync import sync_to_async

from chat.tools import Bundle, Found, ProductFacts
from shop.feeds.markup import plain_text
from shop.models import Product
from tests.chat.test_tools import called

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]


def test_html_is_read_as_text() -> None:
    html = "<p>Warm &amp; dry.</p><ul><li>One</li><li>Two</li></ul><script>alert(1)</script>3 < 4"
    assert plain_text(html).split() == ["Warm", "&", "dry.", "One", "Two", "3", "<", "4"]
    assert plain_text("Holds 3 < 4 & more") == "Holds 3 < 4 & more"


async def test_no_tool_hands_out_html() -> None:
    product = await Product.objects.filter(active=True).afirst()
    assert product
    product.description = "<p><b>Dry</b> in storms.</p><script>steal()</script><p>And light.</p>"
    await sync_to_async(product.save)()
    facts = (await called("get_product", product_id=product.pk)).content
    found = (await called("search_products", words=product.name)).content
    assert isinstance(facts, ProductFacts)
    assert isinstance(found, Found)
    assert facts.description == "Dry in storms. And light."
    assert not any("<" in each.about for each in found.products)


async def test_what_a_text_says_is_needed_is_found() -> None:
    product, other = [each async for each in Product.objects.filter(stock__gt=0)[:2]]
    product.description = "It shines far. It needs a zorbex cell, which is not included."
    other.name, other.description = "Zorbex cell", "Three volts."
    for each in (product, other):
        await sync_to_async(each.save)()
    returned = await called("bundle", product_id=product.pk)
    found = returned.content
    assert isinstance(found, Bundle)
    assert found.says == ["It needs a zorbex cell, which is not included."]
    part = found.parts[0]
    assert (part.products[0].id, part.why) == (other.pk, found.says[0])
    assert returned.metadata["cards"][:2] == [product.pk, other.pk]


async def test_what_names_a_product_goes_with_it_and_it_with_that() -> None:
    product, other = [each async for each in Product.objects.filter(stock__gt=0)[:2]]
    product.name, product.description = "Zorbex nine", "It shines far."
    other.name, other.description = "Quillon", "Far more light."
    other.attributes = {"extends": "Zorbex nine"}
    for each in (product, other):
        await sync_to_async(each.save)()
    for one, beside in ((product, other), (other, product)):
        found = (await called("bundle", product_id=one.pk)).content
        assert isinstance(found, Bundle)
        part = found.parts[0]
        assert (part.products[0].id, part.why) == (beside.pk, "extends: Zorbex nine")


async def test_a_bundle_has_products_of_several_categories_once_each() -> None:
    product = await Product.objects.filter(name__icontains="tent", stock__gt=0).afirst()
    assert product
    found = (await called("bundle", product_id=product.pk)).content
    assert isinstance(found, Bundle)
    ids = [each.id for part in found.parts for each in part.products]
    assert len(ids) == len(set(ids))
    assert product.pk not in ids
    assert len({part.category for part in found.parts}) == len(found.parts) >= 1


async def test_a_product_that_is_not_there_is_asked_for_again() -> None:
    assert (await called("bundle", product_id=10**9)).outcome == "retried"
