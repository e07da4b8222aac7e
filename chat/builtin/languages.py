"""Messages in other languages than English, put into English: by a table of words where there is
one, else what is wanted by the shop's own words and its limits, and all else by the English
sentence that is nearest in meaning.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import get_language, gettext_noop, override

from chat.builtin.bounds import bounded
from chat.builtin.catalogue import grounded, is_named, things
from chat.builtin.function_words import mapping
from chat.builtin.intents import ACTS, FIND, GOODS, examples
from chat.builtin.qualities import by_word, comparatives, plain_adjectives
from chat.builtin.shop_cache import kept_with_shop
from chat.builtin.word_tables import (
    Table,
    english_by,
    has_english,
    is_of,
    known,
    said_by,
    table_of,
)
from chat.builtin.words import EMPTY, tokens
from shop.search import dictionary, embedding, multilingual
from shop.search.foreign import Translation, translated
from shop.search.foreign.catalogue import catalogue
from shop.search.foreign.detection import detected
from shop.search.foreign.tokens import is_unspaced, normalised
from shop.search.foreign.tokens import tokens as parts_of
from shop.search.query import read
from shop.search.vocabulary import BASIC, Vocabulary, fold, vocabulary
from site_config.array_files import computed_once
from site_config.stored_translation import of_catalogue

BEST = gettext_noop("I understand English best, so I may miss some of what you wrote.")
log = logging.getLogger("aisle.chat")

# How near a sentence has to be to say the same, and one that only has to say what is asked of
# goods that the message names. How near a single word has to be to mean the same.
SAME, ALIKE, WORD = 0.62, 0.5, 0.74
# What stands for goods in the examples of acts.
_GOODS = frozenset(("thing", "things"))
# These acts are asked of something that is named beside them.
_QUESTIONS = {"detail": "is it", "rank": "which is"}

# What a thing that is named may have suffered.
_WRONG = ("complaint", "warranty")

# The code of a language that no words tell, and how many words may be in one.
UNKNOWN, LONGEST_SAME = "?", 8
# Before a name, what the table takes for "it" is its article.
_IT = re.compile(r"\b(?P<verb>is|does|has|can) it(?P<fit> fit| have)? (?P<next>[^\W\d_]+)", re.I)
# Nobody else writes these.
_SPANISH = frozenset("¿¡")

Numbers = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Heard:
    """What was said, in English, and the language to answer in: `is_strange` where that is not the
    visitor's. `typed` has their own words by the English ones, and `original` is the message where
    some of what is wanted has no English word.
    """

    english: str
    language: str = "en"
    is_strange: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    original: str = ""


@dataclass(frozen=True)
class Near:
    """The nearest example: its intent or act, and how near it is."""

    name: str
    text: str
    score: float


_typed: ContextVar[Mapping[str, str] | None] = ContextVar("typed", default=None)


@contextmanager
def speaking(language: str, typed: Mapping[str, str]) -> Iterator[None]:
    """What is said meanwhile is said in this language, and in the visitor's own words where it says
    theirs again.
    """
    token = _typed.set(typed)
    try:
        with override(language):
            yield
    finally:
        _typed.reset(token)


def said_back(words: str, *, as_typed: bool = True) -> str:
    """English words of a request in the visitor's language, as they wrote them, else as a table has
    them.
    """
    typed = _typed.get() or {}
    if table := table_of(get_language() or "en"):
        return said_by(table, words, typed if as_typed else {**typed, **table.back})
    for english in sorted(typed, key=len, reverse=True):
        if f" {english} " in f" {words} ":
            words = f" {words} ".replace(f" {english} ", f" {typed[english]} ").strip()
    return words


def reads(language: str) -> bool:
    return language.startswith("en") or table_of(language) is not None


def heard(said: str, page: str = "en", before: str = "") -> Heard:
    """`page` is the language that the visitor reads the shop in, and `before` that of the message
    before.
    """
    said = bounded(said)
    return _heard(said, _goes_on_in(said, page, before), vocabulary())


def _goes_on_in(said: str, page: str, before: str) -> str:
    """A talk stays in its language until a message is plainly in that of the page."""
    table = table_of(before) if before and before != page else None
    is_other = table is None or not (is_of(said, table) or _is_of_no_language(said))
    return page if is_other else before


@kept_with_shop
def _heard(said: str, page: str, shop: Vocabulary) -> Heard:
    if table := _table_for(said, page):
        english, typed = english_by(table[1], said)
        english = _with_qualities(_with_goods(english, said, shop), shop)
        english = bounded(_of_named(english, shop))
        return Heard(english, table[0], False, typed, _unless_english(english, said, shop))
    translation = translated(said, shop)
    code = _language(said, translation)
    if not code and not _says_same(said):
        return Heard(said, page)
    answered = code if code in dict(settings.LANGUAGES) else page
    code = code or UNKNOWN
    typed = _typed_words(translation)
    return Heard(_in_english(translation, shop), answered, answered != code, typed, said)


def _unless_english(english: str, said: str, shop: Vocabulary) -> str:
    """The message as it was written, where words of it stay as they were."""
    here = {*tokens(said)} - shop.brands.keys()
    return said if any(word in here and _is_foreign(word, shop) for word in tokens(english)) else ""


def _is_foreign(word: str, shop: Vocabulary) -> bool:
    """Whether it is neither English nor in a name of the shop: "in" is both languages'."""
    is_english = word in EMPTY or dictionary.is_english(word)
    return word.isalpha() and len(word) > 1 and not is_english and not is_named(word, shop)


