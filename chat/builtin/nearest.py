"""What of a product's facts is nearest in meaning to a question, where no word of it says it."""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from chat.builtin.sayings import key_words
from chat.tools import ProductFacts
from shop.models.suspicion import suspicion
from shop.search import embedding

# How near an attribute's name, or a sentence, has to be to be told as an answer.
NEAR_KEY, NEAR_TEXT = 0.45, 0.5
# Texts are embedded for each question; a long description is read at its beginning.
MOST_TEXTS = 16


def nearest_key(question: str, facts: ProductFacts) -> str:
    """The attribute that is asked about; empty where none is near."""
    keys = list(facts.attributes)[:MOST_TEXTS]
    at, score = _nearest(question, [key_words(key) for key in keys])
    return keys[at] if score >= NEAR_KEY else ""


def nearest_sentence(
    question: str, read: Iterable[ProductFacts]
) -> tuple[ProductFacts, str] | None:
    """(product, sentence) of the shop's own texts that is on the question."""
    texts = [(facts, text) for facts in read for text in sentences(facts)][:MOST_TEXTS]
    at, score = _nearest(question, [text for _facts, text in texts])
    return texts[at] if score >= NEAR_TEXT else None


def sentences(facts: ProductFacts) -> list[str]:
    return [
        text.strip()
        for text in re.split(r"(?<=[.!?])\s+", facts.description)
        if text.strip() and not suspicion(text)
    ]


def _nearest(question: str, texts: Sequence[str]) -> tuple[int, float]:
    if not texts:
        return 0, 0.0
    try:
        vectors = embedding.local_vectors([question, *texts])
    except embedding.EmbeddingUnavailable:
        return 0, 0.0
    scores = vectors[1:] @ vectors[0]
    return int(np.argmax(scores)), float(np.max(scores))
