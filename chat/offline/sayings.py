"""What an attribute says, in words: "weighs 410 g", "is not waterproof"."""

import re
from typing import Any

from chat.offline.words import joined


def _table(*lines: str) -> dict[str, str]:
    """From "key what is said; key ..."."""
    return dict(entry.split(" ", 1) for line in lines for entry in line.split("; "))


_UNITS = _table(
    "g g; kg kg; mm mm; cm cm; m m; l l; ml ml; h h; min minutes; w W; k K; hz Hz; mah mAh; in inches",
    "c °C; db dB; gb GB; bar bar; hrc HRC; km km; eu EU",
)
_LONGEST = 80
# Verb first, in the singular; the plural is made of its first word.
_SAYINGS = _table(
    "weight_g weighs {}; weight_kg weighs {}; material is made of {}; colour comes in {}; color comes in {}",
    "warmth is {warm}; battery_life_h runs {} on a charge; battery_with_case_h runs {} with the case",
    "activity is meant for {}; for is made for {}; season is meant for {}; sizes comes in {}; sizes_eu comes in EU {}",
    "width_cm is {} wide; height_cm is {} high; depth_cm is {} deep; length_cm is {} long; length_m is {} long",
    "diameter_cm is {} across; capacity_l holds {}; volume_ml holds {}; seats seats {}",
    "laptop_in takes a laptop of up to {}; screen_in has a screen of {}; max_load_kg carries up to {}",
    "noise_db makes {} of noise; lumens gives {} lumens; power_w draws {}; ram_gb has {} of memory",
    "storage_gb has {} of storage; refresh_hz refreshes at {}; oven_safe_c is oven safe to {}; level is for level: {}",
    "comfort_temp_c is comfortable down to {}; age_from is for ages {} and up; water_column_mm has a water column of {}",
    "hot_h keeps it hot for {}; cold_h keeps it cold for {}; water_resistant has the rating {}; type is of the type “{}”",
    "weight has a weight of {}, stated without a unit; spf has SPF {}; play_time_min plays about {}",
    "blade_cm has a blade of {}; packed_length_cm packs down to {}; thickness_mm is {} thick; fit has a {} fit",
)
# What is true, and what is not.
_TRUTHS = _table(
    "cabin_allowed counts as cabin luggage/does not count as cabin luggage",
    "machine_washable is machine washable/is not machine washable; gift_boxed comes gift boxed/does not come gift boxed",
    "usb_c has USB-C/has no USB-C; noise_cancelling has noise cancelling/has no noise cancelling",
    "battery runs on a battery/does not run on a battery; stereo is stereo/is not stereo; smart is smart/is not smart",
    "lock locks/has no lock; solar runs on the sun/has no solar cell; outdoor can stay outdoors/is not for outdoors",
    "induction works on induction/does not work on induction; removable_covers has removable covers/has no removable covers",
    "forged is forged/is not forged; vegan is vegan/is not vegan; curved is curved/is not curved",
    "non_stick is non-stick/is not non-stick; wireless_charging charges without a cable/does not charge without a cable",
    "wireless is wireless/is not wireless; hard_shell has a hard shell/has no hard shell",
    "keep_warm keeps warm/does not keep warm",
    "portable is portable/is not portable",
)
_ADJECTIVE = re.compile(r"(?:proof|able|ible|(?<!b)ed|less|safe|free|ic|ical|ful|repellent|resistant|standing|stick|al)$")
_MASS = frozenset(
    "storage drainage rotation protection temperature control backlight speakers mudguards brakes lights shelves wheels".split()
)
_PLURAL = {"is": "are", "has": "have", "does": "do", "needs": "need", "comes": "come", "carries": "carry"}


def key_words(key: str) -> str:
    """The name of an attribute without its unit: "water_column_mm" is "water column"."""
    parts = key.split("_")
    return " ".join(part for part in (parts[:-1] if len(parts) > 1 and parts[-1] in _UNITS else parts) if part)


def value_words(key: str, value: Any) -> str:
    unit = _UNITS.get(key.rsplit("_", 1)[-1], "") if "_" in key else ""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            if unit == "g" and value >= 1000:
                value, unit = value / 1000, "kg"
            if key.endswith("_h"):
                return f"{value:,.10g} hours"
            return f"{value:,.10g} {unit}".strip()
        case list():
            return joined([{"everyday": "everyday use"}.get(str(each), str(each)) for each in value])
    text = str(value).replace("\\n", " ").strip(" -")
    return text if len(text) <= _LONGEST else re.split(r"[,;\s]+\S*$", text[:_LONGEST])[0] + " …"


def saying(key: str, value: Any) -> str:
    """What an attribute says, verb first, for one product: "weighs 410 g", "is not waterproof"."""
    if isinstance(value, bool):
        return _truth(key, value)
    words = value_words(key, value)
    if key == "warmth":
        words = {"light": "light rather than warm", "medium": "moderately warm"}.get(words, words)
    if key in ("persons", "players"):
        noun = key[:-1] if words == "1" else "people" if key == "persons" else key
        return f"{'sleeps' if key == 'persons' else 'is for'} {words} {noun}"
    if isinstance(value, int) and key not in _SAYINGS and key.endswith("s"):
        return f"has {words} {key_words(key) if value != 1 else key_words(key).removesuffix('s')}"
    return _SAYINGS.get(key, f"has {key_words(key)}: {{}}").replace("{warm}", "{}").replace("{}", words)


def _truth(key: str, value: bool) -> str:
    if key in _TRUTHS:
        return _TRUTHS[key].split("/")[not value]
    words = key_words(key)
    if words.startswith("easy to "):
        return f"is {words}" if value else f"is not {words}"
    thing = " ".join(words.split()[:-1])
    if words.endswith(" included"):
        return f"comes with {_a(thing)}" if value else f"does not come with {_a(thing)}"
    if words.endswith((" needed", " required")):
        return f"needs {_a(thing)}" if value else f"needs no {thing}"
    if _ADJECTIVE.search(words):
        return f"is {words}" if value else f"is not {words}"
    return f"has {_a(words)}" if value else f"has no {words}"


def _a(thing: str) -> str:
    if thing.split()[-1:] and (thing.rsplit(maxsplit=1)[-1] in _MASS or thing.endswith("s") or thing == "assembly"):
        return thing
    return f"an {thing}" if thing[:1] in "aeiou" else f"a {thing}"


def plural(says: str) -> str:
    verb, _blank, rest = says.partition(" ")
    return f"{_PLURAL.get(verb, verb.removesuffix('s'))} {rest}".strip()
