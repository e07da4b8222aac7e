"""Whether a sentence asks the reader for what nobody may be asked for here: numbers of cards,
passwords, PINs, codes. A request is found by its parts, in English and in German."""

import re

from chat.claims.payment_cards import CARD_DATA

# What is asked for. A card reader, a password manager and the code of an offer are none of these.
_SECRETS = (
    *CARD_DATA,
    r"(?:(?:credit|debit|bank|payment|ec)[ -]?)?cards?['’]?s?[ "
    r"-](?:numbers?|no\b\.?|details|data|info\w*|pin|"
    r"(?:security )?codes?|expiry)",
    r"(?:numbers?|details|data|pin|codes?|digits|photo|picture|front|back) (?:of|on|from) "
    r"(?:your|the)"
    r" (?:\w+ ){0,2}cards?",
    r"your (?:credit |debit |bank )?card\b(?![ -]?(?:reader|holder|case|slot|game|sleeve))",
    r"(?:cvv2?|cvc2?|iban|passwords?|passcodes?|passphrases?|pins?|pin[ "
    r"-]?(?:codes?|numbers?)|tans?)\b"
    r"(?![ -]?(?:manager|generator|pad|protect\w*|lock|board|software|reader))",
    r"(?:bank|account|log-?in|sign-?in)[ -](?:account |card "
    r")?(?:numbers?|details|data|credentials)",
    r"credentials|social security number",
    r"(?:security|verification|confirmation|authentication|one[ -]time|access|sms|2fa|login)[ "
    r"-]codes?",
    r"codes? (?:that )?(?:(?:you|we) (?:\w+ )?(?:received|got|get|sent|send|were "
    r"sent)|(?:from|in|on) (?:your|the)"
    r" (?:sms|phone|text|e-?mail|app|message))",
    r"(?:kredit|bank|ec-?|giro|zahl)?-?karten?-?(?:nummer|daten|details|prüfnummer|prüfziffer|pin"
    r"|code)",
    r"(?:nummer|daten|pin|foto|bild|vorderseite|rückseite|prüfziffer) (?:von "
    r")?(?:ihrer|deiner|der|ihre|deine)"
    r" (?:\w+ ){0,2}(?:kredit|bank|ec-?|giro)?karten?",
    r"(?:ihre|deine) (?:kredit|bank|ec-?|giro)?karte\b",
    r"(?:passw[oö]rt|passwörter|kennw[oö]rt|kennwörter|geheimzahl|prüfnummer|prüfziffer"
    r"|pin-?nummer|tan-?nummer)\b",
    r"(?:bank|konto|zugangs|anmelde|login)-?(?:daten|verbindung|nummer|informationen)",
    r"(?:sicherheits|bestätigungs|prüf|zugangs|sms|freischalt|login)-?codes?",
    r"code,? (?:aus|in|von) (?:der|ihrer|deiner|dem|ihrem|deinem) "
    r"(?:sms|app|e-?mail|nachricht|handy)|"
    r"code,? den (?:sie|du|wir)",
)
_SECRET = re.compile(rf"(?<![\w-])(?:{'|'.join(_SECRETS)})(?![\w-])", re.I)
# By which a secret is handed over.
_GIVE = (
    r"give|giving|tell|telling|quote|recite|spell|scan|snap|send|sending|share|sharing|provide"
    r"|providing|supply|submit|reply|respond|answer"
    r"|text|e-?mail|message|dictate|disclose|reveal|confirm|verify|type|enter|entering|fill|put"
    r"|key in|input"
    r"|write|post|paste|read|hand over|pass|upload|leave|let (?:us|me) (?:know|have)"
    r"|geben|gib|gebt|nennen|nenne?|nennt|senden|sende|schicken|schicke?|mitteilen|teilen?"
    r"|verraten|verrate"
    r"|eingeben|tippen|tippe?|eintippen|eintragen|tragen|trag|schreiben|schreibe?|bestätigen"
    r"|bestätige"
    r"|übermitteln|übermittle|angeben|hinterlassen|hinterlasse|hochladen|laden?|antworten"
    r"|antworte|sagen?|sage?"
    r"|diktieren|diktiere?|vorlesen|lesen|lies|durchgeben|abfotografieren|fotografieren"
)
_GIVES = re.compile(rf"(?<![\w-])(?:{_GIVE})(?![\w-])", re.I)
# That it is handed over to the one who speaks, or now.
_TO_US = re.compile(
    r"(?<![\w-])(?:your|please|pls|kindly|me|us|here|below|chat|now|bitte|mir|uns|hier|unten"
    r"|jetzt|ihre[nmrs]?|deine[nmrs]?)"
    r"(?![\w-])",
    re.I,
)
# Typed into a lock or a computer, by what it is for: "Enter your PIN to unlock the safe".
_DEVICE = re.compile(
    r"(?<![\w-])(?:to|um|on|auf|into|zum|am)\b[^.?!]{0,40}"
    r"\b(?:keypad|lock|screen|device|safe|drive|display|door|box|phone|tablet|laptop|computer"
    r"|tastenfeld|tresor|gerät|schloss|tür|laufwerk)\b",
    re.I,
)
_NEED = re.compile(
    r"(?<![\w-])(?:i|we)(?:['’]d| would)? (?:\w+ ){0,3}(?:need|require|want|like|ask|have to "
    r"(?:have|know)|must have)\b"
    r"|(?<![\w-])(?:ich|wir) (?:\w+ "
    r"){0,3}?(?:brauchen?|benötigen?|bräuchten?|möchten?|müssen?|wollen?|bitten?)\b"
    r"|(?<![\w-])(?:brauchen?|benötigen?|bräuchten?|fehlt|fehlen) (?:ich|wir|mir|uns)\b",
    re.I,
)
_ASK = re.compile(
    r"(?:what|which|how|when)(?:['’]s| is| are| was)? (?:\w+ ){0,3}$"
    r"|(?:may|can|could|shall|do) (?:i|we|you) (?:\w+ ){0,4}$"
    r"|(?:wie (?:lautet|ist|heißt)|was ist|welche\w*|(?:darf|kann|könnte|können|dürfen) "
    r"(?:ich|wir|sie)) (?:\w+ ){0,4}$",
    re.I,
)
_PLEASE = re.compile(r"(?<![\w-])(?:please|pls|bitte)(?![\w-])", re.I)
_NOT = re.compile(
    r"(?<![\w-])(?:never|not|cannot|no "
    r"one|nobody|without|don['’]?t|won['’]?t|doesn['’]?t|nie|niemals|nicht|ohne|niemand)"
    r"(?! (?:\w+ ){0,2}(?:hesitate|forget|worry|wait|zögern|vergessen|warten))[^,;:.!?]{0,40}$",
    re.I,
)
_NO = re.compile(r"(?<![\w-])(?:no|any|kein\w*|never|nie|niemals|nicht)(?: \w+)?\s$", re.I)
# How far apart the parts of a request stand, in characters.
_NEAR = 80
_SHORT = 8


def asks_for_secret(text: str) -> bool:
    """Returns whether the sentence asks for a card's number, a password, a PIN or a code."""
    return any(_is_asked(text, secret) for secret in _SECRET.finditer(text))


def _is_asked(text: str, secret: re.Match[str]) -> bool:
    start, end = secret.span()
    first = max(0, start - _NEAR)
    near = text[first : end + _NEAR]
    if _is_denied(text, start):
        return False
    if _ASK.search(text, first, start) and "?" in text[end : end + _NEAR]:
        return True
    if _PLEASE.search(near) or _NEED.search(text, first, start):
        return True
    return _is_short_question(near) or _is_handed_over(near)


def _is_short_question(near: str) -> bool:
    is_short = near.rstrip().endswith("?") and len(near.split()) <= _SHORT
    return is_short and bool(_TO_US.search(near))


def _is_handed_over(near: str) -> bool:
    is_for_us = _GIVES.search(near) and _TO_US.search(near)
    return bool(is_for_us and not _DEVICE.search(near))


def _is_denied(text: str, at: int) -> bool:
    """Whether the sentence says that nobody asks for it: "we never ask for your PIN"."""
    before = max(0, at - _NEAR)
    return bool(_NOT.search(text, before, at) or _NO.search(text, before, at))
