"""A product export of PrestaShop. Its columns say in brackets what their cells hold: lists as
"(x,y,z...)", and properties as "(Name:Value:Position)", in the language of the shop.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from shop.feeds import columns
from shop.feeds.cleaning import attributes_from
from shop.feeds.headers import is_text, plain
from shop.feeds.money import NotMoney
from shop.feeds.price_changes import number, reduced
from shop.feeds.tabular import listed
from shop.feeds.values import is_blank

LIST = re.compile(r"\(x\W?y\W?z", re.I)
PROPERTIES = re.compile(r"\(\w[^:()]*:[^:()]+:[^()]+\)")
# The category that holds all others.
ROOTS = frozenset(
    "home accueil inicio início start startseite hem hjem etusivu strona główna root hlavní "
    "stránka".split()
)
# What the shop needs and visitors do not.
IGNORED = re.compile(
    r"(product )?id|.*(0 1|on sale|minimal quantity|low stock level|visibility|delete existing .*"
    r"|available for order|show price|rewritten|ecotax|supplier|tax rules?.*|id .*shop"
    r"|delivery time .*)"
)
DISCOUNTS = ("discount percent", "discount amount")


def is_export(header: Sequence[str]) -> bool:
    lists = [column for column in header if LIST.search(column)]
    return len(lists) >= 2 and columns.is_header(header)


class Feed(columns.Feed):
    def raw_row(self, values: dict[str, Any], cells: list[Any]) -> dict[str, Any]:
        raw = super().raw_row(values, cells)
        by_header = self.by_header(cells)
        if is_blank(raw.get("sku")):
            raw["sku"] = next((by_header[each] for each in by_header if _is_number(each)), None)
        raw["category"] = _category(raw.get("category"))
        raw["attributes"] = _attributes(by_header, set(self.places.values()), self.header)
        if price := _reduced(raw.get("price"), by_header, self.options.decimal):
            raw["sale_price"] = price
        return raw


def _is_number(column: str) -> bool:
    return plain(column) in ("id", "product id")


def _category(cell: Any) -> str:
    """Returns a path: the cell names the categories from the outermost one."""
    names = listed(cell)
    if len(names) > 1 and names[0].lower() in ROOTS:
        names = names[1:]
    return " > ".join(names)


def _attributes(
    by_header: Mapping[str, Any], taken: set[int], header: Sequence[str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for place, column in enumerate(header):
        if place in taken or column not in by_header:
            continue
        cell = by_header[column]
        if PROPERTIES.search(column):
            found |= _properties(cell)
        elif LIST.search(column) and "://" not in str(cell):
            found[plain(column)] = listed(cell)
        elif _is_shown(column, cell):
            found[column] = cell
    return attributes_from(found)


def _is_shown(column: str, cell: Any) -> bool:
    """Whether a column says something of the product to visitors."""
    if "://" in str(cell) or "(0/1)" in column or plain(column) in DISCOUNTS:
        return False
    return not (is_text(column) or IGNORED.fullmatch(plain(column)) or columns.is_private(column))


def _properties(cell: Any) -> dict[str, Any]:
    """Returns the values by name of "Composition:Ceramic:1,Capacity:325 ml:2"."""
    found: dict[str, Any] = {}
    for part in listed(cell):
        name, _, rest = part.partition(":")
        value = re.sub(r":\d*(:\d*)?$", "", rest).strip()
        if name.strip() and value:
            found[name.strip()] = value
    return found


def _reduced(price: Any, by_header: Mapping[str, Any], decimal: str) -> Decimal | None:
    """Returns the price after the discount of a row; None where there is none."""
    cells = {plain(column): cell for column, cell in by_header.items()}
    try:
        percent, amount = (number(cells.get(name), decimal) for name in DISCOUNTS)
        return reduced(number(price, decimal), percent, amount)
    except NotMoney:
        return None
