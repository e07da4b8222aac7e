"""One thing that a question says."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One thing that the question says: any of the `alternatives`, each of which is a run of stems
    that all have to be there.
    """

    word: str
    alternatives: tuple[tuple[str, ...], ...]
    products: int
    in_title: bool = False
    said: tuple[str, ...] = ()
    """The stems one after the other, where that is not the first alternative."""
    others_share: float = 0.5
    """How much of its weight counts for what is said by another alternative than the first: a
    product may hold several of them, and each is added up.
    """
    share: float = 1.0
    """How much of its weight counts."""
    is_thing: bool = False
    """Whether names are of it, and not only say it."""
    things: int = 0
    """How many names are of it."""
    is_named: bool = False
    """Whether a name, brand or category says it."""

    def weight(self, catalogue: int) -> float:
        """The inverse document frequency of BM25."""
        products = self.products
        return self.share * math.log(
            1 + (max(catalogue, products) - products + 0.5) / (products + 0.5)
        )

    @property
    def match(self) -> str:
        """As a tsquery."""
        mark = "^" if self.in_title else ""
        return (
            "("
            + " | ".join(
                "(" + " & ".join(quoted(mark + lexeme) for lexeme in run) + ")"
                for run in self.alternatives
            )
            + ")"
        )


def quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
