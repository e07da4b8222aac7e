"""Whether one product fits another, and which of a kind goes with a product: "does the bar fit the
C200", "which cartridges do I need for it".
"""

import re

from chat.builtin.acts import Find, Fits, GoesWith, Request
from chat.builtin.catalogue import things
from chat.builtin.frame import Frame
from chat.builtin.function_words import any_of, mapping, phrases
from chat.builtin.gist import gist
from chat.builtin.mentions import mentioned
from chat.builtin.product_matcher import Name, Namer, titled
from chat.builtin.segment import segmented
from chat.builtin.talk import Talk
from chat.builtin.words import plain, spoken, stem, stems, tokens
from shop.search.vocabulary import Vocabulary, fold

# As many questions in a row may go on from the first: "and the C400?".
MOST_IN_A_ROW = 4
# In words, of a message that only names another product.
SHORT = 7
# Of what is not sold here, in words: "Brand X-200".
LONGEST_MODEL = 2
# As many are read that are called so.
MOST_CALLED_SO = 3
_LEAD = re.compile(
    r"^(?:(?:and|so|but|ok|then) )*(?:is|are|do|does|will|would|can|could|did|should)\b"
    r"(?: (?:i|we|you|one)\b)?",
    re.I,
)
_ARTICLE = re.compile(r"\b(?:an?|my|our|your|their|his|her|this|that)\s+(?=\w)", re.I)
_THE = re.compile(r"^(?:the|an?|my|our|your|this|that|these|those|any|some)\s+", re.I)
_KIND = r"(?P<kind>(?:[\w'-]+ ){0,2}?[\w'-]+?)"
_ENDS = (
    r"(?= (?:do|does|should|would|will|can|could|fits?|goes|go|is|are|for|works?|suits?|to|with)\b"
    r"|\s+and\b|\s*(?:[,.?!]|$))"
)
_WHICH = re.compile(
    rf"\b(?:which|what)(?: (?:kind|type|sort|size)s?(?: of)?)? {_KIND}{_ENDS}", re.I
)
_DO_I_NEED = re.compile(
    r"^(?:and |so |but |ok )*(?:do|does|will|would|should) (?:i|we|you|one|s?he|they|it) "
    r"(?:also |even |really )?(?:need|want|have to (?:buy|get))"
    rf"(?: (?:an?|any|some|extra|special|the|another))* {_KIND}{_ENDS}",
    re.I,
)


def fits(frame: Frame) -> Fits | None:
    """ "Does the spray bar fit the C200", and "and the C400?" after it."""
    return _fits_in(frame.text, frame.talk, frame.namer, frame.shop, MOST_IN_A_ROW)


def _fits_in(text: str, talk: Talk, namer: Namer, shop: Vocabulary, in_a_row: int) -> Fits | None:
    said = plain(text).strip(" ?!.")
    if not _LEAD.match(said):
        return _of_another(said, talk, namer, shop, in_a_row)
    for left, right, is_reversed in _sides(said):
        if found := _pair(left, right, talk, namer, shop, is_reversed=is_reversed):
            return found
    return None


def _sides(said: str) -> list[tuple[str, str, bool]]:
    """(what may fit, what it is to fit, whether the machine stands in front), by each verb."""
    lead = _LEAD.match(said)
    rest = said[lead.end() :].strip() if lead else said
    uses, onto = ("|".join(phrases("fitting", name)) for name in ("uses", "onto"))
    used = re.match(rf"(?:{uses}) (?P<left>.+?) (?:{onto}) (?P<right>.+)$", rest, re.I)
    found = [(used["left"], used["right"], False)] if used else []
    verbs = list(any_of("fitting", "verbs").finditer(rest))[:2]
    found += [(rest[: each.start()], rest[each.end() :], False) for each in verbs]
    turned = list(any_of("fitting", "reversed").finditer(rest))[:1]
    found += [(rest[each.end() :], rest[: each.start()], True) for each in turned]
    return [(left.strip(), right.strip(), is_turned) for left, right, is_turned in found]


