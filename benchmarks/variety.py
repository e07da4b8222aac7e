"""Any number of products out of the real ones: real texts, with other codes, numbers, brands,
colours, adjectives and clauses.

Row N is always the same one, whatever was asked for before. The first rows are the real catalogue;
each later round varies all of it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from benchmarks.kinds import kind_of

SEED = 19406
BLOCK = 2000  # rows whose noise is drawn together
# How a varied vector is mixed: of its own row, of another row of its kind, and of noise. Its cosine
# to its own row is about 0.93.
OWN, MATE, NOISE = 1.0, 0.3, 0.35
COINED_BRANDS = 3000

COLOURS = (
    "black white grey silver red blue green yellow orange pink purple brown beige gold "
    "transparent cyan magenta"
).split()
ADJECTIVES = (
    "wireless portable compact slim professional rugged flexible lightweight ergonomic durable "
    "premium standard original compatible "
    "universal adjustable foldable waterproof internal external removable rechargeable digital "
    "optical modular mini micro smart "
    "shielded molded flat high-speed genuine basic advanced dual mobile matte glossy large small"
).split()
_COLOUR = re.compile(rf"\b({'|'.join(COLOURS)})\b", re.IGNORECASE)
_ADJECTIVE = re.compile(rf"\b({'|'.join(ADJECTIVES)})\b", re.IGNORECASE)
# A maker's code: capitals with digits. Names of standards look like it and stay as they are.
_CODE = re.compile(
    r"\b(?!DDR|USB|CAT|RJ|IEEE|MPEG|SATA|PCI|HD|MP3|LGA|ATX"
    r"|GDDR)(?=[A-Z-]*\d)(?=[\d-]*[A-Z])[A-Z\d-]{4,}\b|\b\d{4}[a-z]{1,3}\b"
)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(\s?)(GB|TB|MB|m|cm|mm|ft|W|mAh|MHz|GHz|pages|sheets)(?!\w)")
_SYLLABLES = (
    "nor vel tek dyn ast sol kor lum zen ori pax mir ven tal quo rix bel sta fen gra hal jun"
).split()


@dataclass(frozen=True)
class Varied:
    """A product to be, as a feed would give it, with the place in the catalogue and the vector that
    go with it.
    """

    number: int
    category: str
    fields: dict[str, Any]
    vector: np.ndarray[Any, np.dtype[np.float32]]


class Stock:
    """The real rows and their vectors, and what can be taken from others of the same kind."""

    def __init__(
        self, rows: list[dict[str, Any]], vectors: np.ndarray[Any, np.dtype[np.float32]]
    ) -> None:
        self.rows, self.vectors = rows, vectors
        self.kinds = [kind_of(row["name"], row["description"] or "") for row in rows]
        self._of_kind: dict[str, list[int]] = defaultdict(list)
        self._adjectives: dict[str, list[str]] = defaultdict(list)
        for place, (row, kind) in enumerate(zip(rows, self.kinds, strict=True)):
            self._of_kind[kind].append(place)
            self._adjectives[kind] += _ADJECTIVE.findall(row["name"])
        random = Random(SEED)
        self._brands = [
            "".join(random.sample(_SYLLABLES, random.choice((2, 2, 3)))).title()
            for _each in range(COINED_BRANDS)
        ]

    def block(self, first: int, last: int) -> Iterator[Varied]:
        """Rows first to last, without last, which lie in one block of BLOCK."""
        noise = np.random.default_rng([SEED, first // BLOCK]).standard_normal(
            (BLOCK, self.vectors.shape[1]), np.float32
        )
        noise *= NOISE / np.sqrt(self.vectors.shape[1])
        for number in range(first, last):
            around, place = divmod(number, len(self.rows))
            random = Random(f"{SEED} {number}")
            row = self.rows[place]
            if not around:
                yield Varied(
                    number, self.kinds[place], _sold(dict(row), random), self.vectors[place]
                )
                continue
            mate = random.choice(self._of_kind[self.kinds[place]])
            vector = OWN * self.vectors[place] + MATE * self.vectors[mate] + noise[number % BLOCK]
            fields = self._vary(row, self.rows[mate], self.kinds[place], random) | {
                "sku": f"{row['sku']}-{around}"
            }
            yield Varied(
                number, self.kinds[place], _sold(fields, random), vector / np.linalg.norm(vector)
            )

    def _vary(
        self, row: dict[str, Any], mate: dict[str, Any], kind: str, random: Random
    ) -> dict[str, Any]:
        """Names, numbers and texts; one row keeps one set of changes throughout, so that its texts
        still agree with each other.
        """
        digits = str.maketrans("123456789", "".join(random.sample("123456789", 9)))
        factor, colour = random.choice((0.5, 0.75, 1, 1, 1.5, 2)), random.choice(COLOURS)
        adjectives = self._adjectives[kind] or ADJECTIVES
        brand = self._brand(row, mate, random)

        def reworded(text: str) -> str:
            text = text.replace(row["brand"], brand) if row["brand"] else text
            text = _CODE.sub(lambda found: found[0].translate(digits), text)
            text = _SIZE.sub(
                lambda found: f"{float(found[1]) * factor:g}{found[2]}{found[3]}", text
            )
            text = _COLOUR.sub(
                lambda found: colour.title() if found[0][0].isupper() else colour, text
            )
            return _ADJECTIVE.sub(lambda _found: random.choice(adjectives), text)

        return {
            "name": reworded(row["name"])[:500],
            "model": reworded(row["model"])[:500],
            "brand": brand,
            "description": reworded(
                _with_a_clause_of(row["description"] or "", mate["description"] or "", random)
            ),
            "price": min(
                round(row["price"] * random.lognormvariate(0, 0.4))
                + random.choice((0.95, 0.99, 0.49, 0)),
                99_999,
            ),
            "currency": row["currency"],
            "gtin": f"{random.randrange(10**13):013d}",
            "image_url": row["image_url"],
            "attributes": _attributes(row["attributes"], reworded, factor, random),
        }

    def _brand(self, row: dict[str, Any], mate: dict[str, Any], random: Random) -> str:
        """Its own, one of the same kind, or one that nobody knows; few coined ones are
        seen often.
        """
        draw = random.random()
        if draw < 0.4:
            return str(row["brand"])
        return (
            str(mate["brand"])
            if draw < 0.75
            else self._brands[int(COINED_BRANDS * random.random() ** 3)]
        )


def _with_a_clause_of(text: str, other: str, random: Random) -> str:
    own, theirs = text.split(", "), other.split(", ")
    own[random.randrange(len(own))] = random.choice(theirs)
    return ", ".join(own)


def _attributes(
    attributes: dict[str, Any], reworded: Any, factor: float, random: Random
) -> dict[str, Any]:
    varied = {}
    for key, value in attributes.items():
        if isinstance(value, str):
            varied[key] = reworded(value)
        elif isinstance(value, float) and random.random() < 0.4:
            varied[key] = round(value * factor, 2)
        else:
            varied[key] = value
    return varied


def _sold(fields: dict[str, Any], random: Random) -> dict[str, Any]:
    """What the real rows do not have: stock, ratings and how popular each is."""
    rated = random.random() < 0.7
    return fields | {
        "stock": random.choice((None, 0, 1, 3, 12, 40)),
        "rating": round(min(random.gauss(4.1, 0.5), 5), 1) if rated else None,
        "rating_count": int(random.paretovariate(0.8)) % 5000 if rated else 0,
        "popularity": int(random.paretovariate(0.9)) % 100_000,
    }
