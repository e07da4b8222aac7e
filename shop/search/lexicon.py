"""The English words that reading goes by: all of them are here, and none of them names a brand or a
product.
"""

from decimal import Decimal

from shop.measurement_units import BY_NAME


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CURRENCIES = (
    r"euros?|eur|dollars?|usd|bucks|pounds?|quid|gbp|francs?|chf|pesos?|php|rupees?|inr"
    r"|yen|jpy|kronor|kroner|sek|nok|dkk|zloty|pln|yuan|cny|krw|baht|thb|roubles?|rubles?|reais"
    r"|brl|lira"
)
SIGNS = "€$£¥₹"

# A number before one of these is a size, not a price: "under 2 kg", "up to 40 l". But "under 50 in
# red" is a price.
UNIT = (
    r"\s*-?(?:kg|g|grams?|kilos?|l|lit(?:re|er)s?|ml|cl|cm|mm|m|met(?:re|er)s?|ft|feet|foot"
    r"|inch(?:es)?|in(?=\s*(?:$|[,.;)]))|\"|hours?|hrs?|h|"
    r"minutes?|mins?|days?|weeks?|w|kw|watts?|volts?|v|lumens?|lm|mb|gb|tb|mah|ah|wh|hz|mhz|ghz"
    r"|khz|mp|db|decibels?|rpm|lbs?|oz|ounces?|"
    r"years?|yrs?|months?|people|persons?|players?|seats?|pieces?|pcs|packs?|pages?|°|stars?)(?!\w)"
)

# In front of a number, these say that it is no price: "power between 500 and 1000".
MEASURED = words(
    "usage power voltage wattage weight weighing speed size sized sizes capacity age ages aged "
    "year years pages resolution "
    "frequency temperature "
    "model version number width height length depth diameter rating rated class grade level "
    "volume quantity count pack memory storage"
)
# "1 piece" is no property.
PIECES = words("piece pack set")

# What a unit measures, and how many of the smallest it holds.
UNITS: dict[str, tuple[str, Decimal]] = {
    name: (unit.dimension, unit.factor) for name, unit in BY_NAME.items()
}
# What is meant where nothing is named: "under 2 kg" is a weight.
DEFAULT_NAME = {"mass": "weight"}
# How names of attributes say what a thing bears, in words of English and German.
LIMITS = (
    r"max\w*|limit|load|payload|bearing|rated|hochst\w*|zulassig\w*|\w*belast\w*"
    r"|\w*(?:trag|nutz)last|tragkraft|\w*tragfahigkeit"
)
# "Lighter than 2 kg", "80 cm wide".
NAMES = {
    **dict.fromkeys("light lighter heavy heavier weighing weighs".split(), "weight"),
    **dict.fromkeys("wide wider narrow narrower".split(), "width"),
    **dict.fromkeys("high higher tall taller".split(), "height"),
    **dict.fromkeys("long longer".split(), "length"),
    **dict.fromkeys("deep deeper".split(), "depth"),
    **dict.fromkeys("people persons man".split(), "person"),
    **dict.fromkeys("thick thicker thin thinner".split(), "thickness"),
}

# What "lightest" and "widest" compare: names of attributes, or what their units measure, the likely
# first, and whether the most of it is wanted.
DEGREES: dict[str, tuple[tuple[str, ...], bool]] = {
    adjective: (tuple(names.split()), is_most)
    for names, least, most in (
        ("weight mass", "light", "heavy"),
        ("width", "narrow", "wide broad"),
        ("height", "low short", "high tall"),
        ("length", "short", "long"),
        ("depth", "shallow", "deep"),
        ("thickness", "thin slim flat", "thick"),
        ("capacity volume size diagonal", "small", "big large roomy"),
        ("noise sound", "quiet", "loud"),
        ("light brightness", "dim", "bright"),
        ("speed", "slow", "fast quick"),
        ("power", "weak", "strong"),
        # A sleeping bag is the warmer, the lower the temperature that it is comfortable at.
        ("comfort", "warm", ""),
        ("life runtime time", "", "long-lasting"),
    )
    for words, is_most in ((least, False), (most, True))
    for adjective in words.split()
}

# What says by itself, without a superlative, which half of what is measured is wanted.
MODERATE = dict.fromkeys("quiet silent noiseless soundless".split(), "quiet")

