"""What is ruled out: "a kettle, but not an electric one", "anything but soap", "nothing with
drawing", "the German one I do not want".
"""

import re

from chat.builtin.aspects import degree_in
from chat.builtin.catalogue import called
from chat.builtin.words import plain
from shop.search.lexicon import BOUNDS, NOTHING
from shop.search.vocabulary import Vocabulary

_LINK = r"(?:with|for|in|from|of|an?|the|any|another|just|only|made)"
_WORD = rf"(?!(?:{BOUNDS}|one|ones|already)\b)[^\W\d_][\w'-]*"
_WHAT = rf"(?P<what>{_WORD}(?: {_WORD})?)(?: ones?)?"
_REFUSAL = r"(?:i|we) (?:do not|did not|would not) (?:want|like|need)"
# "She has a scarf already": what somebody has is not wanted again.
_OWNS = r"(?:i|we|s?he|they|my \w+|who)(?: already)? (?:has|have|had|got|owns?|bought)(?: got)?"
_END = r"(?=\s*(?:$|[,.;?!]|please\b))"
_UNWANTED = re.compile(
    r"\b(?:,\s*)?(?:but |that |which )?(?:is |are )?(?:not|nothing but)(?: just| only| another)?"
    rf" (?:an? |the )?(?P<what>[^\W\d_]{{3,}})(?: ones?)?{_END}",
    re.I,
)
_ALL_BUT = re.compile(
    rf"^\W*(?:(?:any|every|some)thing|all|nothing)(?: else)? (?:but|except|other than|apart from)"
    rf" (?:{_LINK} )*(?P<what>{_WORD})(?: ones?)?(?!\w)",
    re.I,
)
_REFUSED = (
    re.compile(
        r"^\W*(?:(?:but|and|please|just|only|ok|hm) )*(?:no more|not|no|without|except|none|nothing"
        rf"(?= {_LINK} )|{_REFUSAL}) (?:{_LINK} )*{_WHAT}(?: please)?\W*$",
        re.I,
    ),
    re.compile(rf"^\W*(?:{_LINK} |that |those )*{_WHAT} {_REFUSAL}(?: please)?\W*$", re.I),
    re.compile(
        rf"^\W*(?:(?:but|no|oh|hm) )*(?=.* already\b){_OWNS} (?:{_LINK} |some |that |those )*"
        rf"{_WHAT}(?: already)?\W*$",
        re.I,
    ),
)


def without_unwanted(text: str, shop: Vocabulary) -> tuple[str, tuple[str, ...]]:
    """(the words without it, what is ruled out)."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        word = match["what"].lower()
        if match.re is _UNWANTED and word not in called(word, shop):
            return match[0]
        found.append(word)
        return " "

    text = _UNWANTED.sub(take, _ALL_BUT.sub(take, text))
    return " ".join(text.split()), tuple(found)


def refused_in(text: str) -> str:
    """What a message rules out that says nothing else; empty where it says more."""
    said = plain(text).strip()
    matches = (match for each in (_ALL_BUT, *_REFUSED) if (match := each.match(said)))
    match = next((each for each in matches if each.end() == len(said)), None)
    what = match["what"].lower() if match else ""
    is_degree = degree_in(what.split()) is not None
    return "" if is_degree or NOTHING.intersection(what.split()[:1]) else what
