"""What asks for no goods: greetings, questions on the assistant, and what it cannot help with."""

import re
from typing import Literal
from unicodedata import category

from chat.offline.words import tokens

SmallKind = Literal[
    "empty", "hello", "well", "thanks", "praise", "bye", "who", "what", "language", "off_topic", "rude", "which_one", "fine",
    "brands", "gone",
]  # fmt: skip

_YES = frozenset("yes yeah yep yup sure please go do course".split())
_THUMBS = re.compile("[\N{THUMBS UP SIGN}\N{OK HAND SIGN}\N{WHITE HEAVY CHECK MARK}]")
_OK = frozenset("ok okay okey k kk alright fine right".split())
# A message that has one of these words, and none but these and those that may stand beside them, is no more than that.
_COURTESIES: tuple[tuple[SmallKind, frozenset[str]], ...] = (
    ("bye", frozenset("bye byebye goodbye ciao farewell cya tschuss".split())),
    ("fine", frozenset(
        "no nope nah nevermind mind nothing none later looking browsing wrong mistake oops whoops sorry stop cancel wait lol lmao rofl xd "
        "haha hehe hm hmm mhm aha ah ahh oh ooh uh um wow meh test testing idk dunno "
        "np nvm brb sry welcome".split()
    )),
    ("thanks", frozenset("thanks thank thx tnx ty tysm cheers danke merci gracias grazie appreciated".split())),
    ("hello", frozenset(
        "bonjour hola hallo moin salut hi hello helo hey heya hiya howdy yo greetings morning evening afternoon".split()
    )),
    ("praise", frozenset(
        "good great perfect nice cool super wonderful lovely excellent awesome amazing brilliant fantastic helpful sweet neat love best "
        "helped "
        "impressive clever smart".split()
    )),
)  # fmt: skip
_GLAD = frozenset().union(*(words for kind, words in _COURTESIES if kind in ("thanks", "praise")))
COURTEOUS = frozenset({kind for kind, _words in _COURTESIES} | {"well", "rude"})
_ASIDE = _YES | frozenset(
    "you very much so a lot many that is all for your the help now then see later have nice day it not never this ahead sounds why let us "
    "me show i of good night cu again there and to too ever want".split()
)
_CHATTER = _OK | frozenset(
    "really ur an was were are am be been bot chat window shop tab person only just here maybe perhaps about had well hope doing job work "
    "service assistant everyone everybody sir madam mate dear friend bro guys ye know got understood interested my problem worries "
    "think thinking today tonight at in wonderful ones what".split()
)
# Asked of goods, these are no courtesies: "is it good", "looking for the nice one".
_ALL = _ASIDE | _CHATTER | frozenset().union(*(words for _kind, words in _COURTESIES))
_IS_ASKED = re.compile(
    r"^(?:(?:is|are|was|does|do|which|how|who|where|when|can|could|any|show|i want)\b|what (?!a )|the (?:good|nice|right|wrong)(?: ones?)?$"
    r"|(?:good|nice|right|wrong) ones?$)|\blooking for\b"
)
_LAUGHS = re.compile(r"^(?:ha|he|hi|lo)?(?:ha|he|hi|lo){1,9}(?:h|l)?$")
_ASKS = (
    r"^(?:(?:and|so|ok|please|tell me|show me|list|what|which|whats|is|are|there|do you have|me|all|the|any|your|different|product|main) )*"
)
_YOU = (
    r"(?: (?:do you|does (?:the|this|your) shop|are there|have you|you|have|sell|offer|got|carry|there are|exist|"
    r"in (?:the|this|your) shop|here|now|today|currently|at the moment|right now))*$"
)
# What no shop is asked to do, where a message begins with it; a verb that is a thing as well needs an object.
_TASK = (
    r"^(?:(?:can|could|will|would) you |please |i (?:want|need) you to |just |now |ok |so |and |kindly |go |help me (?:to |with )?)*(?:"
    r"(?:translate|calculate|compute|solve|sing|recite|compose|hack|debug|predict|diagnose|rewrite|paraphrase|proofread|vote|marry|"
    r"multiply|divide|impersonate|print (?:out )?(?:your|the)|read me|wake|remind me|convert \d+|give me (?:\w+ )?advice|tell me (?:an?"
    r"|about your(?:self)?) (?:joke|story"
    r"|secret)|"
    r"make me (?:laugh|rich|famous|happy))\b"
    r"|write (?!to|down|with)|do (?:my|our|his|her)\b|(?:draw|paint|play|book|reserve|call|phone|text|draft|code|program|schedule|drive"
    r"|rob|steal|hire|finish|"
    r"check) (?:me|my|us|our|a|an|the|some|him|her|his) (?!(?:\w+ )*(?:ones?|others?|reviews?|stock|price|size|shelf|case|bag)\b))"
)
# Of these a shop knows nothing, where they are asked about: "python" alone may be a book.
_ELSEWHERE = re.compile(
    r"\b(?:politics|politicians?|elections?|vote|president|prime minister|government|religion|bitcoin|crypto\w*|stock market|invest\w*|"
    r"mortgage|loan|tax(?:es)?|lawsuit|lawyer|sue|landlord|divorce|lottery|horoscope|homework|essay|maths?|algebra|equation|poem|joke|"
    r"haiku|limerick|riddle|lyrics|javascript|python|sql|html|capital of|meaning of life|football score|world cup|prompts?"
    r"|weather(?! (?:protection|proof|resist))|"
    r"forecast|symptoms?|medication|antibiotics|pregnant|diagnosis|girlfriend back|stock price|population|news|(?:time|day|date|year"
    r"|month) is (?:it|today)|fall in love)\b"
)
_QUESTION = re.compile(
    r"^(?:(?:so|and|ok|please|but|well|hey|can you|could you|then|now) )*(?:who|what|when|where|why|how|is|are|will|would|should|can|could|"
    r"do|does|did|has|have|am|tell|give|write|explain|make|say|i|my|a (?:poem|joke|riddle)|weather|tomorrow)\b"
)
_WISH = re.compile(
    r"\b(?:(?:you|shop) (?:have|sell|carry|stock|offer|got)|looking for|searching for|is there an?|are there|i (?:need|want|like) (?:an?"
    r"|some|"
    r"to buy)|show me|find me|for (?:an?|my|her|him|his|kids)|under \d+|gift|present|buy an?|books?|games?|station|thermometer|poster"
    r"|kit)\b"
)
_SKY = re.compile(
    r"^(?:(?:and|so|do you|know|think|if) )*(?:will|is|does|how|what|when)\b(?!.*\b(?:keep|enough|jacket|coat|for|use|i)\b)"
    r".*\b(?:rain|snow|sun|storm|wind|hot|cold|warm|freez)\w*\b.*"
    r"\b(?:today|tonight|tomorrow|outside$|this (?:weekend|week|afternoon|evening)|next week)\b"
)
_SUM = re.compile(r"^(?:what is |how much is |calculate |whats )?[\d(][\d\s().,]*(?:[-+*/×÷^]\s*[\d(][\d\s().,]*)+=?[?\s]*$", re.I)
_PARTING = re.compile(
    r"^(?:ok |and |thanks |well )*(?:good ?night|see (?:you|ya|u)|take care|have an? (?:\w+ )?(?:day|one|evening|weekend|night|time))\b"
)
_ITSELF = r"(?:you|u|this|that|it|chat\w*|bot|assistant|website|shop|store|answers?|service)"
_TELLING: tuple[tuple[SmallKind | Literal["places"], re.Pattern[str]], ...] = (
    ("bye", _PARTING), ("well", re.compile(
        r"^(?:so |and |hi |hello |hey )*(?:how (?:are you|is (?:it going|your day|life|everything))|what is up|how do you do|you ok(?:ay)?|"
        r"(?:i )?hope (?:that )?you (?:are|have|had))\b(?! (?:made|work))"
    )),
    ("language", re.compile(r"\b(?:do|can) you (?:speak|understand|read|talk) (?:\w+)$|^(?:sprechen sie|hablas?|parlez vous|parli)\b")),
    ("who", re.compile(
        r"^(?:so |and )?(?:who|what) are you(?: (?:exactly|really|then))?$|\byour (?:\w+ )?name$|^who (?:made|built|created"
        r"|am i (?:talking|speaking))"
        r"|\bam i (?:talking|speaking|chatting) (?:to|with)\b|^(?:so |and |wait )*are you (?:an? |the |like |just )*(?:\w+ )?"
        r"(?:real|human|bot|robot|ai|person|machine|computer|chatbot|assistant|gpt|chatgpt|claude|gemini|alive|there|sentient)\b"
        r"|^(?:what|which) (?:\w+ )?(?:model|llm|ai) are you\b|\btell me about yourself\b|^how old are you|^where (?:are you from"
        r"|do you (?:live|come from))"
        r"|^do you have (?:feelings|a name|emotions|a soul)|^is (?:this|that|there) an? (?:\w+ )?(?:bot|robot|human|ai|person|chatbot)\b"
    )),
    ("what", re.compile(
        r"^(?:please )?(?:can you )?help(?: me)?(?: please)?$|\bwhat (?:can|do|could) you (?:do|know|help)\b|\bhow (?:does|do) (?:this"
        r"|you) work$"
        r"|\bwhat can i (?:ask|do|say)\b|\bhow can you help\b|^what is this(?: chat| for)?$|^i (?:do not|don'?t) (?:know what i want"
        r"|understand|get it)$"
    )),
    ("off_topic", _SKY), ("off_topic", re.compile(_TASK)),
    ("off_topic", re.compile(r"\bdo you (?:love|hate|dream|believe)\b|\b(?:love|marry) (?:me|you)$|\bwhat is your (?:favo\w+|opinion)\b")),
    ("places", re.compile(
        _ASKS + r"(?:categories|departments|sections|product types|(?:kinds|types|sorts) of (?:products|things|goods|items|stuff))" + _YOU
        + r"|^what (?:else |all )?(?:do you (?:have|sell|offer)|is there|is (?:this|here|this shop))(?: here| in this shop)?$"
    )),
    ("brands", re.compile(_ASKS + r"(?:brands|manufacturers|makers)" + _YOU)),
    ("gone", re.compile(_ASKS + r"(?:(?:products?|things?|items?|something) )?(?:(?:that )?(?:is|are) )?(?:out of stock|sold out)$")),
    ("rude", re.compile(
        r"\b(?:idiot|fuck\w*|wtf|stfu|shit\w*|crap|asshole|bullshit|hate (?:you|this)|shut up|moron|screw you|go to hell)\b"
        rf"|\b{_ITSELF}\b.*\b(?:suck\w*|useless|terrible|horrible|annoying|awful|rubbish|garbage|trash|pathetic|worst|unhelpful|stupid"
        rf"|dumb|"
        r"not helpful|not help|didnt help|not work\w*|doesnt work|hopeless|a joke|no (?:help|use)|waste of time)\b"
        rf"|^(?:(?:what an?|such an?|the|you) )*(?:bad|stupid|useless|dumb|worst|terrible|horrible|awful|silly) (?:\w+ )?{_ITSELF}\b"
        rf"|^(?:useless|stupid)$"
    )),
    ("praise", re.compile(
        rf"^(?:(?:wow|oh|ok|and|well|haha) )*{_ITSELF} (?:are|is|was|were|rock)\b(?: (?:so|very|really|such|an?|the|my|too))* (?:great"
        rf"|good|awesome|amazing|helpful|nice|"
        rf"best|brilliant|wonderful|fantastic|kind|sweet|smart|clever|lovely|cool)(?: (?:bot|assistant|help|shop|ever))*$|^(?:best|good"
        rf"|great|nice) (?:bot|assistant|shop|"
        r"service|job|work|answer|one)(?: ever)?$|\b(?:love|like) (?:this|your) (?:shop|store|chat|bot|assistant|website)\b|^you rock$"
    )),
    ("fine", re.compile(
        r"^(?:maybe |perhaps |no |ok )*(?:not (?:now|today|yet|right now|really)|i (?:will )?(?:have to )?think about it|that (?:is|was"
        r"|will be) (?:all|it)"
        r"|i am (?:good|fine|ok|done|just (?:looking|browsing))|i have to go)(?: (?:thanks?|thank you|then|for now))*$"
    )),
)  # fmt: skip
# Longer messages that merely mention such a word are wishes: "a case with a warranty and a zip that ...".
_LONGEST_JUDGEMENT = 13
# What no search answers asks for no goods, where it begins so: "who should I vote for", "write me a script".
NO_WISH = re.compile(
    r"^(?:so |and |please |can you |could you |but )*(?:why|who|whom|whose|when|where|how|should|write|tell|explain|calculate|sing|solve"
    r"|say|you"
    r"|are you|do you (?:think|know|like)|what (?:is|are|was|were|do|does|should|did|will|happens)|will|am i|did|repeat|confirm|teach"
    r"|give me (?:advice|your)"
    r"|my \w+ (?:is|are|has|hurts?|will|used|says?|said)|i (?:am|have|feel|think|hate|love|was|got|cannot|lost) (?!looking|searching"
    r"|shopping|after|interested))\b"
)


