"""How languages say what the readers know in English: a small file a language in `wordings`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from django.utils.formats import get_format

from shop.search.folding import fold

FOLDER = Path(__file__).parent / "wordings"
Place = Literal["words", "amounts", "after", "behind", "skip"]
PLACES: tuple[Place, ...] = ("words", "amounts", "after", "behind", "skip")
# Languages of one script alone are known by their letters.
SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u3400-\u9fff]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
}
# Written without blanks between words.
UNSPACED = ("ja", "zh", "th")


@dataclass(frozen=True)
class Way:
    """One way to say `english`. `place`: anywhere ("words"), before a number ("amounts"), behind
    one ("after"), behind the word that it is about ("behind"), or of no meaning ("skip").
    """

    english: str
    place: Place


@dataclass(frozen=True)
class Wording:
    code: str
    ways: Mapping[tuple[str, ...], tuple[Way, ...]]
    """By the folded words of the phrase."""
    numbers: Mapping[str, int]
    """Signs behind a number that multiply it."""
    decimal: str
    group: str

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.ways))

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of its phrases."""
        return frozenset(word for form in self.ways for word in form)

    def plain_number(self, digits: str) -> str:
        """ "1.299,95" as "1299.95"."""
        bare = re.sub(r"[\s\u00a0\u202f'’]", "", digits)
        if self.group.strip() and re.fullmatch(
            rf"\d{{1,3}}(?:{re.escape(self.group)}\d{{3}})+(?:{re.escape(self.decimal)}\d+)?", bare
        ):
            bare = bare.replace(self.group, "")
        return bare.replace(self.decimal, ".") if self.decimal != "." else bare


@lru_cache(maxsize=1)
def wordings() -> dict[str, Wording]:
    """By the code of the language."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml"))}


def _read(path: Path) -> Wording:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    ways: dict[tuple[str, ...], list[Way]] = {}
    for place in PLACES:
        for english, phrases in data.get(place, {}).items():
            way = Way("" if place == "skip" else english, place)
            for phrase in phrases:
                for form in dict.fromkeys((key(phrase), fold_key(phrase))):
                    held = ways.setdefault(form, [])
                    if way not in held:
                        held.append(way)
    return Wording(
        path.stem,
        {form: tuple(held) for form, held in ways.items()},
        data.get("numbers", {}),
        str(get_format("DECIMAL_SEPARATOR", path.stem, use_l10n=True)),
        str(get_format("THOUSAND_SEPARATOR", path.stem, use_l10n=True)),
    )


def empty_forms(code: str) -> list[tuple[str, ...]]:
    """The words and phrases of a language that mean nothing by themselves."""
    wording = wordings().get(code)
    ways = wording.ways if wording else {}
    return [form for form, held in ways.items() if any(way.place == "skip" for way in held)]


WORD = re.compile(r"[^\W\d_]+['’](?=[^\W\d_])|(?:[^\W\d_]|[\u0300-\u036f\u0e31-\u0e4e])+")


def key(phrase: str) -> tuple[str, ...]:
    return tuple(word.casefold().replace("’", "'") for word in WORD.findall(phrase))


def fold_key(phrase: str) -> tuple[str, ...]:
    """As who types no accents writes it; short words would become others ("à", "a")."""
    return tuple(
        (fold(word) or word) if len(word) > 3 and "'" not in word else word for word in key(phrase)
    )
