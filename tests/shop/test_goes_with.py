"""What goes with a product is of another kind, whatever its category is called."""

import numpy as np
import pytest

from shop.feeds.row import ProductRow
from shop.importer import import_rows
from shop.models import Category, Entry, Product
from shop.search.companions import (
    Described,
    is_companion,
    is_of_other_maker,
    speak_of_each_other,
)
from shop.search.similar import goes_with, similar

pytestmark = pytest.mark.django_db
# Directions of meaning: what a kettle is, what a cup is, what they share, and something else.
KETTLE, CUP, TEA, ELSE = np.eye(384)[:4]
GOODS = {
    ("Kitchen > Kettles", "Steel kettle"): KETTLE + TEA,
    ("Kitchen > Second hand", "Iron kettle"): KETTLE + 0.8 * TEA,
    ("Kitchen > Second hand", "Copper kettle"): 0.55 * (KETTLE + TEA) + 0.9 * ELSE,
    ("Kitchen > Tableware", "Tall cup"): CUP + TEA,
    ("Kitchen > Tableware", "Wide cup"): CUP + 0.9 * TEA,
}


def test_the_same_kind_under_another_name_does_not_go_with_it() -> None:
    rows = [
        {"sku": str(place), "name": name, "price": 9, "category": category, "stock": 1}
        for place, (category, name) in enumerate(GOODS)
    ]
    import_rows(enumerate(map(ProductRow.model_validate, rows), 1), with_vectors=False)
    for (_category, name), meaning in GOODS.items():
        Entry.objects.filter(product__name=name).update(embedding=meaning.tolist())
    kettle = Product.objects.get(name="Steel kettle")
    assert [each.name for each in goes_with(kettle)] == ["Tall cup"]


# In a category of several kinds: another ladle is alike, and a jar that is as near is not.
BASKET = {
    ("Kitchen > Tools & jars", "Steel ladle"): KETTLE + TEA,
    ("Kitchen > Tools & jars", "Olive wood ladle"): KETTLE + 0.5 * TEA + 1.5 * ELSE,
    ("Kitchen > Tools & jars", "Spice jar"): KETTLE + 0.5 * TEA + 1.5 * ELSE,
    ("Kitchen > Scales", "Letter scales"): CUP + TEA,
    ("Kitchen > Scales", "Spring balance"): CUP + 0.5 * TEA + 1.5 * ELSE,
}


def test_another_kind_of_a_mixed_category_is_not_alike() -> None:
    rows = [
        {"sku": str(place), "name": name, "price": 9, "category": category, "stock": 1}
        for place, (category, name) in enumerate(BASKET)
    ]
    import_rows(enumerate(map(ProductRow.model_validate, rows), 1), with_vectors=False)
    for (_category, name), meaning in BASKET.items():
        Entry.objects.filter(product__name=name).update(embedding=meaning.tolist())
    ladle, scales = (Product.objects.get(name=name) for name in ("Steel ladle", "Letter scales"))
    # The cosine of each pair is 0.57.
    assert [each.name for each in similar(ladle)] == ["Olive wood ladle"]
    assert [each.name for each in similar(scales)] == ["Spring balance"]


def described(name: str, category: str = "Things", description: str = "") -> Described:
    return Described(Product(name=name, category=Category(path=category), description=description))


@pytest.mark.parametrize(
    ("product", "other", "is_one"),
    [
        (("Fjord 6s 16 GB", "Phones"), ("Case for Fjord 6 and 6s", "Phone accessories"), True),
        (("Fjord 5 16 GB", "Phones"), ("Case for Fjord 6 and 6s", "Phone accessories"), False),
        (("Fjord 6s Plus", "Phones"), ("Case for Fjord 6 and 6s", "Phone accessories"), False),
        (("Fjord SE", "Phones"), ("Case for Fjord SE, 5s and 5", "Phone accessories"), True),
        (("Radio", "Audio"), ("Battery for Fjord 6", "Batteries"), False),
        (("Glass for Fjord 6", "Glasses"), ("Case for Fjord 7", "Cases"), False),
        (("Glass for Fjord 6", "Glasses"), ("Case for Fjord 6", "Cases"), True),
        (("Lamp", "Lighting"), ("Bulbs for 20 cm shades", "Bulbs"), True),
        (("Nordvik - Fjord 6", "Phones"), ("Nordvik - Fjord 5", "Prepaid iPhones"), False),
        (("Case", "Phones > Accessories"), ("Fjord 6", "Phones > Contract"), False),
        (("Case for Fjord 6", "Phones > Accessories"), ("Fjord 6", "Phones > Contract"), True),
    ],
)
def test_a_companion_is_of_another_kind_and_fits(
    product: tuple[str, str], other: tuple[str, str], is_one: bool
) -> None:
    assert is_companion(described(*product), described(*other)) is is_one


def test_what_is_made_for_things_of_another_maker_does_not_go_with_it() -> None:
    strap = described("Strap for Select Halm watches")
    brands = frozenset(("halm", "nordvik"))
    assert is_of_other_maker(described("Nordvik watch"), strap, brands)
    assert not is_of_other_maker(described("Halm watch"), strap, brands)
    assert not is_of_other_maker(described("Watch"), described("Strap for most watches"), brands)


def test_a_text_that_names_a_thing_speaks_of_it() -> None:
    socks = described("Walking socks", "Socks", "Made for stiff boots.")
    assert speak_of_each_other(socks, described("Mid boot", "Shoes"))
    assert not speak_of_each_other(socks, described("Wide hat", "Hats"))
