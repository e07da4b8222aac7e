"""What is not wanted and has no name in the shop's labels: "without cable", "no zip"."""

import re

from shop.search.folding import fold, singular
from shop.search.lexicon import BOUNDS, NOTHING, UNWANTED, VERBS
from shop.search.reading.constraint import (
    MINUS,
    NOT_IT,
    WITHOUT_IT,
    Constraint,
    Take,
    cut,
    just_before,
)
from shop.search.vocabulary import Vocabulary

_WORD = rf"(?!(?:{BOUNDS})(?![\w-]))[^\W\d_][\w'’]*(?:-\w+)*"
_PHRASE = rf"{_WORD}(?:\s+{_WORD})?"
_END = rf"(?![\w'’-])(?=\s*(?:$|[.,;:!?)])|\s+(?:{BOUNDS})\b)"
_ARTICLE = r"(?:(?:an?|the|any|made\s+(?:of|from|with)|with|in|for|from)\s+)*"
_UNWANTED = re.compile(
    rf"""(?:,\s*)?\b(?:but\s+|and\s+|with\s+|i\s+|(?:that|which)\s+(?:is|are|has|have)\s+)*
    (?:(?P<strong>{UNWANTED}) | (?<![\w'’-])(?P<weak>no|not|isn['’]?t|aren['’]?t))
    \s+{_ARTICLE}(?P<one>{_PHRASE}) (?:\s*(?:,\s*)?(?:or|nor)\s+{_ARTICLE}(?P<two>{_PHRASE}))?
    {_END}""",
    re.I | re.X,
)
# "Anything but plastic bowl" asks for bowls.
_BUT = re.compile(
    r"^\W*(?P<but>(?:anything|everything)\s+(?:but|except)\s+"
    rf"{_ARTICLE}(?P<one>{_WORD}))(?=\s+{_WORD}\W*$)",
    re.I | re.X,
)
_MINUS = re.compile(rf"(?<!\S)[{MINUS}](?P<one>[^\W\d_][\w'’&]*(?:-\w+)*)")
_FREE = re.compile(r"(?<![\w-])(?P<one>[^\W\d_]{3,})-free(?![\w-])", re.I)
_NOT_FIRST = re.compile(r"\W*(?P<not>not?)\s+(?P<one>[^\W\d_]{3,})(?=(?:\s+[^\W\d_]+){1,2}$)", re.I)
# "Does not slip" is something that a product does.
_VERB = re.compile(r"\b(?:do|does|did|will|would|can|could|should|must|may|might)[\s,.]*$", re.I)


def read_unwanted(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    wanted = _wanted(found)
    text = cut(text, _MINUS, _minus, found, most=6)
    _read_free(text, wanted, found)
    text = cut(text, _BUT, _minus, found)
    text = cut(text, _NOT_FIRST, _not_first(wanted), found)

    def unwanted(match: re.Match[str]) -> Constraint | None:
        return _unwanted(match, wanted)

    return cut(text, _UNWANTED, unwanted, found, most=4)


def _wanted(found: list[Constraint]) -> set[str]:
    """The words of what was read as wanted."""
    return {
        word
        for each in found
        if each.field in ("brand", "colour", "attribute")
        for word in fold(each.phrase).split()
    }


def _minus(match: re.Match[str]) -> Constraint:
    word = fold(match["one"])
    return Constraint("not_words", "", match[0], {"not_words": (word,)}).called(
        NOT_IT, value=match["one"]
    )


def _read_free(text: str, wanted: set[str], found: list[Constraint]) -> None:
    """ "Latex-free". Its words stay, since they rank what says so."""
    for match in _FREE.finditer(text):
        word = fold(match["one"])
        if word not in wanted | NOTHING:
            found.append(
                Constraint("not_words", "", match[0], {"not_words": (word,)}).called(
                    WITHOUT_IT, value=match["one"]
                )
            )


def _not_first(wanted: set[str]) -> Take:
    """ "Not prepaid sim": what follows the word is what is wanted."""

    def take(match: re.Match[str]) -> Constraint | None:
        word = fold(match["one"])
        rest = match.string[match.end() :]
        if match["not"].lower() != "not" or word in wanted or not _is_thing(word):
            return None
        if re.search(rf"\b(?:{BOUNDS})\b", f"{word} {rest}", re.I) or word in VERBS:
            return None
        return Constraint("not_words", "", match[0].strip(), {"not_words": (word,)}).called(
            NOT_IT, value=match["one"]
        )

    return take


def _unwanted(match: re.Match[str], wanted: set[str]) -> Constraint | None:
    phrases = [fold(each) for each in (match["one"], match["two"]) if each]
    before = match.string[: match.start()]
    said = " ".join(phrases).split()
    if _is_title(match, before) or _is_verb(match, said[0] if said else ""):
        return None
    # "A tool box without tools" says in its name what it is without.
    if not all(map(_is_thing, phrases)) or wanted.intersection(said) or _is_said(said, before):
        return None
    named = Constraint("not_words", "", match[0].strip(" ,"), {"not_words": tuple(phrases)}).called(
        _label(match), value=phrases[0]
    )
    return named.with_other(phrases[1]) if phrases[1:] else named


def _label(match: re.Match[str]) -> str:
    return WITHOUT_IT if match["strong"] or match["weak"].lower() == "no" else NOT_IT


def _is_title(match: re.Match[str], before: str) -> bool:
    """Whether a question begins with it: "No time to ..."."""
    is_first = not before.strip(" ,.")
    return is_first and not re.match(r"\W*(?:anything|everything)\b", match[0], re.I)


def _is_verb(match: re.Match[str], word: str) -> bool:
    if not match["weak"]:
        return False
    return word in VERBS or bool(just_before(_VERB, match.string, match.start()))


def _is_said(words: list[str], text: str) -> bool:
    return bool({singular(word) for word in words} & set(singular(fold(text)).split()))


def _is_thing(phrase: str) -> bool:
    words = phrase.split()
    return bool(words) and not any(
        word in NOTHING or re.search(r"(?:.ing|.ly)$", word) for word in words
    )
