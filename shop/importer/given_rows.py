"""What the shop's own systems send of a product, read like the line of a feed.

A row that is whole replaces the product; any other changes the fields that it names, and a null
clears a field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from shop.feeds import jsonl
from shop.feeds.cleaning import READERS
from shop.feeds.row import BadRow, ProductRow, Remark, VariantRow
from shop.feeds.values import Odd, Options, is_blank, read_code
from shop.importer.comparison import Stored
from shop.importer.variant_writes import merged_variants, variant_values
from shop.models import Product
from shop.models.attributes import storable

type Raw = Mapping[str, Any]

# Fields that are no text, number or switch of their own.
STRUCTURES = {"variants": list, "attributes": dict, "options": list}
FIELDS = (*READERS, *STRUCTURES, "image_url", "image_urls")
# What a whole row leaves out is empty.
EMPTY: dict[str, Any] = {
    name: None
    for name in FIELDS
    if name not in ("sku", "name", "price", "sale_price", "currency", "active", "options")
} | {"active": True}
# A product with variants costs what they do.
OF_VARIANTS = ("price", "sale_price", "compare_at_price", "stock")
SAID_BY_VARIANTS = "is said by the variants; name it there, or with their SKUs at /api/prices"
VARIANT_FIELDS = VariantRow.model_fields.keys() | {"sale_price", "options"}
PRICES = ("price", "sale_price", "variants")


class Mode(Enum):
    """What a row says of the fields that it does not name."""

    WHOLE = "they are empty"
    CHANGE = "they stay; variants are merged by SKU, attributes by name"
    FILE = "they stay; what is named is replaced, as by the line of a file"


@dataclass
class Base:
    """What a row is read over: the product that is stored, and an earlier row of the same batch."""

    stored: Stored | None
    earlier: ProductRow | None
    usual_currency: str
    """The currency of a new product whose prices name none."""
    mode: Mode
    said: Options

    @property
    def options(self) -> Options:
        usual = self.stored.product.currency if self.stored else self.usual_currency
        currency = self.said.currency or usual
        return replace(self.said, currency=currency, is_strict=self.mode is not Mode.FILE)

    @property
    def variants(self) -> list[dict[str, Any]]:
        """The variants in the words in which they are written."""
        if self.earlier and "variants" in self.earlier.model_fields_set:
            return [each.model_dump() for each in self.earlier.variants]
        return variant_values(self.stored.product) if self.stored else []


def read_row(line: int, given: Any, base: Base) -> tuple[ProductRow | BadRow, list[Remark]]:
    """Returns the row of a product with its remarks, or why there is none."""
    if not isinstance(given, dict):
        return BadRow(line=line, reason="is no object"), []
    sku, stored = given_sku(given), base.stored
    remarks: list[Remark] = []
    named = _known_fields(line, sku, given, remarks)
    raw = _completed(given, named, base)
    if stored is not None and base.mode is not Mode.FILE:
        # A price in another currency would else give the product that one.
        raw = {"currency": stored.product.currency} | _without_nulls(raw)
    row = jsonl.product(line, _without_nulls(raw), base.options)
    problem = _problem(given, named, row, base)
    if isinstance(row, BadRow) or problem:
        return BadRow(line=line, reason=problem, sku=sku), remarks
    if stored is not None and base.mode is Mode.CHANGE:
        _leave_out(row, set(named))
    return row, [*remarks, *row.remarks]


def _completed(given: Raw, named: dict[str, Any], base: Base) -> dict[str, Any]:
    """Returns the known fields of a row with what its mode says of the others."""
    if base.mode is Mode.WHOLE:
        # What cannot be read of a list or an object leaves the stored one as it is.
        return {name: value for name, value in EMPTY.items() if name not in given} | named
    if base.mode is Mode.CHANGE and (base.stored or base.earlier):
        return _over_stored(named, base)
    if not named.get("attributes"):
        return named
    # A report that names some of them does not know the others.
    product = base.stored.product if base.stored else Product()
    return named | {"attributes": _merged_attributes(named, product)}


def _problem(given: Raw, named: Raw, row: ProductRow | BadRow, base: Base) -> str:
    """Returns why a row cannot be written; "" where it can."""
    if problem := _price_of_variants(named, base):
        return problem
    for name in ("name", "price"):
        if name in named and is_blank(named[name]):
            return f"{name}: cannot be empty"
    if isinstance(row, BadRow):
        return row.reason
    given_variants = given.get("variants")
    is_unread = isinstance(given_variants, list) and given_variants and not row.variants
    return "variants: none of them can be read" if is_unread else ""


def _price_of_variants(named: Raw, base: Base) -> str:
    """Returns why a row of some fields cannot name a price: its variants say it."""
    if base.mode is not Mode.CHANGE or "variants" in named or not base.variants:
        return ""
    name = next((name for name in OF_VARIANTS if name in named), "")
    return f"{name}: {SAID_BY_VARIANTS}" if name else ""


def _known_fields(line: int, sku: str, given: Raw, remarks: list[Remark]) -> dict[str, Any]:
    """Returns what is said of known fields; an unknown one may be a misspelt one."""
    raw: dict[str, Any] = {}
    for name, value in given.items():
        if problem := _unread(name, value):
            remarks.append(Remark(line, sku, _short(name), _short(value), problem))
        else:
            raw[name] = value
    if raw.get("variants"):
        read = [_known_fields_of_variant(line, sku, each, remarks) for each in raw["variants"]]
        raw["variants"] = [each for each in read if each]
    return raw


def _unread(name: str, value: Any) -> str:
    """Returns why a field is left out; "" where it is read."""
    if name not in FIELDS:
        return "there is no such field; left out"
    kind = STRUCTURES.get(name)
    if kind is None or isinstance(value, kind | None):
        return ""
    return f"is no {'list' if kind is list else 'object'}; left out"


def _known_fields_of_variant(
    line: int, sku: str, variant: Any, remarks: list[Remark]
) -> dict[str, Any]:
    if not isinstance(variant, dict):
        remarks.append(Remark(line, sku, "variants", _short(variant), "is no object; left out"))
        return {}
    for name in (name for name in variant if name not in VARIANT_FIELDS):
        column, said = f"variants.{_short(name)}", "there is no such field; left out"
        remarks.append(Remark(line, sku, column, _short(variant[name]), said))
    return {name: value for name, value in variant.items() if name in VARIANT_FIELDS}


def _short(value: Any) -> str:
    return str(storable(str(value)))[:80]


def _over_stored(raw: dict[str, Any], base: Base) -> dict[str, Any]:
    """Returns a row of some fields with what else it takes to read it."""
    raw = dict(raw)
    if isinstance(raw.get("variants"), list):
        raw["variants"] = merged_variants(base.variants, raw["variants"])
    if base.stored is None:
        return raw
    product = base.stored.product
    if "attributes" in raw or "variants" in raw:
        raw["attributes"] = _merged_attributes(raw, product)
    return {"name": product.name, "price": product.price} | raw


def _merged_attributes(raw: Raw, product: Product) -> dict[str, Any]:
    """Returns the stored attributes with the given ones; a null takes one away (RFC 7396)."""
    of_options = {option["key"] for option in product.options}
    kept = {
        name: value
        for name, value in product.attributes.items()
        if not (name in of_options and "variants" in raw)
    }
    given = raw.get("attributes", {})
    if given is None:
        return {name: value for name, value in kept.items() if name in of_options}
    return {name: value for name, value in (kept | given).items() if value is not None}


def _without_nulls(raw: dict[str, Any]) -> dict[str, Any]:
    """Returns a row whose nulls are empty values of their kind, or left out where there is none."""
    empty = {"description": "", "variants": [], "attributes": {}, "image_urls": []}
    found = {name: empty.get(name) if value is None else value for name, value in raw.items()}
    if "image_url" in found and found["image_url"] is None:
        # One picture is none when it is cleared.
        found.setdefault("image_urls", [])
    return {
        name: value
        for name, value in found.items()
        if value is not None or name not in ("currency", "active", "options")
    }


def _leave_out(row: ProductRow, named: set[str]) -> None:
    """Takes what a row of some fields does not name out of what it says."""
    said = row.model_fields_set
    if "name" not in named:
        said.discard("name")
    if not named & set(PRICES):
        said.discard("price")


def given_sku(raw: Any) -> str:
    """Returns the SKU of a row or a variant; "" where it has none."""
    return _code(raw.get("sku")) if isinstance(raw, dict) else ""


def _code(value: Any) -> str:
    """Returns a code as rows have it; "" for what is none."""
    if is_blank(value) or isinstance(value, bool | list | dict):
        return ""
    try:
        return str(storable(read_code(value, Options())))
    except Odd:
        return ""
