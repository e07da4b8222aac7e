"""Deliveries of Shopify and WooCommerce: their signatures, their rate, and the answers."""

import logging
import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import digest as hmac_digest
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.errors import (
    SignatureMissing,
    SignatureWrong,
    TooManyRequests,
    TopicMissing,
    WebhookUnknown,
)
from shop.models import Webhook
from shop.request_bodies import read_object
from shop.webhooks import Outcome, Report, receive, storable_values
from site_config.attempts import count_attempt
from site_config.proxies import client_network

log = logging.getLogger("aisle.webhooks")

MINUTE = timedelta(minutes=1)
# Wrong signatures from one network. A good one is never refused for those of its neighbours.
WRONG_WINDOW = timedelta(minutes=15)
MOST_WRONG = 60
# WooCommerce tries an address with this when its webhook is saved, and signs nothing.
PING = re.compile(rb"webhook_id=\d{1,20}")


@dataclass(frozen=True)
class Headers:
    """How a platform calls what a delivery says of itself."""

    signature: str
    topic: str
    delivery: str
    sent_at: str = ""


HEADERS = {
    "shopify": Headers(
        "X-Shopify-Hmac-Sha256",
        "X-Shopify-Topic",
        "X-Shopify-Webhook-Id",
        "X-Shopify-Triggered-At",
    ),
    "woocommerce": Headers(
        "X-WC-Webhook-Signature", "X-WC-Webhook-Topic", "X-WC-Webhook-Delivery-ID"
    ),
}


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers 200 to whatever is signed: both platforms give up on an address that refuses."""
    found = Webhook.objects.filter(pk=pk, active=True).first()
    if found is None:
        raise WebhookUnknown
    names = HEADERS[found.platform]
    if _is_ping(request, found, names):
        return _answer(Outcome("ignored", reason="the address is right"))
    _check_signature(request, found, names)
    _count({("webhook", str(found.pk)): settings.API_REQUESTS_PER_MINUTE}, MINUTE)
    topic = request.headers.get(names.topic, "").strip().lower()
    if not topic:
        raise TopicMissing
    outcome = receive(found, _report(request, topic, names))
    log.info("webhook %s: %s: %s %s", found.pk, topic[:80], outcome.status, outcome.sku)
    return _answer(outcome)


def _is_ping(request: HttpRequest, found: Webhook, names: Headers) -> bool:
    is_signed = names.signature in request.headers
    is_from_woocommerce = found.platform == Webhook.Platform.WOOCOMMERCE
    return is_from_woocommerce and not is_signed and bool(PING.fullmatch(request.body))


def _check_signature(request: HttpRequest, found: Webhook, names: Headers) -> None:
    """Raises SignatureMissing, SignatureWrong, TooManyRequests."""
    given = request.headers.get(names.signature, "").strip()
    if not given:
        raise SignatureMissing
    if not compare_digest(given.encode(), signature(found.secret, request.body)):
        forwarded = request.headers.get("x-forwarded-for", "")
        address = client_network(request.META.get("REMOTE_ADDR", ""), forwarded)
        log.warning("wrong signature: webhook %s, address %s", found.pk, address or "unknown")
        _count({("wrong signature", address): MOST_WRONG}, WRONG_WINDOW)
        raise SignatureWrong


def signature(secret: str, body: bytes) -> bytes:
    """Returns the HMAC of a body, as both platforms write it."""
    return b64encode(hmac_digest(secret.encode(), body, sha256))


def _count(most: dict[tuple[str, str], int], window: timedelta) -> None:
    if wait := count_attempt(most, window):
        error = TooManyRequests()
        error.retry_after = wait
        raise error


def _report(request: HttpRequest, topic: str, names: Headers) -> Report:
    """Returns the report of a body. Raises BadRequest, and Invalid for what is no object."""
    payload: dict[str, Any] = storable_values(read_object(request))
    delivery = request.headers.get(names.delivery, "").strip()
    try:
        sent_at = parse_datetime(request.headers.get(names.sent_at, "") if names.sent_at else "")
    except ValueError:
        sent_at = None
    if sent_at and sent_at.tzinfo is None:
        sent_at = sent_at.replace(tzinfo=UTC)
    return Report(topic, payload, delivery, sent_at)


def _answer(outcome: Outcome) -> HttpResponse:
    body = {"status": outcome.status, "sku": outcome.sku, "reason": outcome.reason}
    response = JsonResponse(body)
    response["Cache-Control"] = "private, no-store"
    return response
