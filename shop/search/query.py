"""Words to a SearchQuery: prices, brands, colours and stock are read out of what a shopper typed, without a language model."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from shop.search.vocabulary import Vocabulary, fold, singular
from shop.wire import Weights

LONGEST_WORDS = 400
Sort = Literal["relevance", "price", "-price", "rating", "newest"]
Mode = Literal["hybrid", "text", "vector"]
Price = Decimal | None


class SearchQuery(BaseModel):
    """What is asked of the shop. Constraints are kept by every result; `words` only rank and select."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: str = Field(default="", max_length=LONGEST_WORDS)
    category: str = Field(default="", description="The slug of a category; what lies below it counts too.")
    brands: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    not_brands: tuple[str, ...] = ()
    not_colours: tuple[str, ...] = ()
    attributes: dict[str, tuple[str, ...]] = Field(default={}, description="For each attribute, the values of which a product has one.")
    not_attributes: dict[str, tuple[str, ...]] = Field(
        default={}, description="For each attribute, the values that a product may not have."
    )
    ranges: dict[str, tuple[Price, Price]] = Field(default={}, description="For each attribute that is a number, the least and the most.")
    not_words: tuple[str, ...] = Field(default=(), description="What a product may not say in its name, category or attributes.")
    price_min: Price = None
    price_max: Price = None
    rating_min: Price = None
    in_stock: bool = False
    cheap: bool = Field(default=False, description="The lower third of the prices of what is found.")
    sort: Sort = "relevance"
    page: int = Field(default=1, ge=1, le=10_000)
    page_size: int = Field(default=24, ge=1, le=100)
    literal: bool = Field(default=False, description="Take the words as words: read no constraint out of them, correct no spelling.")
    mode: Mode = Field(default="hybrid", description="By words and meaning, by words alone, or by meaning alone.")
    weights: Weights | None = Field(default=None, description="How much words and meaning count; the settings say it where it is left out.")
    without: tuple[int, ...] = Field(default=(), description="Product ids to leave out.")

    @field_validator("words", "category", "brands", "colours", "not_brands", "not_colours", "not_words", mode="before")
    @classmethod
    def storable(cls, value: Any) -> Any:
        """PostgreSQL takes no NUL, and no text of the shop holds one."""
        if isinstance(value, str):
            return value.replace("\0", "").strip()
        return tuple(cls.storable(each) for each in value) if isinstance(value, (list, tuple)) else value


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


