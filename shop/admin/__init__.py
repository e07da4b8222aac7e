"""The admin of the shop: the catalogue, records of searches, and rules for search."""

from shop.admin import catalogue, imports, info, pictures, records, rules

__all__ = ["catalogue", "imports", "info", "pictures", "records", "rules"]
