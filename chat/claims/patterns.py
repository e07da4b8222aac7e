"""How prices, ratings, stock and addresses are written, in the languages that shops here speak."""

import re

from chat.claims.numbers import NUMBER
from shop.measurement_units import BY_NAME
from shop.search.number_words import COUNTS

RATING = re.compile(
    rf"({NUMBER})\s*(?:/\s?5\b|(?:out of|of|von|sur|de|su|van) "
    rf"5\b|(?:-?stars?|★|⭐|sternen?|étoiles?|estrellas?)(?!\w))"
    rf"|(?:rated|rating|★|bewertung|bewertet)\W{{0,4}}(?:at |of |is |mit |von |ist |liegt bei "
    rf")?({NUMBER})"
    r"(?:\s*(?:/|(?:out )?of|von) ?5\b)?",
    re.I,
)
LEFT = re.compile(
    rf"({NUMBER}|{'|'.join(COUNTS)})(?: (?:pieces?|items?|stück|exemplare?|of them|of "
    rf"these|davon))? (?:are |is |sind |noch )*"
    r"(?:left\b|in stock|remaining|auf lager|übrig|en stock|vorrätig|verfügbar|lieferbar|op "
    r"voorraad)"
    rf"|\bnoch ({NUMBER}|{'|'.join(COUNTS)})(?: (?:stück|exemplare?|davon|da)\b| (?:auf "
    rf"lager|übrig|vorrätig|verfügbar))",
    re.I,
)
GONE = re.compile(
    r"sold out|out of stock|(?:not|n['’]t|no longer)(?: currently)? (?:in "
    r"stock|available)|unavailable|ausverkauft|vergriffen"
    r"|nicht (?:(?:mehr|derzeit|aktuell|momentan|zurzeit|gerade|sofort) )*(?:auf "
    r"lager|vorrätig|verfügbar|lieferbar|zu haben)"
    r"|nicht verfügbar|kein\w* (?:\w+ ){0,2}(?:auf "
    r"lager|vorrätig|verfügbar)|épuisé|rupture|agotad|esaurit|uitverkocht"
    r"|pas (?:en stock|disponible)",
    re.I,
)
HERE = re.compile(
    r"(?<!back )in stock|(?:is|are|both) (?:currently |still )?available\b|auf "
    r"lager|vorrätig|lieferbar|en stock|disponib|op voorraad"
    r"|(?:sofort|noch|ist|sind) verfügbar",
    re.I,
)
CODE = re.compile(
    r"(?<![\w.-])(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[^\W\d_][\w]*(?:-\w+)*(?:\.\d\w*|\+\w+)*"
)
COUNTED = re.compile(rf"(?<![\w])(?<!\d[.,])({NUMBER})(?:[ -]?([^\W\d_]+|[%°]))?")
ORDINAL = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)\b|#\d{1,2}\b|\b(?:option|number|nr|no|step)\.? \d{1,2}\b", re.I
)
MOST = re.compile(
    r"(?:under|below|less than|up to|within|at most|no more than|unter|bis(?: "
    r"zu)?|höchstens|moins de|jusqu['’]à|menos de|hasta|meno di"
    r"|fino a|onder|tot)\W{0,3}$",
    re.I,
)
LEAST = re.compile(
    r"(?:over|above|more than|from|starting at|at least|ab|über|mindestens|plus de|dès|más "
    r"de|desde|oltre|boven|vanaf)\W{0,3}$",
    re.I,
)
WISH = re.compile(
    r"budget|limit|maximum|minimum|\bmax\b|\bmin\b|between|around|about|asked|wanted|gewünscht"
    r"|vorgabe|zwischen|entre|ungefähr|etwa|environ|[“\"«„]",
    re.I,
)
THAN = re.compile(
    r"\W{0,4}(?:less|more|cheaper|dearer|extra|off|higher|lower|saved|together|in "
    r"total|weniger|mehr|günstiger|billiger|teurer|zusammen"
    r"|moins|plus|de moins|de plus|menos|más|meno|più|goedkoper|duurder)\b",
    re.I,
)
STRICT = re.compile(
    r"[\s*_:(\[|–—-]*+(?:(?:is|are|at|for|costs?|kostet|coûte|cuesta|now|only"
    r"|just)\s++)*+[\s*_(]*+$",
    re.I,
)
IT = re.compile(
    r"\W*(?:it|its|they|this one|that one|er|sie|es|dieser artikel|dieses (?:produkt|modell)|das "
    r"(?:produkt|modell)|il|elle|price|preis)\b",
    re.I,
)
# Without brackets in brackets, which would cost the length squared: what is left of those is found
# as Markdown reads it (chat.claims.addresses).
LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(\s*+<?([^()\s>]*+)>?(?:\s[^()]*+)?\)")
DEFINED = re.compile(r"^ {0,3}\[[^\[\]]{1,200}\]:[ \t]*(\S[^\n]*)$\n?", re.M)
OWN = re.compile(r"(?:/[\w-]+)*/products?/(\d{1,18})(?:/[\w-]*/?)?")
# Of these nothing is counted: "3 kg" is no number of products.
MEASURES = frozenset(BY_NAME) | frozenset(
    (
        "% ° a mp k x week weeks month months year years woche wochen monat monate monaten jahr "
        "jahre jahren personen plätze grad jours mois ans días años person persons people seats"
    ).split()
)
