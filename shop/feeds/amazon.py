"""An inventory file of Amazon: its own names stand below those for people. Children name their
parent, which has no price.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from shop.feeds import columns
from shop.feeds.headers import column_names, named, plain

COLUMNS = column_names("amazon")
GTINS = frozenset(("ean", "upc", "gtin", "isbn", "1", "2", "3", "4"))
FEATURE = re.compile(r"bullet[ _]point[ _]?\d*")
# What the marketplace needs and visitors do not.
IGNORED = re.compile(
    r"parent_child|parentage.*|relationship_type|variation_theme|update_delete|feed_product_type"
    r"|external_product_id.*|generic_keywords.*|fulfil?lment_.*|merchant_shipping_.*|browse_node.*"
    r"|recommended_browse.*|list_price.*|sale_(from|end)_date|.*tax_code|package_.*|swatch_.*"
    r"|condition_note|handling_time|restock_date|max_order_quantity|offering_.*"
)
# "color_name" is the colour.
SUFFIX = re.compile(r"_(name|type)$")


def is_table(header: Sequence[str]) -> bool:
    found = named(header, COLUMNS)
    return {"sku", "name", "price"} <= found.keys() and "item sku" in map(plain, header)


class Feed(columns.Feed):
    def find_columns(self) -> dict[str, int]:
        return named(self.header, COLUMNS)

    def raw_row(self, values: dict[str, Any], cells: list[Any]) -> dict[str, Any]:
        raw = super().raw_row(values, cells)
        by_header = self.by_header(cells)
        if str(by_header.get("external_product_id_type", "ean")).lower() not in GTINS:
            raw["gtin"] = None
        if str(by_header.get("update_delete", "")).lower() == "delete":
            raw["active"] = False
        raw["attributes"] = _attributes(raw["attributes"], by_header)
        return raw


def _attributes(given: Mapping[str, Any], by_header: Mapping[str, Any]) -> dict[str, Any]:
    features = [cell for column, cell in by_header.items() if FEATURE.fullmatch(column)]
    kept = {
        SUFFIX.sub("", name): value
        for name, value in given.items()
        if not IGNORED.fullmatch(name) and not FEATURE.fullmatch(name)
    }
    return kept | {"features": features} if features else kept
