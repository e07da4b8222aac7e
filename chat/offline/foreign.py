"""Words of other languages: enough to notice them, to keep the constraints that they state, and to look for what they wrap."""

import re

from chat.offline.words import tokens
from shop.search.vocabulary import fold

BEST = "I read English best, so I may miss some of what you wrote."
_ENGLISH = frozenset("a an the i is are for with and of to do you have what which my me under it not that want need show".split())
_OTHER = frozenset(
    (
        # German, French, Spanish, Italian, Dutch: function words and how people ask.
        "ich suche eine einen einem einer ein der die das den dem und oder fur mit ohne unter uber haben hast habt gibt sie bitte mochte "
        "brauche zeig zeige mir wo ist sind was welche nicht auch kein keine danke hallo "
        "je cherche un une des les le la du de pour avec sans sous avez vous moins voudrais veux est et ou quel quelle merci bonjour "
        "busco una unos unas el los las para con sin menos por quiero necesito tienen tiene hay y que gracias "
        "cerco uno il lo gli per senza meno vorrei voglio avete di che grazie "
        "ik zoek een het met zonder onder voor heb heeft wil graag en van"
    ).split()
)
# What sets a limit, in English: a price, a colour or a "not" is kept in any of these languages.
_LIMITS = {
    foreign: english
    for english, words in {
        "under": "unter/bis zu/weniger als/hochstens/maximal/moins de/sous/menos de/meno di/sotto/onder/minder dan",
        "over": "uber/mehr als/mindestens/plus de/mas de/piu di/boven",
        "between": "zwischen/entre/tussen",
        "and": "und/et/y/en",
        "without": "ohne/sans/sin/senza/zonder",
        "not": "nicht/kein/keine/keinen/pas/niet",
        "cheaper": "gunstiger/billiger/moins cher/mas barato/goedkoper",
        "red": "rot/rote/roten/roter/rotes/rouge/rojo/roja/rosso/rossa/rood/rode",
        "blue": "blau/blaue/blauen/blauer/blaues/bleu/bleue/azul/blu/blauw/blauwe",
        "black": "schwarz/schwarze/schwarzen/schwarzer/schwarzes/noir/noire/negro/negra/nero/nera/zwart/zwarte",
        "white": "weiss/weisse/weissen/blanc/blanche/blanco/blanca/bianco/bianca/wit/witte",
        "green": "grun/grune/grunen/gruner/grunes/vert/verte/verde/groen/groene",
        "grey": "grau/graue/grauen/gris/grise/grigio/grigia/grijs/grijze",
        "yellow": "gelb/gelbe/gelben/jaune/amarillo/amarilla/giallo/gialla/geel/gele",
        "for": "fur/pour/para/per/voor",
    }.items()
    for foreign in words.split("/")
}
_LIMIT = re.compile(rf"\b(?:{'|'.join(sorted(_LIMITS, key=len, reverse=True))})\b")


def is_foreign(said: str) -> bool:
    """More words of another language than of English; a single one says it where there is nothing else to tell."""
    words = tokens(said)
    other, english = sum(word in _OTHER for word in words), sum(word in _ENGLISH for word in words)
    return other > english and (other >= 2 or len(words) <= 3)


def in_english(said: str) -> str:
    """With what sets limits in English, where the rest is not."""
    if not is_foreign(said):
        return said
    folded = " ".join(fold(word) or word for word in re.findall(r"[\w'’€$£.,-]+|\S", said))
    return _LIMIT.sub(lambda match: _LIMITS[match[0]], folded)


def without_wrapping(words: str) -> str:
    """The words that may say what is wanted; all of them where none would be left."""
    return " ".join(word for word in words.split() if not set(tokens(word)) <= _OTHER) or words
