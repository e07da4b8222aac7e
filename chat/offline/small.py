"""What is said without a look at the goods: greetings, questions on the assistant or the shop, and what it cannot help with."""

import re
from typing import Literal

from chat.offline.phrase import sentence
from chat.offline.talk import Talk
from chat.offline.words import joined
from chat.tools import Facts, Places

SmallKind = Literal["empty", "hello", "thanks", "bye", "who", "what", "off_topic", "rude", "which_one", "fine", "brands", "gone"]

SORRY = "Sorry, I could not look that up just now. Please try it in other words."
GONE = "Sorry, this product can no longer be found in the shop. Tell me what it is for, and I look for something else."
_MOST_PLACES = 12

_SAID: dict[SmallKind, tuple[str, ...]] = {
    "hello": ("Hello. What are you looking for?", "Hello again. What can I look up for you?"),
    "thanks": ("You are welcome. Just ask if there is anything else.", "Gladly. I am here if you need more."),
    "bye": ("Goodbye, and thank you for looking in.",),
    "who": (
        "I am this shop's built-in assistant: a small program without a language model. "
        "I search its products, compare them, and tell you what the shop knows of each.",
    ),
    "what": (
        "I can find products by what you need, compare them and answer questions about them. "
        "Try “a warm jacket under 150”, then “the second one, is it waterproof?”, or “compare the first two”.",
    ),
    "off_topic": (
        "I only know this shop and its goods, so I cannot help with that. "
        "You could ask me for “a present for a six year old under 30”, for example.",
        "That is beyond me: I only look after this shop's products. Ask me, for example, for “headphones with a long battery life”.",
    ),
    "rude": ("I am sorry that this is not going well. Tell me what you are looking for, and I try again.",),
    "which_one": ("Which product do you mean? Look for something first, then say “the second one” or a part of its name.",),
    "brands": (
        "I cannot list all brands; the filters of the shop's search page do. I can look for one of them, such as “jackets from …”, "
        "and tell you the brand of anything shown.",
    ),
    "gone": (
        "I cannot list what is out of stock. I can tell you of any product whether it is in stock, or look only for what is: "
        "say “only in stock” after a search, or use that filter on the shop's search page.",
    ),
    "empty": ("What are you looking for? A few words are enough, such as “a desk lamp under 50”.",),
    "fine": ("All right. Tell me if you want to look for something else.",),
}

_HELLO = frozenset("bonjour hola hallo moin salut hi hello hey hiya howdy good morning afternoon evening day greetings there again".split())
_GREETS = frozenset("bonjour hola hallo moin salut hi hello hey hiya howdy good greetings".split())
_BYE = frozenset("bye goodbye ciao farewell".split())
_THANKS = frozenset("thanks thank thx cheers danke merci gracias grazie".split())
_PRAISE = frozenset("great perfect nice cool super wonderful lovely excellent awesome".split())
_NO = frozenset("no nope nah nevermind mind".split())
_YES = frozenset("yes yeah yep yup sure ok okay do go fine course".split())
# What may stand beside one of the above without meaning more.
_ASIDE = frozenset(
    "you very much so a lot many that is all for your the help now then see later have nice day it not never please this ahead "
    "sounds why let us me show i of good night cu again there and to too ever want".split()
)
_ASKS = (
    r"^(?:(?:and|so|ok|please|tell me|show me|list|what|which|whats|is|are|there|do you have|me|all|the|any|your|different|product|main) )*"
)
_YOU = (
    r"(?: (?:do you|does (?:the|this|your) shop|are there|have you|you|have|sell|offer|got|carry|there are|exist|"
    r"in (?:the|this|your) shop|here|now|today|currently|at the moment|right now))*$"
)
_TELLING: tuple[tuple[SmallKind | Literal["places"], re.Pattern[str]], ...] = (
    ("who", re.compile(
        r"^(?:so |and )?(?:who|what) are you\b|\byour name\b|^who (?:made|built|am i (?:talking|speaking))"
        r"|^are you (?:an? |the )?(?:\w+ )?(?:real|human|bot|robot|ai|person|machine|chatbot|assistant|gpt|chatgpt|there)\b"
    )),
    ("what", re.compile(
        r"^(?:please )?(?:can you )?help(?: me)?$|\bwhat (?:can|do|could) you (?:do|know|help)\b|\bhow (?:does|do) (?:this|you) work\b"
        r"|\bwhat can i (?:ask|do|say)\b|\bhow can you help\b"
    )),
    ("off_topic", re.compile(
        r"\b(?:poem|joke|essay|lyrics|haiku|limerick|riddle|translate|javascript|python|horoscope|lottery|bitcoin|stock market|president|"
        r"politics|election|capital of|meaning of life|football score|system prompt|prompt|jailbreak|developer mode|api key|passwords?)\b"
        r"|\b(?:ignore|forget|disregard|override|bypass)\b.*\b(?:instructions?|rules|prompt|above|previous|guidelines)\b"
        r"|\b(?:your|system) (?:instructions|prompt|rules|guidelines)\b|\b(?:act|behave) as\b|\bpretend\b|\byou are now\b|\bdrop table\b"
        r"|\b(?:what|how) is the (?:weather|news|time)\b|\bweather (?:today|tomorrow|like|in)\b|\bdo you love\b|\bhow are you\b"
    )),
    ("places", re.compile(
        _ASKS + r"(?:categories|departments|sections|product types|(?:kinds|types|sorts) of (?:products|things|goods|items|stuff))" + _YOU
        + r"|^what (?:else )?(?:do you (?:have|sell|offer)|is there|is (?:this|here|this shop))$"
    )),
    ("brands", re.compile(_ASKS + r"(?:brands|manufacturers|makers)" + _YOU)),
    ("gone", re.compile(_ASKS + r"(?:(?:products?|things?|items?|something) )?(?:(?:that )?(?:is|are) )?(?:out of stock|sold out)$")),
    ("rude", re.compile(r"\b(?:stupid|idiot|useless|dumb|fuck\w*|shit\w*|crap|asshole|bullshit|hate you|shut up|moron)\b")),
)  # fmt: skip
# What a shop tells by texts that staff write, by the name of its topic.
_TOPICS = {
    "delivery": re.compile(r"\b(?:shipping|ship|shipped|deliver\w*|tracking|arrives?|how (?:soon|fast) (?:will|does|do) (?:it|they|i))\b"),
    "returns": re.compile(
        r"\b(?:return policy|returns?|return (?:it|this|them)|send (?:it|this|them) back|refunds?|exchange (?:it|this|them)|money back)\b"
    ),
    "payment": re.compile(
        r"\b(?:payment|pay (?:with|by|later|in)|(?:how|where) (?:can|do) i pay|paypal|credit card|invoice|instal?lments)\b"
    ),
    "hours": re.compile(r"\b(?:opening (?:hours|times)|are you open|when .*\b(?:open|close))\b"),
    "warranty": re.compile(r"\b(?:warranty|guarantee)\b"),
    "contact": re.compile(
        r"\b(?:contact|phone number|customer service|(?:speak|talk) to (?:a|some|the|your)\w*|your (?:address|e-?mail))\b"
    ),
    "other": re.compile(r"\b(?:voucher|coupon|(?:discount|promo) code|my (?:order|account))\b"),
}
_COURTESIES: tuple[tuple[SmallKind, frozenset[str]], ...] = (("bye", _BYE), ("fine", _NO), ("thanks", _THANKS), ("thanks", _PRAISE))
# Longer messages that merely mention such a word are wishes: "a case with a warranty and a zip that ...".
_LONGEST_SERVICE = 13
# What no search answers asks for no goods, where it begins so: "who should I vote for", "write me a script".
NO_WISH = re.compile(
    r"^(?:why|who|whom|whose|when|where|how|should|write|tell|explain|calculate|sing|solve|say|you|are you|do you (?:think|know|like)"
    r"|what (?:is|are|was|do|does|should|did)|i (?:am|have|feel|think|hate|love|was) (?!looking|searching|shopping|after|interested))\b"
)


