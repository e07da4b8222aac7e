"""The shop for staff: the catalogue, and what was searched."""

from shop.admin import catalogue, records

__all__ = ["catalogue", "records"]
