"""What is known of one message: each thing is read once, when a rule asks for it."""

from dataclasses import dataclass, replace
from functools import cached_property

from chat.builtin import intents, small
from chat.builtin.aspects import Aspect, Degree, aspects_in, degree_in
from chat.builtin.catalogue import called, things, without_compounds
from chat.builtin.function_words import any_of, begins_with, words
from chat.builtin.gist import gist
from chat.builtin.mentions import Mention, gone_back, mentioned
from chat.builtin.product_matcher import Name, Namer
from chat.builtin.segment import Message, segmented, trimmed, without_lead, without_tail
from chat.builtin.talk import Call, Talk
from chat.builtin.words import spoken, stem, stems, tokens, unwrapped
from shop.search.query import Constraint, read
from shop.search.reading import Reading
from shop.search.vocabulary import Vocabulary


@dataclass(frozen=True)
class Frame:
    """`message` is what was said, less its chatter; `talk` stands where the message points back
    to.
    """

    message: Message
    talk: Talk
    shop: Vocabulary
    namer: Namer

    @cached_property
    def text(self) -> str:
        """What is asked, in figures and without what only corrects."""
        text = without_lead(self.message.text, "corrections")
        return spoken(text or self.message.text)

    @cached_property
    def whole(self) -> str:
        """What is asked with what is told beside it."""
        return ", ".join([*self.message.background, *self.message.clauses])

    @cached_property
    def said(self) -> str:
        return small.spelled(self.text)

    @cached_property
    def words(self) -> list[str]:
        return self.said.split()

    @cached_property
    def short(self) -> str:
        """Without what people say before and after a wish."""
        return trimmed(self.text)

    @cached_property
    def is_question(self) -> bool:
        first = next(iter(small.spelled(self.short).split()), "")
        return first in words("asks", "begins")

    @cached_property
    def asking(self) -> str:
        """The first clause that begins as a question does; all of it where none does."""
        begins = words("asks", "begins")
        clauses = self.short.split(", ")
        found = (
            each
            for each in clauses
            # "It is for a tent, has to be light" states what it has to be.
            if (said := each.lower().split()) and said[0] in begins and said[1:2] != ["to"]
        )
        return next(found, self.short)

    @cached_property
    def asks(self) -> bool:
        """Whether it asks, if only in its last clause: "the tent, is it heavy"."""
        is_clause = self.asking != self.short
        return self.is_question or is_clause or self.text.rstrip().endswith("?")

    @cached_property
    def asks_of_it(self) -> bool:
        """Whether it asks of a product that is pointed at: "is it waterproof"."""
        return self.is_question and bool(any_of("detail", "of_it").match(self.short))

    @cached_property
    def asks_of_shown(self) -> bool:
        """Whether it asks of what is pointed at, and not whether the shop has it in another way."""
        is_of_shop = any_of("detail", "of_shop").match(self.asking)
        return self.is_question and bool(self.mention.ids) and not is_of_shop

    @cached_property
    def reading(self) -> Reading:
        return read(self.text, self.shop)

    @cached_property
    def limits(self) -> tuple[Constraint, ...]:
        return tuple(each for each in self.reading.constraints if each.field != "category")

    @cached_property
    def goods(self) -> tuple[str, ...]:
        """The words that name goods of this shop."""
        return called(self.text, self.shop)

    @cached_property
    def things(self) -> tuple[str, ...]:
        """Those of them that say what a thing is."""
        return things(self.text, self.shop)

    @cached_property
    def is_open(self) -> bool:
        """Whether no word of it names the thing that is wanted: "something quick", "my daughter
        loves dinosaurs".
        """
        if self.name or (self.things and not self.is_told):
            return False
        said = tokens(unwrapped(self.text))
        has_teller = bool(
            words("need", "tellers").intersection(said)
            or words("need", "states").intersection(said[1:])
            or words("several", "negated").intersection(self.words[:1])
        )
        return has_teller or bool(words("need", "vague").intersection(self.words))

    @property
    def is_told(self) -> bool:
        """Whether it only tells a situation: "we drop the little one at nursery"."""
        is_wish = self.asks or any_of("need", "wishes").search(self.text)
        return begins_with(self.text, "need", "begins") and not is_wish

    @cached_property
    def name(self) -> Name | None:
        """The product that is named, shown before or not."""
        if self.asks_of_it:  # what follows is asked of it, whatever is called so
            name = self.namer(any_of("detail", "of_it").sub("", self.short, 1))
            return name if name and name.is_sure else self._name_in_front()
        return self.namer(self.text) or self._name_in_front()

    def _name_in_front(self) -> Name | None:
        """Of "do you have the Skarv and is it waterproof", where the rest asks of "it"."""
        front, between, rest = (
            self.text.partition(" and ")
            if " and " in self.text.lower()
            else self.text.partition(", ")
        )
        if not rest or not any_of("pointing", "it").search(rest):
            return None
        name = self.namer(front)
        if name is None:
            return None
        lead = any_of("detail", "of_shop").match(name.rest)
        said = name.rest[lead.end() :].strip() if lead else name.rest
        asked = f"does it come {said} {between.strip(' ,')}" if lead and said else said
        return replace(name, rest=f"{asked} {rest}".strip())

    @cached_property
    def mention(self) -> Mention:
        return mentioned(self.text, self.talk)

    @cached_property
    def degree(self) -> Degree | None:
        return degree_in(self._graded)

    @cached_property
    def _graded(self) -> list[str]:
        return without_compounds(self.words, self.shop)

    @cached_property
    def aspects(self) -> list[Aspect]:
        return aspects_in(self.words)

    @cached_property
    def is_superlative(self) -> bool:
        return bool(any_of("degree", "most").search(self.said)) or any(
            len(word) > 4 and word.endswith("est") for word in self._graded
        )

    @cached_property
    def is_comparative(self) -> bool:
        return bool(any_of("degree", "more").search(self.said)) or any(
            len(word) > 4 and word.endswith("er") and degree_in([word]) for word in self._graded
        )

    @cached_property
    def last(self) -> Call | None:
        """The last search."""
        return self.talk.search()

    @property
    def last_words(self) -> str:
        return str(self.last.args.get("words", "")) if self.last else ""

    @cached_property
    def acts(self) -> tuple[str, ...]:
        """What the message may be, by the examples of acts, the likeliest first."""
        return intents.acts_of(self.masked)

    @cached_property
    def content(self) -> str:
        """The words that mean something, but for aspects and degrees."""
        return " ".join(word for word in self.words if self.left(word))

    @cached_property
    def masked(self) -> str:
        """With goods as "thing", and what is named as "it"."""
        own = set(self.name.said.split()) if self.name else set()
        goods = set(self.things)
        said: list[str] = []
        for word in self.words:
            put = "it" if word in own else "thing" if word in goods else word
            if put not in ("it", "thing") or said[-1:] != [put]:
                said.append(put)
        text = " ".join(said)
        return text.replace("the it", "it").replace("the thing thing", "thing")

    def left(self, said: str) -> set[str]:
        """The stems that are said besides function words, aspects and degrees."""
        return {
            stem(word) for word in said.split() if not aspects_in([word]) and not degree_in([word])
        } & stems(said) - fill()

    def is_of_topic(self, said: str) -> bool:
        """Whether the goods in it are those that were looked for last, or none."""
        before = stems(self.last_words)
        shown = stems(" ".join(line.category for line in self.talk.shown()))
        return {stem(word) for word in called(said, self.shop)} <= before | shown


def fill() -> frozenset[str]:
    """What is said beside a reference or a comparative, and asks for nothing of its own."""
    return frozenset(stem(word) for word in words("fill"))


def framed(talk: Talk, shop: Vocabulary, namer: Namer) -> Frame:
    """The message of this turn, as far as it asks this shop for something."""
    message = segmented(gist(talk.now.said), shop)
    if talk.before and (bare := without_tail(message.text, "afterthoughts")) != message.text:
        message = replace(message, text=bare)
    text, talk = gone_back(message.text, talk)
    if text != message.text:
        message = replace(message, text=text, clauses=(text,))
    talk.now.said = message.text
    return Frame(message, talk, shop, namer)
