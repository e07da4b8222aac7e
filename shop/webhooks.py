"""What other shops report, written as the rows of a feed.

Deliveries come twice, late and out of order. A report that is older than what is known changes
nothing, and neither does a delivery that was carried out before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.dateparse import parse_datetime

from shop import catalogue_writes
from shop.feeds import shopify_payloads, woocommerce_payloads
from shop.feeds.values import Options, is_blank
from shop.importer.lock import lock_catalogue
from shop.importer.writes import Mode, Writing, write_rows
from shop.models import SEPARATOR, Category, Product, Variant, Webhook, WebhookItem
from site_config.clock import database_time

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
        number = self.payload.get("id")
        return str(number) if isinstance(number, int | str) else ""


@dataclass
class Outcome:
    """What became of a delivery."""

    status: str
    sku: str = ""
    reason: str = ""
    writing: Writing = field(default_factory=Writing)


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


def _item(webhook: Webhook, kind: str, number: str) -> WebhookItem:
    """Returns what is known under a number, or a new row, which is not saved."""
    found = webhook.items.filter(kind=kind, number=number[:100]).first()
    return found or WebhookItem(webhook=webhook, kind=kind, number=number[:100])


def _is_older(item: WebhookItem, moment: datetime | None) -> bool:
    """Whether a report is older. One of the same second may be another one, and is carried out."""
    return bool(moment and item.reported_at and moment < item.reported_at)


def _moment(value: Any) -> datetime | None:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _written(webhook: Webhook, raw: dict[str, Any], mode: Mode) -> Outcome:
    if webhook.currency:
        raw = raw | {"currency": webhook.currency}
    writing = write_rows([raw], mode, _options(webhook))
    written = writing.rows[0]
    return Outcome(written.status, written.sku, written.reason, writing)


def _remember(item: WebhookItem, sku: str, moment: datetime | None) -> None:
    """Keeps which product or variant goes by a number, and when it was reported."""
    item.sku, item.reported_at = sku, moment or item.reported_at
    item.save()


def _options(webhook: Webhook) -> Options:
    """Both platforms write prices with a point."""
    return Options(currency=webhook.currency, decimal=".")


def _delete(webhook: Webhook, report: Report) -> Outcome:
    """Hides a product. The report names nothing but its number."""
    if any(name in report.payload for name in ("title", "name", "variants")):
        return Outcome("refused", reason="a product that is gone is reported by its id alone")
    item = _item(webhook, Kind.PRODUCT, report.number)
    moment = report.sent_at or database_time()
    if _is_older(item, moment):
        return Outcome("ignored", item.sku, OLDER)
    item.reported_at = moment
    item.save()
    variation = webhook.items.filter(kind=Kind.VARIATION, number=report.number).first()
    if variation:
        return _hide_variations(webhook, variation.parent, [variation])
    written = catalogue_writes.hide(item.sku) if item.sku else None
    return Outcome(written.status, item.sku) if written else Outcome("ignored", reason=UNKNOWN)


# Shopify


def _shopify_product(webhook: Webhook, report: Report) -> Outcome:
    item = _item(webhook, Kind.PRODUCT, report.number)
    moment = _moment(report.payload.get("updated_at"))
    if _is_older(item, moment):
        return Outcome("ignored", item.sku, OLDER)
    raw = shopify_payloads.raw_product(report.payload, _options(webhook))
    # The handle may change there; the product is the same.
    raw["sku"] = item.sku or raw["sku"]
    given = shopify_payloads.objects(report.payload.get("variants"))
    stocks = [_stock_item(webhook, each) for each in given]
    if len(stocks) == len(raw["variants"]):
        for stock, variant in zip(stocks, raw["variants"], strict=True):
            _note_stock(stock, variant, report.number, moment)
    outcome = _written(webhook, raw, Mode.FILE)
    if outcome.status != "refused":
        _remember(item, outcome.sku, moment)
        for stock in stocks:
            if stock.number:
                stock.save()
    return outcome


def _stock_item(webhook: Webhook, variant: Payload) -> WebhookItem:
    number = variant.get("inventory_item_id")
    item = _item(webhook, Kind.STOCK, str(number or ""))
    item.data["is_sold_anyway"] = variant.get("inventory_policy") == "continue"
    return item


def _note_stock(
    stock: WebhookItem, variant: dict[str, Any], parent: str, moment: datetime | None
) -> None:
    """Keeps where a stock item belongs. Stock that was reported later than the product stays."""
    stock.parent, stock.sku = parent, str(variant.get("sku") or "")
    values = variant.get("values") or {}
    stock.data["values"] = {name: value for name, value in values.items() if not is_blank(value)}
    if _is_older(stock, moment) and "stock" in stock.data:
        variant["stock"] = stock.data["stock"]
    else:
        stock.reported_at = moment


def _shopify_stock(webhook: Webhook, report: Report) -> Outcome:
    """Writes what a place has of a variant."""
    payload = report.payload
    item = _item(webhook, Kind.STOCK, str(payload.get("inventory_item_id") or ""))
    product = webhook.items.filter(kind=Kind.PRODUCT, number=item.parent).first()
    if not item.pk or not product or not product.sku:
        return Outcome("ignored", reason=UNKNOWN)
    moment = _moment(payload.get("updated_at"))
    place, available = str(payload.get("location_id")), payload.get("available")
    levels = item.data.setdefault("levels", {})
    if _is_older(item, moment) or _is_older_level(levels.get(place), moment):
        return Outcome("ignored", product.sku, OLDER)
    levels[place] = [available, moment.isoformat() if moment else ""]
    webhook.locations = sorted({*webhook.locations, place})
    if not all(each in levels for each in webhook.locations):
        item.save()
        return Outcome("ignored", product.sku, PLACES)
    item.data["stock"] = _total(levels, is_sold_anyway=bool(item.data.get("is_sold_anyway")))
    if not _has_variant(product.sku, item):
        return Outcome("ignored", product.sku, UNKNOWN)
    change = {"sku": item.sku, "values": item.data.get("values", {}), "stock": item.data["stock"]}
    outcome = _written(webhook, {"sku": product.sku, "variants": [change]}, Mode.CHANGE)
    if outcome.status != "refused":
        _remember(item, item.sku, moment)
    return outcome


def _is_older_level(level: Any, moment: datetime | None) -> bool:
    known = _moment(level[1]) if level else None
    return bool(known and moment and moment < known)


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


# WooCommerce


def _woocommerce_product(webhook: Webhook, report: Report) -> Outcome:
    payload = report.payload
    if payload.get("type") == "variation" or payload.get("parent_id"):
        return _woocommerce_variation(webhook, report)
    item = _item(webhook, Kind.PRODUCT, report.number)
    moment = _moment(payload.get("date_modified_gmt"))
    if _is_older(item, moment):
        return Outcome("ignored", item.sku, OLDER)
    raw = woocommerce_payloads.raw_product(payload)
    raw["sku"] = item.sku or raw["sku"]
    raw["category"] = _known_path(woocommerce_payloads.category_names(payload), raw["sku"])
    item.data = {"attributes": payload.get("attributes")}
    variations = webhook.items.filter(kind=Kind.VARIATION, parent=report.number)
    waiting = [each for each in variations if each.data.get("payload")]
    if payload.get("type") == "variable":
        _leave_to_variants(raw, waiting)
    if payload.get("type") == "variable" and is_blank(raw.get("price")):
        item.save()
        return Outcome("ignored", raw["sku"], "it has no price yet, and waits for a variation")
    outcome = _written(webhook, raw, Mode.FILE)
    if outcome.status == "refused":
        return outcome
    _remember(item, outcome.sku, moment)
    for each in waiting:
        _add(outcome, _write_variation(webhook, each, each.data["payload"], item))
    if gone := _gone(variations, payload):
        _add(outcome, _hide_variations(webhook, report.number, gone))
    return outcome


def _add(outcome: Outcome, further: Outcome) -> None:
    outcome.writing.products += further.writing.products


def _leave_to_variants(raw: dict[str, Any], waiting: list[WebhookItem]) -> None:
    """Takes out what the variations of a product say together."""
    raw.pop("sale_price", None)
    stored = Product.objects.filter(sku=raw["sku"]).first()
    if stored and stored.options:
        raw |= {
            "price": stored.price,
            "compare_at_price": stored.compare_at_price,
            "stock": stored.stock,
        }
        for option in stored.options:
            raw["attributes"].pop(option["key"], None)
    elif is_blank(raw.get("price")):
        prices = (each.data["payload"].get("price") for each in waiting)
        raw["price"] = next((price for price in prices if not is_blank(price)), "")


def _gone(variations: Any, payload: Payload) -> list[WebhookItem]:
    """Returns the known variations that a product does not name any more."""
    named = payload.get("variations")
    if not isinstance(named, list):
        return []
    numbers = {str(each) for each in named}
    return [each for each in variations if each.sku and each.number not in numbers]


def _woocommerce_variation(webhook: Webhook, report: Report) -> Outcome:
    payload = report.payload
    item = _item(webhook, Kind.VARIATION, report.number)
    moment = _moment(payload.get("date_modified_gmt"))
    if _is_older(item, moment):
        return Outcome("ignored", item.sku, OLDER)
    item.parent, item.reported_at = str(payload.get("parent_id") or item.parent)[:100], moment
    parent = _item(webhook, Kind.PRODUCT, item.parent)
    parent.sku = parent.sku or _sku_of_parent(payload)
    if parent.sku and Product.objects.filter(sku=parent.sku).exists():
        return _write_variation(webhook, item, payload, parent)
    item.data = {"payload": dict(payload)}
    item.save()
    return Outcome("ignored", reason=WAITING)


def _write_variation(
    webhook: Webhook, item: WebhookItem, payload: Payload, parent: WebhookItem
) -> Outcome:
    """Writes the variants of a variation: several where it leaves an option open."""
    variants = woocommerce_payloads.raw_variants(payload, parent.data)
    code = ""
    for variant in variants:
        # Without a SKU of its own it is reported with its product's, and goes by its number, as in
        # the export.
        if variant["sku"] == parent.sku:
            variant["sku"] = item.number
        code = variant["sku"]
    outcome = _written(webhook, {"sku": parent.sku, "variants": variants}, Mode.CHANGE)
    if outcome.status != "refused":
        item.data = {}
        _remember(item, code, item.reported_at)
    return outcome


def _sku_of_parent(payload: Payload) -> str:
    """Returns the SKU of the product that a file has brought with this variation; "" for none."""
    codes = [str(payload.get(name)) for name in ("sku", "id") if payload.get(name)]
    found = Variant.objects.filter(sku__in=codes).values_list("product__sku", flat=True)[:1]
    return next(iter(found), "")


def _hide_variations(webhook: Webhook, parent: str, gone: list[WebhookItem]) -> Outcome:
    product = _item(webhook, Kind.PRODUCT, parent)
    codes = [each.sku for each in gone if each.sku]
    stored = Variant.objects.filter(product__sku=product.sku, sku__in=codes)
    known = stored.values_list("sku", flat=True)
    if not product.sku or not known:
        return Outcome("ignored", reason=UNKNOWN)
    raw = {"sku": product.sku, "variants": [{"sku": code, "active": False} for code in known]}
    writing = write_rows([raw], Mode.CHANGE, _options(webhook))
    return Outcome(writing.rows[0].status, product.sku, writing.rows[0].reason, writing)


def _known_path(names: list[str], sku: str) -> str:
    """Returns the path of the category that a product has, or that lies deepest among those which
    end in one of the names; the first name where there is none.
    """
    if not names:
        return ""
    product = Product.objects.select_related("category").filter(sku=sku).first()
    if product and product.category and product.category.name in names:
        return product.category.path
    ends = Q(path__in=names)
    for name in names:
        ends |= Q(path__endswith=SEPARATOR + name)
    paths = Category.objects.filter(ends).values_list("path", flat=True)
    return max(paths, key=lambda path: (path.count(SEPARATOR), path), default=names[0])


STOCK = "inventory_levels/update"
HANDLERS = {
    ("shopify", "products/create"): _shopify_product,
    ("shopify", "products/update"): _shopify_product,
    ("shopify", "products/delete"): _delete,
    ("shopify", STOCK): _shopify_stock,
    ("woocommerce", "product.created"): _woocommerce_product,
    ("woocommerce", "product.updated"): _woocommerce_product,
    ("woocommerce", "product.restored"): _woocommerce_product,
    ("woocommerce", "product.deleted"): _delete,
}
