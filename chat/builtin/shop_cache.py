"""What is worked out of a shop's vocabulary, kept as long as the vocabulary itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary

from shop.search.vocabulary import Vocabulary

# Of each function; the oldest are dropped first.
MOST = 512


def kept_with_shop[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Remembers the results of a function whose last argument is a vocabulary."""
    kept: WeakKeyDictionary[Vocabulary, dict[tuple[Any, ...], T]] = WeakKeyDictionary()

    @wraps(function)
    def remembered(*arguments: P.args, **named: P.kwargs) -> T:
        *key, shop = arguments
        results = kept.setdefault(shop, {})
        if (found := results.get(tuple(key))) is None:
            found = results[tuple(key)] = function(*arguments, **named)
            while len(results) > MOST:
                # Another thread may have dropped it by now.
                results.pop(next(iter(results)), None)
        return found

    return remembered
