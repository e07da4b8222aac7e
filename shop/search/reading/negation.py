"""What is not wanted and has no name in the shop's labels: "without cable", "no zip"."""

import re

from shop.search.folding import fold
from shop.search.lexicon import BOUNDS, NOTHING, UNWANTED, VERBS
from shop.search.reading.constraint import NOT_IT, WITHOUT_IT, Constraint, cut, just_before
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
# "Does not slip" is something that a product does.
_VERB = re.compile(r"\b(?:do|does|did|will|would|can|could|should|must|may|might)[\s,.]*$", re.I)


def read_unwanted(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    wanted = {
        word
        for each in found
        if each.field in ("brand", "colour", "attribute")
        for word in fold(each.phrase).split()
    }

    def unwanted(match: re.Match[str]) -> Constraint | None:
        phrases = [fold(each) for each in (match["one"], match["two"]) if each]
        is_first = not text[: match.start()].strip(" ,.")
        # A question that begins with it is rather a title: "No time to ...".
        if is_first and not re.match(r"\W*(?:anything|everything)\b", match[0], re.I):
            return None
        if match["weak"] and (
            just_before(_VERB, text, match.start()) or phrases[0].split()[0] in VERBS
        ):
            return None
        if not all(map(_is_thing, phrases)) or wanted.intersection(" ".join(phrases).split()):
            return None
        label = WITHOUT_IT if match["strong"] or match["weak"].lower() == "no" else NOT_IT
        named = Constraint(
            "not_words", "", match[0].strip(" ,"), {"not_words": tuple(phrases)}
        ).called(label, value=phrases[0])
        return named.with_other(phrases[1]) if phrases[1:] else named

    return cut(text, _UNWANTED, unwanted, found, most=4)


def _is_thing(phrase: str) -> bool:
    words = phrase.split()
    return bool(words) and not any(
        word in NOTHING or re.search(r"(?:.ing|.ly)$", word) for word in words
    )
