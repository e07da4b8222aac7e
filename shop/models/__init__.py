"""The tables of the shop: the catalogue, the index that search reads, records of searches, and
rules of staff.
"""

from shop.models.api_keys import ApiKey, Scope, StoredAnswer, token_prefix
from shop.models.attributes import is_no, is_yes
from shop.models.catalogue import (
    SEPARATOR,
    Category,
    Product,
    ProductImage,
    attribute_items,
    attribute_words,
    facts,
    free_slug,
    path_parts,
    path_slug,
    sized_name,
)
from shop.models.fields import PRICE_DECIMALS, price_as_written
from shop.models.imports import Import, ImportChange, ScheduledFeed
from shop.models.index import (
    DIMENSIONS,
    LANGUAGE,
    MULTILINGUAL_DIMENSIONS,
    PLACES,
    Entry,
    Label,
    Term,
    Word,
    WordsVersion,
)
from shop.models.info import ShopFact
from shop.models.records import Click, Record
from shop.models.rules import Rule, RuleBoost, RuleProduct, Synonym
from shop.models.suspicion import suspicion
from shop.models.variants import (
    Variant,
    fitting_values,
    narrow,
    narrow_to,
    plain_code,
    shown_picture,
    shown_srcset,
    shown_url,
)
from shop.models.webhooks import Webhook, WebhookDelivery, WebhookItem

__all__ = [
    "DIMENSIONS",
    "LANGUAGE",
    "MULTILINGUAL_DIMENSIONS",
    "PLACES",
    "PRICE_DECIMALS",
    "SEPARATOR",
    "ApiKey",
    "Category",
    "Click",
    "Entry",
    "Import",
    "ImportChange",
    "Label",
    "Product",
    "ProductImage",
    "Record",
    "Rule",
    "RuleBoost",
    "RuleProduct",
    "ScheduledFeed",
    "Scope",
    "ShopFact",
    "StoredAnswer",
    "Synonym",
    "Term",
    "Variant",
    "Webhook",
    "WebhookDelivery",
    "WebhookItem",
    "Word",
    "WordsVersion",
    "attribute_items",
    "attribute_words",
    "facts",
    "fitting_values",
    "free_slug",
    "is_no",
    "is_yes",
    "narrow",
    "narrow_to",
    "path_parts",
    "path_slug",
    "plain_code",
    "price_as_written",
    "shown_picture",
    "shown_srcset",
    "shown_url",
    "sized_name",
    "suspicion",
    "token_prefix",
]
