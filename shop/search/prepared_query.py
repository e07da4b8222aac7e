"""A SearchQuery made ready to be asked: read for constraints, spelt right, widened by synonyms,
with its vector and the staff's rules.
"""

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from django.conf import settings

from shop.search import embedding, lexical, multilingual, rules, spelling
from shop.search.coverage import Features, features
from shop.search.edge import Edge, edge
from shop.search.exact_names import is_name
from shop.search.foreign import translated
from shop.search.lexicon import MODERATE
from shop.search.query import Constraint, SearchQuery, understood
from shop.search.term import Term
from shop.search.vector import literal
from shop.search.vocabulary import Vocabulary, fold
from shop.search.word_forms import widened
from shop.wire import Weights

log = logging.getLogger("aisle.search")
_ahead = ThreadPoolExecutor(4, "aisle-embedding")


@dataclass(frozen=True)
class Question:
    """`asked` is what the visitor asked, in corrected words; `query` what is left of it when the
    constraints are read out.
    """

    asked: SearchQuery
    query: SearchQuery
    constraints: tuple[Constraint, ...]
    terms: tuple[Term, ...]
    corrected: str
    """The words as corrected; empty where nothing was misspelt."""
    vector: str | None
    """As PostgreSQL reads it; None where meaning does not count, or cannot be had (`degraded`)."""
    degraded: bool
    weights: Weights
    rules: rules.Rules
    dropped: tuple[Constraint, ...] = ()
    """Constraints that were read and are not required."""
    is_foreign: bool = False
    """Whether `vector` is one of the multilingual encoder."""
    kinds: tuple[int, ...] = ()
    """The ids of the categories that hold what is asked for, and nothing else."""
    features: Features = field(default_factory=Features)
    """What the question asks for that some products say they lack."""
    edge: Edge = field(default_factory=Edge)
    """Which products are what was asked for, and which only come close."""


def question(
    query: SearchQuery, shop: Vocabulary, dropped: tuple[Constraint, ...] = ()
) -> Question:
    """In this order: constraints are read, but for those that are dropped, spelling is corrected
    and read again, and what it comes to meets synonyms and rules.
    """
    # Meanwhile on another processor: most questions are embedded as they stand. A provider would be
    # paid for the others in vain.
    is_local = settings.EMBEDDING_MODEL == "local"
    ahead = _embedding_ahead(query) if is_local else None
    effective, constraints, terms, is_code, corrected = _read(query, shop, dropped)
    foreign = _foreign(query, effective, corrected, shop)
    # A code says all by itself.
    is_exact = is_code or (is_local and not foreign and _is_senseless(terms))
    if is_exact and effective.mode == "hybrid":
        numbers, degraded = None, False
    else:
        usable = ahead if effective.words == query.words else None
        numbers, degraded = _vector(effective, foreign, usable)
    vector = literal(numbers)
    terms_of_question = _discounted(terms, constraints)
    kinds = lexical.kinds(terms_of_question, shop)
    wanted = rules.rules_for(effective.words, effective.category)
    return Question(
        asked=query.model_copy(update={"words": corrected or query.words}),
        query=_without(effective, wanted.hidden),
        constraints=constraints,
        terms=terms_of_question,
        corrected=corrected,
        vector=vector,
        degraded=degraded,
        weights=_weights(effective, vector),
        rules=wanted,
        dropped=dropped,
        is_foreign=bool(foreign),
        kinds=kinds,
        features=features(effective.words, shop),
        edge=Edge()
        if is_code
        else edge(
            effective.words,
            terms_of_question,
            constraints,
            numbers,
            shop,
            is_foreign=bool(foreign),
            is_kind=bool(kinds),
        ),
    )


def _embedding_ahead(query: SearchQuery) -> Future[tuple[float, ...]] | None:
    is_embedded = query.words and query.mode != "text"
    return _ahead.submit(embedding.embed_query, query.words) if is_embedded else None


def _without(query: SearchQuery, hidden: tuple[int, ...]) -> SearchQuery:
    if not hidden:
        return query
    return query.model_copy(update={"without": (*query.without, *hidden)})


def _is_senseless(terms: Sequence[Term]) -> bool:
    """Whether neither the catalogue nor the local model's language knows any of the words: they
    mean nothing to be near to.
    """
    return bool(terms) and not any(
        term.products or spelling.is_correct(term.word) for term in terms
    )


