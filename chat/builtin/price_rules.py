"""What costs more or less than one product, among other wishes."""

from chat.builtin.acts import Than
from chat.builtin.aspects import DEGREES, degree_in
from chat.builtin.catalogue import things
from chat.builtin.frame import Frame
from chat.builtin.qualities import plain_adjectives
from chat.builtin.segment import trimmed
from chat.builtin.words import unwrapped


def than_named(frame: Frame) -> Than | None:
    """ "A lamp cheaper than the Skarv", of which the Skarv is none."""
    before, _than, after = frame.text.partition(" than ")
    is_price = frame.degree is not None and frame.degree[0].name == "price"
    name = frame.namer(after) if after and is_price else None
    if name is None or frame.degree is None or _asks_of_both(before, frame):
        return None
    degrees = DEGREES | plain_adjectives().keys()
    rest = [word for word in before.split() if not degree_in([word]) and word not in degrees]
    wish = unwrapped(trimmed(" ".join([*rest, name.rest])))
    return Than(name.ids[0], frame.degree, wish, names_kind=bool(things(wish, frame.shop)))


def _asks_of_both(before: str, frame: Frame) -> bool:
    """ "Is the Skarv cheaper than the Moorland"."""
    first = frame.namer(before)
    return frame.asks_of_shown or bool(first and first.is_sure) or frame.words[:1] == ["is"]
