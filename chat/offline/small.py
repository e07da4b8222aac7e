"""What is said without a look at the goods: greetings, questions on the assistant, and what it cannot help with."""

import re
from typing import Literal, cast, get_args
from unicodedata import category

from chat.offline.intents import intent_of, leaning_of
from chat.offline.talk import Talk
from chat.offline.words import tokens
from shop.search import embedding

SmallKind = Literal[
    "empty", "hello", "well", "thanks", "praise", "bye", "who", "what", "language", "off_topic", "rude", "which_one", "fine",
    "brands", "gone",
]  # fmt: skip

SORRY = "Sorry, I could not look that up just now. Please try it in other words."
GONE = "Sorry, this product can no longer be found in the shop. Tell me what it is for, and I look for something else."

# Without a number: none of them is the shop's.
_SAID: dict[SmallKind, tuple[str, ...]] = {
    "hello": ("Hello. What are you looking for?", "Hello again. What can I look up for you?"),
    "well": ("All is well here, thank you for asking. What are you looking for?",),
    "thanks": ("You are welcome. Just ask if there is anything else.", "Gladly. I am here if you need more."),
    "praise": ("Thank you, I am glad. Just ask if there is anything else.", "Glad to hear it. I am here if you need more."),
    "bye": ("Goodbye, and thank you for looking in.",),
    "who": (
        "I am this shop's built-in assistant: a small program without a language model, and no person. "
        "I search its products, compare them, and tell you what the shop knows of each.",
    ),
    "what": (
        "I can find products by what you need, compare them and answer questions about them. "
        "Try “a warm jacket for hiking”, then “the second one, is it waterproof?”, or “compare the first two”.",
    ),
    "language": ("I read English best, and try with other languages. What are you looking for?",),
    "off_topic": (
        "Sorry, I only know this shop and its goods, so I cannot help with that. You could ask me for “a present for a child”, for "
        "example.",
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
    "empty": ("What are you looking for? A few words are enough, such as “a lamp for my desk”.",),
    "fine": ("All right. Tell me if you want to look for something else.", "No problem. I am here when you need something from this shop."),
}

_THUMBS = re.compile("[\N{THUMBS UP SIGN}\N{OK HAND SIGN}\N{WHITE HEAVY CHECK MARK}]")
# What is said beside a wish, and is no part of it.
COURTEOUS = frozenset({"hello", "well", "thanks", "praise", "bye", "fine", "yes", "rude"})
_NO_GOODS = frozenset({"off_topic", "injection", "who", "what", "well", "rude"})
_SUM = re.compile(r"^(?:what is |how much is |calculate |whats )?[\d(][\d\s().,]*(?:[-+*/×÷^]\s*[\d(][\d\s().,]*)+=?[?\s]*$", re.I)
_DRAWN_OUT = re.compile(r"(\w)\1{2,}|(\w)\2+$")


def spelled(text: str) -> str:
    """Folded words, "hiiii" as "hi"; a thumb alone says yes, and any other face or heart is a smile."""
    words = " ".join(_shortened(word) for word in tokens(text))
    return words or ("yes" if _THUMBS.search(text) else "haha" if any(category(char) == "So" for char in text) else "")


def _shortened(word: str) -> str:
    if embedding.is_word(word) or word.isdigit():
        return word
    twice, once = (_DRAWN_OUT.sub(put, word) for put in (r"\1\1\2\2", r"\1\2"))
    return twice if embedding.is_word(twice) else once if embedding.is_word(once) else word


def kind_of(said: str) -> SmallKind | None:
    """What folded words are, when they ask for no goods."""
    found = intent_of(said) if said else "empty"
    found = {"injection": "off_topic", "yes": "fine"}.get(found, found)
    return cast(SmallKind, found) if found in get_args(SmallKind) else None


def is_sum(text: str) -> bool:
    """A calculation, in the words as written."""
    return bool(_SUM.match(text.strip()))


def is_yes(said: str) -> bool:
    return intent_of(said) == "yes"


def asks_no_goods(said: str) -> bool:
    """Whether what no search answers may have been none for a search."""
    return bool(leaning_of(said, _NO_GOODS))


def say(kind: SmallKind, talk: Talk) -> str:
    """The sentence; another one where it has been said before."""
    shown = talk.shown()
    if kind == "which_one" and shown:
        return f"Which one do you mean? The last result shows {len(shown)}: say “the first one”, or a part of the name."
    said = _SAID[kind]
    return said[sum(turn.reply in said for turn in talk.before) % len(said)]


def unknown_name(name: str) -> str:
    return f"I found no product called “{name.strip()[:80]}” here. Tell me what it is, and I look for something like it."
