"""The shop for staff: the catalogue, what was searched, and what search is told."""

from shop.admin import catalogue, imports, info, records, rules

__all__ = ["catalogue", "imports", "info", "records", "rules"]
