"""What is said without goods, or of the shop itself: each sentence stands here once, and is said in
the visitor's language.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chat.builtin.languages import said_back
from chat.builtin.phrase import quoted
from chat.builtin.service import facts_saying
from chat.builtin.small import SmallKind
from chat.builtin.talk import Talk
from chat.builtin.words import joined
from chat.tools import Fact, Facts, Places

_MOST_PLACES = 12

# Without a number: none of them is the shop's.
_SAID: dict[SmallKind, tuple[str, ...]] = {
    "hello": (
        gettext_noop("Hello. What are you looking for?"),
        gettext_noop("Hello again. What can I look up for you?"),
    ),
    "well": (gettext_noop("All is well here, thank you for asking. What are you looking for?"),),
    "thanks": (
        gettext_noop("You are welcome. Just ask if there is anything else."),
        gettext_noop("Gladly. I am here if you need more."),
    ),
    "praise": (
        gettext_noop("Thank you, I am glad. Just ask if there is anything else."),
        gettext_noop("Glad to hear it. I am here if you need more."),
    ),
    "bye": (gettext_noop("Goodbye, and thank you for looking in."),),
    "who": (
        gettext_noop(
            "I am this shop's built-in assistant: a small program without a language model, and "
            "no person. "
            "I search its products, compare them, and tell you what the shop knows of each."
        ),
    ),
    "what": (
        gettext_noop(
            "I can find products by what you need, compare them and answer questions about them. "
            "Look for something first, then ask “which one is lighter?” or say “compare the first "
            "two”."
        ),
    ),
    "language": (
        gettext_noop(
            "I understand English best, but I also try other languages. What are you looking for?"
        ),
    ),
    "off_topic": (
        gettext_noop(
            "Sorry, I only know this shop and its goods, so I cannot help with that. What may I "
            "look for here?"
        ),
        gettext_noop(
            "That is beyond me: I only look after this shop's products. Tell me what you need, "
            "and I will see what there is."
        ),
    ),
    "rude": (
        gettext_noop(
            "I am sorry that this is not going well. Tell me what you are looking for, and I will "
            "try again."
        ),
    ),
    "harm": (
        gettext_noop(
            "I cannot help with that. If you or somebody else is in danger, please call the "
            "emergency services."
        ),
    ),
    "private": (
        gettext_noop(
            "I cannot see who bought or wrote what, and would not pass it on: what other people "
            "do here stays private. I can help you with the shop's products."
        ),
    ),
    "which_one": (
        gettext_noop(
            "Which product do you mean? Look for something first, then say “the second one” or a "
            "part of its name."
        ),
    ),
    "brands": (
        gettext_noop(
            "I cannot list all brands, but the filters on the shop's search page do. Name one, "
            "and I will look for it; I can also tell you the brand of anything shown."
        ),
    ),
    "gone": (
        gettext_noop(
            "I cannot list what is out of stock. I can tell you of any product whether it is in "
            "stock, or look only for what is: "
            "say “only in stock” after a search, or use that filter on the shop's search page."
        ),
    ),
    "empty": (gettext_noop("What are you looking for? A few words are enough."),),
    "fine": (
        gettext_noop("All right. Tell me if you want to look for something else."),
        gettext_noop("No problem. I am here when you need something from this shop."),
    ),
}


def say(kind: SmallKind, talk: Talk) -> str:
    """The sentence; another one where it has been said before."""
    shown = talk.shown()
    if kind == "which_one" and shown:
        text = _(
            "Which one do you mean? The last result shows %(count)s: say “the first one”, or a "
            "part of the name."
        )
        return text % {"count": len(shown)}
    said = [_(text) for text in _SAID[kind]]
    return said[sum(turn.reply in said for turn in talk.before) % len(said)]


def too_much() -> str:
    """Of a message that could not be read in time."""
    return _("That was too much for me to read at once: please ask again in a few short sentences.")


def of_both_ends() -> str:
    """Of a message that was cut."""
    return _("Your message is long, so I read its beginning and its end.")


def sorry() -> str:
    return _("Sorry, I could not look that up just now. Please try it in other words.")


def gone() -> str:
    return _(
        "Sorry, this product can no longer be found in the shop. Tell me what it is for, and I "
        "will look for something else."
    )


def unknown_name(name: str) -> str:
    return _(
        "I found no product called “%(name)s” here. Tell me what it is, and I will look for "
        "something like it."
    ) % {"name": said_back(name.strip()[:80])}


def facts_reply(found: Facts, topic: str, words: str) -> str:
    """What staff wrote, in their words; plainly that they did not, where they did not."""
    if topic in _CONTACT:
        return " ".join([_(_CONTACT[topic]), _what_belongs(found, topic)])
    own = [
        fact for fact in found.facts if fact.topic == topic and topic != "other"
    ] or facts_saying(found, words)
    return _wrote(own[:1]) if own else _no_fact(found)


def _what_belongs(found: Facts, topic: str) -> str:
    own = [fact for name in _BESIDE[topic] for fact in found.facts if fact.topic == name]
    return _wrote(own) if own else _no_fact(found)


def _wrote(facts: Sequence[Fact]) -> str:
    return _("The shop writes: “%(text)s”") % {"text": " ".join(fact.text for fact in facts)}


# What the assistant cannot see: the shop's people can.
_CONTACT = {
    "orders": gettext_noop("I cannot see orders or accounts."),
    "complaint": gettext_noop(
        "I am sorry that this went wrong. I cannot see orders or accounts myself."
    ),
}


# What of the shop's own words belongs to it.
_BESIDE = {"orders": ("contact",), "complaint": ("warranty", "returns", "contact")}


def _no_fact(found: Facts) -> str:
    titles = [fact.title for fact in found.facts] + found.titles
    also = (
        _("It does have information about %(titles)s.")
        if titles
        else _("Please ask the shop itself.")
    )
    said = {"titles": joined([quoted(title) for title in titles[:4]])}
    return " ".join([_("The shop gives no information about that."), also % said])


def places_reply(found: Places) -> str:
    if not found.categories:
        return _("This shop has no categories; tell me what you need, and I will look for it.")
    named = [f"{place.name} ({place.products})" for place in found.categories[:_MOST_PLACES]]
    if (rest := len(found.categories) - _MOST_PLACES) > 0:
        text = _(
            "This shop has %(names)s, and %(rest)s more. Name a kind of product and I will look "
            "for it."
        )
        return text % {"names": joined(named), "rest": rest}
    return _("This shop has %(names)s. Name a kind of product and I will look for it.") % {
        "names": joined(named)
    }
