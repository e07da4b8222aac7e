"""What an attribute says, in words: "weighs 410 g", "is not waterproof", "is listed with “socket:
E27”".
"""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chat.builtin.qualities import qualities, words
from chat.builtin.word_tables import of_shop
from chat.builtin.words import joined, number
from shop.measurement_units import BY_ENDING, measure
from shop.models.attributes import LARGEST
from shop.search.lexicon import QUALITY
from site_config.formatting import NO_BREAK_SPACE
from site_config.stored_translation import is_english

# Of what every shop states, by the words of the attribute's name.
USUAL = {
    "weight": gettext_noop("weighs %(value)s"),
    "material": gettext_noop("is made of %(value)s"),
    "colour": gettext_noop("comes in %(value)s"),
    "color": gettext_noop("comes in %(value)s"),
    "size": gettext_noop("comes in %(value)s"),
    "sizes": gettext_noop("comes in %(value)s"),
}
# Of an attribute by the name that the shop has given it.
LISTED = gettext_noop("is listed with “%(name)s: %(value)s”")

_LONGEST = 80
# A shorter word that ends like an adjective is none: "bed", "fan".
_SHORTEST = 5
# Names of attributes that begin with their verb: "works on induction".
_VERBS = frozenset(
    "contains fits goes has includes is keeps needs requires suits supports works".split()
)
# "Has a from age of 14+" is no English.
_AROUND = frozenset("from to up for in comes".split())
_NEGATIVE = {"is": "is not", "has": "has no", "needs": "needs no"}
_PLURAL = {"is": "are", "has": "have", "does": "do", "comes": "come", "goes": "go"}


def key_words(key: str) -> str:
    """The name of an attribute in English and small letters, without its unit: "water_column_mm" is
    "water column".
    """
    return of_shop(key_name(key)).lower()


def key_name(key: str, value: Any = None) -> str:
    """The name of an attribute as the shop writes it, without its unit. A value with a unit of its
    own leaves none in the name: "heats in" is no length.
    """
    parts = key.replace("_", " ").split()
    has_own = isinstance(value, str) and any(char.isalpha() for char in value)
    is_unit = len(parts) > 1 and parts[-1] in BY_ENDING and not has_own
    return " ".join(parts[:-1] if is_unit else parts)


def _in_small_letters(name: str) -> str:
    """In the middle of a sentence: "machine washable", but "USB port"."""
    return " ".join(word.lower() if word[1:] == word[1:].lower() else word for word in name.split())


def value_words(key: str, value: Any) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        # A larger number has no words; feeds and forms refuse it, and older rows may hold one.
        case int() | float() if abs(value) < LARGEST:
            unit = BY_ENDING.get(key.rsplit("_", 1)[-1]) if "_" in key else None
            # A sentence may break anywhere, and programs look for a plain blank in it.
            return (measure(value, unit) if unit else number(value)).replace(NO_BREAK_SPACE, " ")
        case list():
            return joined([str(each) for each in value])
    text = str(value).replace("\\n", " ").strip().removeprefix("- ")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0].strip(',;')} …"


def truth(value: Any) -> bool | None:
    """Whether a value says yes or no, and which; also where a feed has written it as a word."""
    if isinstance(value, bool) or value is None:
        return value
    said = str(value).strip().lower()
    return said in words("yes") if said in words("yes") | words("no") else None


def label(key: str, value: Any) -> str:
    """An attribute as a table has it."""
    return f"{key_name(key, value)}: {value_words(key, value)}"


def saying(key: str, value: Any) -> str:
    """What an attribute says, verb first, for one product."""
    written, said = key_name(key, value), value_words(key, value)
    name, is_true = written.lower(), truth(value)
    if name in USUAL and is_true is None and not _is_bare(name, value, said):
        return _(USUAL[name]) % {"value": said}
    if is_english() and is_true is not None:
        return _truth(_in_small_letters(written), is_true)
    if is_english() and _is_measure(name) and said[:1].isdigit():
        return f"has {_a(_in_small_letters(written))} of {said}"
    return _(LISTED) % {"name": written, "value": said}


def _is_measure(name: str) -> bool:
    parts = name.split() or [""]
    return parts[-1] in _measured() and parts[0] not in _AROUND


def _is_bare(name: str, value: Any, said: str) -> bool:
    """A weight without a unit is a figure of nobody knows what."""
    return name == "weight" and not any(char.isalpha() for char in said)


def _measured() -> frozenset[str]:
    return frozenset(noun for each in qualities().values() for noun in each.nouns) - {"light"}


def _truth(name: str, is_true: bool) -> str:
    """English for a name that reads as a quality, a part or a need."""
    first, *rest = name.split()
    if first in _VERBS:
        return name if is_true else _denied_verb(first, " ".join(rest))
    thing = " ".join(name.split()[:-1])
    if name.endswith(" included"):
        return f"comes with {_a(thing)}" if is_true else f"does not come with {_a(thing)}"
    if name.endswith((" needed", " required")):
        return f"needs {_a(thing)}" if is_true else f"needs no {thing}"
    if len(name) >= _SHORTEST and re.search(QUALITY, name.rsplit(maxsplit=1)[-1]):
        return f"is {name}" if is_true else f"is not {name}"
    return LISTED % {"name": name, "value": value_words("", is_true)}


def _denied_verb(verb: str, rest: str) -> str:
    base = _PLURAL.get(verb, verb.removesuffix("s"))
    return f"{_NEGATIVE.get(verb, f'does not {base}')} {rest}".strip()


def _a(thing: str) -> str:
    if thing.endswith("s") and not thing.endswith("ss"):
        return thing
    return f"an {thing}" if thing[:1] in "aeiou" else f"a {thing}"


def plural(said: str) -> str:
    """Of more than one, as English has it; the sentences of other languages are made so that they
    need no agreement.
    """
    if not is_english():
        return said
    verb, _blank, rest = said.partition(" ")
    return f"{_PLURAL.get(verb, verb.removesuffix('s'))} {rest}".strip()
