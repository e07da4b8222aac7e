"""Rows of a table that are one product: those of its variants, and one that says what all share."""

from collections.abc import Mapping, Sequence
from typing import Any

from shop.feeds.grouping import are_told_apart, differing, is_option, keys_of, named_options
from shop.feeds.price_changes import with_surcharge
from shop.feeds.tabular import first_price

PRICES = ("price", "sale_price", "compare_at_price")
type Row = dict[str, Any]
type Numbered = tuple[int, Row]


def product_of(rows: Sequence[Numbered]) -> Row:
    """Returns a product of rows that name it as their group; the row whose code it is says what
    all of them share.
    """
    members = [each for each in rows if each[1]["group"]]
    parents = [each for each in rows if not each[1]["group"]]
    first = (parents or members)[0][1]
    raw = first | {"sku": first["key"]}
    if not members:
        return raw
    sold = _with_first(parents, members)
    options = _options([row for _line, row in sold])
    raw["attributes"] = _shared(raw["attributes"], options)
    raw["variants"] = [
        with_surcharge(_variant(line, row, options), row, first) for line, row in sold
    ]
    raw["price"] = first_price([raw, *raw["variants"]])
    return raw


def _with_first(parents: Sequence[Numbered], members: Sequence[Numbered]) -> Sequence[Numbered]:
    """Returns the rows of variants; the first row of a product may be one as well."""
    is_variant = bool(parents) and parents[0][1]["has_choice"]
    has_below = any(row["is_below"] for _line, row in members)
    return [parents[0], *members] if is_variant and has_below else members


def _shared(attributes: Mapping[str, Any], options: Sequence[str]) -> Row:
    return {key: value for key, value in attributes.items() if key not in options}


def _options(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Returns the attributes that tell the members of a group apart: those that are options by
    their names, and others only where these do not tell all of them apart.
    """
    members = [row["attributes"] for row in rows]
    keys = keys_of(members)
    named = named_options(rows)
    options = [key for key in keys if key in named or is_option(key)]
    if options and are_told_apart(options, members):
        return options
    return list(dict.fromkeys([*options, *differing(keys, members)]))


def _variant(line: int, row: Row, options: Sequence[str]) -> Row:
    variant = {name: row.get(name) for name in ("sku", "gtin", "stock", *PRICES) if name in row}
    variant["values"] = {_label(key): row["attributes"].get(key) for key in options}
    variant["line"] = line
    variant["image_url"] = next(iter(row.get("image_urls", [])), "")
    return variant


def _label(key: str) -> str:
    return key.replace("_", " ").capitalize()
