"""What WooCommerce reports: products, and each variation of one by itself."""

from typing import Any

from django.db.models import Q

from shop.feeds import woocommerce_payloads
from shop.feeds.values import is_blank
from shop.importer.given_rows import Mode
from shop.importer.writes import write_rows
from shop.models import SEPARATOR, Category, Product, Variant, Webhook, WebhookItem
from shop.webhooks.reports import (
    OLDER,
    UNKNOWN,
    WAITING,
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

NO_PRICE = "it has no price yet, and waits for a variation"


def product(webhook: Webhook, report: Report) -> Outcome:
    payload = report.payload
    if payload.get("type") == "variation" or payload.get("parent_id"):
        return _variation(webhook, report)
    item = item_of(webhook, Kind.PRODUCT, report.number)
    moment = moment_of(payload.get("date_modified_gmt"))
    if is_older(item, moment):
        return Outcome("ignored", item.sku, OLDER)
    raw = woocommerce_payloads.raw_product(payload)
    raw["sku"] = item.sku or raw["sku"]
    raw["category"] = _known_path(woocommerce_payloads.category_names(payload), raw["sku"])
    item.data = {"attributes": payload.get("attributes")}
    variations = list(webhook.items.filter(kind=Kind.VARIATION, parent=report.number))
    waiting = [each for each in variations if each.data.get("payload")]
    if payload.get("type") == "variable":
        _leave_to_variants(raw, waiting)
        if is_blank(raw["price"]):
            item.save()
            return Outcome("ignored", raw["sku"], NO_PRICE)
    outcome = written(webhook, raw, Mode.FILE)
    if outcome.status != "refused":
        remember(item, outcome.sku, moment)
        _settle_variations(webhook, report, variations, outcome)
    return outcome


def _settle_variations(
    webhook: Webhook, report: Report, variations: list[WebhookItem], outcome: Outcome
) -> None:
    """Writes the variations that have waited for their product, and hides those that are gone."""
    item = item_of(webhook, Kind.PRODUCT, report.number)
    for each in variations:
        if each.data.get("payload"):
            _add(outcome, _write_variation(webhook, each, each.data["payload"], item))
    if gone := _gone(variations, report.payload):
        _add(outcome, hide_variations(webhook, report.number, gone))


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


def _gone(variations: list[WebhookItem], payload: Payload) -> list[WebhookItem]:
    """Returns the known variations that a product does not name any more."""
    named = payload.get("variations")
    if not isinstance(named, list):
        return []
    numbers = {str(each) for each in named}
    return [each for each in variations if each.sku and each.number not in numbers]


def _variation(webhook: Webhook, report: Report) -> Outcome:
    payload = report.payload
    item = item_of(webhook, Kind.VARIATION, report.number)
    moment = moment_of(payload.get("date_modified_gmt"))
    if is_older(item, moment):
        return Outcome("ignored", item.sku, OLDER)
    item.parent, item.reported_at = number_of(payload.get("parent_id")) or item.parent, moment
    parent = item_of(webhook, Kind.PRODUCT, item.parent)
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
    outcome = written(webhook, {"sku": parent.sku, "variants": variants}, Mode.CHANGE)
    if outcome.status != "refused":
        item.data = {}
        remember(item, code, item.reported_at)
    return outcome


def _sku_of_parent(payload: Payload) -> str:
    """Returns the SKU of the product that a file has brought with this variation; "" for none."""
    codes = [str(payload.get(name)) for name in ("sku", "id") if payload.get(name)]
    found = Variant.objects.filter(sku__in=codes).values_list("product__sku", flat=True)[:1]
    return next(iter(found), "")


def hide_variations(webhook: Webhook, parent: str, gone: list[WebhookItem]) -> Outcome:
    product = item_of(webhook, Kind.PRODUCT, parent)
    codes = [each.sku for each in gone if each.sku]
    stored = Variant.objects.filter(product__sku=product.sku, sku__in=codes)
    known = stored.values_list("sku", flat=True)
    if not product.sku or not known:
        return Outcome("ignored", reason=UNKNOWN)
    raw = {"sku": product.sku, "variants": [{"sku": code, "active": False} for code in known]}
    writing = write_rows([raw], Mode.CHANGE, options_of(webhook))
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