def _pair(
    left: str, right: str, talk: Talk, namer: Namer, shop: Vocabulary, *, is_reversed: bool
) -> Fits | None:
    parts = _products(left, talk, namer, shop)
    if not parts:
        return None
    if not is_reversed and (brand := _brand(right, shop)):
        return Fits(parts, None, brand)
    if machine := next(iter(_products(right, talk, namer, shop)), None):
        parts = tuple(pk for pk in parts if pk != machine)
        return Fits(parts, machine) if parts else None
    model = "" if is_reversed else _model(right)
    return Fits(parts, None, model=model, question=f"is it for {model}") if model else None


def _model(said: str) -> str:
    """ "The HL-2140": the number of a model that this shop does not sell."""
    bare = _THE.sub("", said)
    is_code = re.search(r"[^\W\d_]", bare) and re.search(r"\d", bare)
    return bare if is_code and len(bare.split()) <= LONGEST_MODEL else ""


def _products(said: str, talk: Talk, namer: Namer, shop: Vocabulary) -> tuple[int, ...]:
    """The products that these words name, and nothing besides."""
    if not said:
        return ()
    if any_of("pointing", "it").fullmatch(said) or said.lower() in ("they", "them", "those"):
        topic = talk.topic()
        return (topic,) if topic else ()
    if found := _named(_THE.sub("", said), talk, namer, shop):
        return found
    mention = mentioned(said, talk)
    is_one = mention.explicit and len(mention.ids) == 1 and not stems(mention.rest)
    return mention.ids if is_one else ()


def _named(bare: str, talk: Talk, namer: Namer, shop: Vocabulary) -> tuple[int, ...]:
    """Those that are called so, what was shown first."""
    name, ids = namer(f"the {bare}"), titled(bare, shop)
    if name and not stems(name.rest) and not (ids and set(name.ids) - set(ids)):
        ids = (*name.ids, *ids)
    shown = [line.id for line in talk.shown() if line.id in ids]
    return tuple(dict.fromkeys([*shown, *ids]))[:MOST_CALLED_SO]


def _brand(said: str, shop: Vocabulary) -> str:
    """ "The Marlow": a brand of this shop, and no product of it."""
    bare = _THE.sub("", said)
    return shop.brands.get(fold(bare), "")


def _of_another(
    said: str, talk: Talk, namer: Namer, shop: Vocabulary, in_a_row: int
) -> Fits | None:
    """The last question, with another product in the place of the one that is more like it."""
    lead = any_of("fitting", "others").match(said)
    other = said[lead.end() :].strip() if lead else ""
    if not other or len(said.split()) > SHORT or not in_a_row:
        return None
    before = _asked_before(talk, namer, shop, in_a_row)
    if before is None:
        return None
    if brand := _brand(other, shop):
        return Fits(before.parts, None, brand)
    products = _products(other, talk, namer, shop)
    if not products:
        return None
    if _is_like_part(other, before, talk):
        return Fits(products, before.machine, before.brand)
    return Fits(before.parts, products[0])


def _asked_before(talk: Talk, namer: Namer, shop: Vocabulary, in_a_row: int) -> Fits | None:
    if not talk.before or not talk.before[-1].last("get_product"):
        return None
    turn, earlier = talk.before[-1], Talk(talk.before[:-1], talk.before[-1])
    return _fits_in(said_in(turn.said, shop), earlier, namer, shop, in_a_row - 1)


def said_in(said: str, shop: Vocabulary) -> str:
    return spoken(segmented(gist(said), shop).text)


def _is_like_part(said: str, before: Fits, talk: Talk) -> bool:
    """Whether it is rather another part than another machine, by what they are called."""
    known, own = talk.known() | talk.read(), stems(said)
    part, machine = known.get(before.parts[0]), known.get(before.machine or 0)
    if part is None or machine is None:
        return False
    return len(own & stems(part.name)) > len(own & stems(machine.name))


def which_for(frame: Frame) -> Request | None:
    """ "I have got a C200, which cartridges", "do I need a lid for it"."""
    return _goes_with(frame.whole, frame.talk, frame)


