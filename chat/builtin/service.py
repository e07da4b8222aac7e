"""Questions on the shop itself, and what its staff wrote of them: delivery, returns, opening hours
and the like.
"""

from chat.builtin.intents import GOODS, intent_of, leaning_of
from chat.builtin.words import stems
from chat.tools import Fact, Facts

TOPICS = frozenset("orders returns delivery payment hours warranty contact complaint other".split())
# Who knows of an order is not the assistant.
LOOKED_UP = {"orders": "contact", "complaint": "contact returns warranty"}


def topic_of(said: str) -> str:
    """What of the shop itself is asked; empty for its goods."""
    found = intent_of(said)
    return found if found in TOPICS else ""


def maybe_topic(said: str) -> str:
    """What of the shop itself may be asked by what sounds like a wish: "do you lend tents" is for
    its facts to say.
    """
    return leaning_of(said, TOPICS) if intent_of(said) == GOODS else ""


def facts_saying(found: Facts, words: str) -> list[Fact]:
    """Of what was returned, what says all of these words."""
    return [
        fact
        for fact in found.facts
        if stems(words) and stems(words) <= stems(f"{fact.title} {fact.text}")
    ]
