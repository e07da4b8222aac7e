"""The steps of a search: look, once more in plainer words where nothing came of it, read what came,
and say it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from chat.builtin import languages, replies, small
from chat.builtin.acts import Find
from chat.builtin.aspects import LINE_KEYS, PRICE, RATING, Degree
from chat.builtin.catalogue import called
from chat.builtin.find import about, counted_reply, first_of, found_reply, needed, needed_reply
from chat.builtin.function_words import any_of
from chat.builtin.judge import Fit, fit, fits_of, is_found, looked_for
from chat.builtin.languages import said_back
from chat.builtin.nearest import nearest_sentence
from chat.builtin.open_wishes import (
    bare_wish,
    is_by_limits,
    liked_reply,
    limits_in,
    most_liked,
    plain_wish,
    shows_liked,
    with_own_words,
)
from chat.builtin.phrase import priced, sentence, the
from chat.builtin.talk import Call, Talk
from chat.builtin.values import without_amounts
from chat.builtin.words import joined, stem, stems, tokens, unwrapped, wishes
from chat.tools import Found, ProductFacts, ProductLine, Shown
from shop.search.vocabulary import vocabulary
from site_config.formatting import format_price

MOST_ROUNDS = 5
# Searches after which nothing else is tried.
MOST_LOOKS = 3
READ_OF_FOUND, MOST_READ = 3, 6
COUNTED = 12
# As many are named.
SHOWN = 3
# As many are offered where none is surely meant.
GUESSED = 2
# In words; what is longer says what for.
LONGEST_GIFT = 7
CENT = Decimal("0.01")
Step = str | list[Call]

_GIFT = re.compile(
    r"\b(?:an? )?(?:gifts?|presents?|something|surprise)(?: ideas?)?(?: (?:for|to give))?\b", re.I
)
_PEOPLE = re.compile(
    r"\b(?:for )?(?:at least )?\d{1,2} (?:people|persons?|adults|kids|children|guests)\b", re.I
)
_LOVES = re.compile(r"^.*\b(?:loves?|likes?|enjoys?|is into|interested in|fond of)\s+(\w.*)$", re.I)
_PRICE = re.compile(
    r"\b(?:under|below|over|above|up to|less than|at most|between|around)\s+\W?\d.*$", re.I
)


def reads(ids: Iterable[int]) -> list[Call]:
    return [Call("get_product", {"product_id": pk}) for pk in ids]


def shows(ids: Iterable[int]) -> list[Call]:
    return [Call("show_products", {"product_ids": list(ids)})]


def read_in(talk: Talk) -> dict[int, ProductFacts]:
    return {facts.id: facts for facts in talk.now.results(ProductFacts)}


def found_in(talk: Talk) -> Found | None:
    return next(iter(reversed(talk.now.results(Found))), None)


def search_step(request: Find, talk: Talk) -> Step:
    found = found_in(talk)
    if found is None:
        return [_search(request, request.words)]
    if again := _once_more(request, found, talk):
        return [again]
    words = _words_of(talk) or request.words
    found = _with_bound(found, request.args, talk)
    if request.is_count:
        return counted_reply(found, words)
    return _of_wish(request, found, words, talk)


def _of_wish(request: Find, found: Found, words: str, talk: Talk) -> Step:
    if request.is_need:
        if _is_unseen(request, found, talk):
            return shows(line.id for line in found.products)
        found = with_own_words(found)
    read: dict[int, ProductLine] = dict(read_in(talk))
    if ids := _unread(found, request, looked_for(found, words), read, talk):
        return reads(ids)
    return (
        _of_nothing(request, found, talk)
        or _of_need(request, found, talk)
        or _of_fitting(request, found, words, talk)
    )


def _of_need(request: Find, found: Found, talk: Talk) -> Step | None:
    """What may serve a need, with as many cards; None where the wish names a thing."""
    if not _tells_need(request) or talk.now.is_strange or talk.now.original:
        return None
    fits = needed(fits_of(found, found.words, dict(read_in(talk))), request.degree)
    if not fits or not all(each.is_found for each in fits):
        return None
    ids = [each.line.id for each in fits]
    if len(ids) < _cards_of(found, talk) and talk.now.rounds < MOST_ROUNDS:
        return shows(ids)
    return needed_reply(_narrowed(found, ids), fits, request.degree, len(talk.before))


def _tells_need(request: Find) -> bool:
    """Whether something is told of it; "the cheapest" of the shop tells nothing."""
    return request.is_need and bool(request.words)


def _cards_of(found: Found, talk: Talk) -> int:
    shown = talk.now.results(Shown)
    return len(shown[-1].products) if shown else len(found.products)


def _is_unseen(request: Find, found: Found, talk: Talk) -> bool:
    """Whether products of an open wish are to be shown that search by itself shows no cards of."""
    is_to_be_shown = is_by_limits(found) or shows_liked(request, found, talk)
    return is_to_be_shown and not talk.now.results(Shown)


def _of_fitting(request: Find, found: Found, words: str, talk: Talk) -> Step:
    """Only what fits stays as a card."""
    read: dict[int, ProductLine] = dict(read_in(talk))
    fitting = _fitting(found, words, read, request.beside)
    degree = _degree(request, found)
    if degree or request.beside:  # else the search has put them in order
        kept = _narrowed(found, fitting)
        first = first_of(kept, words, read, degree, request.beside)
        fitting.sort(key=lambda pk: pk != first)
    if fitting != [line.id for line in found.products]:
        if not talk.now.results(Shown):
            return shows(fitting)
        found = _narrowed(found, fitting)
    return _of_found(request, found, words, talk)


def _degree(request: Find, found: Found) -> Degree | None:
    return request.degree or _preferred(found)


def _fitting(found: Found, words: str, read: dict[int, ProductLine], beside: str = "") -> list[int]:
    """What has nothing against it, where the first has nothing either; else all."""
    fits = _without_accessories(fits_of(found, words, read, beside))
    good = [each.line.id for each in fits if not each.against or each.is_ruled_out]
    is_told = bool(good) and max(fits, key=lambda each: each.score).line.id in good
    return good if is_told and found.near else [each.line.id for each in fits]


def _without_accessories(fits: list[Fit]) -> list[Fit]:
    """Where something is of the kind, what is called after it is left out."""
    has_kind = any(each.kind >= 2 for each in fits)
    return [each for each in fits if not (has_kind and each.is_accessory)]


def _narrowed(found: Found, ids: Sequence[int]) -> Found:
    lines = {line.id: line for line in found.products}
    kept = [lines[pk] for pk in ids if pk in lines]
    seen_all = found.total <= len(found.products)
    return found.model_copy(
        update={"products": kept, "total": len(kept) if seen_all else found.total}
    )


def _of_nothing(request: Find, found: Found, talk: Talk) -> Step | None:
    """What is said where no card is shown; None where the search found something."""
    if shows_liked(request, found, talk):
        return liked_reply(found)
    if found.products and found.near:
        return None
    if _is_any_gift(request, found):
        return _(
            "That could be many things. What do they like to do, and how much would you like to "
            "spend?"
        )
    if found.products and request.is_need:
        return _perhaps(found, talk)
    return replies.say("off_topic", talk) if _is_off_subject(request, found, talk) else None


def _is_any_gift(request: Find, found: Found) -> bool:
    is_short = len(request.words.split()) <= LONGEST_GIFT
    is_told = found.near or found.understood or (found.products and stems(request.words))
    return is_short and not is_told and bool(_GIFT.search(request.words))


def _is_off_subject(request: Find, found: Found, talk: Talk) -> bool:
    """What limits a search, or names what the shop sells, was meant for it."""
    asks_shop = any_of("detail", "of_shop_behind").match(talk.now.said)
    is_for_shop = found.understood or request.names_goods or asks_shop
    return not is_for_shop and _asks_no_goods(talk)


def _of_found(request: Find, found: Found, words: str, talk: Talk) -> str:
    read: dict[int, ProductLine] = dict(read_in(talk))
    if _is_unread(found, words, read, talk):
        return _closest(found, talk)
    is_as_said = words == request.words or request.is_need
    words = found.words if request.is_need else words
    asked = request.asked if words == request.words else words
    degree, turn = _degree(request, found), len(talk.before)
    said = found_reply(found, asked, read, degree, turn, beside=request.beside)
    if talk.now.is_strange:
        return f"{_best_understood(talk)} {said}".strip()
    return _with_lead(said, "" if is_as_said else words, read, talk)


def _with_lead(said: str, words: str, read: Mapping[int, ProductLine], talk: Talk) -> str:
    """After what the shop writes on the question, or the other words that were looked for."""
    if (quote := _on_question(talk.now.said, read)) and quote not in said:
        return f"{quote} {said}"
    if not words or _GIFT.search(words) or talk.now.original:
        return said
    return " ".join([_("I looked for “%(words)s”.") % {"words": said_back(words)}, said])


def _is_unread(found: Found, words: str, read: dict[int, ProductLine], talk: Talk) -> bool:
    """Whether some of the words are not English, and nobody can say what they ask for."""
    if not talk.now.original or not found.near:
        return False
    return any(each.unmet for each in fits_of(found, words, read))


def _best_understood(talk: Talk) -> str:
    """What is said once of a language that is not answered in."""
    best = _(languages.BEST) if talk.now.is_strange else ""
    return "" if any(best in turn.reply for turn in talk.before) else best


def _closest(found: Found, talk: Talk) -> str:
    """Of words that are not English, which search understood by their meaning alone."""
    named = joined([priced(line) for line in found.products[:GUESSED]])
    text = ngettext(
        "The closest match is %(products)s.",
        "The closest matches are %(products)s.",
        len(found.products[:GUESSED]),
    )
    return f"{_best_understood(talk)} {text % {'products': named}}".strip()


_IF = re.compile(r"^\W*(?:is|are|can|could|may|should|does|do|will|would) (?!you\b|there\b)", re.I)


def _on_question(said: str, read: Mapping[int, ProductLine]) -> str:
    """Of a question with no product's name in it, what the shop writes on it."""
    facts = [line for line in read.values() if isinstance(line, ProductFacts)]
    found = nearest_sentence(said, facts) if _IF.match(said) else None
    if found is None:
        return ""
    parts = {"product": the(found[0]), "text": found[1]}
    return sentence(_("of %(product)s the shop writes: “%(text)s”") % parts)


