"""What other shops report, written as the rows of a feed.

Deliveries come twice, late and out of order. A report that is older than what is known changes
nothing, and neither does a delivery that was carried out before.
"""

from django.db import transaction
from django.db.models.functions import Now

from shop import catalogue_writes
from shop.importer.lock import lock_catalogue
from shop.models import Webhook
from shop.webhooks import shopify, woocommerce
from shop.webhooks.reports import (
    OLDER,
    REPEATED,
    UNKNOWN,
    Kind,
    Outcome,
    Report,
    is_older,
    item_of,
    storable_values,
)
from site_config.clock import database_time

__all__ = ["Outcome", "Report", "receive", "storable_values"]


def receive(webhook: Webhook, report: Report) -> Outcome:
    """Carries out a report. Everything of it is one transaction."""
    with transaction.atomic():
        lock_catalogue()
        webhook.refresh_from_db(fields=["locations"])
        if report.delivery and not webhook.is_new(report.delivery):
            return Outcome("ignored", reason=REPEATED)
        outcome = _carried_out(webhook, report)
        problem = outcome.reason[:300] if outcome.status == "refused" else ""
        rows = Webhook.objects.filter(pk=webhook.pk)
        rows.update(received_at=Now(), problem=problem, locations=webhook.locations)
    catalogue_writes.finish(outcome.writing)
    return outcome


def _carried_out(webhook: Webhook, report: Report) -> Outcome:
    handle = HANDLERS.get((webhook.platform, report.topic))
    if handle is None:
        return Outcome("ignored", reason=f"the topic {report.topic[:80]!r} is not read")
    if report.topic != STOCK and not report.number:
        return Outcome("refused", reason="id: field required")
    return handle(webhook, report)


def delete(webhook: Webhook, report: Report) -> Outcome:
    """Hides a product. The report names nothing but its number."""
    if any(name in report.payload for name in ("title", "name", "variants")):
        return Outcome("refused", reason="a product that is gone is reported by its id alone")
    item = item_of(webhook, Kind.PRODUCT, report.number)
    moment = report.sent_at or database_time()
    if is_older(item, moment):
        return Outcome("ignored", item.sku, OLDER)
    item.reported_at = moment
    item.save()
    variation = webhook.items.filter(kind=Kind.VARIATION, number=report.number).first()
    if variation:
        return woocommerce.hide_variations(webhook, variation.parent, [variation])
    written = catalogue_writes.hide(item.sku) if item.sku else None
    return Outcome(written.status, item.sku) if written else Outcome("ignored", reason=UNKNOWN)


STOCK = "inventory_levels/update"
HANDLERS = {
    ("shopify", "products/create"): shopify.product,
    ("shopify", "products/update"): shopify.product,
    ("shopify", "products/delete"): delete,
    ("shopify", STOCK): shopify.stock,
    ("woocommerce", "product.created"): woocommerce.product,
    ("woocommerce", "product.updated"): woocommerce.product,
    ("woocommerce", "product.restored"): woocommerce.product,
    ("woocommerce", "product.deleted"): delete,
}
