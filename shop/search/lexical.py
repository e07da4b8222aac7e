"""The words leg: BM25 with fields, whose two halves meet in one inner product.

What a word has earned in a product is kept with it (`impacts`); how rare the word is comes with the
question.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from shop.models import PLACES
from shop.search import statements
from shop.search.measure_terms import with_feet, with_other_units
from shop.search.term import Term, quoted
from shop.search.token_rows import MOST_WORDS, Row, token_rows
from shop.search.vocabulary import Vocabulary

# A product must hold this share of the question's weight in rare words; the rest is left to the
# vectors.
COVERAGE = 0.25
# Where more products than this say a word, those are meant that say it in their title, if there are
# enough of them. It goes by the words alone, never by the filters, so that what a facet counts is
# what choosing it gives.
BROAD = 5000
ENOUGH = 1000
# What a word that two words of the question make is worth beside those two.
JOINED = 0.8
# Words that take part in the choice of which may be missing; more of them have too many
# combinations.
MOST_CHOSEN = 6

# A word is the name of a thing where at least this many names are of it for each that it only says
# which one of.
THINGS = 0.5
# The most frequent words that begin so: the last word may be half typed.
BEGUN = """
SELECT DISTINCT ON (products, lexeme) lexeme, products FROM shop_word WHERE word LIKE %(start)s ||
  '%%' AND products > 0
ORDER BY products DESC, lexeme LIMIT 8
"""
SHORTEST_BEGUN = 3

# The question as a sparse vector, for the inner product with the products' impacts.
QUESTION = f"""
    SELECT ('{{' || coalesce(string_agg(place || ':' || weight, ',' ORDER BY place), '')
        || '}}/{PLACES}')::sparsevec AS terms
    FROM (
        SELECT aisle_place(lexeme) AS place, max(weight) AS weight
        FROM unnest(%(lexemes)s::text[], %(idf)s::float[]) AS q(lexeme, weight) GROUP BY 1
    ) AS placed
