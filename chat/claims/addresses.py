"""The addresses that a text shows its reader: links, host names, mail and telephone, also where
they are spelt so that a program would miss them."""

import re
import unicodedata
from collections.abc import Iterator

from django.conf import settings
from linkify_it import LinkifyIt
from linkify_it.tlds import TLDS
from markdown_it import MarkdownIt
from markdown_it.token import Token

# Of no registry, and reachable or seen in examples all the same.
_RESERVED = ("example", "invalid", "internal", "lan", "local", "localhost", "onion", "test")
_finder = LinkifyIt({}, {"fuzzy_ip": True}).tlds(
    # As they are written and as they are encoded.
    [
        *TLDS,
        *_RESERVED,
        *(each.encode().decode("idna") for each in TLDS if each.startswith("xn--")),
    ],
    True,
)
markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")

# Schemes that the library takes for words.
_SCHEME = re.compile(
    r"\b(?:javascript|data|tel|sms|file|ftp|mailto|vbscript|whatsapp|tg)\s?:\s?/{0,2}(?=\S)\S{3,}",
    re.I,
)
# Without one of these, Markdown shows a text as it is.
_MARKUP = re.compile(r"[*_`\\&<\[]")
_DOTS = str.maketrans(dict.fromkeys("。．｡﹒․", ".") | {"＠": "@", "﹫": "@"})
# "evil [dot] example" and "evil dot com". Without brackets only before what is no English or
# German word: the polka dot top is a shirt.
_BRACKETED = re.compile(r"\s{0,2}[\[({<]\s{0,2}(?:dot|punkt|\.)\s{0,2}[\])}>]\s{0,2}", re.I)
_SPOKEN = re.compile(
    r"(?<=\w)\s{1,2}(?:dot|punkt)\s{1,2}(?=(?:com|net|org|info|biz|io|co|eu|uk|de|ch|fr|nl|ru|cn"
    r"|xyz|example)\b)",
    re.I,
)
_AT = re.compile(r"\s{0,2}[\[({<]\s{0,2}(?:at|ät)\s{0,2}[\])}>]\s{0,2}", re.I)
# At least seven digits, as telephone numbers are written: with a plus or a zero at the front, or
# behind a word that says so.
_TELEPHONE = re.compile(
    r"(?<![\w.,])(?:(?:\+|00?)\d|(?<=tel )\d|(?<=tel\. )\d|(?<=tel: )\d|(?<=call )\d|(?<=phone "
    r")\d|(?<=fax )\d"
    r"|(?<=number )\d|(?<=hotline )\d|(?<=nummer )\d|(?<=telefon )\d|(?<=whatsapp )\d|\(\d)"
    r"[\d ()/.-]{4,24}\d(?![\d,])",
    re.I,
)
_FEWEST_DIGITS = 7
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}")


def read_markdown(text: str) -> tuple[str, list[str]]:
    """Returns the words of one line of Markdown as they are seen, and where its links lead."""
    if not _MARKUP.search(text):
        return text, []
    words: list[str] = []
    targets: list[str] = []
    for token in _inline(text):
        if token.type == "link_open":
            targets.append(str(token.attrGet("href") or ""))
        elif token.type == "image":
            targets.append(str(token.attrGet("src") or ""))
        words.append("\n" if token.type in ("softbreak", "hardbreak") else token.content)
    return "".join(words), targets


def _inline(text: str) -> Iterator[Token]:
    for block in markdown.parseInline(text):
        yield from block.children or ()


def addresses_in(seen: str) -> list[str]:
    """Returns the addresses in words as they are seen, each as it is written there."""
    plain = "".join(each for each in seen if unicodedata.category(each) != "Cf").translate(_DOTS)
    plain = _AT.sub("@", _BRACKETED.sub(".", _SPOKEN.sub(".", plain)))
    found = [match[0] for match in _SCHEME.finditer(plain)]
    found += [match.raw for match in _finder.match(plain) or ()]
    return [each for each in dict.fromkeys(found) if not _is_of_this_shop(each)]


def telephones_in(seen: str) -> Iterator[tuple[int, int, str]]:
    """Yields where each telephone number begins and ends, and its digits."""
    for match in _TELEPHONE.finditer(seen):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) >= _FEWEST_DIGITS and not _DATE.match(match[0]):
            yield *match.span(), digits


def _is_of_this_shop(address: str) -> bool:
    """By ALLOWED_HOSTS; "*" allows every host to be asked for, and none to be spoken of."""
    host = re.sub(r"^\w+:/{0,2}|^//", "", address).partition("/")[0].partition(":")[0].lower()
    return any(
        host == own.lstrip(".") or (own.startswith(".") and host.endswith(own))
        for own in (each.lower() for each in settings.ALLOWED_HOSTS)
        if own != "*"
    )