def spelled(text: str) -> str:
    """Folded words; a thumb alone says yes, and any other face or heart is a smile."""
    return " ".join(tokens(text)) or ("yes" if _THUMBS.search(text) else "haha" if any(category(char) == "So" for char in text) else "")


def kind_of(said: str) -> SmallKind | Literal["places"] | None:
    """What folded words are, when they ask for no goods."""
    words = {_squeezed(word) for word in said.split()}
    if not words:
        return "empty"
    if not _IS_ASKED.search(said) and not _PARTING.match(said) and words <= _ALL:
        for kind, telling in _COURTESIES:
            if words & telling:
                return kind
    found = next((kind for kind, pattern in _TELLING if pattern.search(said)), None)
    if found is None and _ELSEWHERE.search(said) and _QUESTION.match(said) and not _WISH.search(said):
        return "off_topic"
    return None if found in ("rude", "praise") and len(words) > _LONGEST_JUDGEMENT else found


def is_sum(text: str) -> bool:
    """A calculation, in the words as written."""
    return bool(_SUM.match(text.strip()))


def _squeezed(word: str) -> str:
    """ "Hiiii" is "hi", and any laugh "haha"."""
    if word in _ALL or len(word) < 3:
        return word
    if _LAUGHS.match(word):
        return "haha"
    return next((short for put in (r"\1", r"\1\1") if (short := re.sub(r"(.)\1+", put, word)) in _ALL), word)


def is_yes(said: str) -> bool:
    """An "ok" with thanks or praise is the end of it, and no yes."""
    words = set(said.split())
    return bool(words & _YES and words <= _YES | _OK | _ASIDE | _GLAD) or bool(words & _OK and words <= _OK | _ASIDE)
