"""Products side by side, on a page that can be shared."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from shop.models import Product

pytestmark = pytest.mark.usefixtures("demo")


def jackets(count: int) -> list[Product]:
    return list(Product.objects.filter(sku__startswith="OUT-JKT").order_by("sku")[:count])


def page(client: Client, *ids: int | str) -> str:
    answer = client.get("/compare/", {"id": list(ids)})
    assert answer.status_code == 200
    return answer.content.decode()


def rows(text: str) -> dict[str, tuple[bool, list[str]]]:
    """Whether each row is marked, and its cells, by its name."""
    found = {}
    for attributes, name, cells in re.findall(
        r'<tr([^>]*)><th scope="row">(.*?)</th>(.*?)</tr>', text, re.S
    ):
        values = [
            " ".join(unescape(strip_tags(cell)).split())
            for cell in re.findall(r"<td>(.*?)</td>", cells, re.S)
        ]
        found[unescape(strip_tags(name)).removesuffix(" (differs)").strip()] = (
            "data-differs" in attributes,
            values,
        )
    return found


def head(text: str) -> str:
    return text[text.index("<thead>") : text.index("</thead>")]


def folded(text: str) -> str:
    """What is below the table."""
    below = text[text.index("</table>") : text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", below)).split())


def attributed(*attributes: dict[str, Any], **fields: Any) -> list[int]:
    """The ids of jackets with these attributes alone."""
    products = jackets(len(attributes))
    for product, stated in zip(products, attributes, strict=True):
        Product.objects.filter(pk=product.pk).update(attributes=stated, **fields)
    return [product.pk for product in products]


def test_names_and_prices_stand_in_the_head(client: Client) -> None:
    text = page(client, *(product.pk for product in jackets(3)))
    assert list(rows(text))[:3] == ["Price", "Stock", "Rating"]
    assert list(rows(head(text))) == ["Price"]
    assert re.findall(r'<th scope="col"><a [^>]*>([^<]+)</a>', unescape(head(text))) == [
        product.name for product in jackets(3)
    ]


def test_rows_that_differ_are_marked_and_silence_is_said(client: Client) -> None:
    wool, shell = (
        {"material": "wool", "hood": True, "pockets": 2},
        {"material": "wool", "hood": False, "pockets": 3},
    )
    found = rows(
        page(
            client,
            *attributed(wool, shell, {"material": "wool", "hood": True}, price=80, rating=None),
        )
    )
    assert found["Material"] == (False, ["wool", "wool", "wool"])
    assert found["Hood"] == (True, ["yes", "no", "yes"])
    assert found["Pockets"] == (True, ["2", "3", "not stated"])
    assert found["Price"][0] is False
    assert found["Rating"][1][0] == "not rated"


def test_what_one_alone_states_is_folded(client: Client) -> None:
    text = page(client, *attributed({"hood": True, "pockets": 2}, {"hood": True, "zip_cm": 60}))
    assert list(rows(text)) == ["Price", "Stock", "Rating", "Hood"]
    one, other = jackets(2)
    assert (
        folded(text)
        == f"2 facts that only one of them states {one.name} Pockets 2 {other.name} Zip 60 cm"
    )
    assert "<details" in text[text.index("</table>") :]
    assert "only one of them" not in page(client, *attributed({"hood": True}, {"hood": True}))


@pytest.mark.parametrize(
    ("name", "values", "best"),
    [
        ("weight_g", [410, 380, 540], [1]),
        ("noise_db", [40.5, 40.5, 44], [0, 1]),
        ("battery_life_h", [30, "36", 12], [1]),
        ("ram_gb", [16, None, 8], [0]),
        ("weight_g", [410, 410, None], []),
        ("pockets", [1, 2, 3], []),
        ("height_cm", [1, 2, 3], []),
        ("battery", [True, False, True], []),
        ("battery", ["large", "NaN", "∞"], []),
    ],
)
def test_the_best_value_is_marked_where_better_is_known(
    client: Client, name: str, values: list[Any], best: list[int]
) -> None:
    text = page(
        client,
        *attributed(
            *({"hood": True} | ({} if value is None else {name: value}) for value in values)
        ),
    )
    cells = next(
        cells
        for row, (_differs, cells) in rows(text).items()
        if row not in ("Price", "Stock", "Rating", "Hood")
    )
    assert [place for place, cell in enumerate(cells) if "(best in this row)" in cell] == best


def test_the_lowest_price_and_the_best_rating_are_marked(client: Client) -> None:
    one, other = jackets(2)
    Product.objects.filter(pk=one.pk).update(price=80, rating=None)
    Product.objects.filter(pk=other.pk).update(price=90, rating=4)
    found = rows(page(client, one.pk, other.pk))
    assert ["best" in cell for cell in found["Price"][1]] == [True, False]
    assert not any("best" in cell for cell in found["Rating"][1])
    Product.objects.filter(pk=one.pk).update(currency="USD", rating=5)
    found = rows(page(client, one.pk, other.pk))
    assert not any("best" in cell for cell in found["Price"][1])
    assert ["best" in cell for cell in found["Rating"][1]] == [True, False]


def test_one_is_taken_out(client: Client) -> None:
    products = jackets(3)
    links = re.findall(
        r'href="(/compare/\?[^"]*)"', page(client, *(product.pk for product in products))
    )
    assert unescape(links[0]) == f"/compare/?id={products[1].pk}&id={products[2].pk}"


def test_one_alone_and_none_say_what_to_do(client: Client) -> None:
    assert "One product alone cannot be compared" in page(client, jackets(1)[0].pk)
    assert "Nothing to compare yet" in page(client)


def test_five_are_cut_to_four_and_it_is_said(client: Client) -> None:
    text = page(client, *(product.pk for product in jackets(5)))
    assert "Up to 4 products fit side by side" in text
    assert len(rows(text)["Price"][1]) == 4


@pytest.mark.parametrize("wrong", ["x", "0", "-1", "9" * 40, "999999999"])
def test_what_is_not_in_the_shop_is_left_out_and_said(client: Client, wrong: str) -> None:
    one, other = jackets(2)
    text = page(client, one.pk, wrong, other.pk)
    assert "is not in the shop" in text
    assert len(rows(text)["Price"][1]) == 2


def test_the_same_one_twice_stands_once(client: Client) -> None:
    product = jackets(1)[0]
    assert "One product alone" in page(client, product.pk, product.pk)


def test_a_comparison_costs_a_fixed_number_of_statements(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    ids = [product.pk for product in jackets(4)]
    # One of them asks now and then whether there are new words.
    with django_assert_max_num_queries(4):
        page(client, *ids)
