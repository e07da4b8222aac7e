"""Texts of the catalogue that look like instructions to an assistant, or hide something from
people: a reason for staff to look.
"""

import re
import unicodedata

from django.utils.translation import gettext_noop as _

_ABOVE = (
    r"(?:all |any |every |the |your |my |these |those |of "
    r")*(?:previous|prior|preceding|earlier|above|foregoing|system|other)"
)
_RULES = r"(?:instruction|prompt|rule|message|direction|guideline|command|text)s?"
# One reason each; what sells goods says none of these. "Ignore the rain" and "you are now ready"
# must pass.
REASONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        _("tells an assistant to ignore its instructions"),
        re.compile(
            rf"\b(?:ignore|disregard|forget|override|bypass)\s+{_ABOVE}\s+{_RULES}\b"
            r"|\b(?:ignore|disregard|forget) (?:everything|all)(?: that (?:was|is) said| you were "
            r"told|) (?:above|before|so far)\b"
            r"|\bignorier\w* (?:alle |die )*(?:vorherigen|bisherigen|obigen|früheren) "
            r"(?:anweisungen|regeln)"
            r"|\bignore[sz]? (?:toutes )?les instructions pr[ée]c[ée]dentes|\bignora (?:todas "
            r")?las instrucciones (?:anteriores|previas)",
            re.I,
        ),
    ),
    (
        _("speaks of an assistant's prompt"),
        re.compile(
            r"\b(?:system|developer|hidden|initial) (?:prompt|message|instructions?)\b"
            r"(?=.{0,60}\b(?:reveal|print|show|repeat|output|is|are|says?)\b)"
            r"|\b(?:reveal|print|repeat|output|leak|show)\b.{0,30}\b(?:system prompt|your "
            r"(?:prompt|instructions))",
            re.I | re.S,
        ),
    ),
    (
        _("gives an assistant another role"),
        re.compile(
            r"\byou are (?:now|no longer) (?:an?|the|in) (?:\w+ "
            r"){0,3}(?:assistant|ai|chatbot|bot|model|mode|jailbroken|dan)\b"
            r"|\b(?:act|behave|respond) as (?:an? )?(?:unrestricted|jailbroken|different) (?:\w+ "
            r")?(?:assistant|ai|model)\b"
            r"|\b(?:ai|language) (?:assistants?|models?)\b.{0,40}\b(?:must|should|always) "
            r"(?:say|tell|recommend|answer|reply|respond)\b"
            r"|\bassistants?[:,] (?:always|never|you must|do not|recommend|tell|say)\b",
            re.I | re.S,
        ),
    ),
    (
        _("holds marks of a conversation"),
        re.compile(
            r"<\|(?:im_start|im_end|system|user|assistant|endoftext)\|?>|\[/?INST\]|<</?SYS>>"
            r"|</?(?:system|assistant|tool_result|function_calls)>"
            r"|^\s*(?:#+\s*)?(?:system|assistant|developer)\s*:\s",
            re.I | re.M,
        ),
    ),
)
_CODE = _("holds a long run of code")
_RUN = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9+/]{80,}={0,2}")
_HIDDEN = _("holds characters that nobody sees")
# What changes the direction of text, tags, and what has no width. A soft hyphen, a joiner between
# emoji or within a word, and a mark at the very front are what editors leave behind.
_UNSEEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069\U000e0001-\U000e007f]"
    "|[\u200b\u2060\u2061-\u2064\ufeff\u200e\u200f]{3,}"
    "|(?:[\u200b-\u200d\u2060\ufeff][^\\W_]){4,}"
)


# One of these is in whatever the patterns above find; to look for them first is what makes an
# import bear the check.
_TELLING = ("ignor", "disregard", "forget", "overrid", "bypass", "prompt", "instruction", "message",
"system:", "system>", "developer:",
            "assistant", "you are now", "you are no longer", "act as", "language model", "ai model",
            "ai must", "ai should", "ai always",
            "respond as", "behave as", "<|", "inst]", "sys>", "function_calls",
            "tool_result")  # fmt: skip


def suspicion(*texts: str) -> str:
    """Returns why staff should check these texts; empty for nearly all."""
    text = "\n".join(texts)
    if not text.isascii():
        if _UNSEEN.search(text):
            return _HIDDEN
        text = unicodedata.normalize("NFKC", text)
    if _has_code(text):
        return _CODE
    lower = text.casefold()
    if not any(each in lower for each in _TELLING):
        return ""
    return next((reason for reason, pattern in REASONS if pattern.search(text)), "")


def _has_code(text: str) -> bool:
    return len(text) >= 80 and any(_is_code(word) for word in text.split() if len(word) >= 80)


def _is_code(word: str) -> bool:
    """Not a list of models with slashes between them."""
    return bool(_RUN.fullmatch(word)) and word.count("/") < len(word) / 16
