"""What can be refused in the shop.

AisleError
├── ProductGone      not in the shop, or no longer
├── ShortListFull
├── KeyRefused       a key of the write API is missing, or cannot be used any more
│   ├── KeyMissing
│   ├── KeyUnknown
│   ├── KeyEnded
│   └── KeyRevoked
├── OutOfScope       the key may not do this
├── TooManyRequests  of a key, or with wrong keys
├── ChangedMeanwhile If-Match names another version
├── OtherRequest     an Idempotency-Key is used for another request
└── WebhookRefused   a delivery of another shop
    ├── WebhookUnknown
    ├── SignatureMissing
    ├── SignatureWrong
    └── TopicMissing
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from site_config.errors import AisleError

SHORTLIST = 24


class ProductGone(AisleError):
    code = "product_not_found"
    status = 404
    sentence = _("This product is no longer in the shop.")


class KeyRefused(AisleError):
    """Programs read these sentences, so they are in English."""

    code = "key_refused"
    status = 401
    challenge = "Bearer"


class KeyMissing(KeyRefused):
    code = "key_missing"
    sentence = "Send a key of this shop as `Authorization: Bearer aisle_...`."


class KeyUnknown(KeyRefused):
    code = "key_unknown"
    sentence = "This shop does not know this key."


class KeyEnded(KeyRefused):
    code = "key_ended"
    sentence = "This key has passed its date of end; staff can make another one."


class KeyRevoked(KeyRefused):
    code = "key_revoked"
    sentence = "Staff have revoked this key."


class OutOfScope(AisleError):
    code = "out_of_scope"
    status = 403
    sentence = "This key has no scope for this."


class TooManyRequests(AisleError):
    code = "too_many_requests"
    status = 429
    retryable = True
    sentence = "There were too many requests in a short time; wait as long as Retry-After says."


class ChangedMeanwhile(AisleError):
    code = "changed_meanwhile"
    status = 412
    sentence = "The product is not as If-Match says; read it again and send the change anew."


class OtherRequest(AisleError):
    code = "other_request"
    status = 422
    sentence = "This Idempotency-Key was sent with another request before."


class WebhookRefused(AisleError):
    """The logs of other shops show these sentences, so they are in English."""

    code = "webhook_refused"
    status = 401


class WebhookUnknown(WebhookRefused):
    code = "webhook_unknown"
    status = 404
    sentence = "This shop has no webhook with this number, or it is switched off."


class SignatureMissing(WebhookRefused):
    code = "signature_missing"
    sentence = "A delivery is signed with the secret of its webhook."


class SignatureWrong(WebhookRefused):
    code = "signature_wrong"
    sentence = "The signature was not made with the secret of this webhook."


class TopicMissing(WebhookRefused):
    code = "topic_missing"
    status = 400
    sentence = "A delivery names its topic in a header."


class ShortListFull(AisleError):
    code = "shortlist_full"
    status = 409
    sentence = format_lazy(
        _("Your short list is full: it holds {most} products. Remove one to add another."),
        most=SHORTLIST,
    )
