"""What can be asked of a product: words to attribute names, and an attribute's value to words."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chat.builtin.sayings import key_words
from chat.builtin.values import span
from chat.builtin.words import stem


@dataclass(frozen=True)
class Aspect:
    """`more` and `less` are the comparatives of a larger and a smaller value; `good` says which of
    them people look for.
    """

    name: str
    words: frozenset[str]
    keys: tuple[str, ...]
    more: frozenset[str] = frozenset()
    less: frozenset[str] = frozenset()
    good: str = "more"
    vague: bool = False


def called(name: str) -> str:
    """An aspect in the visitor's language; the name of an attribute stays as the shop wrote it."""
    return _(name) if name in _NOUNS else name


# An aspect, and whether more of it is wanted.
Degree = tuple[Aspect, bool]


def _aspect(
    name: str,
    words: str,
    keys: str,
    *,
    more: str = "",
    less: str = "",
    good: str = "more",
    vague: bool = False,
) -> Aspect:
    return Aspect(
        name,
        frozenset(words.split()),
        tuple(keys.split()),
        frozenset(more.split()),
        frozenset(less.split()),
        good,
        vague,
    )


ASPECTS = (
    _aspect("price", "price prices priced cost costs expensive pricey money cheap sale discount "
        "reduced", "price", good="less",
            more="dearer dearest pricier priciest", less="cheaper cheapest"),
    _aspect("rating", "rating ratings rated review reviews stars popular", "rating",
    more="better best nicest nicer"),
    _aspect("stock", "stock available unavailable sold availability", "stock"),
    _aspect("brand", "brand brands maker makes manufacturer", "brand"),
    _aspect("battery life", "battery batteries charge runtime last lasts run runs burn burns",
            "battery_life_h battery_life battery_life__max battery_with_case_h battery_mah "
            "capacity_mah battery battery_needed"),
    _aspect("memory", "ram memory", "ram_gb internal_memory ram_capacity ram memory"),
    _aspect("storage", "storage ssd disk", "storage_gb total_storage_capacity"),
    _aspect("load", "load hold holds carry carries support supports bear", "max_load_kg max_load "
        "maximum_weight_capacity"),
    _aspect("weight", "heavy weigh weighs weight lightweight light", "weight_g weight_kg weight",
    good="less",
            more="heavier heaviest", less="lighter lightest"),
    _aspect("warmth", "warm warmth insulated insulation cold winter temperature",
    "warmth comfort_temp_c season keep_warm hot_h cold_h",
            more="warmer warmest", less="cooler coolest"),
    _aspect("waterproof", "waterproof rainproof rain wet pour pours pouring storm shower",
            "waterproof water_column_mm water_resistant weatherproof water_repellent"),
    _aspect("water_repellent", "repellent", "water_repellent waterproof"),
    _aspect("water_resistant", "resistant splashproof", "water_resistant waterproof"),
    _aspect("material", "material materials fabric made leather", "material"),
    _aspect("colour", "colour color colours colors", "colour color product_colour product_color"),
    _aspect("cabin luggage", "plane flight fly flying cabin airline airplane luggage",
    "cabin_allowed"),
    _aspect("connection", "plug connector connect connects connection interface",
            "device_interface connectivity_technology interface connector ports bluetooth"),
    _aspect("screen", "screen display monitor", "screen_in display_diagonal"),
    _aspect("removable covers", "cover covers removable", "removable_covers"),
    _aspect("age", "age ages aged old child children kid kids toddler", "age_from age_to for"),
    _aspect("washing", "wash washed washable washing clean cleaned cleaning",
    "machine_washable removable_covers dishwasher_safe"),
    _aspect("room", "people persons person sleep sleeps seat seats sit players",
    "persons seats players"),
    _aspect("brightness", "bright brightness", "lumens lux", more="brighter brightest",
    less="dimmer dimmest"),
    _aspect("power", "power powerful watt watts", "power_w", more="stronger strongest",
    less="weaker weakest"),
    _aspect("noise", "noise loud quiet noisy", "noise_db", good="less",
    more="louder loudest noisier", less="quieter quietest"),
    _aspect("width", "wide width broad", "width_cm diameter_cm width", more="wider widest",
    less="narrower narrowest", vague=True),
    _aspect("height", "tall height high", "height_cm height", more="taller tallest higher highest",
    less="lower lowest", vague=True),
    _aspect("thickness", "thick thickness thin", "thickness_mm thickness", more="thicker thickest",
    less="thinner thinnest", vague=True),
    _aspect("depth", "deep depth", "depth_cm depth", more="deeper deepest",
    less="shallower shallowest", vague=True),
    _aspect("length", "long length", "length_cm length_m blade_cm length",
            more="longer longest", less="shorter shortest", vague=True),
    _aspect("capacity", "capacity volume litre litres liter liters hold holds storage",
            "capacity_l volume_ml storage_gb cups packed_l capacity_mah"),
    _aspect("size", "big size sizes large small dimensions dimension measurements measure "
        "measures fit fits compact",
            "screen_in capacity_l persons seats volume_ml width_cm length_cm diameter_cm "
            "height_cm depth_cm sizes sizes_eu wheel_in pieces "
            "display_diagonal width height",
            more="bigger biggest larger largest roomier roomiest",
            less="smaller smallest compacter", vague=True),
    _aspect("use", "use used suitable good activity activities", "activity for season level",
    vague=True),
)  # fmt: skip
PRICE, RATING = ASPECTS[0], ASPECTS[1]
_BY_NAME = {aspect.name: aspect for aspect in ASPECTS}
BATTERY, WEIGHT, BRIGHTNESS, NOISE = (
    _BY_NAME[name] for name in ("battery life", "weight", "brightness", "noise")
)
# What is not of the shop's own wording is translated where it is said.
_NOUNS = frozenset((
    gettext_noop("price"), gettext_noop("rating"), gettext_noop("stock"), gettext_noop("brand"),
    gettext_noop("battery life"),
    gettext_noop("memory"), gettext_noop("storage"), gettext_noop("load"), gettext_noop("weight"),
    gettext_noop("warmth"),
    gettext_noop("brightness"), gettext_noop("power"), gettext_noop("noise"), gettext_noop("width"),
    gettext_noop("height"),
    gettext_noop("thickness"), gettext_noop("depth"), gettext_noop("length"),
    gettext_noop("capacity"), gettext_noop("size"),
    gettext_noop("room"), gettext_noop("use"),
))  # fmt: skip
# Asked by these, the answer stands in the product's own line and in no attribute.
LINE_KEYS = frozenset({"price", "rating", "stock", "brand"})
WARMTH = {"light": 1, "medium": 2, "warm": 3, "very warm": 4}

