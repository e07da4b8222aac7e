"""Questions that go on from the last one, or are of the product spoken of last."""

import re
from collections.abc import Set as AbstractSet

from chat.builtin.acts import Ask, Find, Similar
from chat.builtin.aspects import key_stems
from chat.builtin.catalogue import things
from chat.builtin.evidence import best_quote
from chat.builtin.frame import Frame
from chat.builtin.function_words import any_of, words
from chat.builtin.mentions import mentioned
from chat.builtin.nearest import NEAR_KEY, nearest_of
from chat.builtin.qualities import by_word
from chat.builtin.qualities import words as quality_words
from chat.builtin.question import Question
from chat.builtin.sayings import truth
from chat.builtin.segment import trimmed
from chat.builtin.talk import Talk
from chat.builtin.values import amount, paired
from chat.builtin.verdicts import of_type
from chat.builtin.words import plain, stem, stems, tokens
from chat.tools import ProductFacts
from shop.search.query import read

_NOT_BUT = re.compile(
    r"\bnot (?:the |that |this |those |these )*(?P<what>[^,;]*?),? (?:but )?"
    r"(?:the |that )?others?(?: ones?)?\W*$"
)
_ELSE = re.compile(
    r"^\W*(?:\w+ )?(?:what|which|anything|something) (?:\w+ )?else\b.*?\b(?:use|try|take)"
    r" (?P<what>(?:to|for|as) .+)$",
    re.I,
)
_NEEDED = re.compile(r"^(?:and )?(?:do|will|would) (?:i|we|you|one)(?: still| also)? need\b")
_INSTEAD_OF = re.compile(r"^\W*(?:\w+ )?(?:what|which|anything|something)\b.*\binstead of\b", re.I)
# In words, of a message that is the name of an attribute.
SHORT = 4
# The question that an offer to say more answers.
TELL_MORE = "tell me more about it"


def carried_over(frame: Frame) -> Ask | None:
    """ "And the first?" asks of another product what was asked last; "is it out of stock" asks."""
    if frame.asks_of_it:
        return None
    found = mentioned(frame.short, frame.talk)
    is_bare = words("detail", "carries").issuperset(tokens(found.rest))
    if len(found.ids) != 1 or not is_bare or not frame.talk.before:
        return None
    question = asked_last(frame.talk)
    return Ask(found.ids, question) if question else None


def carried_on(frame: Frame) -> Ask | None:
    """ "And 25?", "and for a 9 year old": the last question with another figure or size."""
    topic, last = frame.talk.topic(), Question(asked_last(frame.talk))
    said = Question(trimmed(frame.text))
    if topic is None or not last.is_yes_no or _asks_anew(said, last, frame):
        return None
    again = last.with_size(said) or last.with_amount(said)
    return Ask((topic,), again) if again else None


def _asks_anew(said: Question, last: Question, frame: Frame) -> bool:
    own = set(said.content) - set(last.content) - by_word().keys() - words("detail", "carries")
    return bool(own or frame.things) or _is_of_order(frame)


def coded(frame: Frame) -> Ask | None:
    """A code alone: what it is, what it costs, and whether it can be bought."""
    name = frame.name
    if name is None or not name.is_code or stems(name.rest) - quality_words("aside"):
        return None
    return Ask(name.ids[:1], TELL_MORE)


def fitness(frame: Frame) -> Ask | None:
    """ "My baby is 8 months, is it ok", of the only product that was shown."""
    shown = [line.id for line in frame.talk.shown()]
    topic = frame.talk.topic()
    is_asked = any_of("detail", "fits").search(frame.whole)
    is_other = bool(set(frame.goods) - words("audience", "children")) or frame.name is not None
    if topic is None or shown not in ([topic], []) or not is_asked or is_other:
        return None
    asked = frame.whole if " it " in f" {frame.whole} " else f"is it {frame.whole}"
    return Ask((topic,), asked) if Question(asked).amounts else None


def enough(frame: Frame) -> Ask | None:
    """ "Have you got enough of it in stock, I need 25 metres"."""
    is_asked = any_of("fitting", "enough").search(frame.whole) and frame.asks
    is_of_stock = {"stock", "left", "have", "got"} & set(tokens(frame.whole))
    product = frame.name.ids[0] if frame.name else frame.talk.topic()
    needed = next(iter(Question(frame.whole).amounts), None)
    if not (is_asked and is_of_stock and product and needed):
        return None
    return Ask((product,), f"is there enough of it in stock for {frame.whole}")


def other_one(frame: Frame) -> Ask | None:
    """ "Not the red one, the other", of a list that was shown."""
    match = _NOT_BUT.search(plain(frame.text).lower())
    if not match:
        return None
    named = frame.talk.named()
    shown = [line.id for line in frame.talk.shown(2)]
    refused = _refused(stems(match["what"]) - stems("one ones"), frame.talk)
    left = [pk for pk in shown if pk not in refused]
    left.sort(key=lambda pk: pk not in named)
    return Ask((left[0],), TELL_MORE) if refused and left else None


