"""Descriptions that are HTML: as clean text, and as markup that is safe to show."""

import re
from functools import lru_cache
from html import unescape

import nh3
from lxml import html
from lxml.etree import LxmlError

TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
ESCAPED = re.compile(r"&lt;(?:/[a-z][a-z0-9]{0,9}|br ?/?|p|ul|ol|h[1-6]|div)&gt;", re.I)
# Blocks that are not shown as such part paragraphs all the same.
PARTS = re.compile(
    r"(</?)(?:address|article|aside|details|div|figcaption|figure|footer|form|header|main|section)"
    r"\b",
    re.I,
)
EMPTY = re.compile(r"<p>\s*</p>")
HEADING = re.compile(r"(</?)h[1-6]\b", re.I)
# What parses as HTML deeper than this is no description.
LONGEST = 200_000
BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li "
    "main ol p pre section table tbody td th thead tr ul".split()
)
UNREAD = frozenset(("script", "style", "template", "noscript", "iframe", "object", "svg", "head"))
SHOWN = frozenset(
    "b blockquote br dd dl dt em h3 hr i li ol p s strong sub sup table tbody td th thead tr u "
    "ul".split()
)


def is_html(text: str) -> bool:
    return bool(TAG.search(text))


def unescaped(text: str) -> str:
    """Returns the HTML of a text whose tags were escaped, "&lt;p&gt;Oak&lt;/p&gt;"."""
    return unescape(text) if ESCAPED.search(text) and not is_html(text) else text


def plain_text(text: str) -> str:
    """Returns the text without markup and entities; a block of HTML becomes a line of its own."""
    if is_html(text):
        text = _text_of_html(text[:LONGEST])
    elif ENTITY.search(text):
        text = unescape(text)
    # Feeds that were escaped twice still hold entities.
    if ENTITY.search(text):
        text = unescape(text)
    return _tidy(text)


def one_line(text: str) -> str:
    """Returns the plain text with single blanks, as a name or a value is written."""
    return " ".join((plain_text(text) if "<" in text or "&" in text else text).split())


# A description is asked for twice: for its text, and as it is shown.
@lru_cache(maxsize=8)
def safe_markup(text: str) -> str:
    """Returns sanitised markup, "" for plain text: no links, pictures, styles or attributes, and
    every heading of the same level.
    """
    if not is_html(text):
        return ""
    clean = nh3.clean(
        PARTS.sub(r"\1p", HEADING.sub(r"\1h3", text[:LONGEST])),
        tags=set(SHOWN),
        attributes={},
        clean_content_tags=set(UNREAD) - {"head"},
    )
    clean = EMPTY.sub("", clean).strip()
    # Of links and spans alone nothing is left that the plain text does not say.
    return clean if is_html(clean) else ""


def _text_of_html(text: str) -> str:
    try:
        root = html.fragment_fromstring(text.replace("\0", ""), create_parent="div")
    except (LxmlError, ValueError, RecursionError):
        return unescape(TAG.sub(" ", text))
    parts: list[str] = []
    _collect(root, parts)
    return "".join(parts)


def _collect(root: html.HtmlElement, parts: list[str]) -> None:
    """Appends the text below an element. A stack instead of recursion: feeds nest without bound."""
    stack: list[html.HtmlElement | str] = [root]
    while stack:
        each = stack.pop()
        if isinstance(each, str):
            parts.append(each)
            continue
        is_read = isinstance(each.tag, str) and each.tag not in UNREAD
        around = "\n" if each.tag in BLOCKS else ""
        if each is not root and each.tail:
            stack.append(re.sub(r"\s+", " ", each.tail))
        if not is_read:
            continue
        stack.append(around)
        stack.extend(reversed(each))
        stack.append(around + re.sub(r"\s+", " ", each.text or ""))


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in re.split(r"\r\n|\r|\n", text))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
