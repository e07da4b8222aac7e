"""The admin of the shop: the catalogue, records of searches, and rules for search."""

from shop.admin import api_keys, catalogue, imports, info, pictures, records, rules, webhooks

__all__ = ["api_keys", "catalogue", "imports", "info", "pictures", "records", "rules", "webhooks"]
