"""Words to a SearchQuery: prices, brands, colours and stock are read out of what a shopper typed, without a language model."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from shop.search.vocabulary import Vocabulary, fold, singular

LONGEST_WORDS = 400
Sort = Literal["relevance", "price", "-price", "rating", "newest"]
Price = Decimal | None


class SearchQuery(BaseModel):
    """What is asked of the shop. Constraints are kept by every result; `words` only rank and select."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: str = Field(default="", max_length=LONGEST_WORDS)
    category: str = Field(default="", description="The slug of a category; what lies below it counts too.")
    brands: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    price_min: Price = None
    price_max: Price = None
    rating_min: Price = None
    in_stock: bool = False
    sort: Sort = "relevance"
    page: int = Field(default=1, ge=1, le=10_000)
    page_size: int = Field(default=24, ge=1, le=100)
    literal: bool = Field(default=False, description="Take the words as words: read no constraint out of them.")
    without: tuple[int, ...] = Field(default=(), description="Product ids to leave out.")


@dataclass(frozen=True)
class Constraint:
    """One thing that was read: `changes` are the SearchQuery fields it sets, `phrase` the words it was read from."""

    field: str
    label: str
    phrase: str
    changes: dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """The words that are left for ranking, and the constraints."""

    words: str
    constraints: tuple[Constraint, ...] = ()


_MONEY = r"""(?:€|\$|£|eur|usd|gbp)?\s?
    (\d{1,6}(?:[.,]\d{1,2})?)
    \s?(?:€|\$|£|euros?|eur|dollars?|usd|bucks|pounds?|gbp)?
    (?![\w%]|[.,]\d)"""
_PRICED = r"(?:priced\s|costing\s|for\s)?"
_RANGE = re.compile(rf"\b{_PRICED}(?:between|from)\s+{_MONEY}\s*(?:and|to|-|–)\s*{_MONEY}", re.I | re.X)
_AT_MOST = re.compile(
    rf"""(?:\b{_PRICED}(?:under|below|less\sthan|lower\sthan|cheaper\sthan|up\sto|at\smost|no\smore\sthan|not\smore\sthan
    |max(?:imum)?(?:\sof)?|(?:my\s|a\s)?budget(?:\sof|\sis|:)?|within) | <=?) \s*{_MONEY}""",
    re.I | re.X,
)
_AT_LEAST = re.compile(
    rf"""(?:\b{_PRICED}(?:over|above|more\sthan|higher\sthan|at\sleast|no\sless\sthan|min(?:imum)?(?:\sof)?|starting\s(?:at|from)) | >=?)
    \s*{_MONEY}""",
    re.I | re.X,
)
_IN_STOCK = re.compile(r"\b(?:(?:only )?in[ -]stock|available now|that (?:is|are) available)\b", re.I)
_RATED = re.compile(
    r"\b(?:rated\s+)?(?:at least\s+|over\s+|above\s+)?([1-5](?:[.,]\d)?)\s*(?:\+|or more)?\s*stars?(?: (?:and|or) (?:up|more|better))?\b",
    re.I,
)
# A number before one of these is a size, not a price: "under 2 kg", "up to 40 l". But "under 50 in red" is a price.
_UNIT = re.compile(
    r"\s*-?(?:kg|g|grams?|l|lit(?:re|er)s?|ml|cm|mm|m|met(?:re|er)s?|inch(?:es)?|in(?=\s*(?:$|[,.;)]))|\"|hours?|h|w|watts?|lumens?|lm|gb|tb|mah|years?|months?|people|persons?|seats?|pieces?|°|stars?)(?!\w)",
    re.I,
)


def read(words: str, vocabulary: Vocabulary) -> Reading:
    """Read the constraints out of `words`. What is not understood stays, so nothing that was asked is lost."""
    text = " ".join(words.split())
    found: list[Constraint] = []
    for reader in (_read_prices, _read_rating, _read_stock):
        text = reader(text, found)
    _read_names(text, vocabulary, found)
    _read_category(_tidy(text), vocabulary, found)
    return Reading(words=_tidy(text), constraints=tuple(found))


def understood(query: SearchQuery, vocabulary: Vocabulary) -> tuple[SearchQuery, tuple[Constraint, ...]]:
    """The query with what its words ask for made explicit; a constraint that was given already only gets tighter."""
    if query.literal or not query.words:
        return query, ()
    reading = read(query.words, vocabulary)
    changes: dict[str, Any] = {"words": reading.words}
    for constraint in reading.constraints:
        for name, value in constraint.changes.items():
            changes[name] = _tighter(name, changes.get(name, getattr(query, name)), value)
    return query.model_copy(update=changes), reading.constraints


