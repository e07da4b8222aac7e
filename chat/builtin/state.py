"""Where a talk stands after a reply of the built-in assistant: typed, and stored with the reply."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

# In the details of a response that its provider gives; nobody but the assistant reads them.
KEY = "talk"
MOST_IDS = 24
OfferKind = Literal["compare", "cheaper", "similar", "details", "first", "more", "drop"]
Ids = Annotated[list[int], Field(max_length=MOST_IDS)]


class Offer(BaseModel):
    """What a yes takes. `limit` is the label of the constraint that would be dropped."""

    kind: OfferKind
    limit: str = Field(default="", max_length=400)


class State(BaseModel):
    """`shown` are the products of the cards in their order, `named` those that the reply names, and
    `focus` is the one that "it" means; `variant` are the values of its options that are settled.
    """

    version: Literal[1] = 1
    language: str = Field(default="en", max_length=16)
    shown: Ids = []
    named: Ids = []
    focus: int | None = None
    variant: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=8)] = []
    offer: Offer | None = None

    def details(self) -> dict[str, Any]:
        """The form in which it is stored."""
        return {KEY: self.model_dump(mode="json", exclude_defaults=True) | {"version": 1}}


def state_in(details: dict[str, Any] | None) -> State | None:
    """None where a reply has none, or one of another version."""
    try:
        return State.model_validate(details[KEY]) if details and KEY in details else None
    except ValidationError:
        return None
