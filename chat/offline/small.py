"""What is recognised and said without a look at the shop: greetings, questions about the assistant, and what it cannot help with."""

import re
from typing import Literal

from chat.offline.talk import Talk
from chat.offline.words import joined
from shop.search.vocabulary import Vocabulary

SmallKind = Literal[
    "empty", "hello", "rude", "thanks", "bye", "who", "what", "off_topic", "service", "which_one", "fine", "categories", "brands", "gone"
]

SORRY = "Sorry, I could not look that up just now. Please try it in other words."
GONE = "Sorry, this product can no longer be found in the shop. Tell me what it is for, and I look for something else."

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
        "I only know the goods of this shop, so I cannot help with that. "
        "You could ask me for “a present for a six year old under 30”, for example.",
        "That is beyond me: I only look after this shop's products. Ask me, for example, for “headphones with a long battery life”.",
    ),
    "rude": ("I am sorry that this is not going well. Tell me what you are looking for, and I try again.",),
    "service": (
        "I only know the products, not orders, delivery, returns or payment; please ask the shop itself about these. "
        "I can tell you prices, stock and everything that is written about a product.",
    ),
    "which_one": ("Which product do you mean? Look for something first, then say “the second one” or a part of its name.",),
    "categories": (
        "This shop has {about}. Name a kind of thing and I look for it; the search page shows every category with its products.",
    ),
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
_WHO = re.compile(
    r"^(?:so |and )?(?:who|what) are you\b|\byour name\b|^who (?:made|built|am i (?:talking|speaking))"
    r"|^are you (?:an? |the )?(?:\w+ )?(?:real|human|bot|robot|ai|person|machine|chatbot|assistant|gpt|chatgpt|there)\b"
)
_WHAT = re.compile(
    r"^(?:please )?(?:can you )?help(?: me)?$|\bwhat (?:can|do|could) you (?:do|know|help)\b|\bhow (?:does|do) (?:this|you) work\b"
    r"|\bwhat can i (?:ask|do|say)\b|\bhow can you help\b|^what do you (?:have|sell|offer)$|^what is (?:this|here|this shop)$"
)
_OFF_TOPIC = re.compile(
    r"\b(?:poem|joke|essay|lyrics|haiku|limerick|riddle|translate|javascript|horoscope|lottery|bitcoin|stock market|president|politics|"
    r"election|capital of|meaning of life|football score|system prompt|prompt|jailbreak|developer mode|api key|passwords?)\b"
    r"|\b(?:ignore|forget|disregard|override|bypass)\b.*\b(?:instructions?|rules|prompt|above|previous|guidelines)\b"
    r"|\b(?:your|system) (?:instructions|prompt|rules|guidelines)\b|\b(?:act|behave) as\b|\bpretend\b|\byou are now\b|\bdrop table\b"
    r"|\b(?:what|how) is the (?:weather|news|time)\b|\bweather (?:today|tomorrow|like|in)\b|\bwhat day is\b|\bdo you love\b|\bhow are you\b"
    r"|^(?:tell|write|sing|read) (?:me )?(?:a |an )?(?:story|song|poem|book|code|program)\b|\bwho (?:won|invented|wrote)\b"
)
_RUDE = re.compile(r"\b(?:stupid|idiot|useless|dumb|fuck\w*|shit\w*|crap|asshole|bullshit|hate you|shut up|moron)\b")
_SERVICE = re.compile(
    r"\b(?:shipping|ship|shipped|deliver\w*|return policy|returns?|return (?:it|this|them)|refunds?|exchange (?:it|this|them)|warranty|guarantee|"
    r"voucher|coupon|(?:discount|promo) code|opening hours|payment|pay with|paypal|credit card|invoice|my order|my account|"
    r"track(?:ing)? (?:my|number)|contact|phone number|customer service|speak to|talk to a)\b"
)
_ASKS = (
    r"^(?:(?:and|so|ok|please|tell me|show me|list) )*"
    r"(?:(?:what|which|whats|is|are there|do you have|show me|list)(?: (?:is|are|me))? )?"
)
_YOU = (
    r"(?: (?:do you|does (?:the|this|your) shop|are there|have you|you|have|sell|offer|got|carry|there are|exist|"
    r"in (?:the|this|your) shop|here))*"
)
_NOW = r"(?: (?:now|today|currently|at the moment|right now))*$"
_CATEGORIES = re.compile(
    _ASKS + r"(?:(?:all|the|any|your|different|product|main) )*(?:categories|departments|sections|product types|"
    r"(?:kinds|types|sorts) of (?:products|things|goods|items|stuff))" + _YOU + _NOW
)
_BRANDS = re.compile(_ASKS + r"(?:(?:all|the|any|your|different) )*(?:brands|manufacturers|makers)" + _YOU + _NOW)
_THINGS = (
    r"(?:(?:all|the|any|your|some) )*(?:(?:products?|things?|items?|goods|articles|anything|everything|something) )?"
    r"(?:(?:that )?(?:is|are) )?(?:do you have )?(?:currently |now )?"
)
_GONE = re.compile(_ASKS + _THINGS + r"(?:out of stock|sold out|unavailable)" + _NOW)
_TELLING: tuple[tuple[SmallKind, re.Pattern[str]], ...] = (("who", _WHO), ("what", _WHAT), ("off_topic", _OFF_TOPIC), ("service", _SERVICE),
    ("categories", _CATEGORIES), ("brands", _BRANDS), ("gone", _GONE), ("rude", _RUDE))  # fmt: skip
