"""Rows that the shop's own systems write: one product, or a batch of them.

They are read like the lines of a feed. A row that is whole replaces the product; any other changes
the fields that it names, and a null clears a field.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from shop.feeds import jsonl
from shop.feeds.cleaning import READERS
from shop.feeds.row import DEFAULT_CURRENCY, BadRow, ProductRow, Remark
from shop.feeds.values import Odd, Options, is_blank, read_code
from shop.importer import save_rows
from shop.importer.comparison import Stored, stored_by_sku
from shop.importer.lock import lock_catalogue
from shop.importer.pictures import addresses_of
from shop.importer.progress import Progress, merged
from shop.models import Category, Product, ProductImage
from shop.models.attributes import storable
from shop.search import freshness, index

type Raw = Mapping[str, Any]
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


def write_rows(given: Sequence[Raw], *, is_whole: bool = False) -> Writing:
    """Writes rows, each with its `sku`. Call it in a transaction."""
    lock_catalogue()
    read = [(line, raw, _code(raw.get("sku"))) for line, raw in enumerate(given, start=1)]
    stored = stored_by_sku(sku for _line, _raw, sku in read if sku)
    writing = Writing()
    usual = usual_currency() if any(sku not in stored for _line, _raw, sku in read) else ""
    rows: dict[str, ProductRow] = {}
    for line, raw, sku in read:
        old = stored.get(sku)
        options = Options(currency=old.product.currency if old else usual)
        row, remarks = read_row(line, raw, old, options, is_whole=is_whole)
        if isinstance(row, BadRow):
            writing.rows.append(Written(line, sku, "refused", row.reason, remarks))
            continue
        if row.sku in rows:
            said = "was there before; what this row says counts"
            remarks.append(Remark(line, row.sku, "sku", row.sku, said))
            row = merged(rows[row.sku], row)
        rows[row.sku] = row
        writing.rows.append(Written(line, row.sku, "created", "", remarks))
    _save(rows, stored, writing)
    return writing


def _save(rows: dict[str, ProductRow], stored: dict[str, Stored], writing: Writing) -> None:
    changes = {sku: _changes(row, stored.get(sku)) for sku, row in rows.items()}
    changed = [row for sku, row in rows.items() if changes[sku]]
    if changed:
        categories = Category.objects.count()
        writing.products, _warnings = save_rows(changed, None, False, Progress(), None)
        _clear_pictures(rows, writing.products)
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


def _changes(row: ProductRow, stored: Stored | None) -> set[str]:
    """Returns the names of what a row changes."""
    if stored is None:
        return {"sku"}
    found = set(stored.changes(row))
    if _has_no_pictures(row) and any(each.source_url for each in stored.product.images.all()):
        found.add("pictures")
    return found


def _has_no_pictures(row: ProductRow) -> bool:
    """Whether a row says that there are no pictures at addresses."""
    return "image_urls" in row.model_fields_set and not addresses_of(row)


def _clear_pictures(rows: dict[str, ProductRow], products: Sequence[Product]) -> None:
    without = [product for product in products if _has_no_pictures(rows[product.sku])]
    ProductImage.objects.filter(product__in=without).exclude(source_url="").delete()


def read_row(
    line: int, given: Raw, stored: Stored | None, options: Options, *, is_whole: bool
) -> tuple[ProductRow | BadRow, list[Remark]]:
    """Returns the row of a product with its remarks, or why there is none. `options` name the
    currency of prices that name none.
    """
    sku = _code(given.get("sku"))
    remarks: list[Remark] = []
    named = _known_fields(line, sku, given, remarks)
    raw = named
    if is_whole:
        # What cannot be read of a list or an object leaves the stored one as it is.
        raw = {name: value for name, value in EMPTY.items() if name not in given} | named
    elif stored is not None:
        raw = _over_stored(line, named, stored, remarks)
    row = jsonl.product(line, _without_nulls(raw), options)
    problem = _problem(named, row)
    if isinstance(row, BadRow) or problem:
        return BadRow(line=line, reason=problem, sku=sku), remarks
    if stored is not None and not is_whole:
        _leave_out(row, set(named))
    return row, [*remarks, *row.remarks]


def _problem(named: Raw, row: ProductRow | BadRow) -> str:
    """Returns why a row cannot be written; "" where it can."""
    for name in ("name", "price"):
        if name in named and is_blank(named[name]):
            return f"{name}: cannot be empty"
    if isinstance(row, BadRow):
        return row.reason
    is_unread = named.get("variants") and not row.variants
    return "variants: none of them can be read" if is_unread else ""


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
    return raw


def _short(value: Any) -> str:
    return str(storable(str(value)))[:80]


def _over_stored(
    line: int, raw: dict[str, Any], stored: Stored, remarks: list[Remark]
) -> dict[str, Any]:
    """Returns a row of some fields with what else it takes to read it."""
    product, raw = stored.product, dict(raw)
    if product.variants.all() and "variants" not in raw:
        for name in OF_VARIANTS:
            if name in raw:
                said = "is of the variants; send it with a variant's SKU to /api/prices; left out"
                remarks.append(Remark(line, product.sku, name, _short(raw.pop(name)), said))
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
