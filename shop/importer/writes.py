"""Rows that the shop's own systems write: one product, or a batch of them.

They are read like the lines of a feed. A row that is whole replaces the product; any other changes
the fields that it names, and a null clears a field.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Literal

from shop.feeds import jsonl
from shop.feeds.cleaning import READERS
from shop.feeds.row import DEFAULT_CURRENCY, BadRow, ProductRow, Remark, VariantRow
from shop.feeds.values import Odd, Options, is_blank, read_code
from shop.importer import save_rows
from shop.importer.codes import code_owners
from shop.importer.comparison import Stored, stored_by_sku
from shop.importer.lock import lock_catalogue
from shop.importer.pictures import addresses_of
from shop.importer.progress import Progress, merged
from shop.importer.variant_writes import (
    delete_unnamed,
    merged_variants,
    unnamed,
    variant_values,
)
from shop.models import Category, Product, ProductImage
from shop.models.attributes import storable
from shop.search import freshness, index

type Raw = Mapping[str, Any]


class Mode(Enum):
    """What a row says of the fields that it does not name."""

    WHOLE = "they are empty"
    CHANGE = "they stay; variants are merged by SKU, attributes by name"
    FILE = "they stay; what is named is replaced, as by the line of a file"


Status = Literal["created", "changed", "unchanged", "hidden", "refused"]

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
CURRENCIES_OF = 1_000
PRICES = ("price", "sale_price", "variants")
# Changes that no search counts words for.
WORDLESS = {
    *("price", "compare_at_price", "price_max", "stock", "currency", "pictures", "variants"),
    *("rating", "rating_count", "popularity", "external_url", "description_html"),
}


@dataclass
class Written:
    """What became of a row. `line` counts from 1."""

    line: int
    sku: str
    status: Status
    reason: str = ""
    """Why it was refused."""
    remarks: list[Remark] = field(default_factory=list)
    product: Product | None = None


@dataclass
class Writing:
    """What was written: an answer to each row, and the products as they are stored now."""

    rows: list[Written] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)


def write_rows(
    given: Sequence[Any], mode: Mode = Mode.CHANGE, options: Options | None = None
) -> Writing:
    """Writes rows, each with its `sku`. Call it in a transaction."""
    lock_catalogue()
    read = [(line, raw, _sku(raw)) for line, raw in enumerate(given, start=1)]
    stored = stored_by_sku(sku for _line, _raw, sku in read if sku)
    owners = code_owners(sku for _line, raw, _sku in read for sku in _codes(raw))
    writing = Writing()
    usual = usual_currency() if any(sku not in stored for _line, _raw, sku in read) else ""
    rows: dict[str, ProductRow] = {}
    for line, raw, sku in read:
        base = Base(stored.get(sku), rows.get(sku), usual, mode, options or Options())
        row, remarks = read_row(line, raw, base)
        problem = row.reason if isinstance(row, BadRow) else ""
        if isinstance(row, ProductRow) and mode is not Mode.FILE:
            problem = owners.problem(row)
        if isinstance(row, BadRow) or problem:
            writing.rows.append(Written(line, sku, "refused", problem, remarks))
            continue
        owners.add(row)
        if row.sku in rows:
            said = "was there before; what this row says counts"
            remarks.append(Remark(line, row.sku, "sku", row.sku, said))
            row = merged(rows[row.sku], row)
        rows[row.sku] = row
        writing.rows.append(Written(line, row.sku, "created", "", remarks))
    _save(rows, stored, writing, mode)
    return writing


def _sku(raw: Any) -> str:
    return _code(raw.get("sku")) if isinstance(raw, dict) else ""


def _codes(raw: Any) -> Iterator[str]:
    """Yields the code of a row and those of its variants."""
    if isinstance(raw, dict):
        variants = raw.get("variants")
        yield from (_sku(each) for each in [raw, *(variants if isinstance(variants, list) else [])])


def _save(
    rows: dict[str, ProductRow], stored: dict[str, Stored], writing: Writing, mode: Mode
) -> None:
    changes = {sku: _changes(row, stored.get(sku), mode) for sku, row in rows.items()}
    changed = [row for sku, row in rows.items() if changes[sku]]
    if changed:
        categories = Category.objects.count()
        writing.products, _warnings = save_rows(changed, None, False, Progress(), None)
        _clear_pictures(rows, writing.products)
        if mode is not Mode.FILE:
            delete_unnamed(rows, writing.products)
        new = index.learn([product.pk for product in writing.products])
        freshness.note(new + Category.objects.count() - categories, _worded(changes.values()))
    known = {sku: each.product for sku, each in stored.items()}
    known |= {product.sku: product for product in writing.products}
    for written in writing.rows:
        if written.status != "refused":
            written.product = known[written.sku]
            written.status = _status(changes[written.sku], written.sku in stored)
            _remark_on_suspicion(written, written.product)


def _worded(changes: Iterable[set[str]]) -> int:
    """Returns how many products changed in what searches count."""
    return sum(bool(names - WORDLESS) for names in changes)


def _status(changes: set[str], is_stored: bool) -> Status:
    if not is_stored:
        return "created"
    return "changed" if changes else "unchanged"


def _remark_on_suspicion(written: Written, product: Product) -> None:
    if product.suspicion:
        said = f"the text {product.suspicion}"
        written.remarks.append(Remark(written.line, written.sku, "description", "", said))


def _changes(row: ProductRow, stored: Stored | None, mode: Mode) -> set[str]:
    """Returns the names of what a row changes."""
    if stored is None:
        return {"sku"}
    found = set(stored.changes(row))
    if mode is not Mode.FILE and unnamed(stored.product, row):
        found.add("variants")
    if _has_no_pictures(row) and any(each.source_url for each in stored.product.images.all()):
        found.add("pictures")
    return found


def _has_no_pictures(row: ProductRow) -> bool:
    """Whether a row says that there are no pictures at addresses."""
    return "image_urls" in row.model_fields_set and not addresses_of(row)


def _clear_pictures(rows: dict[str, ProductRow], products: Sequence[Product]) -> None:
    without = [product for product in products if _has_no_pictures(rows[product.sku])]
    ProductImage.objects.filter(product__in=without).exclude(source_url="").delete()


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
    sku, stored = _code(given.get("sku")), base.stored
    remarks: list[Remark] = []
    named = _known_fields(line, sku, given, remarks)
    raw = named
    if base.mode is Mode.WHOLE:
        # What cannot be read of a list or an object leaves the stored one as it is.
        raw = {name: value for name, value in EMPTY.items() if name not in given} | named
    elif base.mode is Mode.CHANGE and (stored or base.earlier):
        raw = _over_stored(named, base)
    elif named.get("attributes"):
        # A report that names some of them does not know the others.
        product = stored.product if stored else Product()
        raw = named | {"attributes": _merged_attributes(named, product)}
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
        problem = ""
        if name not in FIELDS:
            problem = "there is no such field; left out"
        elif (kind := STRUCTURES.get(name)) and not isinstance(value, kind | None):
            problem = f"is no {'list' if kind is list else 'object'}; left out"
        if problem:
            remarks.append(Remark(line, sku, _short(name), _short(value), problem))
        else:
            raw[name] = value
    if raw.get("variants"):
        raw["variants"] = [
            known
            for variant in raw["variants"]
            if (known := _known_fields_of_variant(line, sku, variant, remarks))
        ]
    return raw


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


def usual_currency() -> str:
    """Returns the currency of most of the shop's first products: a single foreign one among the
    newest says nothing.
    """
    first = Product.objects.order_by("id").values_list("currency", flat=True)[:CURRENCIES_OF]
    counted = Counter(first).most_common(1)
    return counted[0][0] if counted else DEFAULT_CURRENCY


def _code(value: Any) -> str:
    """Returns a code as rows have it; "" for what is none."""
    if is_blank(value) or isinstance(value, bool | list | dict):
        return ""
    try:
        return str(storable(read_code(value, Options())))
    except Odd:
        return ""