_FILLERS = frozenset(
    "for in of max min from to count quantity included needed required number total with without "
    "safe the proof is has can does goes go at it on comes".split()
)
NUMBERS = {
    word: at
    for at, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
# What a number in a question is of, by stem, and the attributes that say how much there is room
# for.
_PEOPLE = frozenset({"person", "peopl", "adult", "child", "guest", "seat", "seater", "sleep"})
ROOM = {
    "persons": _PEOPLE,
    "seats": _PEOPLE,
    "laptop_in": frozenset({"inch", "laptop"}),
    "screen_in": frozenset({"inch"}),
    "max_load_kg": frozenset({"kg", "kilo"}),
    "capacity_l": frozenset({"litre", "liter", "l", "litr"}),
}


_BEFORE_AGE = frozenset({"is", "turns", "turning", "aged", "age"})
_AFTER_AGE = frozenset({"", "and", "now", "who", "so", "next", "in", "on", "soon", "this"})


def numbers_in(words: list[str]) -> list[tuple[float, str]]:
    """(number, stem of the word after it): "a 6 year old", "four people"."""
    found = []
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        if re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,3})?", word) or word in NUMBERS:
            is_age = before in _BEFORE_AGE and after in _AFTER_AGE
            found.append((float(NUMBERS.get(word, 0) or word), "year" if is_age else stem(after)))
    return found


def ages(attributes: dict[str, Any]) -> tuple[int, int, str] | None:
    low, high = attributes.get("age_from"), attributes.get("age_to")
    if not isinstance(low, int):
        return None
    if isinstance(high, int) and high < 99:
        return low, high, _("is for ages %(low)s to %(high)s") % {"low": low, "high": high}
    return low, 999, _("is for ages %(value)s and up") % {"value": low}


def aspects_in(words: list[str]) -> list[Aspect]:
    """The aspects that are asked about, the definite ones first: "how long does the battery last"
    is not about length.
    """
    said = set(words)
    # "How long does it take" asks for a time.
    said -= {"long"} if "take" in said else set()
    # "Which system does it run" asks for no time.
    said -= set() if "long" in said else {"run", "runs", "burn", "burns"}
    # "Made in France" is no material.
    said -= {"made"} if "made in" in " ".join(words) or "where" in said else set()
    found = [aspect for aspect in ASPECTS if said & (aspect.words | aspect.more | aspect.less)]
    return sorted(found, key=lambda aspect: aspect.vague)


_DEGREES = frozenset(
    "more most less least longer longest better best highest lowest higher lower".split()
)


def _is_measured(aspect: Aspect) -> bool:
    return bool(aspect.more or aspect.less) or aspect.name in (
        "battery life",
        "capacity",
        "room",
        "memory",
        "storage",
        "load",
    )


def degree_in(words: list[str]) -> Degree | None:
    """(aspect, whether more of it is wanted) of the first comparative: "lighter", "less expensive",
    "longest battery", "lasts longer".
    """
    for at, word in enumerate(words):
        if word in _DEGREES and (named := _named_degree(words, at)):
            return named
        if word in _DEGREES:
            near = [
                *words[at + 1 : at + 4],
                *(words[at - 1 : at] if words[at - 1 : at] != ["battery"] else []),
            ]
            rest = [
                aspect for aspect in aspects_in(near) if not aspect.vague and _is_measured(aspect)
            ]
            if rest and words[at + 1 :][:1] != ["one"]:
                return _degree(rest[0], word)
        for aspect in ASPECTS:
            if word in aspect.more | aspect.less:
                return aspect, word in aspect.more
    return None


