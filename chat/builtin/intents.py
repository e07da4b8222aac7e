"""What a message is: the intent whose examples in intents.toml are nearest to it, weighed against
wishes for goods.
"""

import logging
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from chat.builtin.words import tokens
from shop.search import embedding

log = logging.getLogger("aisle.chat")

# A wish for goods, and one for more of what was found.
GOODS, MORE = "goods", "more"
_EXAMPLES = Path(__file__).with_name("intents.toml")
# How fast an example counts less with distance, and how much a single one may be overruled by those
# around it.
_FADING, _DOUBT = 4.0, 0.1
# By how much anything else has to be nearer than goods; and from what part of their nearness on it
# is worth a second thought.
_MARGIN, _LEANING = 0.05, 0.4
# What is longer asks for goods, and merely mentions a guarantee or an essay.
_LONGEST = 25
# Different texts that are embedded to decide one step; what is left of a message asks for goods.
_MOST = 24

_judged: ContextVar[set[str] | None] = ContextVar("judged", default=None)

Numbers = np.ndarray[Any, np.dtype[np.float32]]


@lru_cache(maxsize=1)
def learned() -> tuple[list[str], Numbers, Numbers]:
    """The intents, the vector of each example, and what each example says for each intent: kernel
    ridge regression on their labels.
    """
    said = {
        name: text.splitlines()
        for name, text in tomllib.loads(_EXAMPLES.read_text(encoding="utf-8")).items()
    }
    vectors = embedding.local_vectors(
        [" ".join(tokens(each)) for examples in said.values() for each in examples]
    )
    labels = np.repeat(
        np.eye(len(said), dtype=np.float32), [len(examples) for examples in said.values()], axis=0
    )
    doubted = _nearness(vectors, vectors) + _DOUBT * np.eye(len(vectors), dtype=np.float32)
    return list(said), vectors, np.linalg.solve(doubted, labels).astype(np.float32)


def prepare() -> None:
    """Ahead of the first message, which would wait a second for it."""
    with suppress(embedding.EmbeddingUnavailable):
        learned()


def _nearness(some: Numbers, others: Numbers) -> Numbers:
    near: Numbers = np.exp(_FADING * (some @ others.T - 1))
    return near


@lru_cache(maxsize=4096)
def _scores(said: str) -> dict[str, float]:
    names, vectors, weights = learned()
    scores = _nearness(embedding.local_vectors([said]), vectors) @ weights
    return dict(zip(names, scores[0].tolist(), strict=True))


@contextmanager
def judging() -> Iterator[None]:
    """At most _MOST texts are embedded meanwhile, whatever the message is made of."""
    token = _judged.set(set())
    try:
        yield
    finally:
        _judged.reset(token)


def _is_too_many(said: str) -> bool:
    """Counts texts, not embeddings: what is remembered of earlier messages changes no answer."""
    judged = _judged.get()
    if judged is None or said in judged:
        return False
    if len(judged) == _MOST:
        return True
    judged.add(said)
    return False


def _of(said: str) -> dict[str, float]:
    """How near each intent is to these folded words; without the model, and where they are many,
    only goods are.
    """
    if not said or len(said.split()) > _LONGEST or _is_too_many(said):
        return {GOODS: 1.0}
    try:
        return _scores(said)
    except embedding.EmbeddingUnavailable as error:
        log.error("every message is taken for a wish: %s", error)
        return {GOODS: 1.0}


def _wished(scores: dict[str, float]) -> float:
    return scores[GOODS] + max(0.0, scores.get(MORE, 0.0))


def intent_of(said: str) -> str:
    scores = _of(said)
    best = max(scores, key=scores.__getitem__)
    return best if best == MORE or scores[best] > _wished(scores) + _MARGIN else GOODS


def leaning_of(said: str, among: frozenset[str]) -> str:
    """Which of these it may be after all; empty where it is near to none."""
    scores = _of(said)
    best = max(among & scores.keys(), key=scores.__getitem__, default="")
    return best if best and scores[best] > _LEANING * _wished(scores) else ""
