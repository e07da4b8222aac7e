"""What of a product's facts is nearest in meaning to a question, where no word of it says it."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from django.utils.html import strip_tags

from chat.builtin.sayings import key_words, truth
from chat.tools import ProductFacts
from shop.models.suspicion import suspicion
from shop.search import embedding, multilingual
from shop.search.lexicon import KINDS

# How near an attribute's name, or a sentence, has to be to be told as an answer.
NEAR_KEY, NEAR_TEXT = 0.45, 0.5
# A question that takes a yes gets a sentence that is less near: nobody says yes or no then.
NEAR_QUOTE = 0.4
# Texts are embedded for each question; a long description is read at its beginning.
MOST_TEXTS = 16
_END = re.compile(r"(?<=[.!?])\s+|\n+")


def nearest_key(question: str, facts: ProductFacts, *, is_open: bool) -> str:
    """The attribute that is asked about; empty where none is near. A yes is no answer to "what"."""
    attributes = facts.attributes.items()
    keys = [key for key, value in attributes if not (is_open and truth(value) is not None)]
    return nearest_of(question, keys, NEAR_KEY)


def nearest_of(question: str, keys: Iterable[str], least: float) -> str:
    """Of attributes, in whatever language they are called, the one that is called most like a
    question; empty where none is as near as that.
    """
    named = [key for key in keys if key.casefold() not in KINDS][:MOST_TEXTS]
    texts = [key_words(key) for key in named]
    near = zip(_scores(question, texts), _scores_in_any_language(question, texts), strict=False)
    scores = [max(each) for each in near]
    best = max(scores, default=0.0)
    return named[scores.index(best)] if scores and best >= least else ""


def _scores_in_any_language(question: str, texts: Sequence[str]) -> list[float]:
    """How near they are by the encoder of all languages."""
    asked = np.array(multilingual.vector(question), dtype=np.float32)
    return [float(np.array(multilingual.vector(text), dtype=np.float32) @ asked) for text in texts]


def nearest_sentence(
    question: str, read: Iterable[ProductFacts], least: float = NEAR_TEXT
) -> tuple[ProductFacts, str] | None:
    """(product, sentence) of the shop's own texts that is on the question."""
    texts = [(facts, text) for facts in read for text in sentences(facts)][:MOST_TEXTS]
    at, score = _nearest(question, [text for _facts, text in texts])
    return texts[at] if score >= least else None


def sentences(facts: ProductFacts) -> list[str]:
    """Of the description, as text: without markup, and without what wants to be obeyed."""
    return list(_sentences(facts.description))


@lru_cache(maxsize=512)
def _sentences(description: str) -> tuple[str, ...]:
    texts = (text.strip() for text in _END.split(strip_tags(description)))
    return tuple(text for text in texts if text and not suspicion(text))


def nearness(question: str, texts: Sequence[str]) -> float:
    """How near the nearest of these texts is."""
    return _nearest(question, texts[:MOST_TEXTS])[1]


def nearest_first(question: str, texts: Sequence[str], least: float) -> list[str]:
    """Those texts that are as near as that, in the order of how near they are; all as they come
    where nothing tells.
    """
    near = dict(zip(texts, _scores(question, texts[:MOST_TEXTS]), strict=False))
    kept = [text for text in texts if not near or near.get(text, 0.0) >= least]
    return sorted(kept, key=lambda text: -near.get(text, 0.0))


def _nearest(question: str, texts: Sequence[str]) -> tuple[int, float]:
    scores = _scores(question, texts)
    best = max(scores, default=0.0)
    return (scores.index(best), best) if scores else (0, 0.0)


def _scores(question: str, texts: Sequence[str]) -> list[float]:
    """Empty where there is no model."""
    try:
        asked = _vector(question)
        return [float(_vector(text) @ asked) for text in texts]
    except embedding.EmbeddingUnavailable:
        return []


@lru_cache(maxsize=4096)
def _vector(text: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Remembered, since the names of a shop's attributes are few, and asked about again."""
    vector: np.ndarray[Any, np.dtype[np.float32]] = embedding.local_vectors([text])[0]
    return vector
