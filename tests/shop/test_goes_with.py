"""What goes with a product is of another kind, whatever its category is called."""

import numpy as np
import pytest

from shop.feeds.row import ProductRow
from shop.importer import import_rows
from shop.models import Entry, Product
from shop.search.similar import goes_with

pytestmark = pytest.mark.django_db
# Directions of meaning: what a kettle is, what a cup is, what they share, and something else.
KETTLE, CUP, TEA, ELSE = np.eye(384)[:4]
GOODS = {
    ("Kettles", "Steel kettle"): KETTLE + TEA,
    ("Second hand", "Iron kettle"): KETTLE + 0.8 * TEA,
    ("Second hand", "Copper kettle"): 0.55 * (KETTLE + TEA) + 0.9 * ELSE,
    ("Tableware", "Tall cup"): CUP + TEA,
    ("Tableware", "Wide cup"): CUP + 0.9 * TEA,
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
