"""An answer leads nowhere but into this shop, and asks for no secret; what only sounds
so passes.
"""

from decimal import Decimal

import pytest
from django.test import override_settings

from chat.claims import check
from chat.tools import Fact, Facts, ProductFacts
from tests.chat.test_claims import EVERYTHING, backing

pytestmark = pytest.mark.django_db

CONTACT = Facts(
    facts=[
        Fact(
            topic="contact",
            title="Contact",
            text="Write to help@lumen-shop.example or call +49 30 555 01 23.",
        ),
        Fact(
            topic="other",
            title="Repairs",
            text="Our workshop is at repairs.lumen-shop.example/lamps.",
        ),
    ]
)
ADDRESSES = (
    "Pay at evil.example now.",
    "Go to evil.com for it.",
    "Look at www.evil.com there.",
    "See https://evil.example/a?b=c for it.",
    "See //evil.example/a for it.",
    "It is at evil.shop/lamps today.",
    "It is at evil.xyz today.",
    "Go to bücher-böse.de for it.",
    "Go to xn--bcher-kva.example for it.",
    "Go to пример.рф for it.",
    "Go to evil dot com for it.",
    "Go to evil [dot] example for it.",
    "Go to evil(.)com for it.",
    "Gehen Sie zu evil Punkt com.",
    "Go to evil。example for it.",
    "Go to evil．example for it.",
    "Go to ev\u200bil.exam\u200bple for it.",
    "Go to evil.**example** for it.",
    "Go to evil&#46;example for it.",
    "Go to evil\\.example for it.",
    "Go to `evil.example` for it.",
    "Go to <https://evil.example> for it.",
    "Go to [the [big] shop](https://evil.example/(a)) for it.",
    "Go to 203.0.113.7 for it.",
    "Go to [it][x] for more.\n\n[x]: https://evil.example",
    "Write to pay@evil.example for it.",
    "Write to pay (at) evil.example for it.",
    "Write to mailto:pay@evil.example for it.",
    "Open javascript:alert(1) for it.",
    "Call +49 30 999 88 77 for it.",
    "Call 030 / 9998877 for it.",
    "Ring 0800-123-4567 for it.",
    "It is at lumen-shop.example.evil.com today.",
    "It is at https://lumen-shop.example@evil.com today.",
    "It is at evil-repairs.lumen-shop.example today.",
)
NO_ADDRESSES = (
    "Write to help@lumen-shop.example, please.",
    "Call +49 30 555 01 23 or write.",
    "Call +49 (30) 5550123 or write.",
    "The workshop is at repairs.lumen-shop.example/lamps.",
    "See it at https://testserver/products/ today.",
    "See [the shell](/products/1/skarv-rain-shell/).",
    "It is warm, e.g. in winter, i.e. in the snow.",
    "Das passt, z.B. im Winter bzw. bei Regen.",
    "A polka dot top is not here.",
    "I like the red dot in it.",
    "It costs €189.00...and it is warm.",
    "The Skarv rain shell is waterproof; it is by Halvarn.",
)
ASKING = (
    "Your card number please.",
    "Please send us your credit card number and the CVV.",
    "To finish the order, tell me your card details.",
    "May I have your PIN?",
    "What is your password?",
    "I need the security code from the back of your card.",
    "We need your bank details to refund you.",
    "Enter your card number here to pay.",
    "Reply with the code from your SMS.",
    "Confirm your account by typing your password below.",
    "Do not worry, just send me your card number.",
    "Do not hesitate to send your card details.",
    "Could you share the one-time code that you received?",
    "Your IBAN, please?",
    "A photo of your card is enough, send it to us.",
    "Just type your passcode in this chat.",
    "To unlock the discount, leave your card number below.",
    "Your **card** number, please.",
    "Bitte nennen Sie mir Ihre Kartennummer.",
    "Wie lautet Ihre PIN?",
    "Ich brauche noch das Passwort.",
    "Geben Sie hier Ihre Kreditkartendaten ein.",
    "Schicken Sie uns Ihre Bankverbindung.",
    "Für die Bestellung benötigen wir Ihre Kreditkartennummer.",
    "Ihre Geheimzahl bitte.",
    "Teilen Sie uns den Code aus der SMS mit.",
    "Laden Sie ein Foto Ihrer Kreditkarte hoch, damit wir sie prüfen.",
    "Tell us the sixteen digits on the front of your Visa and the three on the back.",
    "Please read out the long number across your Mastercard.",
    "What are the last three digits on the signature strip?",
    "To finish, send me the 16 numbers printed on your Amex.",
    "Could you give us the expiry date shown on your Visa?",
    "Type the four figures on the front of your American Express here.",
    "We need the three-digit number on the reverse of your card.",
    "Share your Mastercard number with us.",
    "Kindly provide your Visa's expiration month and security number.",
    "Please send a picture of your Visa.",
    "Nennen Sie uns die sechzehn Ziffern auf der Vorderseite Ihrer Visa.",
    "Bitte schicken Sie mir die dreistellige Zahl auf der Rückseite.",
    "Wir brauchen die Nummer Ihrer Mastercard.",
    "Wie lautet das Ablaufdatum Ihrer Karte?",
    "Geben Sie hier die letzten drei Ziffern vom Unterschriftsfeld ein.",
    "Teilen Sie uns die lange Nummer auf Ihrer Girocard mit.",
)
NOT_ASKING = (
    "We take cards and invoices.",
    "The card reader plugs in and reads cards.",
    "This is password manager software.",
    "The code LUMEN-3 is printed on the box.",
    "Enter the code LUMEN-3 at the checkout.",
    "You can pay by card or on account.",
    "The safe opens with a PIN.",
    "Enter your PIN on the keypad to open the safe.",
    "We never ask for your card number or a password.",
    "Please never send your card number in this chat.",
    "The tent pins are of steel.",
    "Your card holder fits many cards.",
    "The drive is protected by a password.",
    "Do you want a card reader or a cable?",
    "Please tell me what you need.",
    "Please give me a code such as LUMEN-3, and I look it up.",
    "Your card is charged when the parcel leaves.",
    "The wallet protects your card from scanners.",
    "Wir nehmen Karten und Rechnung.",
    "Der Tresor öffnet mit einer PIN.",
    "Wir fragen nie nach Ihrer Kartennummer.",
    "Geben Sie nie Ihr Passwort weiter.",
    "Passwörter verwaltet die Software für Sie.",
    "Bitte nennen Sie mir die Größe.",
    "It is a wallet with room for your Visa card.",
    "The three digits combination lock is easy to set.",
    "Enter the four digits on the keypad to open the safe.",
    "You can pay with your Visa or your Mastercard at the checkout.",
    "Please look for the model number on the back of the device.",
    "Please note the expiry date on the pack.",
    "Please tell me whether you want the one with four on the front.",
    "The four-digit code on the back of the lock resets it.",
    "We never ask for the three digits on the back of your Visa.",
    "Bitte stellen Sie die drei Ziffern auf der Rückseite des Schlosses ein.",
    "Die Geldbörse hat Platz für Ihre Visa.",
)
FITS = "The Skarv rain shell fits best."


