"""The state of an import, and the rows of a batch that can be stored."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from shop.feeds.row import BadRow, ProductRow, Remark
from shop.importer.seen_codes import SeenCodes
from site_config.errors import AisleError

BATCH = 500
# Lines and warnings that are kept to be shown; the others are counted.
MOST_NAMED = 100
# Remarks of one kind that are kept, so that a thousand of it leave room for others.
MOST_LIKE_IT = 10
MOST_KINDS = 1_000


@dataclass
class Progress:
    """The state of an import. `bad`, `warnings` and `remarks` hold the first hundred each; their
    counts count all.
    """

    read: int = 0
    saved: int = 0
    created: int = 0
    changed: int = 0
    """Products that were there and are different now."""
    embedded: int = 0
    bad_count: int = 0
    bad: list[BadRow] = field(default_factory=list)
    warning_count: int = 0
    warnings: list[str] = field(default_factory=list)
    remark_count: int = 0
    remarks: list[Remark] = field(default_factory=list)
    """Values of rows that were left out or changed."""
    remark_kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many remarks there are of each column and action."""
    touched: list[int] = field(default_factory=list)
    """Ids of the products that the last batch wrote."""
    pictures_left_out: int = 0
    """Products whose `image` was not looked for, as no folder was given."""
    embedding_seconds: float = 0.0
    embedding_problem: str = ""
    line: int = 0
    """The last line that is done: all up to here are saved, or named in `bad`."""
    storage_problem: AisleError | None = None
    """Why the import ended early: pictures could not be stored."""
    started: float = field(default_factory=monotonic)

    def count(self, written: int, *, created: int) -> None:
        self.created += created
        self.changed += written - created

    @property
    def seconds(self) -> float:
        return monotonic() - self.started


def good_rows(
    batch: Sequence[tuple[int, ProductRow | BadRow]], progress: Progress, seen: SeenCodes
) -> dict[str, ProductRow]:
    """Returns the rows that can be stored by their sku, and counts the others."""
    good: dict[str, ProductRow] = {}
    for _line, row in batch:
        if isinstance(row, ProductRow):
            note(progress, row.remarks)
            good[row.sku] = merged(good[row.sku], row) if row.sku in good else row
            continue
        progress.bad_count += 1
        if len(progress.bad) < MOST_NAMED:
            progress.bad.append(row)
    note(progress, seen.add([(line, row) for line, row in batch if isinstance(row, ProductRow)]))
    return good


def note(progress: Progress, remarks: Sequence[Remark]) -> None:
    progress.remark_count += len(remarks)
    kinds = progress.remark_kinds
    for remark in remarks:
        kind = _kind(remark)
        if kind in kinds or len(kinds) < MOST_KINDS:
            kinds[kind] += 1
        if kinds[kind] <= MOST_LIKE_IT and len(progress.remarks) < MOST_NAMED:
            progress.remarks.append(remark)


def _kind(remark: Remark) -> tuple[str, str]:
    """Returns the column of a remark, and what was done without the numbers and codes in it."""
    return remark.column, re.split(r"\d| of (?!\d)", remark.action)[0].strip(" ,;")


def named_remarks(progress: Progress) -> list[str]:
    """Returns the remarks that are kept, and how many more there are of each kind."""
    kept = Counter(map(_kind, progress.remarks))
    more = progress.remark_kinds - kept
    others = [
        f"{column}: {action}: {count:,} more" for (column, action), count in more.most_common()
    ]
    return [*map(str, progress.remarks), *others[:MOST_NAMED]]


def merged(earlier: ProductRow, later: ProductRow) -> ProductRow:
    """Merges two lines with one sku. The fields of the later one win, as they would in a second
    import.
    """
    return earlier.model_copy(
        update={name: getattr(later, name) for name in later.model_fields_set}
    )
