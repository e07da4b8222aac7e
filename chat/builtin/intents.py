"""What a message is: the intent whose examples in intents.toml are nearest to it, weighed against
wishes for goods.
"""

import logging
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from chat.builtin.words import tokens
from shop.search import embedding
from site_config.array_files import computed_once

log = logging.getLogger("aisle.chat")

# A wish for goods, and one for more of what was found.
GOODS, MORE = "goods", "more"
# The table of what is wanted with goods, and the act that is taken where nothing tells.
ACTS, FIND = "acts", "find"
_EXAMPLES = Path(__file__).with_name("intents.toml")
# How fast an example counts less with distance, and how much a single one may be overruled by those
# around it.
_FADING, _FADING_ACT, _DOUBT = 4.0, 2.0, 0.1
# How much the beginning of a sentence counts for its act.
_BEGINNING = 0.2
# By how much anything else has to be nearer than goods; and from what part of their nearness on it
# is worth a second thought.
_MARGIN, _LEANING = 0.05, 0.4
# What people ask about a thing that went wrong.
_WRONG = ("complaint", "warranty", "returns")
# What an act has to reach to be considered, and how far behind the nearest one it may be.
_LEAST_ACT, _BEHIND = 0.15, 0.2
# From what on a wish is one to hurt, however much it also is one for goods.
_HARM = 0.4
# What is longer asks for goods, and merely mentions a guarantee or an essay.
_LONGEST = 25
# Different texts that are embedded to decide one step; what is left of a message asks for goods.
_MOST = 24

_judged: ContextVar[set[str] | None] = ContextVar("judged", default=None)

Numbers = np.ndarray[Any, np.dtype[np.float32]]


def examples(table: str = "") -> dict[str, list[str]]:
    """The sentences of each intent, or of each act in the table of acts."""
    read = tomllib.loads(_EXAMPLES.read_text(encoding="utf-8"))
    found = read[table] if table else read
    return {name: text.splitlines() for name, text in found.items() if isinstance(text, str)}


@cache
def learned(table: str) -> tuple[list[str], Numbers, Numbers]:
    """The intents, the vector of each example, and what each example says for each intent: kernel
    ridge regression on their labels.
    """
    said = examples(table)
    folded = [[" ".join(tokens(each)) for each in lines] for lines in said.values()]

    def learn() -> dict[str, Numbers]:
        vectors = _vectors([each for lines in folded for each in lines], table)
        labels = np.repeat(
            np.eye(len(said), dtype=np.float32), [len(lines) for lines in folded], axis=0
        )
        doubt = _DOUBT * np.eye(len(vectors), dtype=np.float32)
        weights = np.linalg.solve(_nearness(vectors, vectors, table) + doubt, labels)
        return {"vectors": vectors, "weights": weights.astype(np.float32)}

    numbers = (_FADING, _FADING_ACT, _DOUBT, _BEGINNING)
    inputs = repr((settings.EMBEDDING_MODEL_DIR.name, numbers, folded))
    kept = computed_once(f"intents-{table or 'messages'}", inputs, learn)
    return list(said), kept["vectors"], kept["weights"]


def prepare() -> None:
    """Ahead of the first message, which would wait a second for it."""
    with suppress(embedding.EmbeddingUnavailable):
        learned("")
        learned(ACTS)


def _vectors(said: list[str], table: str) -> Numbers:
    """Of an act, how the sentence begins counts once more: "is it light" is no "a light one"."""
    whole = embedding.local_vectors(said)
    if not table:
        return whole
    first = [" ".join(each.split()[:2]) for each in said]
    begins = embedding.local_vectors(first) if len(first) > 1 else _beginning(first[0])
    return np.hstack([whole * (1 - _BEGINNING) ** 0.5, begins * _BEGINNING**0.5])


@lru_cache(maxsize=1024)
def _beginning(said: str) -> Numbers:
    return embedding.local_vectors([said])


def _nearness(some: Numbers, others: Numbers, table: str = "") -> Numbers:
    fading = _FADING_ACT if table else _FADING
    near: Numbers = np.exp(fading * (some @ others.T - 1))
    return near


@lru_cache(maxsize=4096)
def _scores(said: str, table: str = "") -> dict[str, float]:
    names, vectors, weights = learned(table)
    scores = _nearness(_vectors([said], table), vectors, table) @ weights
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


def _intent_scores(said: str) -> dict[str, float]:
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
    scores = _intent_scores(said)
    best = max(scores, key=scores.__getitem__)
    return best if best == MORE or scores[best] > _wished(scores) + _MARGIN else GOODS


def grievance(said: str) -> float:
    """How much more it tells of what went wrong than it asks for goods."""
    scores = _intent_scores(said)
    wrong = sum(max(0.0, scores.get(name, 0.0)) for name in _WRONG)
    return wrong / max(_wished(scores), _MARGIN)


def is_harm(said: str) -> bool:
    """Whether somebody is to be hurt, whatever thing it is asked of."""
    return _intent_scores(said).get("harm", 0.0) >= _HARM


def leaning_of(said: str, among: frozenset[str]) -> str:
    """Which of these it may be after all; empty where it is near to none."""
    scores = _intent_scores(said)
    best = max(among & scores.keys(), key=scores.__getitem__, default="")
    return best if best and scores[best] > _LEANING * _wished(scores) else ""


def acts_of(said: str) -> tuple[str, ...]:
    """The acts that these words may be, the likeliest first; goods are called "thing" in them, and
    products "it".
    """
    if not said or len(said.split()) > _LONGEST or _is_too_many(said):
        return (FIND,)
    try:
        scores = _scores(said, ACTS)
    except embedding.EmbeddingUnavailable:
        return (FIND,)
    ranked = sorted(scores, key=lambda name: -scores[name])
    least = max(_LEAST_ACT, scores[ranked[0]] - _BEHIND)
    return tuple(name for name in ranked if scores[name] >= least) or (FIND,)
