"""The turns of phrase that tell one kind of request from another, over folded words unless it says
otherwise.
"""

import re

from chat.builtin.aspects import BATTERY, BRIGHTNESS, NOISE, PRICE, RATING, WEIGHT
from chat.builtin.words import stem

LEAD = r"^(?:(?:and|ok|okay|so|but|well|hmm|also|please|then|now) )*"
CORRECTION = re.compile(
    r"^\W*(?:no |sorry )?(?:i|we) (?:meant|mean|said|actually (?:meant|want|need)|rather "
    r"want)\b[\s,:]*"
    r"|^\W*(?:actually|instead|or rather)[\s,]+(?=(?:an?|some|the|show|find)\b)",
    re.I,
)
WHY = re.compile(LEAD + r"why (?:that|this|it|the|do you (?:recommend|suggest|show)|did you)\b")
COMPARE = re.compile(
    r"\b(?:compare|comparison|comparing|differences?|differ|different from|versus|vs)\b|\bwhich "
    r"(?:one )?(?:should|would|do) (?:i|you)\b"
    r"|\b(?:which|what)(?: one)?(?: is| do you think is| of \w+ is)? (?:the )?better\b|\bbetter "
    r"(?:the )?\w+ or\b|\bwhat is better\b"
)
BESIDE_COMPARE = {
    stem(word)
    for word in ("compare", "comparison", "difference", "differ", "better", "versus", "vs")
}
SIMILAR = re.compile(
    r"\b(?:similar|alternatives?|comparable)\b|^like (?:the|it|this|that)\b"
    r"|\b(?:something|anything|ones?|things?|more|products?|stuff) (?:like|close to)\b"
)
TAKE = re.compile(r"\b(?:take|choose|pick|select|go (?:for|with)|buy|order|add)\b")
CHOOSE = re.compile(
    r"\b(?:take|choose|pick|select|go "
    r"(?:for|with)|have|buy|order|want|get|prefer|like|add)\b|^(?:the|number) .*\bplease\b"
)
QUESTION = re.compile(
    LEAD + r"(?:is|are|am|does|do|did|has|have|can|could|should|may|must|will|would|what|how|which"
    r"|where|when|who|was|were|tell|describe|"
    r"explain|"
    r"give me (?:more|details)|more (?:about|on|info|details)|details)\b"
)
ON_IT = re.compile(
    LEAD + r"(?:is|are|does|do|has|have|can|will|would|how \w+ (?:is|are|does|do)) "
    r"(?:it|its|this|that|the|they|these|those)\b"
)
HOW = re.compile(LEAD + r"(?:how|when|why)\b")
WHAT_ABOUT = re.compile(LEAD + r"(?:what|how) about\b")
OVERVIEW = re.compile(
    r"\b(?:more|about|details?|describe|info|information|specs?|specifications?|everything)\b"
)
TO_THE_SHOP = re.compile(
    r"\b(?:do|have|can|could|are|would|will) (?:you|i|we|there)\b(?! (?:have )?(?:it|this "
    r"one|that one)\b)"
    r"|\bis there\b|^(?:show|find|i|we)\b"
)
OF_THE_SHOP = re.compile(r"\byou (?:have|sell|offer)\b|\bin (?:the|your) shop\b")
# What is asked of a product by whom it is for: "do I have to assemble it", "am I allowed to", "how
# many do you have left".
MY_WISH = re.compile(
    r"\b(?:do|can|could|should|may|must|am|will|would) (?:i|we) (?!have "
    r"(?!to\b)|get|see|buy|find)\w+|\b(?:i|we) (?:have|need) to\b"
)
LEFT = re.compile(
    r"^(?:and )?(?:how many|are there any|do you have any|have you any|any)"
    r"(?: (?:do you have|are there|have you))?(?: of (?:it|them))? left$"
)
CHEAPEST_OF = re.compile(r"\b(two|three|four|[2-4]) \w+est\b")
# `of` names those that were shown; "which tents" asks the whole shop.
WHICH = re.compile(
    LEAD
    + r"(?:which|what)(?P<of> ones?| of (?:them|these|those|the (?:\w+ )?\w+))?\b(?! (?:about|do "
    r"you|\w+s do you))"
)
ANY_OF = re.compile(
    LEAD + r"(?:(?:is|are|do|does|has|have) )?(?:any|one|some|all|each)(?P<of> of "
    r"(?:them|these|those))\b"
)
SUPERLATIVE = re.compile(r"\w{2}est\b|\b(?:most|least|best)\b")
COMPARATIVE = re.compile(r"\w{2}er\b|\b(?:more|less)\b")
NUMBER_LIMIT = re.compile(r"\b(?:cheaper|less|more|lower|higher) than \W*\d|\bno more\b")
# A name with capitals after "the", in the words as written: "how heavy is the Skarv rain shell?".
SUBJECT = re.compile(
    r"(?:\w+ ){0,3}?(?:is|are|does|do|has|have|can|about|much is|\w+ (?:is|are|does|do))(?: "
    r"it)?\s+(?:the\s+)?((?-i:[A-Z])\S*(?:\s+(?!(?:"
    r"is|are|have|has|come|comes|made|waterproof|in|work|works|cost|weigh|fit|suitable"
    r"|good)\b)\S+){0,6})",
    re.I,
)
# The same where nothing was shown yet, in any letters.
ANY_SUBJECT = re.compile(
    LEAD + r"(?:\w+ ){0,2}?(?:is|are|does|do|has|have|can|about)\s+the\s+((?:(?!(?:"
    r"is|are|have|has|come|comes|made|waterproof|in|work|works|cost|weigh|fit|suitable|good|warm"
    r"|heavy|available|rated|and|machine|"
    r"wireless|best|cheapest|difference|first|second|third|out|sold)\b)[\w'’.,-]+(?:\s+|$)){2,6})",
    re.I,
)
# "And the women's cut?", after an answer on one product.
SIBLING = re.compile(
    r"^(?:and|what about|how about|and what about|and how "
    r"about)\s+(?:the|in|with|for)\s+(.+?)[\s?.!]*$",
    re.I,
)
# A name with a capital in front of its question.
PUT_FIRST = re.compile(
    r"^(?:(?:and|what about|how about|but) )*(?:the )?(?P<name>(?=[^,?]*(?-i:[A-Z]))[^,?]{3,60}), "
    r"(?P<verb>is|are|does|do|has|have|can|will) (?:it|they) (?P<rest>(?:(?! and "
    r")[^?])+?)[\s?.!]*$",
    re.I,
)
COUNT = re.compile(
    r"^(?:(?:and|so|ok) )*(?:how many|what number of)\s+(?P<what>.+?)\s+"
    r"(?:do you|does (?:the|this|your) shop|are there|have you|can i|are "
    r"in)\b(?:\s*(?:have|sell|offer|carry|stock|got|find|see|buy|get|"
    r"(?:(?:in|at) )?(?:the|this|your) (?:shop|store)|here|in total|all "
    r"together))*\s*(?P<more>.*?)[\s?.!]*$",
    re.I,
)
# What search reads itself ("cheap", "best rated") is none of these.
PREFERENCES = (
    (
        re.compile(r"\b(?:most expensive|priciest|luxur(?:y|ious)|high[ -]end|premium)\b", re.I),
        (PRICE, True),
    ),
    (
        re.compile(
            r"\b(?:the )?(?:best|top)\b(?![ -](?:rated|reviewed|before|reviews?|ratings?))|\bmost "
            r"popular\b",
            re.I,
        ),
        (RATING, True),
    ),
)
# What search cannot sort by is preferred among what it finds.
QUALITIES = (
    (
        re.compile(
            r"\b(?:(?:be|is|very|really|super|ultra) |^(?:a )?)light "
            r"(?!(?:blue|green|grey|brown|pink))|\blightweight\b"
        ),
        (WEIGHT, False),
    ),
    (
        re.compile(
            r"\blong[ -](?:lasting )?battery|\bbattery\b.*\b(?:long|lasts?)\b|\b(?:long[ "
            r"-]lasting|lasts? (?:very )?long)\b"
        ),
        (BATTERY, True),
    ),
    (re.compile(r"\b(?:quiet|silent)\b"), (NOISE, False)),
    (re.compile(r"\b(?:very|really|super) bright\b"), (BRIGHTNESS, True)),
)
# "What else do you have from them", of what was spoken of last.
SAME_MAKER = re.compile(
    r"\b(?:from|by) (?:them|(?:the same|this|that) (?:brand|maker|make|company|manufacturer))\b"
    r"|\b(?:do|does|can) (?:they|(?:this|that) (?:brand|maker|company)) (?:also "
    r")?(?:make|sell|offer|have|do)\b",
    re.I,
)
CHEAPER = re.compile(r"\b(?:cheap\w*|less expensive|for less|lower price)\b")
# "Another brand", "not that colour": of the product spoken of.
NOT_THAT = re.compile(
    r"^(?:\W*(?:and|but|ok|in|from|of|by|any|something|show me|do you have|not (?:that|this) one"
    r"|i (?:want|would like|need)|a|it|have|one|ones)\b|,)*\W*"
    r"(?:another|other|different|not (?:that|this|the same)) "
    r"(brand|colou?r|maker|make)s?\W*(?:please)?\W*$",
    re.I,
)
# Beside a reference or a comparative these ask for nothing of their own.
FILL = {
    stem(word)
    for word in (
        "select pick choose take basket cart bag prefer definitely add too option alternative bit "
        "little slightly much even lot "
        "similar comparable among two three four think rather than version variant edition"
    ).split()
}
