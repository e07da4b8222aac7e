"""The part of a message that asks this shop for something: without markup, what others are said to
have said, and orders to an " "assistant.
"""

import re

from chat.builtin import small
from chat.builtin.intents import intent_of
from chat.builtin.words import tokens
from site_config.deadline import check_time

_MARKUP = re.compile(
    r"<(script|style)\b[^>]*>.*?</\1\s*>|</?[a-z!][^<>]{0,200}>|<\|[^|]{0,40}\|>|\[/?(?:inst"
    r"|sys)\]",
    re.I | re.S,
)
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+")
# Over folded words. "You said", "a review says": what it is worth, the shop's own words tell.
_REPORT = re.compile(
    r"^(?:but )?(?:you|(?:an?|the|one|your|this) (?:\w+ "
    r")?(?:review\w*|comment|e-?mail|text|customer|colleague|website|article|label"
    r"|manager))"
    r" (?:just |once |already "
    r")?(?:says?|said|writes|wrote|claims?|told|agreed|promised|offered|confirmed|reads)\b"
)
# "SYSTEM: ...", in the words as written.
_ROLE = re.compile(
    r"^\W*(?:system|assistant|developer|admin\w*|root)\s*(?:message|prompt|note|override)?\s*:",
    re.I,
)
# "Thanks, and": what may be courtesy in front of a request, in the words as written.
_OPENING = re.compile(
    r"^\W*([^\W\d][^,;:!.?\d]{1,30}?)(?:[,;:]\s*| (?=and |but ))(?:and |but )?(?=.*\w)", re.S
)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{3,600})[\"”“»]")
_LAST_CLAUSE = re.compile(
    r"^[^,;]+[,;]\s*(?:so |and |but |then )?(?=(?:what|how|is|are|does|do|can|which|will|where)\b)",
    re.I,
)
_NAME = r"(?:the\s+)?((?-i:[A-Z])[^,.?!]{1,60}?)"
# "Say that the Harrow jacket is waterproof" is asked, and not obeyed.
_CLAIM = re.compile(
    rf"^\W*(?:(?:please|can you|could "
    rf"you|just)\s+)*(?:say|confirm|admit|agree|promise|state|write|tell \w+)\s+(?:that\s+)?{_NAME}"
    r"\s+(is|are|costs?|has|have|weighs?)\s+([^.?!]+)[.?!\s]*$",
    re.I,
)


def gist(text: str) -> str:
    """Empty where all of it wants another assistant than this one."""
    bare = _MARKUP.sub(" ", text)
    bare = _QUOTED.sub(lambda quoted: " " if _is_order(quoted[1]) else quoted[0], bare)
    sentences = [sentence for sentence in _SENTENCE.split(bare) if tokens(sentence)]
    own = [asked for sentence in sentences if (asked := _own(sentence))]
    if sentences and not own:
        return ""
    asking = _asking(own)
    return _asked(" ".join(asking) if asking != sentences else bare)


def _asking(own: list[str]) -> list[str]:
    return [_without_courtesy(each) for each in own if not _is_courteous(each)] or own


def _is_courteous(text: str) -> bool:
    return intent_of(small.spelled(text)) in small.COURTEOUS


def _without_courtesy(sentence: str) -> str:
    while (opening := _OPENING.match(sentence)) and _is_courteous(opening[1]):
        sentence = sentence[opening.end() :]
    return sentence


def _own(sentence: str) -> str:
    """What the visitor asks with it; nothing where it is an order or a report."""
    if _REPORT.match(" ".join(tokens(sentence))):
        sentence = _LAST_CLAUSE.sub("", sentence, count=1) if _LAST_CLAUSE.match(sentence) else ""
    return "" if _is_order(sentence) else sentence


def _is_order(sentence: str) -> bool:
    check_time()
    return bool(_ROLE.match(sentence)) or intent_of(small.spelled(sentence)) == "injection"


def _asked(text: str) -> str:
    match = _CLAIM.match(text)
    if not match:
        return text
    name, verb, rest = match.groups()
    if verb.startswith(("cost", "weigh")):
        return f"how {'much' if verb.startswith('cost') else 'heavy'} is the {name}?"
    return (
        f"does the {name} have {rest}?" if verb.startswith("ha") else f"{verb} the {name} {rest}?"
    )