def _table_for(said: str, page: str) -> tuple[str, Table] | None:
    """That of the page, or of the language that the message is plainly in."""
    if (table := table_of(page)) and is_of(said, table):
        return page, table
    for code, _name in settings.LANGUAGES if page == "en" else ():
        table = table_of(code)
        if table and _code_of(said) == code and _is_mostly(said, code, table):
            return code, table
    return None


def _is_of_no_language(said: str) -> bool:
    """Whether no word of it is English: a name, a code."""
    return not has_english(said) and not any(map(dictionary.is_english, tokens(said)))


def _is_mostly(said: str, code: str, table: Table) -> bool:
    """Whether the table knows half of the words, or a catalogue of this language the rest."""
    words = tokens(said)
    shops = catalogue(vocabulary()).known(words) if of_catalogue() == code else set()
    return 2 * (known(said, table) + len(shops)) >= len(words)


def _with_goods(english: str, said: str, shop: Vocabulary) -> str:
    """With the shop's own words for what the table does not know."""
    if all(embedding.is_word(word) or is_named(word, shop) for word in tokens(english)):
        return english
    text = normalised(said)
    for piece in translated(said, shop).pieces:
        written = text[piece.start : piece.end]
        if piece.is_thing and f" {written} " in f" {english} ".replace("?", " "):
            english = english.replace(written, piece.english, 1)
    return english


def _with_qualities(english: str, shop: Vocabulary) -> str:
    """With the assistant's words for what neither the table nor the shop knows: "laut"."""
    said = english.split()
    return " ".join(_quality(word, shop) or word for word in said)


def _quality(word: str, shop: Vocabulary) -> str:
    bare = fold(word)
    is_known = embedding.is_word(bare) or is_named(bare, shop) or not bare.isalpha()
    same = "" if is_known or grounded(bare, shop) else _word(bare)
    return word.replace(word.strip(".,;:?!"), same) if same else ""


def _of_named(english: str, shop: Vocabulary) -> str:
    """ "Is the Skarv" of "ist die Skarv", which by itself says "is it"."""

    def put(match: re.Match[str]) -> str:
        is_name = is_named(fold(match["next"]), shop) and not embedding.is_word(match["next"])
        return f"{match['verb']}{match['fit'] or ''} the {match['next']}" if is_name else match[0]

    return _IT.sub(put, english)


def _code_of(said: str) -> str:
    if _SPANISH & set(said):
        return "es"
    text = normalised(said)
    wording = detected(text, parts_of(text, is_unspaced=is_unspaced(text)), set())
    return wording.code if wording else ""


def _language(said: str, translation: Translation) -> str:
    """The code of another language than English; empty for English."""
    return _code_of(said) if translation.is_certain or _is_message(said) else ""


def _is_message(said: str) -> bool:
    """Whether it says what an example says: "puis-je retourner un article ?", "¿cuánto cuesta?"."""
    near = max(_nearest(said, "").score, _nearest_act(said).score)
    return bool(_code_of(said)) and near >= SAME