def _perhaps(found: Found, talk: Talk) -> Step:
    """What comes nearest to a need, plainly as a guess."""
    read = list(read_in(talk).values())
    if not read:
        return reads([line.id for line in found.products[:GUESSED]])
    named = [sentence(f"{priced(facts)}: {about(facts)}") for facts in read]
    lead = _("I am not sure that I understand, but this may help:")
    question = _("If it is something else, tell me what you would call it.")
    return "\n".join([lead, "", *(f"- {each}" for each in named), "", question])


def _search(request: Find, words: str) -> Call:
    args: dict[str, Any] = {"words": words} | request.args
    if request.is_count or _is_by_attribute(request):
        args.setdefault("limit", COUNTED)
    if request.degree and not stems(words):
        args["sort"] = {
            "price": "-price" if request.degree[1] else "price",
            "rating": "rating",
        }.get(request.degree[0].name, "relevance")
    return Call("search_products", args)


def _is_by_attribute(request: Find) -> bool:
    return request.degree is not None and request.degree[0].name not in LINE_KEYS


def _preferred(found: Found) -> Degree | None:
    """What search read as a wish for the cheapest, or the best."""
    if any(label.startswith("cheap") for label in found.understood):
        return PRICE, False
    return (RATING, True) if "best rated" in found.understood else None


