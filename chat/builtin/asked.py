"""Questions that name products of the shop, shown before or not: asked of one, or of several beside
each other.
"""

import re
from collections.abc import Iterable, Sequence

from chat.builtin import grammar
from chat.builtin.acts import Ask, Compare, Request, Similar, Which
from chat.builtin.aspects import aspects_in, degree_in
from chat.builtin.product_matcher import Name, Namer
from chat.builtin.references import COUNTS, meant
from chat.builtin.talk import Talk
from chat.builtin.words import plain, stem, stems, tokens
from shop.search.query import Constraint, read
from shop.search.vocabulary import Vocabulary

MOST = 4
# Of a message that compares; each part is looked up in the titles.
MOST_PARTS = 8
# "Price of the Skarv" asks; what is longer and says a price may be a wish.
_SHORT = 6
_BETWEEN = re.compile(
    r"\s(?:and|with|to|vs\.?|versus|or|from|than|against|compared (?:to|with))\s|[,;?:](?:\s|$)",
    re.I,
)
_LEAD = re.compile(r"^.*\b(?:compare|between|differences?)\b\s*", re.I)
_BESIDE = re.compile(r"\bor\b|\bvs\b|\bversus\b|\bthan\b|\bwhich\b|\bboth\b|\bagainst\b")
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth|last)\b")
# "Porch lantern in stock?" asks; these limit nothing that a card could break.
_ASKED_TOO = {"category", "in_stock", "discounted", "sort", "cheap"}
# What is said around names that are compared.
_AROUND = (
    grammar.FILL
    | grammar.BESIDE_COMPARE
    | {stem(word) for word in "which one between is the a an it better".split()}
)


def by_name(text: str, said: str, talk: Talk, named: Namer, shop: Vocabulary) -> Request | None:
    """A question with a product's name in it; what names none, or wishes for such a thing, is left
    to the other rules.
    """
    limits = read(text, shop).constraints
    return _compared(text, said, talk, named, limits) or _asked(text, said, talk, named, limits)


def _is_wish(said: str, names: Sequence[Name], limits: Iterable[Constraint]) -> bool:
    """ "A headset of any brand but HP" limits what is looked for, whatever products are called so;
    "is the Skarv under 50?" asks.
    """
    own = {word for name in names for word in name.said.split()}
    fields = {
        field for each in limits if not set(tokens(each.phrase)) <= own for field in each.changes
    } - _ASKED_TOO
    if not fields or any(name.is_sure for name in names):
        return False
    asks = grammar.QUESTION.match(said) and not grammar.TO_THE_SHOP.search(said)
    return not asks or any(field.startswith(("price_", "not_")) for field in fields)


def _compared(
    text: str, said: str, talk: Talk, named: Namer, limits: Iterable[Constraint]
) -> Request | None:
    compares = grammar.COMPARE.search(said)
    asks = (
        compares
        or grammar.QUESTION.search(said)
        or degree_in(said.split())
        or text.rstrip().endswith("?")
    )
    if not asks or not (compares or _BESIDE.search(said)):
        return None
    parts = [_LEAD.sub("", part.strip()) for part in _BETWEEN.split(plain(text)) if part.strip()]
    parts = parts[:MOST_PARTS]
    found = _in_parts(parts, named)
    names = [name for name in found if name]
    ids = list(dict.fromkeys(_nearest(name, names, talk) for name in names))
    rest = " ".join(
        name.rest if name else " ".join(tokens(part))
        for name, part in zip(found, parts, strict=True)
    )
    degree = degree_in([word for word in rest.split() if word != "better"])
    if len(names) == 1 and compares and (ids := ids[:1]):
        return _with_another(
            ids[0], [part for name, part in zip(found, parts, strict=True) if not name], talk, rest
        )
    if len(names) < 2 or len(ids) < 2 or (not compares and _is_wish(said, names, limits)):
        return None
    if compares and (degree is None or "which" not in said.split()):
        return Compare(tuple(ids[:MOST]), (), degree, rest)
    if degree or _BESIDE.search(said):
        return Which(tuple(ids[:MOST]), degree, rest, named=True)
    return Ask(tuple(ids[:3]), rest) if grammar.QUESTION.match(said) else None


def _nearest(name: Name, names: list[Name], talk: Talk) -> int:
    """Of several that fit: what was shown, else what is most like the others in the question."""
    others = {
        word for each in names if each is not name for one in each.names[:1] for word in stems(one)
    }
    taken = {each.ids[0] for each in names if each is not name and len(each.ids) == 1}
    shown = {line.id for line in talk.shown()}
    fits = [
        (pk in shown, len(stems(one) & others), -at, pk)
        for at, (pk, one) in enumerate(zip(name.ids, name.names, strict=True))
    ]
    return max([each for each in fits if each[-1] not in taken] or fits)[-1]