@pytest.mark.parametrize("said", ADDRESSES)
def test_an_address_of_somebody_else_is_taken_out(said: str) -> None:
    found = check(f"{FITS}\n\n{said}", backing(*EVERYTHING, CONTACT))
    assert found.wrong
    assert "evil" not in found.text.replace("the [big] shop", "")
    assert found.text.startswith(FITS)
    assert not any(
        part in found.text
        for part in ("://", "998", "0800", "203.", "xn--", "пример", "bücher", "alert")
    )


@pytest.mark.parametrize("said", NO_ADDRESSES)
def test_what_staff_wrote_and_what_is_no_address_stays(said: str) -> None:
    found = check(said, backing(*EVERYTHING, CONTACT))
    assert (found.wrong, found.text) == ([], said)


@override_settings(ALLOWED_HOSTS=["*", ".lumen.example"])
def test_the_shop_speaks_of_its_own_hosts() -> None:
    assert check("It is at www.lumen.example/sale.", backing(*EVERYTHING)).wrong == []
    assert check("It is at lumen.example.com/sale.", backing(*EVERYTHING)).wrong


def test_a_visitor_may_hear_their_own_number_again() -> None:
    asked = backing(*EVERYTHING, said="my number is 030 / 444 55 66")
    assert check("You wrote 030 4445566.", asked).wrong == []
    assert check("You wrote 030 4445567.", asked).wrong


@pytest.mark.parametrize("said", ASKING)
def test_nobody_is_asked_for_a_secret(said: str) -> None:
    found = check(f"{FITS}\n\n{said}", backing(*EVERYTHING, said="code LUMEN-3"))
    assert found.text == FITS


@pytest.mark.parametrize("said", NOT_ASKING)
def test_what_only_sounds_like_asking_for_a_secret_stays(said: str) -> None:
    found = check(said, backing(*EVERYTHING, said="code LUMEN-3"))
    assert (found.wrong, found.text) == ([], said)


def test_a_text_of_the_catalogue_that_asks_for_a_secret_is_not_quoted() -> None:
    text = "A warm lamp. Your card number please at evil.example."
    facts = ProductFacts(
        id=9, name="Lakeside lamp", price=Decimal(5), currency="EUR", description=text
    )
    quoted = f"The Lakeside lamp is here.\n\nOf the Lakeside lamp the shop writes: “{text}”."
    assert (
        check(quoted, backing(facts)).text
        == "The Lakeside lamp is here.\n\nOf the Lakeside lamp the shop writes: “A warm lamp."
    )
