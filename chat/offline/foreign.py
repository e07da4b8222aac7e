"""Words of other languages: enough to notice them, and to look for what they wrap."""

from chat.offline.words import tokens

BEST = "I read English best, so I may miss some of what you wrote."
_ENGLISH = frozenset("a an the i is are for with and of to in do you have what which my me under it not that want need show".split())
_OTHER = frozenset(
    (
        # German, French, Spanish, Italian, Dutch: function words and how people ask.
        "ich suche eine einen einem einer ein der die das den dem und oder fur mit ohne unter uber haben hast habt gibt sie bitte mochte "
        "brauche zeig zeige mir wo ist sind was welche nicht auch "
        "je cherche un une des les le la du de pour avec sans sous avez vous moins voudrais veux est et ou quel quelle "
        "busco una unos unas el los las para con sin menos por quiero necesito tienen tiene hay y que "
        "cerco uno il lo gli per senza meno vorrei voglio avete di che "
        "ik zoek een het met zonder onder voor heb heeft wil graag en van"
    ).split()
)


def is_foreign(said: str) -> bool:
    """At least two words of another language, and more of them than of English."""
    words = tokens(said)
    other = sum(word in _OTHER for word in words)
    return other >= 2 and other > sum(word in _ENGLISH for word in words)


def without_wrapping(words: str) -> str:
    """The words that may say what is wanted; all of them where none would be left."""
    return " ".join(word for word in words.split() if not set(tokens(word)) <= _OTHER) or words
