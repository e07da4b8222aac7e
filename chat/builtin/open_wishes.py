"""Wishes that name no thing: "something quick", "my daughter loves dinosaurs". Their words rank,
and never deny what the limits beside them found.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from chat.builtin.acts import Find
from chat.builtin.catalogue import grounded, things
from chat.builtin.function_words import words
from chat.builtin.judge import thing
from chat.builtin.phrase import priced
from chat.builtin.refine import linked
from chat.builtin.talk import Call, Talk
from chat.builtin.words import EMPTY, joined, tokens, wishes
from chat.tools import Found
from shop.search.query import read
from shop.search.vocabulary import vocabulary


def is_by_limits(found: Found) -> bool:
    """Whether the limits alone speak for what was found."""
    return bool(found.products and found.understood) and not found.near


def with_own_words(found: Found) -> Found:
    """With the words of the wish only where the shop has them, and behind "something"."""
    if is_by_limits(found):
        return found.model_copy(update={"near": True, "words": ""})
    own = grounded(found.words, vocabulary())
    return found.model_copy(update={"words": f"something {own}" if own else ""})


def limits_in(request: Find, found: Found) -> str:
    """The limits of a wish whose other words have to do with no product."""
    if not request.is_need or found.products or not found.understood:
        return ""
    return _phrases(request.words)


def plain_wish(request: Find, found: Found) -> str:
    """The thing and its limits, without other words that the shop has nowhere: "games" of "games
    that take". Empty where these found something.
    """
    if request.is_need or not found.understood or (found.near and found.products):
        return ""
    kept = _kept(found.words)
    left_out = {*tokens(found.words)} - {*kept}
    is_shorter = bool(left_out - EMPTY or left_out & words("asks", "wishes"))
    return _with_limits(kept, request) if kept and is_shorter else ""


def bare_wish(request: Find) -> str:
    """The thing and its limits alone, whoever it is for: "paddle in green" of "a paddle for my
    brother, he loves green". Empty where no thing is named.
    """
    tells = "," in request.words or words("audience", "persons") & {*tokens(request.words)}
    wanted = thing(request.words).partition(" who ")[0]
    named = things(wanted, vocabulary()) if tells else ()
    return _with_limits(named, request) if named and not request.is_need else ""


def _with_limits(said: Iterable[str], request: Find) -> str:
    limits = _phrases(request.words)
    return " ".join([*(word for word in said if word not in tokens(limits)), limits]).strip()


def _kept(text: str) -> list[str]:
    """The words of the thing itself, and those that the shop has."""
    own = {*wishes(thing(text)).values(), *grounded(text, vocabulary()).split()}
    return [word for word in wishes(text).values() if word in own]


def _phrases(text: str) -> str:
    """Only behind something else search reads what is not wanted."""
    constraints = read(text, vocabulary()).constraints
    wanted = [linked(item) for item in constraints if item.field not in ("category", "not_words")]
    unwanted = [item.phrase for item in constraints if item.field == "not_words"]
    return " ".join(["something", *unwanted, *wanted] if unwanted else wanted)


def most_liked(request: Find, most: int) -> Call:
    """A look at what people like, where nothing that was said tells what is wanted."""
    return Call("search_products", request.args | {"sort": "rating", "limit": most})


def shows_liked(request: Find, found: Found, talk: Talk) -> bool:
    last = talk.now.last("search_products")
    is_of_liked = bool(last and last.args.get("sort") == "rating" and not last.args.get("words"))
    return request.is_need and is_of_liked and bool(found.products)


def liked_reply(found: Found) -> str:
    named = joined([priced(line) for line in found.products])
    many = _("That could be many things. People like %(products)s.") % {"products": named}
    question = _("What do you have in mind?")
    return f"{many} {question}"