def _says_same(said: str) -> bool:
    """Whether words of no known language, and hardly one of them English, ask what an example
    asks.
    """
    words = tokens(said)
    english = sum(embedding.is_word(word) for word in words)
    is_strange = 1 < len(words) <= LONGEST_SAME and 2 * english < len(words)
    return is_strange and _nearest_act(said).score >= SAME


def _typed_words(translation: Translation) -> dict[str, str]:
    text = normalised(translation.words)
    return {
        piece.english: text[piece.start : piece.end]
        for piece in translation.pieces
        if piece.english and not piece.is_as_written(text)
    }


def _in_english(translation: Translation, shop: Vocabulary) -> str:
    """The nearest sentence where it says all, else the words, with how they are asked."""
    words = _worded(translation)
    limits = {each.field for each in read(translation.text, shop).constraints} - {"cheap"}
    if limits <= {"brand"} and (wrong := _what_went_wrong(translation, shop)):
        return wrong
    if limits:
        return words
    message, act = _nearest(translation.words, ""), _nearest_act(translation.words)
    if message.score >= max(SAME, act.score):
        return message.text
    if act.score >= SAME and not things(translation.text, shop):
        return act.text
    if act.name in _QUESTIONS and act.score >= ALIKE:
        return f"{_QUESTIONS[act.name]} {words.strip(' ?')}?"
    return words


def _what_went_wrong(translation: Translation, shop: Vocabulary) -> str:
    """The sentence that says the same of a thing that is named: "le Skarv est arrivé cassé". Empty
    where nothing is named, or nothing wrong.
    """
    said = translation.words.split()
    left = [word for word in said if not is_named(fold(word), shop)]
    near = _nearest(" ".join(left), "") if 1 < len(left) < len(said) else None
    return near.text if near and near.name in _WRONG and near.score >= ALIKE else ""


def _worded(translation: Translation) -> str:
    """With words that no table has as those of the assistant that mean the same: "schwer"."""
    text = normalised(translation.words)
    words = translation.text
    for piece in translation.pieces:
        written = text[piece.start : piece.end]
        if piece.is_as_written(text) and written.isalpha() and (english := _word(fold(written))):
            words = words.replace(written, english, 1)
    return " ".join(words.split())


@lru_cache(maxsize=2048)
def _word(written: str) -> str:
    """The assistant's word for it; empty where none is near."""
    names, vectors = _bank("words", _own_words())
    score, at = _best(written, vectors)
    return names[at] if score >= WORD else ""


@cache
def _own_words() -> tuple[tuple[str, str], ...]:
    known = {*mapping("pointing", "ordinals"), *comparatives(), *plain_adjectives(), *by_word()}
    return tuple((word, word) for word in sorted(known | BASIC) if word.isalpha())


def _nearest(said: str, table: str) -> Near:
    names, vectors = _bank(table or "messages", _sentences(table))
    score, at = _best(said, vectors)
    return Near(names[at], _sentences(table)[at][1], score)


def _nearest_act(said: str) -> Near:
    return max(_nearest(said, ACTS), _nearest(said, "asked"), key=lambda each: each.score)


@cache
def _sentences(table: str) -> tuple[tuple[str, str], ...]:
    """(name, sentence) of the examples that say all that they mean."""
    return tuple(
        (name, text)
        for name, texts in examples(table).items()
        for text in texts
        if name not in (GOODS, FIND) and text and not _GOODS & set(tokens(text))
    )


@cache
def _bank(name: str, sentences: Sequence[tuple[str, str]]) -> tuple[list[str], Numbers]:
    """The names, and the vector of each sentence."""
    texts = [text for _name, text in sentences]

    def embed() -> dict[str, Numbers]:
        return {"vectors": multilingual.vectors(texts)}

    kept = computed_once(f"languages-{name}", repr((multilingual.MODEL, texts)), embed)
    return [each for each, _text in sentences], kept["vectors"]


def _best(said: str, vectors: Numbers) -> tuple[float, int]:
    """(how near, where) the nearest is."""
    scores = vectors @ np.array(multilingual.vector(said), dtype=np.float32)
    at = int(np.argmax(scores))
    return float(scores[at]), at
