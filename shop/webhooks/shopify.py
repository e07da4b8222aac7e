"""What Shopify reports: products whole, and what a place has of a variant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shop.feeds import shopify_payloads
from shop.feeds.variants import option_values
from shop.importer.given_rows import Mode
from shop.models import Variant, Webhook, WebhookItem
from shop.webhooks.reports import (
    OLDER,
    PLACES,
    UNKNOWN,
    Kind,
    Outcome,
    Payload,
    Report,
    is_older,
    item_of,
    moment_of,
    number_of,
    options_of,
    remember,
    written,
)


def product(webhook: Webhook, report: Report) -> Outcome:
    item = item_of(webhook, Kind.PRODUCT, report.number)
    moment = moment_of(report.payload.get("updated_at"))
    if is_older(item, moment):
        return Outcome("ignored", item.sku, OLDER)
    raw = shopify_payloads.raw_product(report.payload, options_of(webhook))
    # The handle may change there; the product is the same.
    raw["sku"] = item.sku or raw["sku"]
    given = shopify_payloads.objects(report.payload.get("variants"))
    stocks = _stock_items(webhook, given)
    if len(stocks) == len(raw["variants"]):
        for stock, variant in zip(stocks, raw["variants"], strict=True):
            _note_stock(stock, variant, report.number, moment)
    outcome = written(webhook, raw, Mode.FILE)
    if outcome.status != "refused":
        remember(item, outcome.sku, moment)
        _save_stock_items(stocks)
    return outcome


def _stock_items(webhook: Webhook, variants: Sequence[Payload]) -> list[WebhookItem]:
    """Returns what is known of the stock of each variant."""
    numbers = [number_of(each.get("inventory_item_id")) for each in variants]
    stored = webhook.items.filter(kind=Kind.STOCK, number__in=numbers)
    known = {item.number: item for item in stored}
    items = []
    for number, variant in zip(numbers, variants, strict=True):
        item = known.get(number) or WebhookItem(webhook=webhook, kind=Kind.STOCK, number=number)
        item.data["is_sold_anyway"] = variant.get("inventory_policy") == "continue"
        items.append(item)
    return items


def _save_stock_items(items: Sequence[WebhookItem]) -> None:
    """Writes them in few statements: a product may have two thousand variants, and Shopify waits
    five seconds for an answer.
    """
    by_number = {item.number: item for item in items if item.number}
    WebhookItem.objects.bulk_create(
        by_number.values(),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["webhook", "kind", "number"],
        update_fields=["parent", "sku", "reported_at", "data"],
    )


def _note_stock(
    stock: WebhookItem, variant: dict[str, Any], parent: str, moment: datetime | None
) -> None:
    """Keeps where a stock item belongs. Stock that was reported later than the product stays."""
    stock.parent, stock.sku = parent, str(variant.get("sku") or "")
    stock.data["values"] = option_values(variant.get("values"))
    if is_older(stock, moment) and "stock" in stock.data:
        variant["stock"] = stock.data["stock"]
    else:
        stock.data["product_at"] = moment.isoformat() if moment else ""


def stock(webhook: Webhook, report: Report) -> Outcome:
    """Writes what a place has of a variant."""
    item = item_of(webhook, Kind.STOCK, number_of(report.payload.get("inventory_item_id")))
    product = webhook.items.filter(kind=Kind.PRODUCT, number=item.parent).first()
    if not product or not _has_variant(product.sku, item):
        return Outcome("ignored", reason=UNKNOWN)
    moment = moment_of(report.payload.get("updated_at"))
    place = number_of(report.payload.get("location_id"))
    if not place:
        return Outcome("refused", product.sku, "location_id: field required")
    levels = item.data.setdefault("levels", {})
    if _is_older_level(item, place, moment):
        return Outcome("ignored", product.sku, OLDER)
    levels[place] = [report.payload.get("available"), moment.isoformat() if moment else ""]
    webhook.locations = sorted({*webhook.locations, place})
    if not levels.keys() >= set(webhook.locations):
        item.save()
        return Outcome("ignored", product.sku, PLACES)
    item.data["stock"] = _total(levels, is_sold_anyway=item.data["is_sold_anyway"])
    change = {"sku": item.sku, "values": item.data["values"], "stock": item.data["stock"]}
    outcome = written(webhook, {"sku": product.sku, "variants": [change]}, Mode.CHANGE)
    if outcome.status != "refused":
        times = [each for each in (moment, item.reported_at) if each]
        remember(item, item.sku, max(times, default=None))
    return outcome


def _is_older_level(item: WebhookItem, place: str, moment: datetime | None) -> bool:
    """Whether a report is older than that of the product, or than the last one of this place."""
    _count, level_at = item.data.get("levels", {}).get(place, ["", ""])
    known = [each for each in map(moment_of, (level_at, item.data.get("product_at"))) if each]
    return bool(moment and known and moment < max(known))


def _total(levels: dict[str, Any], *, is_sold_anyway: bool) -> int | None:
    """Returns the stock of all places; None for what is not counted, or sold without any."""
    counts = [level[0] for level in levels.values() if isinstance(level[0], int)]
    total = sum(counts)
    if not counts or (is_sold_anyway and total <= 0):
        return None
    return max(total, 0)


def _has_variant(product: str, item: WebhookItem) -> bool:
    variants = Variant.objects.filter(product__sku=product)
    return (variants.filter(sku=item.sku) if item.sku else variants).exists()
