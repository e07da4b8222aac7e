"""Constraints that are guessed from bare words yield where they leave too little: then what keeps
them comes first, and the rest follows.
"""

import re
from dataclasses import dataclass, replace

from shop.search import hybrid_statement, statements
from shop.search.conditions import Condition, conditions
from shop.search.hybrid_statement import NONE, Answer, Preferred
from shop.search.phrases import phrase_query
from shop.search.prepared_query import Question, question
from shop.search.query import Constraint, SearchQuery, understood
from shop.search.vocabulary import Vocabulary, fold

# With fewer products than this, a guessed constraint becomes an order.
ENOUGH = 10
# Answers about words that a process remembers; each is a question and a flag at most.
MOST_REMEMBERED = 10_000
# The best that keeps the guessed constraints has to answer this share of the question's words that
# the best without them answers; else the words win.
MUCH_LESS = 0.6
# What keeps all of them comes first; what keeps some gains a little among the rest.
GAIN = 0.1
# Where the words win, what was asked for keeps the guesses, or says what they were read from: more
# than this share of all the other words can be earned only so.
SAID = 0.95
# Of the products whose names say a word beside its neighbour in the question, this share has to
# keep what the word alone would mean: no "mint tea" is mint.
KEEPS_BESIDE = 0.5
# A single product of another brand that says so is made for those of the brand.
LEAST_BESIDE = {"brand": 2}
# Of the best matches, as many as the category holds or BEST, this share has to lie in a category
# for its name to stand for it.
MOST, BEST = 0.5, 10
# Where less than this share of a category is called what the category is, its name is one of a
# department.
CALLED_SO = 0.5
BESIDE = """
SELECT count(*), count(*) FILTER (WHERE {filters}) FROM (
    SELECT * FROM shop_entry e WHERE e.active AND e.words @@ %(phrase)s::tsquery LIMIT 100
) AS e
"""

MEASURED = "SELECT attributes -> %(key)s::text IS NOT NULL FROM shop_product WHERE id = %(id)s"


@dataclass(frozen=True)
class Loosened:
    """A question and its answer. What was asked for keeps the `preferred` conditions as well."""

    question: Question
    answer: Answer
    preferred: Preferred = NONE


def answered(ready: Question, shop: Vocabulary, *, strict: bool) -> Loosened:
    """Answers the question; unless `strict`, guessed constraints yield where they leave little.

    That costs a second statement, and only then; two more where the visitor chose something, since
    a choice may not change what its words mean.
    """
    ready = without_unlikely_category(without_torn_phrases(ready, shop), shop)
    exact = hybrid_statement.answer(ready, ready.query, shop.active_products)
    if unmeasured := _unmeasured(ready, exact):
        ready = _without_order(ready, unmeasured, shop)
        exact = hybrid_statement.answer(ready, ready.query, shop.active_products)
    guessed = _guessed(ready)
    if not guessed or not ready.query.words:
        return Loosened(ready, exact)
    if department := _department(ready, exact, shop):
        return department
    if strict:
        return Loosened(ready, exact)
    unchosen = _without_choices(ready, shop)
    whole = _answer_unchosen(unchosen, ready, exact, shop)
    is_enough = whole.found >= ENOUGH
    is_outdone = not (is_enough and whole.best >= MUCH_LESS) and (
        whole.best < MUCH_LESS * _best_without(unchosen, guessed, shop)
    )
    if is_enough and not is_outdone:
        return Loosened(ready, exact)
    return _loosened(ready, guessed, shop, is_outdone=is_outdone)


def _department(ready: Question, exact: Answer, shop: Vocabulary) -> Loosened | None:
    """All of a category that is asked for by its name alone, where few of its products are called
    so: "bedding", of duvets and pillows. Their names tell nothing then.
    """
    category = next((each for each in ready.constraints if each.field == "category"), None)
    if category is None or not category.is_hypothesis:
        return None
    if not _says_only(ready.query.words, _guessed(ready)):
        return None
    query = ready.query.model_copy(update={"words": ""} | category.changes)
    whole = hybrid_statement.answer(ready, query, shop.active_products)
    if exact.exact >= CALLED_SO * whole.found:
        return None
    firm = tuple(replace(each, is_hypothesis=False) for each in ready.constraints)
    return Loosened(replace(ready, query=query, constraints=firm), whole)


def _says_only(words: str, guessed: list[Constraint]) -> bool:
    said = {word for each in guessed for word in fold(each.phrase).split()}
    return set(fold(words).split()) <= said


def _unmeasured(ready: Question, answer: Answer) -> list[Constraint]:
    """Returns the order by a number that the first of what was found has not: no jacket says what
    temperature it is for.
    """
    orders = [each for each in ready.constraints if "by_number" in each.changes]
    if not orders or not answer.rows:
        return []
    values = {"id": answer.rows[0]["id"], "key": ready.query.by_number.removeprefix("-")}
    return [] if statements.rows(MEASURED, values)[0][0] else orders


def _without_order(ready: Question, orders: list[Constraint], shop: Vocabulary) -> Question:
    """The question read anew, since the adjective of an order ranks where the order does not. What
    was guessed and dropped before stays so.
    """
    dropped = (*ready.dropped, *orders)
    anew = question(ready.asked, shop, dropped)
    return replace(anew, corrected=ready.corrected)


def _guessed(ready: Question) -> list[Constraint]:
    return [each for each in ready.constraints if each.is_hypothesis]


def _answer_unchosen(
    unchosen: Question, ready: Question, exact: Answer, shop: Vocabulary
) -> Answer:
    if unchosen.query == ready.query:
        return exact
    return hybrid_statement.answer(unchosen, unchosen.query, shop.active_products)


