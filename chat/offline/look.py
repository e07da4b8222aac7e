"""The steps of a search: look, once more in plainer words where nothing came of it, read what came, and say it."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from chat.offline import foreign, small
from chat.offline.find import counted_reply, found_reply
from chat.offline.judge import fit, is_found, ruled_out
from chat.offline.limits import limits_in
from chat.offline.phrase import priced, sentence
from chat.offline.request import Find
from chat.offline.talk import Call, Talk
from chat.offline.words import joined, money, stem, stems, tokens
from chat.tools import Found, ProductFacts, ProductLine

MOST_ROUNDS = 3
READ_OF_FOUND = 3
READ_TO_JUDGE = 6
COUNTED = 12
CENT = Decimal("0.01")
Step = str | list[Call]

_GIFT = re.compile(r"\b(?:an? )?(?:gifts?|presents?|something|surprise)(?: ideas?)?(?: (?:for|to give))?\b", re.I)
_PRICE = re.compile(r"\b(?:under|below|over|above|up to|less than|at most|between|around)\s+\W?\d.*$", re.I)


def reads(ids: Iterable[int]) -> list[Call]:
    return [Call("get_product", {"product_id": pk}) for pk in ids]


def read_in(talk: Talk) -> dict[int, ProductFacts]:
    return {facts.id: facts for facts in talk.now.results(ProductFacts)}


def found_in(talk: Talk) -> Found | None:
    return next(iter(reversed(talk.now.results(Found))), None)


def look(request: Find, talk: Talk) -> Step:
    found = found_in(talk)
    if found is None:
        return [_search(request, request.words, request.args)]
    searches = [call for call in talk.now.calls if call.name == "search_products" and call.result is not None]
    if again := _once_more(request, found, talk):
        return [again]
    words, lead = request.words, ""
    if len(searches) > 1:
        words, lead = str(searches[-1].args.get("words", "")), _why_again(request, searches, talk)
    if request.is_count:
        return counted_reply(found, words)
    read: dict[int, ProductLine] = dict(read_in(talk))
    if ids := _unread(found, words, read, talk):
        return reads(ids)
    found = _with_bound(found, searches[-1].args if searches else {}, talk)
    said = found_reply(found, words, read, request.degree, len(talk.before))
    if (
        found.products
        and foreign.is_foreign(talk.now.said)
        and not is_found([fit(read.get(line.id, line), words) for line in found.products])
    ):
        near = joined([priced(line) for line in found.products[:3]])
        said = sentence(f"nearest in meaning to “{words[:60]}” I find {near}")
    if foreign.is_foreign(talk.now.said) and not any(foreign.BEST in turn.reply for turn in talk.before):
        lead = f"{lead} {foreign.BEST}"
    return f"{lead} {said}".strip()


def _search(request: Find, words: str, given: dict[str, Any]) -> Call:
    args: dict[str, Any] = {"words": words} | given
    if request.is_count:
        args["limit"] = COUNTED
    if request.degree and not stems(words):
        args["sort"] = {"price": "-price" if request.degree[1] else "price", "rating": "rating"}.get(request.degree[0].name, "relevance")
    return Call("search_products", args)


def _unread(found: Found, words: str, read: dict[int, ProductLine], talk: Talk) -> list[int]:
    """The first three; all of them where an amount or a "without" is to be judged; once more where the first three are all wrong."""
    most = READ_TO_JUDGE if limits_in(words) or ruled_out(words) else READ_OF_FOUND
    unread = [line.id for line in found.products if line.id not in read][:most]
    is_wanted = stems(words) and talk.now.rounds < MOST_ROUNDS and all(fit(line, words).against for line in read.values())
    return unread if is_wanted else []


def _once_more(request: Find, found: Found, talk: Talk) -> Call | None:
    """A second search where the first brought nothing: without a limit that was never stated, or in plainer words."""
    if talk.now.rounds != 1 or is_found([fit(line, request.words) for line in found.products]):
        return None
    kept = {name: value for name, value in request.args.items() if name not in ("price_min", "price_max")}
    if kept != request.args:
        return _search(request, request.words, kept)
    words = foreign.without_wrapping(request.words) if foreign.is_foreign(talk.now.said) else request.words
    if not found.products:
        words = plainer(words)
    return _search(request, words, kept) if words and words != request.words else None


def plainer(words: str) -> str:
    """ "A gift for a child under 20" is toys under 20; other gifts are looked for by whom they are for."""
    price = match[0] if (match := _PRICE.search(words)) else ""
    if not _GIFT.search(words):
        return words
    if "child" in {stem(word) for word in tokens(words)}:
        return f"toys {price}".strip()
    return " ".join(_GIFT.sub(" ", words).split())


def _why_again(request: Find, searches: Sequence[Call], talk: Talk) -> str:
    first, last = searches[0].args, searches[-1].args
    if bound := _bound(first, talk):
        return "" if bound == _bound(last, talk) else sentence(f"{bound} I find nothing like that, so this is without that limit")
    if foreign.is_foreign(talk.now.said):
        return ""
    return f"I find nothing described as “{request.words[:60]}”, so I looked for “{last['words']}”."


def _bound(args: dict[str, Any], talk: Talk) -> str:
    """A price that was not stated in words: "below €64.95", after "something cheaper"."""
    currency = next((line.currency for line in talk.known().values()), "")
    for name, word, step in (("price_max", "below", CENT), ("price_min", "above", -CENT)):
        if limit := args.get(name):
            return f"{word} {money(Decimal(str(limit)) + step, currency)}"
    return ""


def _with_bound(found: Found, args: dict[str, Any], talk: Talk) -> Found:
    """The real limit in place of a wider one that the words state."""
    bound = _bound(args, talk)
    if not bound:
        return found
    wider = "under " if bound.startswith("below") else "over "
    return found.model_copy(update={"understood": [bound, *(label for label in found.understood if not label.startswith(wider))]})


def more(talk: Talk) -> Step:
    last = talk.search()
    if last is None:
        return small.say("which_one", talk)
    found = found_in(talk)
    if found is None:
        return [Call("search_products", {**last.args, "limit": 12})]
    seen = {line.id for products in talk.lists() for line in products}
    fresh = [line for line in found.products if line.id not in seen]
    if not fresh:
        return "That is all: you have seen what comes closest. Tell me what to change, and I look again."
    named = joined([priced(line) for line in fresh[:3]])
    return sentence(f"there are {len(fresh)} more: {named}" if len(fresh) <= 3 else f"there are {len(fresh)} more, among them {named}")