def _read(
    query: SearchQuery, shop: Vocabulary, dropped: tuple[Constraint, ...]
) -> tuple[SearchQuery, tuple[Constraint, ...], list[Term], bool, str]:
    effective, constraints = understood(query, shop, dropped)
    if constraints and _is_named(query.words, constraints):
        effective, constraints = query.model_copy(update={"literal": True}), ()
    terms, is_code = _terms(effective, shop)
    is_as_meant = query.literal or is_code or translated(query.words, shop).is_certain
    corrected = "" if is_as_meant else _corrected(query.words, terms)
    if not corrected:
        return effective, constraints, terms, is_code, ""
    # Read anew: what is spelt right may be a brand or a colour.
    query = query.model_copy(update={"words": corrected})
    effective, constraints = understood(query, shop, dropped)
    return effective, constraints, *_terms(effective, shop), corrected


def _corrected(words: str, terms: Iterable[Term]) -> str:
    """The words in the spelling of the catalogue; empty where nothing changes."""
    known, unknown = [], []
    for term in terms:
        if term.products:
            known.append(term.alternatives[0][0])
        else:
            unknown.append(term.word)
    changes = spelling.corrections(unknown, known) if unknown else {}
    changes |= {
        word: plain
        for word in unknown
        if word not in changes and (plain := spelling.plain_word(word))
    }
    corrected = spelling.corrected(words, changes) if changes else ""
    return "" if fold(corrected) == fold(words) else corrected


def _is_named(words: str, constraints: Iterable[Constraint]) -> bool:
    """Whether a product is called so. What is not wanted is no part of a name."""
    whole, part = is_name(words)
    return (whole or part) and not any(each.field.startswith("not_") for each in constraints)


# A colour that is read says by itself what it asks for, and products may call it otherwise.
COLOUR_SHARE = 0.9
# A word that is read and that no product says is only another form of what they say.
FORM_SHARE = 0.1


def _discounted(terms: Iterable[Term], constraints: Iterable[Constraint]) -> tuple[Term, ...]:
    colours = _words_of(constraints, "colour")
    read = _words_of(constraints, "colour", "attribute", "range")
    return tuple(replace(term, share=_share(term, colours, read)) for term in terms)


def _share(term: Term, colours: set[str], read: set[str]) -> float:
    # What is measured need not be said.
    if term.word in read and (term.word in MODERATE or not term.products):
        return FORM_SHARE
    return COLOUR_SHARE if term.word in colours else term.share


def _words_of(constraints: Iterable[Constraint], *fields: str) -> set[str]:
    return {
        word
        for each in constraints
        if each.field in fields
        for word in fold(f"{each.phrase} {each.label}").split()
    }


def _terms(query: SearchQuery, shop: Vocabulary) -> tuple[list[Term], bool]:
    if not query.words:
        return [], False
    terms, is_code = lexical.read(query.words)
    if query.literal or is_code:
        return terms, is_code
    return widened(rules.expanded(terms, query.words), query.words, shop), False


def _foreign(query: SearchQuery, effective: SearchQuery, corrected: str, shop: Vocabulary) -> str:
    """What the multilingual encoder is asked; empty where it is not asked."""
    if query.literal or not effective.words or query.mode == "text":
        return ""
    translation = translated(corrected or query.words, shop)
    return translation.own_words(effective.words) if translation.is_foreign else ""


def _vector(
    query: SearchQuery, foreign: str, ahead: Future[tuple[float, ...]] | None
) -> tuple[tuple[float, ...] | None, bool]:
    """The vector, and whether it is missing though it was wanted. `foreign` are the words for the
    multilingual encoder, if it is asked; `ahead` is the embedding of the query's words, if it has
    begun.
    """
    if not foreign and (not query.words or query.mode == "text"):
        return None, False
    try:
        if foreign:
            return multilingual.vector(foreign), False
        return (ahead.result() if ahead else embedding.embed_query(query.words)), False
    except embedding.EmbeddingUnavailable as error:
        log.error("searching by words alone: %s", error)
        return None, True


def _weights(query: SearchQuery, vector: str | None) -> Weights:
    given = query.weights or Weights(
        text=float(settings.SEARCH_WEIGHT_TEXT), vector=float(settings.SEARCH_WEIGHT_VECTOR)
    )
    return Weights(
        text=0.0 if query.mode == "vector" else given.text, vector=given.vector if vector else 0.0
    )
