"""How a card's number, its expiry or its check digits are called in other words, as parts of a
pattern: "the sixteen digits on the front of your Visa", "die drei Ziffern auf der Rückseite"."""

_BRAND = r"(?:visa|master ?card|maestro|amex|american express|diners(?: club)?|v[ -]pay|giro ?card)"
_CARD = (
    rf"(?:{_BRAND}(?:['’]?s)?(?:[ -](?:cards?|karte))?|cards?"
    r"|(?:kredit|bank|debit|ec-?|giro)?karte)"
)
_YOUR = r"(?:your|the|its|ihre[rnms]?|deine[rnms]?|der|die|dem)"
_ON = (
    r"(?:(?:printed|shown|embossed|found|written|gedruckt|steht) )?"
    r"(?:(?:hinten|vorne?) )?(?:of|on|from|across|at|in|under|auf|von|vom|im|aus|unter)"
)
_COUNT = (
    r"(?:two|three|four|fifteen|sixteen|\d{1,2}|last|first|long|short|small|little"
    r"|zwei|drei|vier|fünfzehn|sechzehn|letzten|ersten|lange|kurze|kleine|\w{3,9}stelligen?)"
)
_DIGITS = r"(?:digits?|figures|numerals|numbers?|codes?|ziffern|ziffer|zahlen|zahl|nummern?)"
_EXPIRY = (
    r"(?:(?:expiry|expiration|valid(?:ity)?)[ -]?(?:date|month|year|thru|until)?"
    r"|ablaufdatum|verfallsdatum|gültigkeits(?:datum|dauer))"
)
_SIDE = (
    r"(?:front|back|reverse|face|signature (?:strip|panel|field)|magnetic (?:strip|stripe)"
    r"|vorderseite|rückseite|unterschriftsfeld|unterschriftsstreifen|magnetstreifen)"
)
# Alone, a side is that of a card; "the back of the lock" names another thing.
_OF_NOTHING_ELSE = r"(?! (?:of|from|des|der|vom|von|eines|einer|ihre[sr]|deine[sr])\b)"
# By what it belongs to: "the long number across your Mastercard", "die Nummer Ihrer Visa".
_OF_CARD = (
    rf"(?:{_DIGITS}|{_EXPIRY}) (?:{_ON} )?(?:{_YOUR} {_SIDE} (?:{_ON} )?)?"
    rf"{_YOUR} (?:\w+ ){{0,2}}?{_CARD}"
)
# By where it stands, and how long it is: "the three digits on the back".
_ON_SIDE = rf"(?:{_COUNT}[ -]){{1,3}}{_DIGITS} {_ON} (?:{_YOUR} )?{_SIDE}{_OF_NOTHING_ELSE}"
# With the name of a card before it: "your Visa's expiration month", "your Mastercard number".
_BRANDED = (
    rf"{_BRAND}(?:['’]?s)?(?:[ -](?:card|karten?))?"
    rf"[ -](?:{_DIGITS}|{_EXPIRY}|details|data|daten|pin)"
)
_PICTURE = rf"(?:photo|picture|scan|image|foto|bild) (?:of|von) {_YOUR} (?:\w+ ){{0,2}}?{_CARD}"
_EXPIRES = rf"(?:when|wann) {_YOUR} {_CARD} (?:expires|runs out|abläuft)"
CARD_DATA = (_OF_CARD, _ON_SIDE, _BRANDED, _PICTURE, _EXPIRES)