# The basic colour words; a shop's "Forest green" is found by "green" since one of these is its last
# word or stands in it.
BASIC = frozenset(
    "black white grey gray silver gold red orange yellow green blue purple violet pink brown "
    "beige cream navy teal turquoise olive "
    "copper bronze brass ivory sand coral burgundy mint lilac lavender mustard charcoal khaki "
    "rust natural transparent".split()
)
# These are asked for as colours even where no product states them.
PLAIN = words(
    "black white grey gray red orange yellow green blue purple pink brown silver gold beige"
)
# "Red wine glasses" are not red.
NO_COLOUR = words(
    "wine tea juice noise ray light lights tape label bull hat eye screen box card plated"
)
# Keys whose values say what a thing is.
KINDS = ("type", "product_type", "product type", "kind")
MATERIALS = words("material materials fabric fabrics")
SIZES = words("size sizes")
SIZE_KEYS = SIZES | words("shoe shoes clothing clothes eu uk us dress shirt glove gloves hat ring")
COLOURS = words("colour colours color colors farbe farben")
# What counts years, months and people, in the names and values of attributes of any language.
AGES = words(
    "age ages aged year years yr yrs alter jahr jahre jahren ans edad anos anni eta jaar lat"
)
MONTHS = words("month months monat monate monaten mois meses mesi maand maanden")
HEADS = words(
    "person persons people player players guest guests adult adults participant participants "
    "personen leute spieler gaste teilnehmer personne personnes joueur joueurs personas jugadores "
    "persone giocatori speler spelers osob graczy"
)
# In front of a number, these leave the lower end open.
OPEN_BELOW = frozenset((
    "up to", "max", "maximum", "at most", "bis", "bis zu", "maximal", "hochstens", "jusqu'a",
    "hasta", "fino a", "tot",
))  # fmt: skip
# And these the upper one.
OPEN_ABOVE = words("from min minimum over ab mindestens des desde da vanaf")
# Values without an end.
UNLIMITED = frozenset(("no limit", "unlimited", "without limit", "unbegrenzt", "ohne limit",
    "keine begrenzung", "illimite"))  # fmt: skip
# Keys whose values are what a thing is good for, or comes from: a wish to rank by, unless the key
# is named as well.
SOFT = words(
    "type types "
    "activity activities season seasons theme themes occasion use uses usage purpose room rooms "
    "style styles mood country "
    "origin certification "
    "certifications certificates compatibility compatible supported status segment warning "
    "features feature function "
    "functions keywords tags "
    "model models family series name oem code market suitable recommended included contents "
    "component"
)
# How a word ends that says what something is like: "foldable", "waterproof", "wireless".
QUALITY = (
    r"(?:proof|able|ible|less|free|ed|ing|ant|ent|ic|al|an|ous|safe|tight|friendly|standing"
    r"|smart|portable)$|^non\b|^easy to\b"
)
# Keys whose values are people: "for women".
AUDIENCES = words("for gender genders audience target department sex")
PEOPLE = words(
    "men man women woman kids kid children child boys boy girls girl baby babies toddlers toddler "
    "teens teen teenagers adults adult "
    "unisex ladies gentlemen male female dogs dog cats cat"
)
EVERYONE = ("unisex", "all", "everyone", "adults")
SIZE_NAMES = {
    "xs": "extra small/x-small/xsmall/x small", "s": "small", "m": "medium", "l": "large",
    "xl": "extra large/x-large/xlarge/x large",
    "xxl": "xx-large/xxlarge/2xl/2x-large/xx large", "xxxl": "xxx-large/3xl/3x-large",
}  # fmt: skip

# What only looks like the value beside it: "faux leather", "wood effect", "leather cleaner".
IMITATIONS = words("faux fake imitation artificial vegan synthetic pseudo mock protein pu")
LIKENESSES = words(
    "look looks like effect style styled imitation print printed coloured colored optic inspired"
)
CARE = words(
    "cleaner cleaners polish care conditioner cream detergent glue paint dye repair spray wax "
    "balm oil cutter remover shampoo candy tester "
    "stain filler marker markers sample samples"
)
# A part of what is asked for: a boot with a "steel toe" is not of steel.
PARTS = words(
    "toe toes sole soles leg legs shade shades frame frames handle handles lid lids base top tops "
    "buckle buckles strap straps "
    "lining lined trim "
    "blade blades finish accent accents heel heels clasp zip zipper screen window windows door "
    "doors button buttons wheels "
    "knob knobs plated tip "
    "tips rim seat seats panel panels insert inserts fastener fasteners closure closures tea "
    "flavor flavour flavored "
    "flavoured scent scented "
    "ingredients extract juice sauce chocolate"
)
# "No slip", "no iron" say what something does not do.
VERBS = words(
    "slip show iron tie drip pull spill touch wash rinse sew stick drill tear tears fade itch "
    "heat leak sweat rust wrinkle "
    "skid scratch peel snag "
    "crease bleed smell break bend glare cook bake mess fog frizz shed fall ride roll curl split "
    "bounce flicker shrink move slide bark bite"
)
# "Ink for X", "compatible with X": what another one makes.
FOR = (
    r"(?:for|fits?|fitting|with|compatible\s+(?:with|to)|works?\s+with|supports?|like|as|than"
    r"|versus|vs\.?)\s+"
    r"(?:an?\s+|the\s+|my\s+|all\s+)?$"
)
FROM = r"(?:\bfrom|\bby|\bbrand:?|\bbrands:?|\bmade\s+by|\bmanufacturer:?)\s+$"

