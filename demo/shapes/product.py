"""What a shape may know about the product it draws, and the register of shapes by product type."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .colour import NAMED, TINTS, Colour
from .scene import Scene


@dataclass(frozen=True)
class Product:
    sku: str
    name: str
    category: str
    attributes: dict[str, Any]
    rng: random.Random = field(compare=False)

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Product":
        # Seeded by the article number: the same product is drawn the same way for ever.
        return cls(
            row["sku"], row["name"], row["category"], row["attributes"], random.Random(row["sku"])
        )

    @property
    def type(self) -> str:
        return str(self.attributes["type"])

    @property
    def department(self) -> str:
        return self.category.split(" > ")[0]

    @property
    def colour(self) -> Colour:
        return NAMED[str(self.attributes["colour"])]

    @property
    def tint(self) -> Colour:
        return TINTS[self.department]

    def number(self, key: str, default: float) -> float:
        return float(self.attributes.get(key, default))

    def flag(self, key: str) -> bool:
        return self.attributes.get(key) is True

    def text(self, key: str) -> str:
        return str(self.attributes.get(key, ""))

    def has(self, key: str, word: str) -> bool:
        return word in self.attributes.get(key, ())


Shape = Callable[[Scene, Product], None]
SHAPES: dict[str, Shape] = {}


def draws(*types: str) -> Callable[[Shape], Shape]:
    """Registers a shape for these values of the `type` attribute."""

    def register(shape: Shape) -> Shape:
        for name in types:
            SHAPES[name] = shape
        return shape

    return register
