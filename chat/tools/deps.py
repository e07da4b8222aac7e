"""What the tools work with, and the set that they are of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic_ai import FunctionToolset

from shop.models import Product
from shop.search import SearchPage, SearchQuery

if TYPE_CHECKING:  # it registers a tool of the set below
    from chat.tools.page import Page


def _nothing() -> None:
    pass


@dataclass
class Deps:
    """`topic` is the id of the product that the visitor selected, `language` the code of the one in
    which they read the shop. `retract` takes back the words of an answer that is written anew.
    `page` is the page of the shop that the visitor looks at.

    `fitting` holds the ids of the variants that fit the search of the answer, by their product.

    `is_garbled` says that the newest response has a call of a tool in its words, which cannot be
    read.

    Of the claims of the answer, `used` rest on what the tools returned, and `unbacked` were taken
    out.
    """

    search: Callable[[SearchQuery], SearchPage]
    similar: Callable[..., list[Product]]
    topic: int | None = None
    page: "Page | None" = None
    language: str = ""
    selected: list[int] = field(default_factory=list)
    retract: Callable[[], None] = _nothing
    fitting: dict[int, list[int]] = field(default_factory=dict)
    is_garbled: bool = False
    claims: int = 0
    used: int = 0
    unbacked: int = 0

    def noted_fitting(self, ids: Iterable[int]) -> dict[str, list[int]]:
        """Returns `fitting` of some products, as an answer notes it."""
        return {str(pk): self.fitting[pk] for pk in ids if pk in self.fitting}


tools: FunctionToolset[Deps] = FunctionToolset(id="shop")