# Around what is asked for, and no part of it.
POLITE = words(
    "a an the some any i im i'm am we want wanted need needed would like id i'd love looking look "
    "for search searching find "
    "me show please can could "
    "you do have got get buy give us my our to of in for with and or that which is are something "
    "anything one ones everything all "
    "shopping interested from by made under over hello hi hey there what thank thanks kind"
)

# What links words, once they are read.
BETWEEN = words("with for of from in and or the a an to by at on")

# "The cheapest thing in the shop".
ANYTHING = words(
    "thing things product products item items article articles stuff shop store here on all your"
)

# Nouns that ask for no kind of thing: "something warm", "a gift for my mum". Behind them the wish
# ends, or what it is for follows; a "gift box" is a thing.
PLACEHOLDER = (
    r"\b(?:(?:some|any)thing|(?:things?|gifts?|presents?|ideas?)"
    r"(?=\s*$|\s*[,;!?.]|\s+(?:for|to|with|that|which|under|over|from|about|around)\b))"
)

STOP = words(
    "a an and are as at be by for from has in is it its no not of off on or per so the to up via "
    "was with without other others new none n/a"
)

# What stands in front of a name that is not wanted: "not red", "but not from X", "anything but
# black".
LINKS = r"(?:in|from|by|of|made\s+(?:by|of|from)|an?|the|any|anything|something|for|with)"
NOT = rf"""(?:,\s*)?\b(?:but\s+|and\s+|(?:that|which)(?:\s+(?:is|are)|['’]s)\s+)?
    (?:(?:in|from|by|of|with)\s+)?(?:i\s+)?
    (?:(?:do\s+)?not(?:\s+(?:want|like|need))?|nothing(?=\s+(?:from|by|in|of|with|made)\b)
    |no|non|never|neither|nor|without|w/o|except(?:ing)?(?:\s+for)?
    |excluding|avoid(?:ing)?|other\s+than|apart\s+from
    |hates?|dislikes?|can(?:not|['’]?t)\s+stand
    |(?:any|every|all)(?:\s*thing|\s+(?:other\s+)?
    (?:colou?rs?|brands?|makes?|makers?|shades?|ones?))?\s+(?:but|except(?:\s+for)?|other\s+than)
    |(?:isn|aren|don)['’]?t(?:\s+(?:want|like|need))?) (?:\s+{LINKS})* [\s-]+(?:{LINKS}\s+)*"""

# After these, what is not wanted is named by a phrase of any words.
UNWANTED = (
    r"without|w/o|except(?:ing)?(?:\s+for)?|excluding|(?:anything|everything)\s+but|other\s+than"
    r"|apart\s+from|free\s+(?:of|from)"
    r"|(?:do\s+not|don['’]?t)\s+(?:want|like|need)"
)
# How a name says that something is lacking.
LACKING = r"without|no|not|non|w/o|ohne|keine?|kein|sans|senza|sin|zonder"
# Where such a phrase ends.
BOUNDS = (
    r"for|in|with|without|under|over|from|and|or|nor|but|that|which|to|by|at|on|of|please|below"
    r"|above|between|about|around|made|is|are|not|no|"
    r"up|less|more|max|costing|priced|as|if|because|since|so|than|this|only|just|either"
)
# "No problem", "not only", "without delay": nothing that a product could have.
NOTHING = words(
    "problem problems matter more less idea one longer need needs doubt preference budget limit "
    "limits thanks thank hurry "
    "rush other others such "
    "worries worry sure too very only just so really necessarily yet much many expensive cheap "
    "pricey costly want have be "
    "been as even always "
    "it that this these those them me my your any anything nothing something delay issue issues "
    "hassle trouble effort fuss "
    "the a an all what "
    "when who how why where good bad great exceeding going i you we they he she everything else "
    "included required needed necessary "
    "stock sale offer discount "
    "possible available important working name way time country fear mercy end warranty question "
    "questions clue reason show frills"
)
