"""Draws the pictures of the demo shop: `python -m demo.draw [SKU ...]` writes
demo/pictures/<sku>.webp.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

import resvg_py
from PIL import Image

from demo.shapes import SHAPES, Product, Scene

HERE = Path(__file__).parent
PRODUCTS = HERE / "products.jsonl"
PICTURES = HERE / "pictures"
MOST_BYTES = 16_000


def read_products() -> list[dict[str, Any]]:
    with PRODUCTS.open(encoding="utf-8") as lines:
        return [json.loads(text) for text in lines if text.strip()]


def svg(product: Product) -> str:
    scene = Scene(product.tint)
    SHAPES[product.type](scene, product)
    return scene.svg()


def webp(markup: str) -> bytes:
    png = bytes(resvg_py.svg_to_bytes(svg_string=markup, skip_system_fonts=True))
    with Image.open(io.BytesIO(png)) as picture:
        flat = picture.convert("RGB")
    # Fine patterns, such as spokes, cost the most bytes and show the loss the least.
    for quality in (80, 70, 60, 50):
        out = io.BytesIO()
        flat.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def progress(done: int, total: int, sku: str) -> None:
    if sys.stdout.isatty():
        print(f"\r{done}/{total} {sku:<14}", end="" if done < total else "\n", flush=True)
    elif done == total or done % 25 == 0:
        print(f"{done}/{total}", flush=True)


def main(wanted: list[str]) -> int:
    rows = read_products()
    unknown = set(wanted) - {row["sku"] for row in rows}
    if unknown:
        print("No such product: " + ", ".join(sorted(unknown)), file=sys.stderr)
        return 1
    chosen = [row for row in rows if not wanted or row["sku"] in wanted]
    PICTURES.mkdir(exist_ok=True)
    for done, row in enumerate(chosen, start=1):
        (PICTURES / row["image"]).write_bytes(webp(svg(Product.from_row(row))))
        progress(done, len(chosen), row["sku"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