def kind_of(said: str) -> SmallKind | Literal["places"] | None:
    """What folded words are, when they ask for no goods."""
    words = set(said.split())
    if not words:
        return "empty"
    for kind, telling in _COURTESIES:
        if words & telling and words <= telling | _ASIDE | _THANKS | _PRAISE | _NO | _BYE | {"ok", "okay"}:
            return kind
    if words & _GREETS and words <= _HELLO:
        return "hello"
    found = next((kind for kind, pattern in _TELLING if pattern.search(said)), None)
    return None if found == "rude" and len(words) > _LONGEST_SERVICE else found


def topic_of(said: str) -> str:
    """What of the shop itself is asked; empty for its goods."""
    found = next((topic for topic, pattern in _TOPICS.items() if pattern.search(said)), "")
    return found if len(said.split()) <= _LONGEST_SERVICE else ""


def is_yes(said: str) -> bool:
    words = set(said.split())
    return bool(words & _YES) and words <= _YES | _ASIDE | _PRAISE | _THANKS


def say(kind: SmallKind, talk: Talk) -> str:
    """The sentence; another one where it has been said before."""
    shown = talk.shown()
    if kind == "which_one" and shown:
        return f"Which one do you mean? The last result shows {len(shown)}: say “the first one”, or a part of the name."
    said = _SAID[kind]
    return said[sum(turn.reply in said for turn in talk.before) % len(said)]


def facts_reply(found: Facts, topic: str) -> str:
    """What staff wrote, in their words; plainly that they did not, where they did not."""
    own = [fact for fact in found.facts if fact.topic == topic] or (found.facts[:1] if topic == "other" else [])
    if own:
        return "The shop writes: " + " ".join(f"“{fact.text}”" for fact in own[:1])
    titles = [fact.title for fact in found.facts] + found.titles
    also = sentence(f"it does write about {joined([f'“{title}”' for title in titles[:4]])}") if titles else "Please ask the shop itself."
    return f"The shop has not written about that. {also}"


def places_reply(found: Places) -> str:
    if not found.categories:
        return "This shop has no categories; tell me what you need, and I look for it."
    named = joined([f"{place.name} ({place.products})" for place in found.categories[:_MOST_PLACES]])
    rest = len(found.categories) - _MOST_PLACES
    return f"This shop has {named}{f', and {rest} more' if rest > 0 else ''}. Name a kind of thing and I look for it."


def unknown_name(name: str) -> str:
    return f"I found no product called “{name.strip()[:80]}” here. Tell me what it is, and I look for something like it."