"""


OF_ONE_KIND = """
SELECT kind.id FROM unnest(%(ids)s::bigint[]) AS kind(id) WHERE EXISTS (
    SELECT FROM shop_entry e
    WHERE e.active AND e.category_id = kind.id AND e.words @@ %(named)s::tsquery
) OR NOT EXISTS (SELECT FROM shop_entry e WHERE e.active AND e.words @@ %(named)s::tsquery)
"""
MOST_REMEMBERED = 10_000


def terms(words: str) -> list[Term]:
    """The terms alone of `read`."""
    return read(words)[0]


def read(words: str) -> tuple[list[Term], bool]:
    """The question's words with how many products hold each, and whether they are the code of a
    product.

    A last word that no product holds is taken as the beginning of some.
    """
    rows = token_rows(with_feet(words))
    found = _terms(rows)
    last = found[-1] if found else None
    if last and not last.products and len(last.word) >= SHORTEST_BEGUN:
        # No wildcard can be in it: the index splits words at everything but letters and digits.
        begun = statements.rows(BEGUN, {"start": last.word})
        found[-1:] = (
            [Term(last.word, tuple((lexeme,) for lexeme, _products in begun), begun[0][1])]
            if begun
            else [last]
        )
    return with_other_units(found), bool(rows and rows[0][8])


def _terms(rows: Sequence[Row]) -> list[Term]:
    """A term a word; a word said twice is one. "usb c" is also found as "usbc", which is how the
    index spells "usb-c".

    The question itself may say "usb-c": it then comes as "usbc", "usb", "c".
    """
    found: dict[str, Term] = {}
    before: tuple[tuple[str, ...], ...] = ()
    place = 0
    while place < len(rows):
        word, lexeme, _products, joined, together, *_rest = rows[place]
        after = rows[place + 1 : place + 3]
        if len(after) == 2 and word == after[0][0] + after[1][0]:
            found.setdefault(lexeme, _compound_term(rows[place], after))
            before = ()
            place += 3
        else:
            whole = ((joined,),) if joined and together else ()
            found.setdefault(lexeme, _single_term(rows[place], (*whole, *before)))
            before = whole
            place += 1
    return list(found.values())[:MOST_WORDS]


def _compound_term(row: Row, parts: Sequence[Row]) -> Term:
    """The term of "usb-c", whose `parts` are "usb" and "c"."""
    word, lexeme, products, *_rest = row
    stems = tuple(part[1] for part in parts)
    in_both = min(part[2] for part in parts)
    # Where nobody says "e-bike", a bike is meant.
    longest = max(parts, key=lambda part: len(part[0]))
    is_said = products or in_both
    rest = () if is_said or len(word) - len(longest[0]) > 1 else ((longest[1],),)
    most = max(products, in_both, longest[2] if rest else 0)
    return Term(word, ((lexeme,), stems, *rest), most, said=stems)


def _single_term(row: Row, joined: Sequence[tuple[str, ...]]) -> Term:
    """The term of one word; `joined` are the words that it makes with its neighbours."""
    word, lexeme, products, _joined, together, title, things, which, _is_code = row
    return Term(
        word,
        ((lexeme,), *joined),
        products or together,
        products > BROAD and title >= ENOUGH,
        is_thing=1 + things >= THINGS * (1 + which),
        things=things,
        is_named=title > 0,
    )


def match(terms: Sequence[Term], catalogue: int) -> str:
    """The tsquery of products that hold enough of the question: every smallest set of terms that
    reaches COVERAGE, by "or".
    """
    # A word that nothing holds says nothing about what is there; it would weigh most of all.
    weighed = sorted(
        ((term.weight(catalogue), term) for term in terms if term.products),
        key=lambda pair: -pair[0],
    )[:MOST_CHOSEN]
    return " | ".join(
        "(" + " & ".join(weighed[each][1].match for each in sorted(some)) + ")"
        for some in _smallest_sets([weight for weight, _term in weighed])
    )


def _smallest_sets(weights: Sequence[float]) -> list[frozenset[int]]:
    """The places of every set of weights that reaches COVERAGE, and none that holds another."""
    enough = COVERAGE * sum(weights) - 1e-9
    sets: list[frozenset[int]] = []
    for size in range(1, len(weights) + 1):
        for chosen in map(frozenset, combinations(range(len(weights)), size)):
            is_needed = not any(small <= chosen for small in sets)
            if is_needed and sum(weights[each] for each in chosen) >= enough:
                sets.append(chosen)
    return sets


def match_all(terms: Sequence[Term]) -> str:
    """The tsquery of products that hold every term."""
    return " & ".join(term.match for term in terms)


def phrase(terms: Sequence[Term]) -> str:
    """The tsquery of names that say the terms side by side, in this order; empty for a
    single one.
    """
    stems = [lexeme for term in terms for lexeme in term.said or term.alternatives[0]]
    if len(stems) < 2:
        return ""
    side_by_side = " <-> ".join(quoted(lexeme) + ":A" for lexeme in stems)
    one = [run[0] for run in terms[0].alternatives[1:] if run in terms[-1].alternatives]
    return " | ".join([side_by_side, *(quoted(lexeme) + ":A" for lexeme in one)])


def other_things(terms: Sequence[Term], words: str) -> str:
    """The tsquery of names of something else than the thing that is asked for; empty where it is
    not clear which thing that is.

    A single word is the thing: other things are those of which it only says which ("desk lamp" for
    "desk"). Of two words that are nowhere in the shop and somewhere ("lawnmower spares"), the last
    one is the thing, and the other one is not."""
    named = [term for term in terms if term.word.isalpha()]
    if len(terms) == 1 and named:
        return _beside_thing(named[0])
    if len(named) == 2 and words.casefold().endswith(named[1].word):
        return _beside_pair(*named)
    return ""


def only_placed(terms: Sequence[Term]) -> str:
    """The tsquery of products whose category alone says the single thing that is asked for; empty
    where it is not clear which thing that is.
    """
    if len(terms) != 1 or not terms[0].is_thing or not terms[0].word.isalpha():
        return ""
    stems = sorted(_single_stems(terms[0]))
    named = " | ".join(f"{quoted(stem)}:A" for stem in stems)
    return f"({' | '.join(quoted('^' + stem) for stem in stems)}) & !({named})"


def _beside_thing(term: Term) -> str:
    if not term.is_thing:
        return ""
    return " | ".join(quoted("~" + stem) for stem in sorted(_single_stems(term)))


def _beside_pair(other: Term, thing: Term) -> str:
    if not thing.products:
        return " | ".join(quoted("=" + stem) for stem in sorted(_single_stems(other)))
    if thing.others_share == 1:  # by its synonyms alone
        return "!(" + " | ".join(map(quoted, sorted(_single_stems(thing)))) + ")"
    return ""


def together(terms: Sequence[Term]) -> str:
    """The tsquery of names that say all the terms, wherever; empty for a single one."""
    stems = [lexeme for term in terms for lexeme in term.said or term.alternatives[0]]
    return " & ".join(quoted(lexeme) + ":A" for lexeme in stems) if len(stems) > 1 else ""


def weights(terms: Sequence[Term], catalogue: int) -> dict[str, float]:
    """Each stem with its weight, for the inner product with the products' impacts."""
    found: dict[str, float] = {}
    holders: Counter[tuple[str, ...]] = Counter()
    holders.update(run for term in terms for run in term.alternatives[1:] if len(run) == 1)
    for term in terms:
        for place, run in enumerate(term.alternatives):
            # A product may hold several alternatives, and each of them is added up; but what two
            # words begin ("head torch", "headtorch") says both.
            weight = term.weight(catalogue) * (1.0 if place == 0 else term.others_share)
            if holders[run] > 1:
                weight = JOINED * _weight_of_holders(terms, run, catalogue)
            for lexeme in run:
                found[lexeme] = max(found.get(lexeme, 0.0), weight / len(run))
    return found


def _weight_of_holders(terms: Sequence[Term], run: tuple[str, ...], catalogue: int) -> float:
    return sum(term.weight(catalogue) for term in terms if run in term.alternatives)


def kinds(terms: Sequence[Term], shop: Vocabulary) -> tuple[int, ...]:
    """The ids of the categories that hold what a single term asks for, and nothing else. Where
    names of other categories say it, one of a category's own names has to: varnish is under
    "Nails", and no nail.
    """
    stems = tuple(sorted(_single_stems(terms[0]))) if len(terms) == 1 else ()
    ids = sorted({id for stem in stems for id in shop.kinds.get(stem, ())})
    if not ids:
        return ()
    if stems not in shop.kinds_of_stems:
        if len(shop.kinds_of_stems) >= MOST_REMEMBERED:
            shop.kinds_of_stems.clear()
        named = " | ".join(f"{quoted(stem)}:A" for stem in stems)
        rows = statements.rows(OF_ONE_KIND, {"ids": ids, "named": named})
        found = shop.kinds_of_stems[stems] = tuple(row[0] for row in rows)
        return found
    return shop.kinds_of_stems.get(stems, ())


def _single_stems(term: Term) -> set[str]:
    return {run[0] for run in term.alternatives if len(run) == 1}
