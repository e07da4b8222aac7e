"""Reports of other shops, and what is remembered of them by the numbers of these shops."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from django.utils.dateparse import parse_datetime

from shop.feeds.values import Options
from shop.importer.given_rows import Mode
from shop.importer.writes import Writing, write_rows
from shop.models import Webhook, WebhookItem
from shop.models.attributes import storable
from shop.models.webhooks import LONGEST_ID

Kind = WebhookItem.Kind
type Payload = Mapping[str, Any]

REPEATED = "this delivery was carried out before"
OLDER = "a newer report was here before"
UNKNOWN = "nothing is known under this number; it is known as soon as its product is reported"
PLACES = "it is kept in several places, and not all have reported; the product tells the sum"
WAITING = "it waits for its product"


@dataclass
class Report:
    """A delivery whose signature is right."""

    topic: str
    payload: Payload
    delivery: str = ""
    sent_at: datetime | None = None

    @property
    def number(self) -> str:
        return number_of(self.payload.get("id"))


@dataclass
class Outcome:
    """What became of a delivery."""

    status: str
    sku: str = ""
    reason: str = ""
    writing: Writing = field(default_factory=Writing)


def storable_values(value: Any) -> Any:
    """Returns a value of JSON without what PostgreSQL does not store."""
    match value:
        case str():
            return storable(value)
        case float() if not isfinite(value):
            return None
        case list():
            return [storable_values(item) for item in value]
        case dict():
            return {storable(key): storable_values(item) for key, item in value.items()}
    return value


def number_of(value: Any) -> str:
    """Returns what names something in the other shop; "" for what is no number of it."""
    is_number = isinstance(value, int | str) and not isinstance(value, bool)
    return str(value)[:LONGEST_ID] if is_number and value else ""


def item_of(webhook: Webhook, kind: str, number: str) -> WebhookItem:
    """Returns what is known under a number, or a new row, which is not saved."""
    found = webhook.items.filter(kind=kind, number=number).first()
    return found or WebhookItem(webhook=webhook, kind=kind, number=number)


def is_older(item: WebhookItem, moment: datetime | None) -> bool:
    """Whether a report is older. One of the same second may be another one, and is carried out."""
    return bool(moment and item.reported_at and moment < item.reported_at)


def moment_of(value: Any) -> datetime | None:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def written(webhook: Webhook, raw: dict[str, Any], mode: Mode) -> Outcome:
    if webhook.currency:
        raw = raw | {"currency": webhook.currency}
    writing = write_rows([raw], mode, options_of(webhook))
    written = writing.rows[0]
    return Outcome(written.status, written.sku, written.reason, writing)


def remember(item: WebhookItem, sku: str, moment: datetime | None) -> None:
    """Keeps which product or variant goes by a number, and when it was reported."""
    item.sku, item.reported_at = sku, moment or item.reported_at
    item.save()


def options_of(webhook: Webhook) -> Options:
    """Both platforms write prices with a point."""
    return Options(currency=webhook.currency, decimal=".")
