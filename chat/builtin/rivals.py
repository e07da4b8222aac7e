"""What a new word takes the place of: "steel" that of "nylon", where both are values of one
attribute, and "electric" that of "classical", where both are kinds of guitars.
"""

from collections.abc import Mapping
from typing import Any

from chat.builtin.evidence import learnt_values
from chat.builtin.words import EMPTY, stem, stems, tokens
from shop.models import SEPARATOR
from shop.search.vocabulary import Vocabulary


def without_rivals(
    words: str, args: Mapping[str, Any], added: str, shop: Vocabulary
) -> tuple[str, dict[str, Any]]:
    """The words and arguments of a search less what cannot hold beside `added`."""
    new = stems(added)
    groups = [group for group in _groups(shop) if group & new]
    rivals = frozenset[str]().union(*groups) - new
    kept = " ".join(word for word in words.split() if not _is_rival(word, rivals))
    attributes = {
        key: value
        for key, value in args.get("attributes", {}).items()
        if not learnt_values().get(key, frozenset()) & new
    }
    rest = {name: value for name, value in args.items() if name != "attributes"}
    return kept, rest | ({"attributes": attributes} if attributes else {})


def _is_rival(word: str, rivals: frozenset[str]) -> bool:
    said = [each for each in tokens(word) if each not in EMPTY]
    return bool(said) and all(stem(each) in rivals for each in said)


def _groups(shop: Vocabulary) -> list[frozenset[str]]:
    """Words of which a thing has one: the values of an attribute, the kinds of a category."""
    kinds: dict[str, set[str]] = {}
    for _slug, path in shop.places.values():
        *before, head = [stem(word) for word in tokens(path.rsplit(SEPARATOR, 1)[-1])] or [""]
        kinds.setdefault(head, set()).update(before)
    return [*map(frozenset, kinds.values()), *learnt_values().values()]