def _goes_with(text: str, talk: Talk, frame: Frame) -> Request | None:
    said = plain(text).strip(" ?!.")
    is_asked = _DO_I_NEED.match(said)
    match = is_asked or _WHICH.search(said)
    kind = _kind_in(match["kind"], frame.shop) if match else ""
    if match is None or not kind:
        return _for_named(said, frame)
    rest = f"{said[: match.start()]} , {said[match.end() :]}"
    product, is_named = _machine(rest, kind, talk, frame)
    if product:
        is_cued = is_named or is_asked or any_of("fitting", "needs").search(rest)
        return GoesWith(kind, product, bool(is_asked)) if is_cued else None
    return _for_purpose(kind, rest, frame) if not is_asked else None


def _for_named(said: str, frame: Frame) -> GoesWith | None:
    """ "Have you got a lid for the C200", with no limit."""
    parts = any_of("fitting", "between").split(said, maxsplit=1)
    kind = " ".join(things(parts[0], frame.shop)) if len(parts) == 2 else ""
    if not kind or frame.limits or tokens(parts[0])[-1:] != kind.split()[-1:]:
        return None
    name = _named_besides(_ARTICLE.sub("the ", parts[1]), stem(kind.split()[-1]), frame)
    return GoesWith(kind, name.ids[0]) if name and name.is_sure else None


def _kind_in(said: str, shop: Vocabulary) -> str:
    """ "Fine sand", where the shop calls goods sand."""
    own = things(said, shop)
    is_kind = bool(own) and tokens(said)[-1:] == [own[-1]]
    return said if is_kind else ""


def _machine(rest: str, kind: str, talk: Talk, frame: Frame) -> tuple[int | None, bool]:
    """(the product that is named, else spoken of, whether it is named)."""
    last = stem(tokens(kind)[-1])
    if name := _named_besides(_ARTICLE.sub("the ", rest), last, frame):
        return name.ids[0], True
    line = talk.spoken_line()
    is_pointed = any_of("several", "for_topic").search(rest)
    asked = any_of("fitting", "needs").sub(" ", any_of("pointing", "it").sub(" ", rest))
    is_meant = bool(is_pointed) or not stems(asked)
    return (line.id if line and is_meant and last not in stems(line.name) else None, False)


def _named_besides(rest: str, kind: str, frame: Frame) -> Name | None:
    """The product that is named beside the kind, where it is not of that kind itself."""
    name = frame.namer(rest)
    is_other = name is not None and not any(kind in stems(each) for each in name.names)
    if name is None or not is_other:
        return None
    # Of a code alone the brand is left: "Tarn R90".
    left = stems(name.rest) - _needing_stems() - stems(" ".join(name.names))
    return name if not left else None


def _needing_stems() -> frozenset[str]:
    said = " ".join([*phrases("fitting", "needs"), *phrases("fitting", "owned"), *mapping("short")])
    return stems(said)


def _for_purpose(kind: str, rest: str, frame: Frame) -> Find | None:
    """ "Which soil do I need for roses": of this kind alone, and no kit."""
    if frame.acts[0] != "bundle" or not any_of("fitting", "needs").search(rest):
        return None
    found = re.search(r"\bfor (?P<what>.+)$", rest, re.I)
    said = f"{kind} for {found['what'].strip(' ,')}" if found else kind
    return Find(said, asked=said)


def asked_again(frame: Frame) -> Request | None:
    """ "Which hose", after what goes with a product."""
    found = re.fullmatch(
        rf"(?:(?:and|or|ok|so) )*(?:which|what) {_KIND}", frame.short.strip(" ?"), re.I
    )
    last = frame.talk.before[-1] if frame.talk.before else None
    if not found or last is None or not (kind := _kind_in(found["kind"], frame.shop)):
        return None
    earlier = Talk(frame.talk.before[:-1], last)
    before = _goes_with(said_in(last.said, frame.shop), earlier, frame)
    return GoesWith(kind, before.product) if isinstance(before, GoesWith) else None