def _named_degree(words: list[str], at: int) -> Degree | None:
    """ "The longest guarantee", "holds the most": of an attribute of that name."""
    noun = next(iter(words[at + 1 :]), "")
    before = words[at - 2 : at] if at > 1 and words[at - 1] == "the" else []
    if not noun and before and before[0] in ("holds", "hold", "fits", "takes"):
        return next(each for each in ASPECTS if each.name == "capacity"), words[at] != "least"
    is_plain = len(noun) < 4 or noun in _AFTER_DEGREE or aspects_in([noun])
    if is_plain or words[at] in ("better", "best") or words[at] in ("more", "less", "most"):
        return None
    name = _aspect(noun, noun, noun)
    return name, words[at] not in ("less", "least", "lowest", "lower", "shortest")


_AFTER_DEGREE = frozenset("than that with from expensive ones".split())


def _degree(aspect: Aspect, word: str) -> Degree:
    if word in ("better", "best"):
        return aspect, aspect.good == "more"
    return aspect, word not in ("less", "least", "lowest", "lower")


def keys_asked(words: list[str], attributes: dict[str, Any]) -> list[str]:
    """The names of attributes that these words ask for, the most telling first."""
    definite, whole, partly, vague = keys_by_rank(words, attributes)
    return list(dict.fromkeys([*definite[:1], *whole, *definite, *partly, *vague]))


def keys_by_rank(
    words: list[str], attributes: dict[str, Any]
) -> tuple[list[str], list[str], list[str], list[str]]:
    """Attributes of what is asked definitely, those whose whole name is said, those of which a part
    is, and those asked vaguely.
    """
    found = aspects_in(words)
    names = {stem(part) for aspect in found for part in (aspect.name, *aspect.name.split())}
    said = {stem(word) for word in words}
    exact: list[tuple[int, int, str]] = []
    for key in attributes:
        parts = {
            stem(part) for part in key_words(key.partition("__")[0]).split() if part not in _FILLERS
        }
        if own := {part for part in parts if is_like(part, said)}:
            hit = len({part for part in parts if part in own or part in names})
            exact.append((hit * 2 - len(parts), -len(parts), key))
    asks_number = bool({"many", "much"} & set(words))
    exact.sort(
        key=lambda each: (
            asks_number and number_of(attributes[each[2]]) is None,
            -each[0],
            -each[1],
        )
    )
    return (
        [key for aspect in found if not aspect.vague for key in keys_of(aspect, attributes)],
        [key for score, size, key in exact if score == -size],
        [key for score, size, key in exact if score != -size and score > 0],
        [key for aspect in found if aspect.vague for key in keys_of(aspect, attributes)],
    )


def keys_of(aspect: Aspect, attributes: dict[str, Any]) -> list[str]:
    """Those of the table, else those whose names have its name in them, the plainest first; not
    what the package weighs.
    """
    known = [key for key in aspect.keys if key in attributes]
    if known or aspect.name in LINE_KEYS:
        return known
    named = [
        (key, key_words(key).split()) for key in attributes if not isinstance(attributes[key], bool)
    ]
    wanted = {stem(part) for part in aspect.name.split()}
    found = [
        (len(parts), key)
        for key, parts in named
        if wanted <= {stem(part) for part in parts} and not _PACKAGING.intersection(parts)
    ]
    return [key for _count, key in sorted(found)] or [
        key
        for key, value in attributes.items()
        if (measured := span(value)) and measured.dimension in _DIMENSIONS.get(aspect.name, ())
    ]


# What an aspect is measured in, where no attribute is called like it.
_DIMENSIONS = {
    "weight": ("mass",),
    "capacity": ("volume",),
    "size": ("volume",),
    "brightness": ("light",),
    "battery life": ("time",),
    "power": ("power",),
    "noise": ("sound",),
    "warmth": ("temperature",),
    "storage": ("data",),
    "load": ("mass",),
}
_PACKAGING = frozenset(
    (
        "package packaging packing packed pallet carton master outer shipping gross tare case depth"
    ).split()
)


def is_like(part: str, said: Collection[str]) -> bool:
    """The same, or the same but for an ending: "assembl" and "assembly"."""
    return part in said or any(
        min(len(part), len(word)) >= 5
        and abs(len(part) - len(word)) <= 3
        and (part.startswith(word) or word.startswith(part))
        for word in said
    )


def number_of(value: Any) -> float | None:
    """A value that can be ordered, or None."""
    if isinstance(value, str):
        found = span(value)
        return float(WARMTH[value]) if value in WARMTH else found.high if found else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def measure(keys: tuple[str, ...], attributes: dict[str, Any]) -> tuple[str, float] | None:
    """(attribute, number in its base unit) of the first of `keys` that the product states."""
    for key in keys:
        if (number := number_of(attributes.get(key))) is not None:
            return key, number * 1000 if key == "weight_kg" else number
    return None