def _unread(
    found: Found, request: Find, words: str, read: dict[int, ProductLine], talk: Talk
) -> list[int]:
    """The first three, or more where qualities are wished; once more where all of these are wrong.
    Of what is something else, none.
    """
    most = _most_read(request, words)
    unread = [line.id for line in found.products if line.id not in read][:most]
    is_wanted = (
        found.near
        and most
        and talk.now.rounds < MOST_ROUNDS
        and all(fit(line, words).against for line in read.values())
    )
    return unread if is_wanted else []


def _most_read(request: Find, words: str) -> int:
    if _is_by_attribute(request):
        return COUNTED
    if not stems(words):
        return 0
    return MOST_READ if len(wishes(words)) > 1 else READ_OF_FOUND


def _once_more(request: Find, found: Found, talk: Talk) -> Call | None:
    """A second search in plainer words where the first brought nothing, and where it says nothing
    that the shop knows, for what people like.
    """
    words = limits_in(request, found) or _other_words(request, found, talk)
    if talk.now.rounds == 1 and words:
        return _search(request, words)
    is_open = talk.now.rounds < MOST_LOOKS and not _asks_no_goods(talk)
    return _last_look(request, found, talk) if is_open else None


def _last_look(request: Find, found: Found, talk: Talk) -> Call | None:
    bare = bare_wish(request) if _is_nothing(found) else ""
    if bare and bare not in (request.words, _words_of(talk)):
        return _search(request, bare)
    is_empty = request.is_need and not (found.products or found.understood)
    return most_liked(request, GUESSED) if is_empty else None