# What no search answers asks for no goods, where it begins so: "who should I vote for", "write me a script".
NO_WISH = re.compile(
    r"^(?:why|who|whom|whose|when|where|how|should|write|tell|explain|translate|calculate|sing|solve|say|you|are you|do you (?:think|know|like)"
    r"|what (?:is|are|was|do|does|should|did)|i (?:am|have|feel|think|hate|love|was) (?!looking|searching|shopping|after|interested))\b"
)
_COURTESIES: tuple[tuple[SmallKind, frozenset[str]], ...] = (("bye", _BYE), ("fine", _NO), ("thanks", _THANKS), ("thanks", _PRAISE))
# Longer messages that merely mention such a word are wishes: "a case with a warranty and a zip that ...".
_LONGEST_SERVICE = 13
_MOST_DEPARTMENTS = 12


def kind_of(said: str) -> SmallKind | None:
    """What folded words are, when they ask nothing of the shop."""
    words = set(said.split())
    if not words:
        return "empty"
    for kind, telling in _COURTESIES:
        if words & telling and words <= telling | _ASIDE | _THANKS | _PRAISE | _NO | _BYE | {"ok", "okay"}:
            return kind
    if words & _GREETS and words <= _HELLO:
        return "hello"
    found = next((kind for kind, pattern in _TELLING if pattern.search(said)), None)
    return None if found in ("service", "rude") and len(words) > _LONGEST_SERVICE else found


def is_yes(said: str) -> bool:
    words = set(said.split())
    return bool(words & _YES) and words <= _YES | _ASIDE | _PRAISE | _THANKS


def departments(shop: Vocabulary) -> str:
    """The categories at the top, out of the slugs of all."""
    tops = sorted({slug.split("/")[0].replace("-", " ") for slug in shop.categories.values()})
    return f"these departments: {joined(tops[:_MOST_DEPARTMENTS])}" if tops else "no categories"


def say(kind: SmallKind, talk: Talk, about: str = "") -> str:
    """The sentence; another one where it has been said before."""
    shown = talk.shown()
    if kind == "which_one" and shown:
        return f"Which one do you mean? The last result shows {len(shown)}: say “the first one”, or a part of the name."
    said = tuple(text.replace("{about}", about) for text in _SAID[kind])
    return said[sum(turn.reply in said for turn in talk.before) % len(said)]


def unknown_name(name: str) -> str:
    return f"I found no product called “{name[:80]}” here. Tell me what it is, and I look for something like it."
