"""What a visitor refuses of what was found: "not the red one", "nothing with drawing"."""

from typing import Any

from chat.builtin.acts import Find
from chat.builtin.described import stated_stems
from chat.builtin.frame import Frame
from chat.builtin.refine import refined, without_field
from chat.builtin.search_rules import refound
from chat.builtin.unwanted import refused_in
from chat.builtin.words import stems
from shop.search.query import read
from shop.search.vocabulary import Vocabulary


def refuse(frame: Frame) -> Find | None:
    """The last search without what is ruled out."""
    what = _refused(frame)
    if not what or frame.last is None or without_field(frame.text, frame.last.args, frame.shop):
        return None
    found, args = _without(frame, what, dict(frame.last.args))
    if ids := _refused_ids(frame, what):
        args["not_products"] = [*args.get("not_products", []), *ids]
    args.pop("words", None)
    return refound(frame, (found, args))


def _refused(frame: Frame) -> str:
    """ "Memory" of "not a memory game" among games; empty where nothing shown can be refused."""
    what = refused_in(frame.text) if frame.talk.shown() else ""
    return " ".join(word for word in what.split() if word not in frame.things) or what


def _without(frame: Frame, what: str, args: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The words and arguments of the last search with another limit, or a word ruled out."""
    found = str(args.get("words", ""))
    if said := _unwanted_limit(frame.text, what, frame.shop):
        return refined(said, args, frame.shop, is_wish=False) or (found, args)
    if not frame.mention.explicit:
        args["not_words"] = [*args.get("not_words", []), what]
    return found, args


def _unwanted_limit(text: str, what: str, shop: Vocabulary) -> str:
    """How search reads what is ruled out as a limit; empty where it takes it for mere words."""
    said = (text, f"not {what}", f"not for {what}")
    return next((each for each in said if _is_negative_limit(each, shop)), "")


def _is_negative_limit(text: str, shop: Vocabulary) -> bool:
    names = {name for item in read(text, shop).constraints for name in item.changes}
    return all(name.startswith("not_") for name in names) and bool(names - {"not_words"})


def _refused_ids(frame: Frame, what: str) -> list[int]:
    """Of those shown, what is pointed at, or what states all that is ruled out."""
    if frame.mention.explicit:
        return list(frame.mention.ids)
    known, said = frame.talk.read(), stems(what)
    lines = [known.get(line.id, line) for line in frame.talk.shown()]
    return [line.id for line in lines if said and said <= stated_stems(line)]
