"""What an import would do, without doing it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import batched
from typing import Any

from shop.feeds.row import BadRow, ProductRow
from shop.importer.comparison import Stored, stored_by_sku
from shop.importer.progress import BATCH, MOST_NAMED, Progress, good_rows, named_remarks
from shop.importer.seen_codes import SeenCodes
from shop.models import Product

SAMPLE = 10
# A price that moves by more than this part of itself is worth a look.
JUMP = 0.5


@dataclass
class Preview:
    """`samples`, `jumps`, `remarks` and `bad` name the first ones; the counts count all."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    """Active products of the shop that the file does not name."""
    jump_count: int = 0
    jumps: list[dict[str, str]] = field(default_factory=list)
    samples: list[dict[str, Any]] = field(default_factory=list)
    remark_count: int = 0
    remarks: list[str] = field(default_factory=list)
    bad_count: int = 0
    bad: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def preview(rows: Iterable[tuple[int, ProductRow | BadRow]]) -> Preview:
    """Returns what `import_rows` would do with the same rows."""
    made, progress = Preview(), Progress()
    is_active: set[int] = set()
    with SeenCodes() as seen:
        for batch in batched(rows, BATCH):
            good = good_rows(batch, progress, seen)
            stored = stored_by_sku(good)
            is_active |= {each.product.pk for each in stored.values() if each.product.active}
            for row in good.values():
                _add(made, row, stored.get(row.sku))
    made.missing = Product.objects.filter(active=True).count() - len(is_active)
    made.remark_count, made.bad_count = progress.remark_count, progress.bad_count
    made.remarks = named_remarks(progress)
    made.bad = [f"line {bad.line}: {bad.reason}" for bad in progress.bad]
    return made


def _add(made: Preview, row: ProductRow, stored: Stored | None) -> None:
    made.rows += 1
    if len(made.samples) < SAMPLE:
        made.samples.append(_sample(row))
    if stored is None:
        made.new += 1
        return
    if not stored.changes(row):
        made.unchanged += 1
        return
    made.changed += 1
    before, after = float(stored.product.price), float(row.price)
    if before and abs(after - before) > JUMP * before:
        made.jump_count += 1
        if len(made.jumps) < MOST_NAMED:
            prices = {"before": str(stored.product.price), "after": str(row.price)}
            named = {"sku": row.sku, "name": row.name, "currency": row.currency}
            made.jumps.append(named | prices)


def _sample(row: ProductRow) -> dict[str, Any]:
    return {
        "sku": row.sku,
        "name": row.name,
        "price": str(row.price),
        "currency": row.currency,
        "stock": row.stock,
        "category": row.category,
        "brand": row.brand,
        "picture": next(iter([row.image_url, *row.image_urls]), ""),
        "variants": len(row.variants),
    }