def _best_without(ready: Question, guessed: list[Constraint], shop: Vocabulary) -> float:
    """Returns the largest share of the words that one product answers without the guesses."""
    plain = dropping(ready, guessed, shop)
    return hybrid_statement.answer(plain, plain.query, shop.active_products).best


def _without_choices(ready: Question, shop: Vocabulary) -> Question:
    """The question by its words alone."""
    ways = ("words", "sort", "page", "page_size", "mode", "weights", "view")
    asked = SearchQuery(**{name: getattr(ready.asked, name) for name in ways})
    return dropping(replace(ready, asked=asked), [], shop)


def _loosened(
    ready: Question, guessed: list[Constraint], shop: Vocabulary, *, is_outdone: bool
) -> Loosened:
    plain = dropping(ready, guessed, shop)
    preferred = _preferred(ready, guessed, shop, is_outdone=is_outdone)
    answer = hybrid_statement.answer(plain, plain.query, shop.active_products, preferred)
    kept = tuple(
        (each.outdone if is_outdone else each.loosened) if each in guessed else each
        for each in ready.constraints
    )
    return Loosened(replace(plain, constraints=kept), answer, preferred)


def _preferred(
    ready: Question, guessed: list[Constraint], shop: Vocabulary, *, is_outdone: bool
) -> Preferred:
    # The category is what the words ask for, and the shop may keep it in several places.
    required = tuple(each for each in guessed if each.field != "category")
    if not is_outdone:
        return Preferred(_conditions_of(guessed), GAIN, required)
    read = {word for each in required for word in fold(each.phrase).split()}
    others = sum(term.weight(shop.active_products) for term in ready.terms if term.word not in read)
    return Preferred(required=required, said=SAID * others)


def dropping(ready: Question, dropped: list[Constraint], shop: Vocabulary) -> Question:
    """The question without these constraints."""
    dropped = [*ready.dropped, *dropped]
    query, constraints = understood(ready.asked, shop, dropped)
    query = query.model_copy(update={"without": ready.query.without})
    if ready.query.price_max is not None:
        query = query.model_copy(update={"price_max": ready.query.price_max})
    return replace(ready, query=query, constraints=constraints, dropped=tuple(dropped))


def _conditions_of(guessed: list[Constraint]) -> tuple[Condition, ...]:
    """Each constraint as SQL, with parameters of its own names."""
    return tuple(
        conditions(SearchQuery(**each.changes)).renamed(f"guess{number}_")
        for number, each in enumerate(guessed)
    )


def _make_room(remembered: dict[tuple[str, str], bool]) -> None:
    """Forgets all where there are many, since visitors decide what is asked."""
    if len(remembered) >= MOST_REMEMBERED:
        remembered.clear()


def without_torn_phrases(ready: Question, shop: Vocabulary) -> Question:
    """Drops a guess from a word that is a part of a phrase of this shop."""
    torn = [
        each
        for each in ready.constraints
        if each.is_hypothesis
        and each.field in ("colour", "brand", "attribute")
        and any(_is_torn(each, pair, shop) for pair in _phrases(ready.asked.words, each.phrase))
    ]
    return dropping(ready, torn, shop) if torn else ready


def _phrases(words: str, phrase: str) -> list[str]:
    """The phrase with the word behind it, where nothing parts them."""
    found = re.search(rf"(?<!\w){re.escape(phrase)}[ -]+([^\W\d_]{{3,}})", words, re.I)
    return [found[0]] if found else []


def _is_torn(guess: Constraint, phrase: str, shop: Vocabulary) -> bool:
    key = (guess.field, fold(phrase))
    # Another thread may make room meanwhile, so nothing is looked up that was just stored.
    is_torn = shop.torn_phrases.get(key)
    if is_torn is None:
        sql, parameters, *_parts = conditions(SearchQuery(**guess.changes))
        saying, keeping = statements.rows(
            BESIDE.format(filters=sql),
            parameters | {"phrase": phrase_query(phrase, "A")},
            kept=False,
        )[0]
        _make_room(shop.torn_phrases)
        is_enough = saying >= LEAST_BESIDE.get(guess.field, 1)
        shop.torn_phrases[key] = is_torn = is_enough and keeping < KEEPS_BESIDE * saying
    return is_torn


def without_unlikely_category(ready: Question, shop: Vocabulary) -> Question:
    """Drops a category that was read where most of the best matches lie elsewhere: "soap" asks for
    no television series.
    """
    category = next((each for each in ready.constraints if each.field == "category"), None)
    if category is None or not category.is_hypothesis:
        return ready
    key = (category.changes["category"], ready.query.words)
    is_likely = shop.likely_categories.get(key)
    if is_likely is None:
        guessed = [each for each in ready.constraints if each.is_hypothesis]
        words = dropping(ready, guessed, shop)
        _make_room(shop.likely_categories)
        shop.likely_categories[key] = is_likely = _is_likely(words, category, shop)
    return ready if is_likely else dropping(ready, [category], shop)


def _is_likely(plain: Question, category: Constraint, shop: Vocabulary) -> bool:
    sql, parameters, *_parts = conditions(SearchQuery(**category.changes))
    size = statements.rows(
        f"SELECT count(*) FROM (SELECT FROM shop_entry e WHERE {sql} LIMIT {BEST}) AS inside",
        parameters,
        kept=False,
    )[0][0]
    query = SearchQuery(words=plain.query.words, page_size=max(1, size))
    best = hybrid_statement.answer(plain, query, shop.active_products).rows
    inside = statements.rows(
        f"SELECT count(*) FROM shop_entry e WHERE e.product_id = ANY(%(ids)s) AND {sql}",
        parameters | {"ids": [row["id"] for row in best]},
        kept=False,
    )[0][0]
    return not best or inside >= MOST * len(best)
