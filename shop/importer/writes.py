"""Rows that the shop's own systems write: one product, or a batch of them.

They are read like the lines of a feed. A row that is whole replaces the product; any other changes
the fields that it names, and a null clears a field.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from shop.feeds.row import DEFAULT_CURRENCY, BadRow, ProductRow, Remark
from shop.feeds.values import Options
from shop.importer import save_rows
from shop.importer.codes import CodeOwners, code_owners
from shop.importer.comparison import Stored, stored_by_sku
from shop.importer.given_rows import Base, Mode, given_sku, read_row
from shop.importer.lock import lock_catalogue
from shop.importer.pictures import addresses_of
from shop.importer.progress import Progress, merged
from shop.importer.variant_writes import delete_unnamed, unnamed
from shop.models import Category, Product, ProductImage
from shop.search import freshness, index

Status = Literal["created", "changed", "unchanged", "hidden", "refused"]

CURRENCIES_OF = 1_000
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
    skus = [given_sku(raw) for raw in given]
    stored = stored_by_sku(filter(None, skus))
    owners = code_owners(code for raw in given for code in _codes(raw))
    writing = Writing()
    usual = "" if stored.keys() >= set(skus) else usual_currency()
    rows: dict[str, ProductRow] = {}
    for line, (sku, raw) in enumerate(zip(skus, given, strict=True), start=1):
        base = Base(stored.get(sku), rows.get(sku), usual, mode, options or Options())
        row, remarks = read_row(line, raw, base)
        problem = _problem(row, owners, mode)
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


def _problem(row: ProductRow | BadRow, owners: CodeOwners, mode: Mode) -> str:
    """Returns why a row is refused. Files may bring a code twice, as some platforms allow it."""
    if isinstance(row, BadRow):
        return row.reason
    return "" if mode is Mode.FILE else owners.problem(row)


def _codes(raw: Any) -> Iterator[str]:
    """Yields the code of a row and those of its variants."""
    yield given_sku(raw)
    variants = raw.get("variants") if isinstance(raw, dict) else None
    yield from map(given_sku, variants if isinstance(variants, list) else [])


def _save(
    rows: dict[str, ProductRow], stored: dict[str, Stored], writing: Writing, mode: Mode
) -> None:
    changes = {sku: _changes(row, stored.get(sku), mode) for sku, row in rows.items()}
    if any(changes.values()):
        changed = {sku: row for sku, row in rows.items() if changes[sku]}
        writing.products = _save_changed(changed, mode, _worded(changes.values()))
    known = {sku: each.product for sku, each in stored.items()}
    known |= {product.sku: product for product in writing.products}
    for written in writing.rows:
        if written.status != "refused":
            written.product = known[written.sku]
            written.status = _status(changes[written.sku], written.sku in stored)
            _remark_on_suspicion(written, written.product)


def _save_changed(rows: dict[str, ProductRow], mode: Mode, worded: int) -> list[Product]:
    categories = Category.objects.count()
    products, _warnings = save_rows(list(rows.values()), None, False, Progress(), None)
    _clear_pictures(rows, products)
    if mode is not Mode.FILE:
        delete_unnamed(rows, products)
    new = index.learn([product.pk for product in products])
    freshness.note(new + Category.objects.count() - categories, worded)
    return products


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


def usual_currency() -> str:
    """Returns the currency of most of the shop's first products: a single foreign one among the
    newest says nothing.
    """
    first = Product.objects.order_by("id").values_list("currency", flat=True)[:CURRENCIES_OF]
    counted = Counter(first).most_common(1)
    return counted[0][0] if counted else DEFAULT_CURRENCY
