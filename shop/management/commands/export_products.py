"""manage.py export_products FILE: writes the catalogue as `import_products` reads it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.models import Product

TEXTS = ("sku", "name", "description", "brand", "model", "currency", "gtin")
COUNTS = ("stock", "rating_count", "popularity", "active")


def exported(product: Product) -> dict[str, Any]:
    """Returns the row of a product in our own format. Expects its category, images and variants to
    be fetched.
    """
    row: dict[str, Any] = {name: getattr(product, name) for name in (*TEXTS, *COUNTS)}
    row["description"] = product.description_html or product.description
    row["category"] = product.category.path if product.category else ""
    row["price"] = str(product.price)
    row["compare_at_price"] = _text(product.compare_at_price)
    row["rating"] = _text(product.rating)
    row["url"] = product.external_url
    row["attributes"] = product.attributes
    row["image_urls"] = [image.source_url for image in product.images.all() if image.source_url]
    names = {option["key"]: option["name"] for option in product.options}
    row["options"] = list(names.values())
    row["variants"] = [
        {
            "sku": each.sku,
            "gtin": each.gtin,
            "values": {names.get(key, key): value for key, value in each.values.items()},
            "price": str(each.price),
            "compare_at_price": _text(each.compare_at_price),
            "stock": each.stock,
            "image_url": each.image_url,
            "active": each.active,
        }
        for each in product.variants.all()
    ]
    return row


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


class Command(BaseCommand):
    help = "Write every product to a file, one JSON object a line, as import_products reads it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        products = Product.objects.order_by("id").select_related("category")
        count = 0
        try:
            with open(options["file"], "w", encoding="utf-8") as file:
                rows = products.prefetch_related("images", "variants").iterator(chunk_size=500)
                for product in rows:
                    file.write(json.dumps(exported(product), ensure_ascii=False) + "\n")
                    count += 1
        except OSError as error:
            raise CommandError(
                f"{options['file']} cannot be written: {error.strerror}. [unwritable_file]"
            ) from error
        self.stdout.write(f"{count:,} products written")
