"""Tables of words of other languages than English (`chat/builtin/input/`), by which the assistant
reads a message word by word.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from shop.search.foreign.wording import empty_forms
from shop.search.vocabulary import fold
from site_config.stored_translation import of_catalogue

_TABLES = Path(__file__).parent / "input"
# Of an adjective, in a table's "rot~".
_ENDINGS = ("", "e", "en", "er", "es", "em")
_GOODS = "[goods]"
# Of words, said back.
_LONGEST_BACK = 3
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_ENGLISH = frozenset(
    "a an the i is are for with and of to do you have what which my me under it not that want "
    "need show".split()
)
# English words that are common in another language too, and mean something else there.
_EITHER = frozenset("hat die in an am man will was so also her".split())


@dataclass(frozen=True, eq=False)
class Table:
    """English by the folded words of a language, one or several; `back` the other way, as it is
    written.
    """

    english: Mapping[tuple[str, ...], str]
    back: Mapping[str, str]
    longest: int
    words: frozenset[str]
    """Every word of it, also where it is only read beside others."""


Words = dict[tuple[str, ...], str]


def table_of(language: str) -> Table | None:
    """None for English, and where nobody has written one."""
    return _table(language, of_catalogue())


@lru_cache(maxsize=16)
def _table(language: str, catalogue: str) -> Table | None:
    """Goods are only looked for in English where the catalogue is."""
    path = _TABLES / f"{language.partition('-')[0]}.txt"
    if not path.exists():
        return None
    plain, inflected, back = Words(), Words(), dict[str, str]()
    for english, form in _forms(path, with_goods=catalogue == "en"):
        bare = form.removesuffix("~")
        back.setdefault(english, bare)
        plain.setdefault(_key(bare), english)
        for ending in _ENDINGS if form.endswith("~") else ():
            inflected.setdefault(_key(bare + ending), english)
    for empty in empty_forms(language.partition("-")[0]):
        plain.setdefault(empty, "")
    known = _spelt_without_marks(inflected | plain)
    every = frozenset(word for key in known for word in key)
    said_back = {english: form for english, form in back.items() if english}
    return Table(known, said_back, max(map(len, known)), every)


def _spelt_without_marks(known: Words) -> Words:
    """As well as they are spelt without the letters of this language."""
    for spelt in (_spelt_out, _without_marks):
        known = {spelt(key): english for key, english in known.items()} | known
    return known


def _forms(path: Path, *, with_goods: bool) -> Iterator[tuple[str, str]]:
    """(English, a form of it) of each line of a table."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line == _GOODS and not with_goods:
            return
        english, colon, forms = line.partition(":")
        if colon and not line.startswith("#"):
            yield from ((english, form.strip()) for form in forms.split(","))


def _key(form: str) -> tuple[str, ...]:
    return tuple(form.casefold().replace("-", " ").split())


def _spelt_out(key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.translate(_DIGRAPHS) for word in key)


def _without_marks(key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(word) or word for word in key)


def _words(said: str) -> list[str]:
    return [match[0].casefold() for match in _WORD.finditer(said)]


def known(said: str, table: Table) -> int:
    return sum(word in table.words for word in _words(said))


def is_of(said: str, table: Table) -> bool:
    """Whether it has as many words of the table as of English; what could be either
    says nothing.
    """
    words = set(_words(said)) - _EITHER
    own = (words - _ENGLISH) & table.words or {word for word in words if _compound(word, table)}
    return bool(own) and len(own) >= len((words & _ENGLISH) - table.words)


def has_english(said: str) -> bool:
    """Whether a word of it is plainly English."""
    return bool((set(_words(said)) - _EITHER) & _ENGLISH)


def english_by(table: Table, said: str) -> tuple[str, dict[str, str]]:
    """(the message as far as the table goes, the visitor's words by the English ones)."""
    typed: dict[str, str] = {}

    def put(phrase: tuple[str, ...], written: str) -> str | None:
        english = table.english.get(phrase)
        if english is None and len(phrase) == 1:
            english = _compound(phrase[0], table)
        if english or (english is None and len(phrase) == 1):
            typed[english or fold(written)] = written
        return english

    return _replaced(said, put, table.longest), typed


def of_shop(text: str) -> str:
    """A name or a value of an attribute in English, as far as the table of the catalogue's language
    goes; as it is where there is none.
    """
    table = table_of(of_catalogue())
    return _of_shop(text, table) if table else text


@lru_cache(maxsize=8192)
def _of_shop(text: str, table: Table) -> str:
    return english_by(table, text)[0]


def said_by(table: Table, words: str, typed: Mapping[str, str]) -> str:
    """English words in the language of the table; first as they were typed."""
    back = {**table.back, **typed}
    return _replaced(words, lambda phrase, _written: back.get(" ".join(phrase)), _LONGEST_BACK)


def _compound(word: str, table: Table) -> str | None:
    """ "Regenjacke" is a rain jacket: two words of the table, with or without an s or an n between
    them.
    """
    for at in range(3, len(word) - 2):
        if (last := table.english.get((word[at:],))) and len(word) - at > 3:
            for first in (word[:at], word[: at - 1] if word[at - 1] in "sn" else ""):
                if before := table.english.get((first,)):
                    return f"{before} {last}"
    return None


def _replaced(text: str, put: Callable[[tuple[str, ...], str], str | None], longest: int) -> str:
    """Each run of words that `put` knows, the longest first; what stands between two words of one
    is no more than a blank or a hyphen.
    """
    words = list(_WORD.finditer(text))
    folded = [match[0].casefold() for match in words]
    made, done, at = "", 0, 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + length - 1].end()
            is_run = all(
                text[one.end() : other.start()] in " -"
                for one, other in pairwise(words[at : at + length])
            )
            english = put(tuple(folded[at : at + length]), text[start:end]) if is_run else None
            if english is not None:
                made, done = f"{made}{text[done:start]}{english}", end
                at += length
                break
        else:
            at += 1
    return " ".join((made + text[done:]).split())