def _in_parts(parts: list[str], named: Namer) -> list[Name | None]:
    """The product of each part: "the Pearl" is not the Pearl Junior that the other names, and "20
    kg" is of what the other is.
    """
    found = [named(part) for part in parts]
    sure = {name.ids[0] for name in found if name and len(name.ids) == 1}
    others: list[Name | None] = []
    for first, part in zip(found, parts, strict=True):
        name = first
        taken = {each.ids[0] for each in others if each}
        if name and (name.ids[0] in taken or (len(name.ids) > 1 and sure & set(name.ids))):
            name = named(part, without=tuple(sorted(taken | sure))) or name
        beside = next((each.said for each in found if each), "")
        if name is None and beside and len(part.split()) == 1:
            name = named(
                f"the {part}", without=tuple(sorted(taken | sure))
            )  # "Harrow or the Moorland"
        if name is None and beside and _may_name(part):
            name = named(
                part, beside=re.sub(r"\S*\d\S*", " ", beside), without=tuple(sorted(taken | sure))
            )
        others.append(name)
    return others


def _may_name(part: str) -> bool:
    """ "20 kg", "the small one", and not "which is cheaper"."""
    return not grammar.QUESTION.match(part.lower()) and not grammar.COMPARE.search(part.lower())


def _with_another(product: int, parts: list[str], talk: Talk, rest: str) -> Request | None:
    """One product that the shop has, and something else: one that was shown, or that is not sold
    here.
    """
    for part in parts:
        if other := next((pk for pk in meant(part, talk, digits=True).ids if pk != product), None):
            return Compare((other, product), (), None, rest)
        if (
            stems(part) - _AROUND
            and not grammar.QUESTION.match(part.lower())
            and not aspects_in(tokens(part))
        ):
            return Compare((product,), (re.sub(r"^(?:an?|the|my|your)\s", "", part, flags=re.I),))
    return None


def _asked(
    text: str, said: str, talk: Talk, named: Namer, limits: Iterable[Constraint]
) -> Request | None:
    words = said.split()
    is_short = len(words) <= _SHORT and any(not each.vague for each in aspects_in(words))
    is_question = grammar.QUESTION.match(said) or text.rstrip().endswith("?") or is_short
    is_clause = re.search(
        r"[,;:]\s*(?:is|are|does|do|has|have|can|will|would|could|should|how|what|which)\b",
        text,
        re.I,
    )
    if (
        not (is_question or is_clause)
        or grammar.SUPERLATIVE.search(said)
        or (talk.shown() and _ORDINAL.search(said))
    ):
        return None
    name = named(text)
    if name is None or _is_wish(said, [name], limits):
        return None
    if grammar.SIMILAR.search(name.rest):
        return Similar(name.ids[0], bool(grammar.CHEAPER.search(name.rest)))
    if not _is_on_it(name, said):
        return None
    return Ask(_told_apart(name, talk), name.rest)


def _is_on_it(name: Name, said: str) -> bool:
    """Something is asked of the product; "do you have the Skarv?" looks for it, as its name alone
    does.
    """
    rest, words = name.rest, name.rest.split()
    if "other than" in rest:
        return False
    asks_of_it = (
        bool(aspects_in(words))
        or "much" in words
        or bool({"left", "stock", "size", "sizes"} & set(words))
    )
    if grammar.TO_THE_SHOP.search(said) and not grammar.MY_WISH.search(said):
        return asks_of_it and not re.match(r"(?:show|find|i|we)\b", said)
    return (
        bool(stems(rest))
        or asks_of_it
        or bool(grammar.QUESTION.match(rest))
        or bool(grammar.OVERVIEW.search(rest))
    )


def _told_apart(name: Name, talk: Talk) -> tuple[int, ...]:
    """Of several that fit: what was shown last."""
    shown = [line.id for line in talk.shown() if line.id in name.ids]
    return tuple(shown[:1] or name.ids[:MOST])


def extremes(said: str, talk: Talk) -> Request | None:
    """ "Compare the cheapest with the most expensive one" of those that were shown."""
    lines = talk.shown(2)
    cheap = re.search(r"\b(?:cheapest|least expensive|lowest price)\b", said)
    dear = re.search(r"\b(?:dearest|most expensive|priciest|highest price)\b", said)
    if not (lines and cheap and dear):
        return None
    by_price = sorted(lines, key=lambda line: line.price)
    ends = [by_price[0].id, by_price[-1].id]
    return Compare(tuple(ends if cheap.start() < dear.start() else ends[::-1]))


def all_shown(said: str, talk: Talk) -> Request | None:
    """ "Compare all four", "all of them"; at most four stand beside each other."""
    match = re.search(r"\ball(?: of (?:them|these|those))?(?: (two|three|four|[2-4]))?\b", said)
    lines = talk.shown(2)
    return (
        Compare(tuple(line.id for line in lines[: COUNTS.get(match[1] or "", MOST)]))
        if match and lines
        else None
    )
