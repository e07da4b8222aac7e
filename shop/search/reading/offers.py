"""What is said of an offer as such: its ratings, whether it is in stock, whether it is reduced."""

import re
from decimal import Decimal

from django.utils.translation import gettext_noop

from shop.search.reading.constraint import Changes, Constraint, cut, just_before
from shop.search.reading.prices import money
from shop.search.vocabulary import Vocabulary

WELL_RATED = Decimal(4)

_STARS = re.compile(
    r"\b(?:rated\s+|rating\s+(?:of\s+)?)?(?:at "
    r"least\s+|over\s+|above\s+|minimum\s+)?([1-5](?:[.,]\d)?)\s*(?:\+|or more)?\s*-?stars?"
    r"(?:\s+rating)?(?: (?:and|or) (?:up|more|better|above|higher))?(?: ratings?)?\b",
    re.I,
)
_RATED = re.compile(
    r"\b(?:rated|ratings?(?:\s+of)?)\s+(?:at least|over|above|higher than|better "
    r"than|min(?:imum)?|from)?\s*([1-5](?:[.,]\d)?)"
    r"(?:\s*/\s*5)?(?:\s*\+|\s+(?:and|or) (?:up|more|better|above|higher))?(?![\w/%]|[.,]\d)",
    re.I,
)
_NOT = re.compile(
    r"(?:\bnot|\bno|\bnever|n['’]t|\bnon|\bout of)[\s-]+(?:currently\s+|an?\s+|the\s+)?$", re.I
)
# (field, label, what it sets, how it is said)
_SAYINGS: list[tuple[str, str, Changes, str]] = [
    (
        "rating", gettext_noop("best rated"), {"rating_min": WELL_RATED, "sort": "rating"},
        r"(?:top|best|highest)[ -](?:rated|reviewed|ratings?|reviews?)",
    ),
    (
        "rating", gettext_noop("well rated"), {"rating_min": WELL_RATED},
        r"(?:well|highly|positively)[ -](?:rated|reviewed)"
        r"|(?:with |has |have )?(?:good|great|excellent|high|positive) (?:customer |user "
        r")?(?:ratings?|reviews)",
    ),
    (
        "stock", gettext_noop("in stock"), {"in_stock": True},
        r"(?:only )?(?:in[ -]stock|available (?:now|immediately|today|right now)|immediately "
        r"available"
        r"|ready (?:to ship|for (?:shipping|delivery|dispatch)))"
        r"|that (?:is|are) available(?! (?:in|with|as|for|from|at|on)\b)",
    ),
    (
        "discount", gettext_noop("reduced"), {"discounted": True},
        r"(?:that (?:is|are) )?(?:on (?:sale|discount|(?:special )?offer)|in (?:the "
        r")?sale|discounted|with (?:a )?discount|special offers?"
        r"|marked down|(?:at (?:a )?)?reduced (?:in )?prices?|reduced to clear|reduced(?=\W*$))",
    ),
]  # fmt: skip


def read_offers(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    def stars(match: re.Match[str]) -> Constraint:
        least = money(match[1])
        return Constraint("rating", "", match[0].strip(), {"rating_min": least}).called(
            gettext_noop("%(stars)s stars and up"), stars=least
        )

    text = cut(cut(text, _STARS, stars, found), _RATED, stars, found)
    for field, label, changes, said in _SAYINGS:

        def saying(
            match: re.Match[str], field: str = field, label: str = label, changes: Changes = changes
        ) -> Constraint | None:
            if just_before(_NOT, match.string, match.start()):
                return None
            return Constraint(field, "", match[0], dict(changes)).called(label)

        text = cut(text, re.compile(rf"\b(?:{said})(?!\w|-)", re.I), saying, found)
    return text
