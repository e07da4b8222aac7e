"""Amounts that a wish sets: "at least 30 hours of battery", "under 2 kg"; judged by what a product states."""

import re
from dataclasses import dataclass

from chat.offline.aspects import number_of
from chat.offline.sayings import saying, value_words
from chat.tools import ProductFacts

_OF = r"battery(?: life)?|runtime|play ?time|ram|memory|storage|ssd|weight|volume|capacity|power|screen|water column"
_LIMIT = re.compile(
    rf"(?:\b(?:with|and|that (?:has|have|lasts?|weighs?|holds?|runs?)|which (?:has|have|lasts?)|lasting|weighing|holding)\s+)?(?:an?\s+)?"
    rf"(?:\b(?:{_OF})(?:\s+(?:of|over|lasting|for))?\s+)?"
    r"(?:\b(?P<low>at least|more than|longer than|over|above|min(?:imum)?(?: of)?|no less than)\s+"
    r"|\b(?P<high>at most|less than|lighter than|smaller than|under|below|up to|max(?:imum)?(?: of)?|no more than)\s+)?"
    r"(?P<number>\d{1,6}(?:[.,]\d{1,2})?)\s?(?P<plus>\+|or more )?[\s-]?"
    r"(?P<unit>hours?|hrs?|h|kg|kilos?|g|grams?|l|lit(?:re|er)s?|ml|gb|w|watts?|lumens?|lm|inch(?:es)?|hz)\b(?P<more> (?:or|and) more\b)?"
    rf"(?:\s+(?:of\s+)?(?:{_OF})\b)?",
    re.I,
)
_LOAD = re.compile(r"\b(?:carr(?:y|ies)|hold|load|support)", re.I)
# The first letters of a unit: the attributes that it measures, each with what makes it of that unit.
_KEYS: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = (
    ("hz", (("refresh_hz", 1),)),
    ("h", (("battery_life_h", 1), ("battery_with_case_h", 1), ("hot_h", 1), ("cold_h", 1))),
    ("k", (("weight_kg", 1), ("weight_g", 0.001))),
    ("gb", (("storage_gb", 1),)),
    ("g", (("weight_g", 1), ("weight_kg", 1000))),
    ("ml", (("volume_ml", 1), ("capacity_l", 1000))),
    ("lu", (("lumens", 1),)),
    ("lm", (("lumens", 1),)),
    ("l", (("capacity_l", 1), ("volume_ml", 0.001))),
    ("w", (("power_w", 1),)),
    ("i", (("screen_in", 1), ("laptop_in", 1))),
)


@dataclass(frozen=True)
class Limit:
    number: float
    is_least: bool
    keys: tuple[tuple[str, float], ...]
    phrase: str

    def check(self, facts: ProductFacts) -> tuple[str, bool] | None:
        """(the attribute, whether it keeps the limit); None where the shop does not state it."""
        for key, factor in self.keys:
            if (value := number_of(facts.attributes.get(key))) is not None:
                return key, value * factor >= self.number if self.is_least else value * factor <= self.number
        return None

    def value(self, facts: ProductFacts) -> str:
        found = self.check(facts)
        return value_words(found[0], facts.attributes[found[0]]) if found else ""

    def says(self, facts: ProductFacts) -> str:
        found = self.check(facts)
        return saying(found[0], facts.attributes[found[0]]) if found else ""


def limits_in(words: str) -> list[Limit]:
    return [limit for match in _LIMIT.finditer(words) if (limit := _limit(match, words))]


def without_limits(words: str) -> str:
    """The words besides the amounts."""
    return " ".join(_LIMIT.sub(lambda match: " " if _limit(match, words) else match[0], words).split())


def _limit(match: re.Match[str], words: str) -> Limit | None:
    is_load = bool(_LOAD.search(words)) and match["unit"].lower().startswith("k")
    is_least = bool(match["low"] or match["plus"] or match["more"])
    if not (is_least or match["high"]) or (is_load and not is_least):
        return None
    unit = match["unit"].lower()
    keys = next(keys for start, keys in _KEYS if unit.startswith(start))
    if re.search(r"\b(?:ram|memory)\b", match[0], re.I):
        keys = (("ram_gb", 1),)
    if is_load:
        keys = (("max_load_kg", 1),)
    phrase = re.sub(r"^(?:with|and|that|which|an?)\s+", "", match[0].strip(), flags=re.I)
    return Limit(float(match["number"].replace(",", ".")), is_least, keys, phrase)
