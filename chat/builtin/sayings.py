"""What an attribute says, in words: "weighs 410 g", "is not waterproof"."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from chat.builtin.properties import OF_TRUTHS, OF_VALUES, OF_WARMTH
from chat.builtin.words import joined, number
from shop.measurement_units import BY_ENDING, measure
from shop.models.attributes import LARGEST
from site_config.formatting import NO_BREAK_SPACE
from site_config.stored_translation import is_english

# Of an attribute by the name that the shop has given it.
UNUSUAL = gettext_noop("has %(name)s: %(value)s")


_LONGEST = 80
_ADJECTIVE = re.compile(
    r"(?:proof|able|ible|(?<!b)ed|less|safe|free|ic|ical|ful|repellent|resistant|standing|stick"
    r"|al)$"
)
_MASS = frozenset(
    "storage drainage rotation protection temperature control backlight speakers mudguards brakes "
    "lights shelves wheels".split()
)
_PLURAL = {
    "is": "are",
    "has": "have",
    "does": "do",
    "needs": "need",
    "comes": "come",
    "carries": "carry",
}


def key_words(key: str) -> str:
    """The name of an attribute without its unit: "water_column_mm" is "water column"."""
    parts = key.split("_")
    return " ".join(
        part
        for part in (parts[:-1] if len(parts) > 1 and parts[-1] in BY_ENDING else parts)
        if part
    )


def value_words(key: str, value: Any) -> str:
    unit = BY_ENDING.get(key.rsplit("_", 1)[-1]) if "_" in key else None
    match value:
        case bool():
            return _("yes") if value else _("no")
        # A larger number has no words; feeds and forms refuse it, and older rows may hold one.
        case int() | float() if abs(value) < LARGEST:
            written = measure(value, unit) if unit else number(value)
            # A sentence may break anywhere, and programs look for a plain blank in it.
            return written.replace(NO_BREAK_SPACE, " ")
        case list():
            return joined(
                [{"everyday": _("everyday use")}.get(str(each), str(each)) for each in value]
            )
    text = str(value).replace("\\n", " ").strip(" -")
    return text if len(text) <= _LONGEST else re.split(r"[,;\s]+\S*$", text[:_LONGEST])[0] + " …"


def saying(key: str, value: Any) -> str:
    """What an attribute says, verb first, for one product: "weighs 410 g", "is not waterproof"."""
    if isinstance(value, bool):
        return _truth(key, value)
    if key == "warmth" and value in OF_WARMTH:
        return _(OF_WARMTH[value])
    words, name = value_words(key, value), key_words(key)
    number_of_them = 1 if words == "1" else 2
    if key == "persons":
        return ngettext("sleeps %(value)s person", "sleeps %(value)s people", number_of_them) % {
            "value": words
        }
    if key == "players":
        return ngettext("is for %(value)s player", "is for %(value)s players", number_of_them) % {
            "value": words
        }
    if (
        is_english()
        and isinstance(value, int)
        and (key not in OF_VALUES or value == 1)
        and key.endswith("s")
        and key != "seats"
    ):
        return f"has {words} {name if value != 1 else name.removesuffix('s')}"
    return _(OF_VALUES.get(key, UNUSUAL)) % {"name": name, "value": words}


def _truth(key: str, value: bool) -> str:
    """Of an attribute that nobody has put into words, English ones are made of its name; other
    languages quote it.
    """
    if key in OF_TRUTHS:
        return _(OF_TRUTHS[key][not value])
    words = key_words(key)
    if not is_english():
        return _(UNUSUAL) % {"name": words, "value": value_words(key, value)}
    return _unusual(words, value)


def _unusual(words: str, value: bool) -> str:
    thing = " ".join(words.split()[:-1])
    if words.endswith(" included"):
        return f"comes with {_a(thing)}" if value else f"does not come with {_a(thing)}"
    if words.endswith((" needed", " required")):
        return f"needs {_a(thing)}" if value else f"needs no {thing}"
    if words.startswith("easy to ") or _ADJECTIVE.search(words):
        return f"is {words}" if value else f"is not {words}"
    return f"has {_a(words)}" if value else f"has no {words}"


def _a(thing: str) -> str:
    if thing.split()[-1:] and (
        thing.rsplit(maxsplit=1)[-1] in _MASS or thing.endswith("s") or thing == "assembly"
    ):
        return thing
    return f"an {thing}" if thing[:1] in "aeiou" else f"a {thing}"


def plural(says: str) -> str:
    """Of more than one, as English has it; the sentences of other languages are made so that they
    need no agreement.
    """
    if not is_english():
        return says
    verb, _blank, rest = says.partition(" ")
    return f"{_PLURAL.get(verb, verb.removesuffix('s'))} {rest}".strip()