def _refused(what: AbstractSet[str], talk: Talk) -> list[int]:
    """Of those shown, the ones that these words describe; without words, those named last."""
    if not what:
        return talk.named()
    return [line.id for line in talk.shown(2) if what <= stems(f"{line.name} {line.colour}")]


def something_else(frame: Frame) -> Find | Similar | None:
    """ "What else can I use to shine it", "what instead of the wax": others than the one that was
    spoken of.
    """
    said = plain(frame.text)
    match, line = _ELSE.search(said), frame.talk.spoken_line()
    if match and line and stems(match["what"]):
        args = {"not_products": [line.id]}
        return Find(match["what"], args=args, asked=match["what"], is_need=True)
    is_instead = _INSTEAD_OF.search(said)
    ids = frame.name.ids[:1] if frame.name else (line.id,) if line else ()
    return Similar(ids[0]) if is_instead and ids else None


def needed_for(frame: Frame) -> Ask | None:
    """ "Do I need a lid for it", where the text of the product spoken of says so, or denies it."""
    line = frame.talk.spoken_line()
    facts = frame.talk.read().get(line.id) if line else None
    if not isinstance(facts, ProductFacts) or not _NEEDED.match(frame.said):
        return None
    question = Question(_NEEDED.sub("does it need", frame.said))
    quote = best_quote(facts, question)
    return Ask((facts.id,), question.text) if quote and quote.verdict is not None else None


def in_colour(frame: Frame) -> Find | None:
    """ "Have you got it in pink", of a product that was not found by what it is called."""
    line, limits = frame.talk.spoken_line(), frame.limits
    if line is None or [each.field for each in limits] != ["colour"] or frame.goods:
        return None
    if things(frame.last_words, frame.shop) or not any_of("pointing", "it").search(frame.said):
        return None
    own = [word for word in tokens(line.name.partition(",")[0]) if word not in frame.shop.colours]
    said = f"{' '.join(own)} in {limits[0].phrase}"
    return Find(said, asked=read(said, frame.shop).words)


def stated_of_topic(frame: Frame) -> Ask | None:
    """What the product spoken of last states, asked in words that fit any thing: "how long does it
    take", "is there an L".
    """
    line, question = frame.talk.spoken_line(), Question(trimmed(frame.text))
    facts = frame.talk.read().get(line.id) if line else None
    if not isinstance(facts, ProductFacts) or _is_of_order(frame):
        return None
    if _names_attribute(facts, question, frame):
        return Ask(_several_meant(frame) or (facts.id,), question.text)
    is_asked = frame.is_question and _is_stated(facts, question, frame)
    return Ask((facts.id,), question.text) if is_asked else None


def _is_stated(facts: ProductFacts, question: Question, frame: Frame) -> bool:
    is_bare = set(question.content) <= by_word().keys() and _is_typed(question)
    found = is_bare and of_type(paired(facts.attributes), question, is_bare=True)
    return bool(found) or _counts(facts, question, frame)


def _several_meant(frame: Frame) -> tuple[int, ...]:
    """ "The cord of those"."""
    return frame.mention.ids if len(frame.mention.ids) > 1 else ()


def _names_attribute(facts: ProductFacts, question: Question, frame: Frame) -> bool:
    """ "Battery runtime?": the name of something that the product states, with little beside it. A
    yes or a no without a question mark narrows what was shown: "dimmable".
    """
    if _is_of_others(frame):
        return False
    asked = {stem(word) for word in question.content if word not in by_word()}
    stating = [key for key, value in facts.attributes.items() if frame.asks or truth(value) is None]
    return any(asked and asked <= key_stems(key) for key in stating)


def _is_of_others(frame: Frame) -> bool:
    is_of_several = frame.degree is not None or "which" in frame.words
    is_long = len(frame.short.split()) > SHORT
    return is_of_several or is_long or bool(frame.things) or frame.mention.explicit


def _counts(facts: ProductFacts, question: Question, frame: Frame) -> bool:
    """Whether an attribute that is called so counts what is asked: "how many pockets"."""
    if question.words[:2] != ["how", "many"] or frame.goods:
        return False
    counts = (key for key, value in facts.attributes.items() if _is_count(key, value))
    return bool(nearest_of(question.text, counts, NEAR_KEY))


def _is_count(key: str, value: object) -> bool:
    measured = amount(key, value)
    return measured is not None and not measured.dimension


def _is_typed(question: Question) -> bool:
    return bool(question.is_of_people or question.size or question.dimensions_due - {""})


def _is_of_order(frame: Frame) -> bool:
    """ "How long does it take to get here", "is it under 50"."""
    has_price = any("price" in field for each in frame.limits for field in each.changes)
    return has_price or bool(any_of("hurry", "arrives").search(frame.said))


def asked_last(talk: Talk) -> str:
    """The last question on a product, without the product; empty where the last turn was none."""
    for at in range(len(talk.before) - 1, -1, -1):
        turn = talk.before[at]
        if not turn.last("get_product") or turn.last("search_products"):
            return ""
        question = mentioned(turn.said, Talk(talk.before[:at], turn)).rest
        if Question(question).is_about_something:
            return question
    return ""
