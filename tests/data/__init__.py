"""Sample data of the tests; README.md beside this file describes it."""

import gzip
import json
import shutil
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
REQUESTS = FOLDER / "requests"
CATALOGUES = FOLDER / "catalogues"
MUSIC = FOLDER / "music.jsonl"
# What each row of the graded catalogue has.
GRADED_FIELDS = (
    "sku",
    "name",
    "description",
    "brand",
    "model",
    "price",
    "currency",
    "gtin",
    "image_url",
    "attributes",
)
DEMO_PRODUCTS = FOLDER.parent.parent / "demo" / "products.jsonl"


def write_graded_catalogue(folder: Path) -> None:
    """Writes the demo shop's products with graded queries, as `BENCH_DATA` expects them."""
    folder.mkdir(parents=True)
    for path in (FOLDER / "graded").iterdir():
        shutil.copy(path, folder)
    rows = map(json.loads, DEMO_PRODUCTS.read_text(encoding="utf-8").splitlines())
    with gzip.open(folder / "products.jsonl.gz", "wt", encoding="utf-8") as file:
        for row in rows:
            graded = {name: row.get(name) for name in GRADED_FIELDS}
            graded["image_url"] = f"https://pictures.example/{row['sku']}.webp"
            file.write(json.dumps(graded) + "\n")
