"""What a model asks of search, and how it becomes a question that the shop can answer, or a
sentence that says what to correct.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator
from pydantic_ai import ModelRetry

from shop.search import SearchQuery
from shop.search.filters import FILTERS, UnknownValue, crossed
from shop.search.query import LONGEST_WORDS

Amount = Annotated[Decimal, Field(ge=0, le=10**10)]


class SearchOptions(BaseModel):
    """A search. Every product in the result keeps every constraint."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(
        default="",
        description="What is wanted, in the visitor's own words. Prices, brands, colours and what "
        "is ruled out are understood in them.",
    )
    sort: Literal["relevance", "price", "-price", "rating", "newest"] = Field(
        default="relevance", description="How to order them."
    )
    page: int = Field(default=1, ge=1, le=100, description="1, or more for what comes after.")
    limit: int = Field(default=6, description="How many to return, 1 to 12.")
    not_products: list[int] = Field(
        default=[], max_length=50, description="Ids of products that the visitor does not want."
    )

    @model_validator(mode="before")
    @classmethod
    def _without_none(cls, data: Any) -> Any:
        """Many models fill in every argument, with null where they mean nothing."""
        return (
            {name: value for name, value in data.items() if value is not None}
            if isinstance(data, dict)
            else data
        )

    def query(self) -> SearchQuery:
        """Raises ModelRetry where the shop cannot be asked so."""
        return SearchQuery(
            **self._filters(),
            words=self.words[:LONGEST_WORDS],
            sort=self.sort,
            page=self.page,
            page_size=min(max(self.limit, 1), 12),
            without=tuple(self.not_products),
        )

    def _filters(self) -> dict[str, Any]:
        given = {each.field: getattr(self, each.argument) for each in FILTERS}
        for low, high in crossed(given):
            raise ModelRetry(
                f"The range of {low.group} is reversed: {given[low.field]} is more than "
                f"{given[high.field]}."
            )
        try:
            return {each.field: each.from_argument(given[each.field]) for each in FILTERS}
        except UnknownValue as error:
            raise ModelRetry(str(error)) from error


if TYPE_CHECKING:
    Wanted = SearchOptions
else:
    Wanted = create_model(
        "Wanted",
        __base__=SearchOptions,
        __doc__=SearchOptions.__doc__,
        **{each.argument: each.as_argument() for each in FILTERS},
    )