def without_phrase(words: str, phrase: str) -> str:
    """The words after a chip was taken off."""
    return _tidy(re.sub(re.escape(phrase), " ", words, count=1, flags=re.I))


def _tighter(name: str, given: Any, read: Any) -> Any:
    if not given:
        return read
    match name:
        case "price_max":
            return min(given, read)
        case "price_min" | "rating_min":
            return max(given, read)
        case "brands" | "colours":
            return tuple(value for value in given if value in read) or given
    return read


def _cut(text: str, pattern: re.Pattern[str], take: Callable[[re.Match[str]], Constraint | None], found: list[Constraint]) -> str:
    for match in pattern.finditer(text):
        if _UNIT.match(text, match.end()) or (constraint := take(match)) is None:
            continue
        found.append(constraint)
        return text[: match.start()] + " " + text[match.end() :]
    return text


def _read_prices(text: str, found: list[Constraint]) -> str:
    def between(match: re.Match[str]) -> Constraint | None:
        low, high = sorted((_money(match[1]), _money(match[2])))
        return Constraint("price", f"{low:f}–{high:f}", match[0].strip(), {"price_min": low, "price_max": high})

    def at_most(match: re.Match[str]) -> Constraint:
        return Constraint("price", f"under {_money(match[1]):f}", match[0].strip(), {"price_max": _money(match[1])})

    def at_least(match: re.Match[str]) -> Constraint:
        return Constraint("price", f"over {_money(match[1]):f}", match[0].strip(), {"price_min": _money(match[1])})

    after = _cut(text, _RANGE, between, found)
    return after if after != text else _cut(_cut(text, _AT_MOST, at_most, found), _AT_LEAST, at_least, found)


def _money(digits: str) -> Decimal:
    try:
        return Decimal(digits.replace(",", "."))
    except InvalidOperation:  # digits of another script pass \d
        return Decimal(0)


def _read_rating(text: str, found: list[Constraint]) -> str:
    def stars(match: re.Match[str]) -> Constraint:
        least = _money(match[1])
        return Constraint("rating", f"{least:f} stars and up", match[0].strip(), {"rating_min": least})

    return _cut(text, _RATED, stars, found)


def _read_stock(text: str, found: list[Constraint]) -> str:
    return _cut(text, _IN_STOCK, lambda match: Constraint("stock", "in stock", match[0], {"in_stock": True}), found)


def _read_names(text: str, vocabulary: Vocabulary, found: list[Constraint]) -> None:
    """Brands and colours as this shop writes them. They stay in the words as well: they still say what is meant."""
    brands: dict[str, str] = {}
    colours: dict[str, tuple[str, ...]] = {}
    taken: set[int] = set()
    for words, start, end in _spans(text):
        if not taken.isdisjoint(range(start, end)) or _is_negated(text, start):
            continue
        if brand := vocabulary.brands.get(words):
            brands[text[start:end]] = brand
        elif values := vocabulary.colours.get(words):
            colours[text[start:end]] = values
        else:
            continue
        taken.update(range(start, end))
    every_colour = tuple(dict.fromkeys(value for values in colours.values() for value in values))
    found += [Constraint("brand", brand, phrase, {"brands": tuple(brands.values())}) for phrase, brand in brands.items()]
    found += [Constraint("colour", phrase, phrase, {"colours": every_colour}) for phrase in colours]


def _read_category(text: str, vocabulary: Vocabulary, found: list[Constraint]) -> None:
    """A category only where nothing else is asked: "tents" is the category, "tent pegs" is a wish."""
    if category := vocabulary.categories.get(singular(fold(text))):
        found.append(Constraint("category", text, text, {"category": category}))


def _is_negated(text: str, start: int) -> bool:
    return bool(re.search(r"\b(?:not|no|without|except|non|but)[\s-]+(?:an?\s+|the\s+)?$", text[:start], re.I))


def _spans(text: str) -> Iterator[tuple[str, int, int]]:
    """(folded words, start, end) of every run of one to four words, the longest first."""
    words = list(re.finditer(r"[^\s,;!?()\"]+", text))
    for length in (4, 3, 2, 1):
        for first in range(len(words) - length + 1):
            start, end = words[first].start(), words[first + length - 1].end()
            yield fold(text[start:end]), start, end


def _tidy(text: str) -> str:
    return re.sub(r"\s+([,;.!?])", r"\1", " ".join(text.split())).strip(" ,;")
