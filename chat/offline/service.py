"""Questions on the shop itself, and what its staff wrote of them: delivery, returns, opening hours and the like."""

from chat.offline.intents import GOODS, intent_of, leaning_of
from chat.offline.phrase import sentence
from chat.offline.words import joined, stems
from chat.tools import Fact, Facts, Places

_MOST_PLACES = 12
TOPICS = frozenset("orders returns delivery payment hours warranty contact other".split())
# Who knows of an order is not the assistant.
LOOKED_UP = {"orders": "contact"}


def topic_of(said: str) -> str:
    """What of the shop itself is asked; empty for its goods."""
    found = intent_of(said)
    return found if found in TOPICS else ""


def maybe_topic(said: str) -> str:
    """What of the shop itself may be asked by what sounds like a wish: "do you lend tents" is for its facts to say."""
    return leaning_of(said, TOPICS) if intent_of(said) == GOODS else ""


def told(found: Facts, words: str) -> list[Fact]:
    """Of what was returned, what says all of these words."""
    return [fact for fact in found.facts if stems(words) and stems(words) <= stems(f"{fact.title} {fact.text}")]


def facts_reply(found: Facts, topic: str, words: str) -> str:
    """What staff wrote, in their words; plainly that they did not, where they did not."""
    if topic == "orders":
        return f"I cannot see orders or accounts. {facts_reply(found, 'contact', '')}"
    own = [fact for fact in found.facts if fact.topic == topic and topic != "other"] or told(found, words)
    if own:
        return f"The shop writes: “{own[0].text}”"
    titles = [fact.title for fact in found.facts] + found.titles
    also = sentence(f"it does write about {joined([f'“{title}”' for title in titles[:4]])}") if titles else "Please ask the shop itself."
    return f"The shop has not written about that. {also}"


def places_reply(found: Places) -> str:
    if not found.categories:
        return "This shop has no categories; tell me what you need, and I look for it."
    named = joined([f"{place.name} ({place.products})" for place in found.categories[:_MOST_PLACES]])
    rest = len(found.categories) - _MOST_PLACES
    return f"This shop has {named}{f', and {rest} more' if rest > 0 else ''}. Name a kind of thing and I look for it."
