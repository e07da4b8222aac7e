"""The owners of SKUs: each names one product or one variant of the shop."""

from collections.abc import Iterable

from shop.feeds.row import ProductRow
from shop.models import Product, Variant


class CodeOwners:
    """The SKU of the product that each code belongs to."""

    def __init__(self, owners: dict[str, set[str]]) -> None:
        self._owners = owners

    def problem(self, row: ProductRow) -> str:
        """Returns why a row cannot have its codes; "" where it can. What a product has already, it
        keeps: a file may have brought a code twice.
        """
        if other := self._other(row.sku, row.sku):
            return f"sku: a variant of {other} has it"
        for code in (each.sku for each in row.variants if each.sku):
            if other := self._other(code, row.sku):
                return f"variants: the SKU {code} belongs to the product {other}"
        return ""

    def add(self, row: ProductRow) -> None:
        for code in (row.sku, *(each.sku for each in row.variants)):
            self._owners.setdefault(code, set()).add(row.sku)

    def _other(self, code: str, product: str) -> str:
        """Returns the product that has a code which this one has not; "" where there is none."""
        owners = self._owners.get(code, set())
        return "" if product in owners else min(owners, default="")


def code_owners(codes: Iterable[str]) -> CodeOwners:
    wanted = [code for code in set(codes) if code]
    owners: dict[str, set[str]] = {}
    for code in Product.objects.filter(sku__in=wanted).values_list("sku", flat=True):
        owners.setdefault(code, set()).add(code)
    variants = Variant.objects.filter(sku__in=wanted).values_list("sku", "product__sku")
    for code, product in variants:
        owners.setdefault(code, set()).add(product)
    return CodeOwners(owners)
