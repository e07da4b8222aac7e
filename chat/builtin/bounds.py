"""What the built-in assistant reads of a message: a bounded part, so that none costs much more than
another."""

import re

# In characters and in words. People write less; of what is longer, the beginning and the end are
# read: the wish stands in one of them, and its limits in the other.
LONGEST = 1_200
MOST_WORDS = 200
# Of one word, in characters.
LONGEST_WORD = 100
# The share of the beginning.
_BEGINNING = 0.6

_LONG_WORD = re.compile(rf"(\S{{{LONGEST_WORD}}})\S+")


def is_bounded(text: str) -> bool:
    """Returns whether all of the text is read."""
    return len(text) <= LONGEST and len(text.split()) <= MOST_WORDS


def bounded(text: str) -> str:
    """Returns the text, or the beginning and the end of one that is too long."""
    if len(text) > LONGEST:
        first = int(LONGEST * _BEGINNING)
        text = f"{text[:first]}\n{text[first - LONGEST + 1 :]}"
    text = _LONG_WORD.sub(r"\1", text)
    words = text.split()
    if len(words) > MOST_WORDS:
        first = int(MOST_WORDS * _BEGINNING)
        text = " ".join([*words[:first], *words[first - MOST_WORDS :]])
    return text
