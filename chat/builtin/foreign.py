"""Words of other languages than English: a table of words for each that the assistant reads
(`chat/builtin/input/`), and for all others enough to notice them, to keep the limits that they
state, and to look for what they wrap.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language, gettext_noop, override

from chat.builtin.bounds import bounded
from chat.builtin.words import tokens
from shop.search.vocabulary import fold
from site_config.stored_translation import of_catalogue

BEST = gettext_noop("I understand English best, so I may miss some of what you wrote.")
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
_OTHER = frozenset(
    (
        # German, French, Spanish, Italian, Dutch: function words and how people ask.
        "ich suche eine einen einem einer ein der die das den dem und oder fur mit ohne unter "
        "uber haben hast habt gibt sie bitte mochte "
        "brauche zeig zeige mir wo ist sind was welche nicht auch kein keine danke hallo "
        "je cherche un une des les le la du de pour avec sans sous avez vous moins voudrais veux "
        "est et ou quel quelle merci bonjour "
        "busco una unos unas el los las para con sin menos por quiero necesito tienen tiene hay y "
        "que gracias "
        "cerco uno il lo gli per senza meno vorrei voglio avete di che grazie "
        "ik zoek een het met zonder onder voor heb heeft wil graag en van"
    ).split()
)
# What sets a limit, in English: a price, a colour or a "not" is kept in any of these languages.
_LIMITS = {
    foreign: english
    for english, words in {
        "under": "unter/bis zu/weniger als/hochstens/maximal/moins de/sous/menos de/meno "
        "di/sotto/onder/minder dan",
        "over": "uber/mehr als/mindestens/plus de/mas de/piu di/boven",
        "between": "zwischen/entre/tussen",
        "and": "und/et/y/en",
        "without": "ohne/sans/sin/senza/zonder",
        "not": "nicht/kein/keine/keinen/pas/niet",
        "cheaper": "gunstiger/billiger/moins cher/mas barato/goedkoper",
        "red": "rot/rote/roten/roter/rotes/rouge/rojo/roja/rosso/rossa/rood/rode",
        "blue": "blau/blaue/blauen/blauer/blaues/bleu/bleue/azul/blu/blauw/blauwe",
        "black": "schwarz/schwarze/schwarzen/schwarzer/schwarzes"
        "/noir/noire/negro/negra/nero/nera/zwart/zwarte",
        "white": "weiss/weisse/weissen/blanc/blanche/blanco/blanca/bianco/bianca/wit/witte",
        "green": "grun/grune/grunen/gruner/grunes/vert/verte/verde/groen/groene",
        "grey": "grau/graue/grauen/gris/grise/grigio/grigia/grijs/grijze",
        "yellow": "gelb/gelbe/gelben/jaune/amarillo/amarilla/giallo/gialla/geel/gele",
        "for": "fur/pour/para/per/voor",
    }.items()
    for foreign in words.split("/")
}
_LIMIT = re.compile(rf"\b(?:{'|'.join(sorted(_LIMITS, key=len, reverse=True))})\b")


@dataclass(frozen=True)
class Heard:
    """What was said, in English: `is_strange` where that is more of a guess. `typed` has the
    visitor's own words by the English ones.
    """

    english: str
    language: str = "en"
    is_strange: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
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


def heard(said: str, page: str = "en") -> Heard:
    """`page` is the language that the visitor reads the shop in. In an English one, words that are
    plainly of another are that one's.
    """
    return _heard(
        bounded(said), page, tuple(code for code, _name in settings.LANGUAGES), of_catalogue()
    )


@lru_cache(maxsize=1024)
def _heard(said: str, page: str, spoken: Sequence[str], _catalogue: str) -> Heard:
    is_other = is_foreign(said)
    table = table_of(page)
    if table and _is_of(said, table):
        return _translated(said, page, table)
    for code in spoken if is_other and page == "en" else ():
        if (table := table_of(code)) and 2 * _known(said, table) >= len(tokens(said)):
            return _translated(said, code, table)
    return (
        Heard(bounded(_limits_in_english(said)), page, is_strange=True)
        if is_other
        else Heard(said, page)
    )


def said_back(words: str, *, as_typed: bool = True) -> str:
    """English words of a request in the visitor's language, as they wrote them, else as a table has
    them.
    """
    table = table_of(get_language() or "en")
    if table is None:
        return words
    typed = _typed.get() or {}
    back = {**table.back, **typed} if as_typed else {**typed, **table.back}
    return _replaced(words, lambda phrase, _written: back.get(" ".join(phrase)), _LONGEST_BACK)


def reads(language: str) -> bool:
    return language.startswith("en") or table_of(language) is not None


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


def is_foreign(said: str) -> bool:
    """More words of another language than of English; a single one says it where there is nothing
    else to tell.
    """
    words = tokens(said)
    other, english = sum(word in _OTHER for word in words), sum(word in _ENGLISH for word in words)
    return other > english and (other >= 2 or len(words) <= 3)


def _words(said: str) -> list[str]:
    return [match[0].casefold() for match in _WORD.finditer(said)]


def _known(said: str, table: Table) -> int:
    return sum(word in table.words for word in _words(said))


def _is_of(said: str, table: Table) -> bool:
    """Whether it has as many words of the table as of English; what could be either
    says nothing.
    """
    words = set(_words(said)) - _EITHER
    own = (words - _ENGLISH) & table.words or {word for word in words if _compound(word, table)}
    return bool(own) and len(own) >= len((words & _ENGLISH) - table.words)


def _translated(said: str, language: str, table: Table) -> Heard:
    typed: dict[str, str] = {}

    def put(phrase: tuple[str, ...], written: str) -> str | None:
        english = table.english.get(phrase)
        if english is None and len(phrase) == 1:
            english = _compound(phrase[0], table)
        if english or (english is None and len(phrase) == 1):
            typed[english or fold(written)] = written
        return english

    return Heard(bounded(_replaced(said, put, table.longest)), language, False, typed)


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


def _limits_in_english(said: str) -> str:
    """With what sets limits in English, where the rest is not."""
    folded = " ".join(fold(word) or word for word in re.findall(r"[\w'’€$£.,-]+|\S", said))
    return _LIMIT.sub(lambda match: _LIMITS[match[0]], folded)


def without_wrapping(words: str) -> str:
    """The words that may say what is wanted; all of them where none would be left."""
    return " ".join(word for word in words.split() if not set(tokens(word)) <= _OTHER) or words
