"""Words to what is asked: a closed grammar over a message, the conversation so far and the shop's own names."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chat.offline import small
from chat.offline.aspects import PRICE, RATING, Aspect, aspects_in, degree_in
from chat.offline.references import Meant, meant
from chat.offline.refine import refined
from chat.offline.small import SmallKind
from chat.offline.talk import Talk
from chat.offline.words import plain, stem, stems, tokens, unwrapped
from shop.search.vocabulary import Vocabulary

Degree = tuple[Aspect, bool]
Ids = tuple[int, ...]


@dataclass(frozen=True)
class Small:
    """Answered without a look at the shop."""

    kind: SmallKind


@dataclass(frozen=True)
class Find:
    """`degree` is what to prefer among what fits: (price, less) for "something cheap"."""

    words: str
    degree: Degree | None = None
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class More:
    """Other products of the last search."""


@dataclass(frozen=True)
class Than:
    """Products with more or less of something than one product has: "cheaper", "a lighter one"."""

    product: int
    degree: Degree


@dataclass(frozen=True)
class Ask:
    """A question on products; `subject` names one that has not been shown yet."""

    ids: Ids
    question: str
    subject: str = ""


@dataclass(frozen=True)
class Compare:
    ids: Ids
    names: tuple[str, ...] = ()
    degree: Degree | None = None
    question: str = ""


@dataclass(frozen=True)
class Which:
    """ "Which is the lightest?", "which of them is waterproof?" over what was shown."""

    ids: Ids
    degree: Degree | None
    question: str


@dataclass(frozen=True)
class Similar:
    product: int
    is_cheaper: bool = False


@dataclass(frozen=True)
class Choose:
    product: int


Request = Small | Find | More | Than | Ask | Compare | Which | Similar | Choose

_LEAD = r"^(?:(?:and|ok|okay|so|but|well|hmm|also|please|then|now) )*"
_MORE = re.compile(
    _LEAD
    + r"(?:(?:show|find|give|see|any|are there|do you have|have you got|got|what|which|i want|can i see) )*(?:me |us |you )?(?:some |any |the |got |have )*"
    r"(?:more|others?|other (?:ones|options|products|results)|(?:something|anything|what) else|next|else|different ones|another(?: one)?)"
    r"(?: (?:ones?|options|results|products|do you have|is there|of (?:them|these|those)|like (?:these|those)))*(?: please)?$"
)
_COMPARE = re.compile(
    r"\b(?:compare|comparison|comparing|differences?|differ|different from|versus|vs)\b|\bwhich (?:one )?(?:should|would|do) (?:i|you)\b"
    r"|\b(?:which|what)(?: one)?(?: is| do you think is| of \w+ is)? (?:the )?better\b|\bbetter (?:the )?\w+ or\b|\bwhat is better\b"
)
_SIMILAR = re.compile(
    r"\b(?:similar|alternatives?|comparable)\b|\b(?:something|anything|ones?|things?|more|products?|stuff) (?:like|close to)\b|^like (?:the|it|this|that)\b"
)
_TAKE = re.compile(r"\b(?:take|choose|pick|select|go (?:for|with)|buy|order|add)\b")
_CHOOSE = re.compile(
    r"\b(?:take|choose|pick|select|go (?:for|with)|have|buy|order|want|get|prefer|like|add)\b|^(?:the|number) .*\bplease\b"
)
_QUESTION = re.compile(
    _LEAD
    + r"(?:is|are|does|do|has|have|can|could|will|would|what|how|which|where|when|who|was|were|tell|describe|explain|give me (?:more|details)|"
    r"more (?:about|on|info|details)|details)\b"
)
_ON_IT = re.compile(
    _LEAD + r"(?:is|are|does|do|has|have|can|will|would|how \w+ (?:is|are|does|do)) (?:it|its|this|that|the|they|these|those)\b"
)
_WHAT_ABOUT = re.compile(_LEAD + r"(?:what|how) about\b")
_OVERVIEW = re.compile(r"\b(?:more|about|details?|describe|info|information|specs?|specifications?|everything)\b")
_TO_THE_SHOP = re.compile(
    r"\b(?:do|have|can|could|are|would|will) (?:you|i|we|there)\b(?! (?:have )?(?:it|this one|that one)\b)|\bis there\b|^(?:show|find|i|we)\b"
)
_WHICH = re.compile(_LEAD + r"(?:which|what)(?P<of> ones?| of (?:them|these|those|the (?:\w+ )?\w+))?\b(?! (?:about|do you|\w+s do you))")
_ANY = re.compile(_LEAD + r"(?:(?:is|are|do|does|has|have) )?(?:any|one|some|all|each) of (?:them|these|those)\b")
_SUPERLATIVE = re.compile(r"\w{2}est\b|\b(?:most|least|best)\b")
_COMPARATIVE = re.compile(r"\w{2}er\b|\b(?:more|less)\b")
_NUMBER_LIMIT = re.compile(r"\b(?:cheaper|less|more|lower|higher) than \W*\d|\bno more\b")
_PREFERENCES = (
    (re.compile(r"\b(?:(?:not )?too (?:expensive|dear)|not (?:so )?expensive|cheap(?:er|est|ly)?|inexpensive|affordable|(?:on a )?(?:low )?budget|low[ -]cost|lowest[ -]priced?|least expensive|good value)\b", re.I), (PRICE, False)),
    (re.compile(r"\b(?:most expensive|priciest|luxur(?:y|ious)|high[ -]end|premium)\b", re.I), (PRICE, True)),
    (re.compile(r"\b(?:the )?(?:best|top|highest)(?:[ -]rated)?\b(?! before)|\bmost popular\b|\bwell[ -]rated\b", re.I), (RATING, True)),
)  # fmt: skip
# Beside a reference or a comparative these ask for nothing of their own.
_FILL = {stem(word) for word in "select pick choose take basket cart bag prefer definitely add too option alternative bit little slightly much even lot similar comparable among two three four think rather than".split()}  # fmt: skip
_LONGEST_CHOICE = 12


def parse(text: str, talk: Talk, shop: Vocabulary) -> Request:
    """What `text` asks for. Anything that is not understood otherwise is looked for in the shop."""
    said = " ".join(tokens(text))
    if kind := small.kind_of(said):
        return Small(kind)
    rules: tuple[Callable[[str, str, Talk], Request | None], ...] = (_more, _compare, _similar, _which, _than, _choose)
    for rule in rules:
        if request := rule(text, said, talk):
            return request
    return _refine(text, said, talk, shop) or _ask(text, said, talk) or _find(text)


def _left(words: str) -> set[str]:
    """What is said besides the words of the grammar."""
    return {stem(word) for word in words.split() if not aspects_in([word]) and not degree_in([word])} & stems(words) - _FILL


def _more(text: str, said: str, talk: Talk) -> Request | None:
    return More() if talk.search() and _MORE.match(said) else None


def _compare(text: str, said: str, talk: Talk) -> Request | None:
    if not _COMPARE.search(said):
        return None
    found = meant(text, talk, digits=True)
    degree = degree_in([word for word in found.rest.split() if word != "better"])
    if len(found.ids) >= 2:
        return Compare(found.ids[:4], (), degree, found.rest)
    if names := _names(text):
        return Compare((), names, degree, found.rest)
    if found.explicit:
        other = next((line.id for line in talk.shown(2) if line.id not in found.ids), None)
        return Compare((*found.ids, other), (), degree, found.rest) if found.ids and other and not found.missing else Small("which_one")
    named = tuple(talk.named(talk.offer()))
    shown = tuple(line.id for line in talk.shown(2)[:4])
    if (
        not shown
        or _left(found.rest) - {stem(word) for word in ("compare", "difference", "differ", "better", "versus", "vs")}
        and "which" not in said
    ):
        return Small("which_one") if shown or talk.before == [] else None
    return Compare(named if 2 <= len(named) <= 4 else shown, (), degree, found.rest)


def _names(text: str) -> tuple[str, ...]:
    """ "Compare the Harrow jacket and the Isbre parka", of which nothing was shown."""
    asked = re.sub(r"^.*?\b(?:compare|between|comparison of|difference|better)\b[,:]?", "", plain(text), flags=re.I)
    parts = [unwrapped(part) for part in re.split(r"\s(?:and|with|to|vs\.?|versus|or|from)\s|,", asked, flags=re.I)]
    names = tuple(part for part in parts if stems(part) and any(word[:1].isupper() for word in part.split()))
    return names[:4] if len(names) >= 2 else ()


def _similar(text: str, said: str, talk: Talk) -> Request | None:
    if not _SIMILAR.search(said):
        return None
    found = meant(text, talk, digits=True)
    if found.missing:
        return Small("which_one")
    product = found.ids[0] if found.ids else None if _left(found.rest) else talk.topic()
    return Similar(product, any(pattern.search(said) for pattern, wish in _PREFERENCES if wish == (PRICE, False))) if product else None


def _which(text: str, said: str, talk: Talk) -> Request | None:
    """Only over what was shown: with a kind of product in it, it is looked for in the whole shop."""
    asks = _WHICH.match(said) or _ANY.match(said)
    rest = said[asks.end() :] if asks else said
    degree = degree_in(rest.split())
    shown = talk.shown(2)
    if (
        not shown
        or re.search(r"\byou (?:have|sell|offer)\b|\bin (?:the|your) shop\b", said)
        or _left(rest)
        and not (asks and ("of" in asks[0] or " one" in asks[0]))
    ):
        return None
    if not asks and not (degree and _SUPERLATIVE.search(rest) and not _QUESTION.match(said)):
        return None
    if asks and not degree and not asks[0].strip().endswith(("one", "ones", "them", "these", "those")) and " of " not in asks[0]:
        return None
    found = meant(rest, talk)
    ids = found.ids if len(found.ids) > 1 else tuple(line.id for line in shown)
    return Which(ids[:6], degree, rest)


def _than(text: str, said: str, talk: Talk) -> Request | None:
    degree = degree_in(said.split())
    if degree is None or not _COMPARATIVE.search(said) or _NUMBER_LIMIT.search(said) or _ON_IT.match(said):
        return None
    found = meant(re.sub(r"\bthan\b", " ", text), talk)
    product = found.ids[0] if found.ids else talk.topic() or next((line.id for line in talk.shown()), None)
    return Than(product, degree) if product and (found.explicit or not _left(found.rest)) else None


def _choose(text: str, said: str, talk: Talk) -> Request | None:
    if not _CHOOSE.search(said) or _QUESTION.match(said) or degree_in(said.split()) or len(said.split()) > _LONGEST_CHOICE:
        return None
    takes = bool(_TAKE.search(said))
    found = meant(text, talk, digits=takes)
    if stems(found.rest) - _FILL:
        return None
    if len(found.ids) == 1 and (found.explicit or takes):
        return Choose(found.ids[0])
    return Small("which_one") if takes and (found.missing or len(found.ids) > 1) else None


def _refine(text: str, said: str, talk: Talk, shop: Vocabulary) -> Request | None:
    last = talk.search()
    is_short_question = text.rstrip().endswith("?") and not _left(said) and len(said.split()) < 3
    if last is None or _ON_IT.match(said) or is_short_question or meant(text, talk).explicit:
        return None
    found = refined(text, last.args, shop)
    return Find(found[0], args=found[1]) if found else None


def _ask(text: str, said: str, talk: Talk) -> Request | None:
    """A question with a subject: what was shown, or a product that is named."""
    found = meant(text, talk, digits=said.isdigit())
    if re.match(r"^(?:make sure|it (?:should|must|has to|needs to))\b", said):
        return None
    if found.missing and not stems(found.rest):
        return Small("which_one")
    asks = bool(_QUESTION.match(said) or _QUESTION.match(found.rest) or found.explicit and aspects_in(found.rest.split()))
    if found.ids and (found.explicit and not stems(found.rest) or asks and _is_subject(found, said)):
        return Ask(found.ids[:3], found.rest)
    topic = talk.topic()
    if topic and aspects_in(said.split()) and not _left(said) and len(said.split()) <= 3:
        return Ask((topic,), said)
    if _TO_THE_SHOP.search(said) or not _QUESTION.match(said) or _WHAT_ABOUT.match(said):
        return None
    if found.missing:
        return Small("which_one")
    if subject := _subject(text):
        return Ask((), plain(text).replace(subject, " "), subject)
    is_on_it = _ON_IT.match(said) or re.match(_LEAD + r"(?:how|when|why)\b", said) or aspects_in(said.split()) or _OVERVIEW.search(said)
    return Ask((topic,), said) if topic and is_on_it and not re.search(r"\bbest\b|\ba \w", said) else None


def _is_subject(found: Meant, said: str) -> bool:
    """Not the "it" of "i want a coat, it should be grey"."""
    return found.explicit or not _TO_THE_SHOP.search(said)


def _subject(text: str) -> str:
    """A name with capitals after "the": "how heavy is the Skarv rain shell?"."""
    match = re.match(
        r"(?:\w+ )?(?:is|are|does|do|has|have|can|about|much is|\w+ (?:is|are|does|do))(?: it)?\s+(?:the\s+)?((?:[^\W\d_]|\d).*)$",
        plain(text).strip(" ?.!"),
        re.I,
    )
    found = (
        re.match(
            r"(?-i:[A-Z])\S*(?:\s+(?!(?:is|are|have|has|come|comes|made|waterproof|in|work|works|cost|weigh|fit|suitable|good)\b)\S+){0,6}",
            match[1],
        )
        if match
        else None
    )
    return found[0] if found else ""


def _find(text: str) -> Request:
    words = plain(text)
    degree: Degree | None = None
    for pattern, wanted in _PREFERENCES:
        if pattern.search(words):
            words, degree = pattern.sub(" ", words, count=1), degree or wanted
    degree = degree or degree_in(tokens(words))
    words = unwrapped(words) or ("" if degree else unwrapped(text))
    return Find(words, degree) if words or degree else Small("what" if len(tokens(text)) > 1 else "empty")
