"""Whether search knows what a shop has and what it has not: `make bench-edge`.

Wishes lie in `benchmarks/graded/edge.tsv`: a shop, words, and a pattern of the names that are
right, empty where the shop has no such thing. Half of them chose the numbers of
`shop/search/edge.py`; the other half is kept apart and is what counts. Prints, for each half: how
many wishes search is confident of, and of the products that it counts, how many are right.
"""

import csv
import re
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks import languages, scratch

WISHES = Path(__file__).resolve().parent / "graded" / "edge.tsv"
UNSEEN = WISHES.parent.parent.parent / "tests" / "evals" / "unseen"
SHOPS = languages.SHOPS | {name: UNSEEN / f"{name}.jsonl" for name in ("bikes", "tea")}
HALVES = ("chosen by", "kept apart")


@dataclass(frozen=True)
class Wish:
    shop: str
    words: str
    right: str

    @property
    def half(self) -> str:
        """The same on every machine and in every order."""
        return HALVES[sha256(f"{self.shop} {self.words}".encode()).digest()[-1] % 2]

    def is_right(self, product: Any) -> bool:
        return bool(self.right and re.search(self.right, product.name, re.I))


@dataclass
class Score:
    """Counts of wishes, and of products."""

    has: int = 0
    has_not: int = 0
    confident: int = 0
    wrongly_confident: int = 0
    in_its_words: int = 0
    confident_of_its_words: int = 0
    right: int = 0
    counted: int = 0
    counted_right: int = 0

    def add(self, wish: Wish, page: Any, right: set[int], *, is_said: bool) -> None:
        is_confident = page.exact_total > 0
        counted = {hit.product.pk for hit in page.exact}
        self.right += len(right)
        self.counted += len(counted)
        self.counted_right += len(counted & right)
        if not wish.right:
            self.has_not += 1
            self.wrongly_confident += is_confident
            return
        self.has += 1
        self.confident += is_confident
        self.in_its_words += is_said
        self.confident_of_its_words += is_said and is_confident

    @property
    def cells(self) -> list[str]:
        return [
            f"{self.has} / {self.has_not}",
            _share(self.confident, self.confident + self.wrongly_confident),
            _share(self.confident, self.has),
            _share(self.confident_of_its_words, self.in_its_words),
            _share(self.has_not - self.wrongly_confident, self.has_not),
            _share(self.counted_right, self.counted),
            _share(self.counted_right, self.right),
        ]


HEADERS = [
    "half",
    "catalogue",
    "has / has not",
    "precision",
    "recall",
    "recall, said in a name",
    "lacking is said",
    "products: precision",
    "recall",
]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def wishes() -> list[Wish]:
    with WISHES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Wish(**{name: value or "" for name, value in row.items()}) for row in rows]


def main() -> None:
    parser = ArgumentParser(prog="bench-edge", description=__doc__)
    parser.add_argument("--shop", choices=list(SHOPS), help="ask one catalogue alone")
    parser.add_argument("--wrong", action="store_true", help="name the wishes that fail")
    args = parser.parse_args()
    with scratch.database("edge"):
        from benchmarks import report

        shops = [args.shop] if args.shop else dict.fromkeys(each.shop for each in wishes())
        scores = _scores(shops, show_wrong=args.wrong)
        rows = [[*key, *scores[key].cells] for key in sorted(scores, key=lambda key: key[0])]
        report.table("What a shop has and has not", HEADERS, rows)


def _scores(shops: Iterable[str], *, show_wrong: bool) -> dict[tuple[str, str], Score]:
    """By half and shop, and by half and "all"."""
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    for shop in shops:
        for wish, page, right, is_said in _asked(shop):
            for name in (shop, "all"):
                scores[wish.half, name].add(wish, page, right, is_said=is_said)
            if show_wrong and bool(page.exact_total) != bool(wish.right):
                names = [hit.product.name for hit in page.exact or page.hits][:3]
                print(f"{wish.half}: {shop} {wish.words!r} {names}")
    return scores


def _asked(shop: str) -> Iterator[tuple[Wish, Any, set[int], bool]]:
    """Each wish with its page, the ids of what is right, and whether a right name says it."""
    from shop.models import Product
    from shop.search import SearchQuery, search
    from shop.search.vocabulary import fold

    if not SHOPS[shop].exists():
        print(f"{shop} is left out: {SHOPS[shop].name} is not beside the repository.")
        return
    languages.load(shop, SHOPS[shop])
    products = list(Product.objects.all())
    for wish in wishes():
        if wish.shop != shop:
            continue
        right = [product for product in products if wish.is_right(product)]
        is_said = any(fold(wish.words) in fold(product.name) for product in right)
        page = search(SearchQuery(words=wish.words, page_size=100))
        yield wish, page, {product.pk for product in right}, is_said


if __name__ == "__main__":
    main()