# A number before one of these is a size, not a price: "under 2 kg", "up to 40 l". But "under 50 in red" is a price.
_UNIT = re.compile(
    r"\s*-?(?:kg|g|grams?|l|lit(?:re|er)s?|ml|cm|mm|m|met(?:re|er)s?|inch(?:es)?|in(?=\s*(?:$|[,.;)]))|\"|hours?|h|w|watts?|lumens?|lm|gb|tb|mah|years?|months?|people|persons?|seats?|pieces?|°|stars?)(?!\w)",
    re.I,
)
# Thousands in groups of exactly three digits: "1,299", "1.500", "1 000"; but "under 20 500 ml" is 20 and a size.
_THOUSANDS = r"\d{1,3}(?:[.,\s]\d{3}){1,3}(?!\d)"
_MONEY = rf"""(?:€|\$|£|eur|usd|gbp)?\s?
    ({_THOUSANDS}(?:[.,]\d{{1,2}})?(?!{_UNIT.pattern})|\d{{1,6}}(?:[.,]\d{{1,2}})?)
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
# "Not red", "but not from Kesselby", "anything but black": what stands in front of a name that is not wanted.
_LINKS = r"(?:in|from|by|of|made\s+by|an?|the|any|anything|something|for)"
_NOT = re.compile(
    rf"""(?:,\s*)?\b(?:but\s+|and\s+|(?:that|which)(?:\s+(?:is|are)|['’]s)\s+)?(?:(?:in|from|by|of)\s+)?
    (?:not(?:\s+want)?|no|non|never|neither|nor|without|except(?:ing)?|excluding|avoid|other\s+than|apart\s+from|(?:anything|everything|any|all)\s+but
    |(?:isn|aren|don)['’]?t(?:\s+want)?) (?:\s+{_LINKS})* [\s-]+(?:{_LINKS}\s+)*$""",
    re.I | re.X,
)
# What carries a "not" on to the next name: "not red or black".
_OR = re.compile(rf"\s*(?:,\s*)?(?:or|nor|and|/)\s+(?:{_LINKS}\s+)*", re.I)


def read(words: str, vocabulary: Vocabulary) -> Reading:
    """Read the constraints out of `words`. What is not understood stays, so nothing that was asked is lost."""
    text = " ".join(words.split())
    found: list[Constraint] = []
    for reader in (_read_prices, _read_rating, _read_stock):
        text = reader(text, found)
    text = _read_names(text, vocabulary, found)
    _read_category(_tidy(text), vocabulary, found)
    return Reading(words=_tidy(text), constraints=tuple(found))


def understood(query: SearchQuery, vocabulary: Vocabulary) -> tuple[SearchQuery, tuple[Constraint, ...]]:
    """The query with what its words ask for made explicit; a constraint that was given already only gets tighter.

    What was read against a given constraint is not among the constraints that come back: the results do not keep it."""
    if query.literal or not query.words:
        return query, ()
    reading = read(query.words, vocabulary)
    asked: dict[str, Any] = {}
    for constraint in reading.constraints:
        for name, value in constraint.changes.items():
            asked[name] = tuple(dict.fromkeys((*asked.get(name, ()), *value))) if isinstance(value, tuple) else value
    changes = {name: _tighter(name, getattr(query, name), value) for name, value in asked.items()}
    kept = tuple(each for each in reading.constraints if all(_is_kept(name, changes[name], value) for name, value in each.changes.items()))
    return query.model_copy(update=changes | {"words": reading.words}), kept


def without_phrase(words: str, phrase: str) -> str:
    """The words after a chip was taken off; what was read from between the words of its phrase stays."""
    parts = re.findall(r"[^\s,;]+", phrase)
    if not parts:
        return words
    left, times = re.subn(_whole(r"[\s,;]+".join(map(re.escape, parts)), phrase), " ", words, flags=re.I)
    if times:
        return _tidy(left)
    left, done = "", 0
    for part in parts:
        if not (match := re.compile(_whole(re.escape(part), part), re.I).search(words, done)):
            return words
        left, done = f"{left}{words[done : match.start()]} ", match.end()
    return _tidy(left + words[done:])


def _whole(pattern: str, text: str) -> str:
    """The pattern of a text, not inside of a longer word; a sign such as "<" or "€" begins and ends by itself."""
    return (r"(?<!\w)" if re.match(r"\w", text) else "") + pattern + (r"(?!\w)" if re.search(r"\w$", text) else "")


def _tighter(name: str, given: Any, read: Any) -> Any:
    if given is None or given is False or (isinstance(given, (str, tuple)) and not given):  # but a price of 0 is a price
        return read
    match name:
        case "price_max" | "price_min" | "rating_min":
            return min(given, read) if name == "price_max" else max(given, read)
        case "brands" | "colours":
            return tuple(value for value in given if value in read) or given
        case "not_brands" | "not_colours":
            return tuple(dict.fromkeys((*given, *read)))
        case "category":
            return read if read.startswith(f"{given}/") else given
    return read


def _is_kept(name: str, final: Any, read: Any) -> bool:
    match name:
        case "brands" | "colours":
            return any(value in final for value in read)
        case "category":
            return bool(final == read or final.startswith(f"{read}/"))
    return True


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
    if grouped := re.match(_THOUSANDS, digits):
        digits = re.sub(r"[.,\s]", "", grouped[0]) + digits[grouped.end() :]
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


def _read_names(text: str, vocabulary: Vocabulary, found: list[Constraint]) -> str:
    """Brands and colours as this shop writes them. What is wanted stays in the words as well, since it still says what is meant;
    what is not wanted leaves them."""
    seen: set[str] = set()
    left, done, begin, negated = "", 0, 0, False
    for start, end, field, values in _names(text, vocabulary):
        words = text[start:end]
        if negated and _OR.fullmatch(text, done, start):
            # One constraint for "not red or black": without its "not", the rest would be a wish.
            changes = found[-1].changes
            changes[f"not_{field}s"] = (*changes.get(f"not_{field}s", ()), *values)
            found[-1] = Constraint(found[-1].field, f"{found[-1].label} or {words}", text[begin:end].strip(" ,"), changes)
            done = end
            continue
        before = _NOT.search(text, done, start)
        begin, negated = before.start() if before else start, before is not None
        if negated:
            found.append(Constraint(f"not_{field}", f"not {words}", text[begin:end].strip(" ,"), {f"not_{field}s": values}))
        elif fold(words) not in seen:
            seen.add(fold(words))
            found.append(Constraint(field, values[0] if field == "brand" else words, words, {f"{field}s": values}))
        left += text[done:begin] + (" " if negated else words)
        done = end
    return left + text[done:]


def _names(text: str, vocabulary: Vocabulary) -> list[tuple[int, int, str, tuple[str, ...]]]:
    """(start, end, field, values) of every brand and colour, in the order of the text; the longest name wins."""
    names: list[tuple[int, int, str, tuple[str, ...]]] = []
    taken: set[int] = set()
    for words, start, end in _spans(text):
        if not taken.isdisjoint(range(start, end)):
            continue
        if brand := vocabulary.brands.get(words):
            names.append((start, end, "brand", (brand,)))
        elif values := vocabulary.colours.get(words):
            names.append((start, end, "colour", values))
        else:
            continue
        taken.update(range(start, end))
    return sorted(names)


def _read_category(text: str, vocabulary: Vocabulary, found: list[Constraint]) -> None:
    """A category only where nothing else is asked: "tents" is the category, "tent pegs" is a wish."""
    if category := vocabulary.categories.get(singular(fold(text))):
        found.append(Constraint("category", text, text, {"category": category}))


def _spans(text: str) -> Iterator[tuple[str, int, int]]:
    """(folded words, start, end) of every run of one to four words, the longest first."""
    words = list(re.finditer(r"[^\s,;!?()\"]+", text))
    for length in (4, 3, 2, 1):
        for first in range(len(words) - length + 1):
            start, end = words[first].start(), words[first + length - 1].end()
            yield fold(text[start:end]), start, end


def _tidy(text: str) -> str:
    return re.sub(r"\s+([,;.!?])", r"\1", " ".join(text.split())).strip(" ,;")
