"""Whether wishes in other languages find what the shop has: `make bench-languages`.

Wishes and small catalogues lie in `benchmarks/translated`; MIXED names a catalogue beside the
repository, which is left out where it is missing. A wish is found where a right product is among
the first three, and kept where each of the first ten products keeps its limits and the first has
what it asks for.
"""

import csv
import os
import re
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import icecat, scratch

FOLDER = Path(__file__).resolve().parent / "translated"
MIXED = Path(os.environ.get("BENCH_MIXED") or icecat.DATA.parent / "catalogues" / "mixed-194.jsonl")
SHOPS = {
    "demo": FOLDER.parent.parent / "demo" / "products.jsonl",
    "mixed": MIXED,
    **{name: FOLDER / f"{name}.jsonl" for name in ("workshop", "german", "french", "japanese")},
}
FIRST, KEPT = 3, 10


@dataclass(frozen=True)
class Wish:
    """`right`, `says` and `lacks` are patterns: of a name, and of a line "name; key=value; ..."."""

    shop: str
    language: str
    words: str
    right: str
    max: str = ""
    min: str = ""
    says: str = ""
    lacks: str = ""

    @property
    def is_limited(self) -> bool:
        return bool(self.max or self.min or self.says or self.lacks)

    def is_right(self, product: Any) -> bool:
        return bool(re.search(self.right, product.name))

    def is_kept_by(self, products: Sequence[Any]) -> bool:
        """Limits and what is not wanted by all; a colour or a property by the first, as a search
        that few products answer shows the others behind them.
        """
        is_said = bool(products) and bool(re.search(self.says, _facts(products[0]), re.I))
        return is_said and all(map(self._is_within, products))

    def _is_within(self, product: Any) -> bool:
        is_wanted = not (self.lacks and re.search(self.lacks, _facts(product), re.I))
        least, most = float(self.min or 0), float(self.max or "inf")
        return is_wanted and least <= product.price <= most


def _facts(product: Any) -> str:
    return "; ".join(
        [product.name]
        + [
            f"{key}={'yes' if value is True else 'no' if value is False else value}"
            for key, value in product.attributes.items()
        ]
    )


@dataclass
class Score:
    asked: int = 0
    found: int = 0
    limited: int = 0
    kept: int = 0

    def add(self, wish: Wish, products: Sequence[Any]) -> list[str]:
        """Counts the wish; returns what went wrong."""
        wrong = []
        self.asked += 1
        if any(map(wish.is_right, products[:FIRST])):
            self.found += 1
        else:
            wrong.append("not found")
        if wish.is_limited:
            self.limited += 1
            if wish.is_kept_by(products[:KEPT]):
                self.kept += 1
            else:
                wrong.append("not kept")
        return wrong

    @property
    def cells(self) -> list[str]:
        return [
            f"{self.found} of {self.asked}",
            f"{self.found / self.asked:.0%}",
            f"{self.kept} of {self.limited}",
            f"{self.kept / self.limited:.0%}" if self.limited else "",
        ]


def wishes() -> list[Wish]:
    with (FOLDER / "wishes.tsv").open(encoding="utf-8", newline="") as file:
        return [
            Wish(**{name: value or "" for name, value in row.items()})
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def load(shop: str, path: Path | None = None) -> None:
    """Make the scratch database hold this catalogue alone: one of SHOPS, or that of `path`."""
    from shop.feeds.jsonl import Feed
    from shop.importer import import_rows
    from shop.models import Category, Label, Product, Term, Word
    from shop.search import vocabulary

    for model in (Product, Category, Label, Term, Word):
        model.objects.all().delete()
    with Feed(path or SHOPS[shop]) as feed:
        progress = import_rows(feed.rows())
    assert not progress.bad_count, progress.bad
    vocabulary.forget()


def main() -> None:
    parser = ArgumentParser(prog="bench-languages", description=__doc__)
    parser.add_argument("--shop", choices=list(SHOPS), help="ask one catalogue alone")
    parser.add_argument("--wrong", action="store_true", help="name the wishes that fail")
    args = parser.parse_args()
    with scratch.database("languages"):
        from benchmarks import report

        rows = [
            row
            for shop in ([args.shop] if args.shop else SHOPS)
            for row in _asked(shop, args.wrong)
        ]
        report.table(
            "Wishes in other languages", ["catalogue", "language", "found", "", "kept", ""], rows
        )


def _asked(shop: str, show_wrong: bool) -> Iterator[list[str]]:
    from shop.search import SearchQuery, search

    if not SHOPS[shop].exists():
        print(f"{shop} is left out: {SHOPS[shop].name} is not beside the repository.")
        return
    load(shop)
    scores: dict[str, Score] = defaultdict(Score)
    for wish in wishes():
        if wish.shop != shop:
            continue
        page = search(SearchQuery(words=wish.words))
        for score in (scores[wish.language], scores["all"]):
            wrong = score.add(wish, page.products)
        if wrong and show_wrong:
            understood = [constraint.label for constraint in page.understood]
            names = [product.name for product in page.products[:FIRST]]
            print(f"{shop} {wish.language} {wish.words!r}: {', '.join(wrong)}")
            print(f"    {understood} {page.query.words!r} {names}")
    for language, score in sorted(scores.items(), key=lambda item: item[0] == "all"):
        yield [shop, language, *score.cells]


if __name__ == "__main__":
    main()
