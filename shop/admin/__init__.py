"""The shop for staff: the catalogue, what was searched, and what search is told."""

from shop.admin import catalogue, info, records, rules

__all__ = ["catalogue", "info", "records", "rules"]