def _is_nothing(found: Found) -> bool:
    return not (found.near and found.products)


def _words_of(talk: Talk) -> str:
    last = talk.now.last("search_products")
    return str(last.args.get("words", "")) if last else ""


def _asks_no_goods(talk: Talk) -> bool:
    return small.asks_no_goods(small.spelled(talk.now.said))


def _other_words(request: Find, found: Found, talk: Talk) -> str:
    is_nothing = _is_nothing(found)
    if request.words == talk.now.original and is_nothing:
        return unwrapped(talk.now.said)
    if found.near and is_found(found, request.words):
        return ""
    tried = [plain_wish(request, found), plainer(request.words)]
    tried += [_of_unknown_limit(request)] if is_nothing else []
    return next((words for words in tried if words not in ("", request.words)), "")


def _of_unknown_limit(request: Find) -> str:
    """The thing without a limit that search knows no attribute for: "a pram under 10 kg"."""
    is_thing = request.names_goods and not request.is_need
    return without_amounts(request.words) if is_thing else ""


def plainer(words: str) -> str:
    """ "A gift for a child under 20" is toys under 20, where there are any; other gifts are looked
    for by whom they are for. No word may say for how many people a thing is.
    """
    price = match[0] if (match := _PRICE.search(words)) else ""
    if not _GIFT.search(words):
        return " ".join(_PEOPLE.sub(" ", words).split())
    if "child" in {stem(word) for word in tokens(words)}:
        sold = "toys" if called("toys", vocabulary()) else "something"
        return f"{sold} {price}".strip()
    return _LOVES.sub(r"something for \1", words)


def _with_bound(found: Found, args: dict[str, Any], talk: Talk) -> Found:
    """With a price that was not stated in words, "below €64.95" after "something cheaper", in place
    of a wider one that was.
    """
    currency = next((line.currency for line in talk.known().values()), "")
    bounds = (
        ("price_max", gettext_noop("below %(price)s"), "under ", CENT),
        ("price_min", gettext_noop("above %(price)s"), "over ", -CENT),
    )
    for name, text, wider, step in bounds:
        if limit := args.get(name):
            price = format_price(Decimal(str(limit)) + step, currency)
            labels = [
                text % {"price": price},
                *(label for label in found.understood if not label.startswith(wider)),
            ]
            found = found.model_copy(
                update={
                    "understood": labels,
                    "kept": found.kept | {labels[0]: {"text": text, "price": price}},
                }
            )
    return found


def more(talk: Talk) -> Step:
    last = talk.search()
    if last is None:
        return replies.say("which_one", talk)
    found = found_in(talk)
    if found is None:
        return [Call("search_products", {**last.args, "limit": COUNTED})]
    if not talk.shown():
        return _(
            "There is nothing to show for that. Tell me what to change, and I will look again."
        )
    seen = {line.id for products in talk.lists() for line in products}
    fresh = [line for line in found.products if line.id not in seen]
    if not fresh or not found.near:
        return _(
            "That is everything that comes close. Tell me what to change, and I will look again."
        )
    return _more_reply(fresh)


def _more_reply(fresh: list[ProductLine]) -> str:
    text = (
        ngettext(
            "there is one more: %(products)s", "there are %(count)s more: %(products)s", len(fresh)
        )
        if len(fresh) <= SHOWN
        else _("there are %(count)s more, among them %(products)s")
    )
    named = joined([priced(line) for line in fresh[:SHOWN]])
    return sentence(text % {"count": len(fresh), "products": named})
