"""Questions on the shop itself, and what its staff wrote of them: delivery, returns, opening hours and the like."""

import re

from chat.offline.words import stems
from chat.tools import Fact, Facts

# Longer messages that merely mention such a word are wishes: "a case with a warranty and a zip that ...".
_LONGEST = 15
_IT = r"(?:it|this|that|these|those|them|things?|something|(?:my|an|the) (?:order|parcel|item)s?)"
# By the name of the topic, the first that fits: "who pays for the return" is on returns.
_TOPICS = {
    topic: re.compile(rf"\b(?:{words})\b")
    for topic, words in {
        "orders": r"my (?:\w+ )?(?:order|account|parcel|package|password|purchase)(?! (?:back|does|do))|(?:cancel|change|track) (?:my|an"
        r"|the) order|order "
        r"(?:status|number|history)|track(?:ing)? number|already ordered|i ordered",
        "returns": rf"returns?(?! address)|returned|returning|refund\w*|money back|(?:send|give|bring|take) {_IT} back|exchange (?:{_IT}"
        rf"|for)|"
        rf"(?:change|changed) my mind|(?:if|when) (?:{_IT}|they|i) (?:does|do|is|are)(?: not|nt) (?:fit|like|right|suit|happy)"
        rf"|if i am not happy",
        "delivery": r"shipping|shipped|shipment|ships? (?:to|from|abroad|internationally|overseas|worldwide|it|free)|(?:do|can"
        r"|will) you ship|"
        r"deliver\w*|courier|postage|customs|(?:when|how (?:soon|fast|long)) .*(?:arrives?|get here|get it|get my|to arrive)"
        r"|send (?:it )?abroad",
        "payment": r"pay|you (?:accept|take) (?:\w+ )?(?:express|cards?|cash|money|payments?)|payments?|paying|paypal|klarna|apple pay"
        r"|google pay|(?:credit|debit) cards?(?! (?:holder|case|wallet|sleeve"
        r"|size))|"
        r"bank transfer|invoice|instal?lments?|(?:take|accept|with|by|in) (?:cash|visa|mastercard|amex|bitcoin|crypto)|cash on delivery",
        "hours": r"opening|open(?:ed)? (?:on|at|today|tomorrow|now|until|till|late|sundays?|saturdays?|mondays?)|"
        r"(?:are|is|r|when do|do|what time do|when does) (?:you|u|the (?:shop|store)|your (?:shop|store)|it)(?: guys)? (?:still "
        r"|now )?(?:open|closed?|closes|opens)|"
        r"closing time|(?:real|physical|actual|local|retail|offline) (?:store|shop|location)|showroom|(?:visit|come to|drop by|stop by"
        r"|find) "
        r"(?:you|your (?:shop|store)|the (?:shop|store))|where (?:are|is) (?:you|the (?:shop|store)|your (?:shop|store))(?: located"
        r"| based)?$|"
        r"(?:shop|store) (?:located|location|address|hours)|in person|try (?:it|them|things) on(?: in)?",
        "warranty": rf"warrant\w*|guarantee[ds]?|repairs?(?! kit)|(?:if|when) (?:{_IT}|one) (?:breaks?|is (?:broken|faulty|damaged"
        rf"|defective)|stops)|"
        r"arrived? (?:broken|damaged)|faulty|defective",
        "contact": r"contact (?:you|us|someone|the|details|info\w*|form|number)|(?:to|i) contact|^contact$|(?:phone|telephone) number"
        r"|customer (?:service|support|care)|"
        r"(?:speak|talk|chat|write) (?:to|with) (?:an?|some\w*|the|your|human|real|people|staff)(?: \w+)?|your (?:address|e-?mail|number"
        r"|phone)|"
        r"(?:real|actual|live) (?:person|human|agent)|call you|email you|reach you|get in touch|complain\w*|hotline|helpline|human agent"
        r"|a human",
        "other": r"gift wrap\w*(?! paper)|(?:wrap|wrapped) (?:it|this|them|as)|(?:as a|for a) (?:gift|present) wrap\w*|vouchers?|coupons?"
        r"|(?:discount|promo|student|voucher) "
        r"(?:codes?|discounts?)|price match\w*|match (?:the )?prices?|beat (?:the )?prices?|newsletter|loyalty (?:points|card|program\w*)"
        r"|wholesale|bulk order|franchise|job opening|"
        r"(?:are you|you) hiring|work (?:for|at) (?:you|this shop)|privacy|parking (?:at|near|in|space|lot)|is there parking|(?:are"
        r"|is) (?:you|your \w+|the shop) sustainab\w*|supplier|resell\w*|sell to (?:business\w*|companies)|pick (?:it|them|things"
        r"|my order) up|pick ?up (?:in|at|from)|click and collect|collect (?:it|them) (?:in|at|from)|owns this|second hand|trade in",
    }.items()
}
# Who knows of an order is not the assistant.
LOOKED_UP = {"orders": "contact"}
# "Do you repair tents?": a verb that is nothing a visitor does to find goods may be one that staff wrote of.
_VERB = re.compile(
    r"^(?:(?:and|so|but|also|ok|hi|hello) )*(?:do|can|could|will|would) (?:you|i)(?: guys| also| still)? (?P<verb>[a-z]{4,})\b"
    r"(?!.*\b(?:it|this|that|one|ones|them|these|those|first|second|third|last)\b)"
)
_OF_GOODS = frozenset(
    "have find show sell offer recommend suggest help tell look need want like give carry stock know think compare buy order take wear "
    "wash "
    "please just maybe name list pick choose some any please search also still guys make come keep fit hold work cook play".split()
)


def topic_of(said: str) -> tuple[str, str]:
    """What of the shop itself is asked, and the words that say it; empty for its goods."""
    if len(said.split()) > _LONGEST:
        return "", ""
    return next(((topic, found[0]) for topic, pattern in _TOPICS.items() if (found := pattern.search(said))), ("", ""))


def verb_of(said: str) -> str:
    """What the shop may do, or allow: it is for its facts to say."""
    match = _VERB.match(said)
    return match["verb"] if match and match["verb"] not in _OF_GOODS else ""


def told(found: Facts, words: str) -> list[Fact]:
    """Of what was returned, what says all of these words."""
    return [fact for fact in found.facts if stems(words) and stems(words) <= stems(f"{fact.title} {fact.text}")]
