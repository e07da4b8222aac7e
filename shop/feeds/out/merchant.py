"""Product data in Google's terms, as RSS and as a table: an item for each variant."""

import csv
import re
from io import StringIO
from xml.sax.saxutils import escape
from zlib import crc32

from shop.feeds.out.catalogue import Channel
from shop.feeds.out.items import Item, amount, items
from shop.models import Product

LONGEST_ID = 50
MOST_PICTURES = 10
COLUMNS = (
    "id title description link image_link additional_image_link availability price sale_price "
    "brand gtin mpn condition google_product_category product_type item_group_id color size "
    "material pattern gender age_group"
).split()
CONDITIONS = ("new", "refurbished", "used")
# What XML 1.0 has no place for.
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">
<channel>
<title>{title}</title>
<link>{link}</link>
<description>{title}</description>
"""
FOOT = "</channel>\n</rss>\n"


def fields(item: Item) -> dict[str, list[str]]:
    """Returns the texts of an item by the names of the specification. What is not known is absent.

    https://support.google.com/merchants/answer/7052112
    """
    attributes = item.product.attributes
    condition = str(attributes.get("condition", "")).lower()
    found = {
        "id": [short_id(item.id)],
        "title": [item.title],
        "description": [item.description],
        "link": [item.address],
        "image_link": item.pictures[:1],
        "additional_image_link": item.pictures[1 : 1 + MOST_PICTURES],
        "availability": ["in_stock" if item.is_available else "out_of_stock"],
        "price": [amount(item.price, item.currency)],
        "sale_price": [] if item.sale_price is None else [amount(item.sale_price, item.currency)],
        "brand": [item.brand],
        "gtin": [item.gtin],
        "mpn": [item.model],
        "condition": [condition] if condition in CONDITIONS else [],
        "google_product_category": [str(attributes.get("google_product_category", ""))],
        "product_type": [item.category],
        "item_group_id": [short_id(item.group)],
    }
    found |= {name: [value] for name, value in item.details.items()}
    given = {name: [value for value in values if value] for name, values in found.items()}
    return {name: given[name] for name in COLUMNS if given.get(name)}


def short_id(code: str) -> str:
    """Returns a code of at most fifty characters, another one for each code."""
    if len(code) <= LONGEST_ID:
        return code
    return f"{code[: LONGEST_ID - 9]}-{crc32(code.encode()):08x}"


def xml_head(channel: Channel) -> str:
    return HEAD.format(title=_xml(channel.seller), link=_xml(channel.address("/")))


def xml_items(product: Product, channel: Channel) -> str:
    return "".join(_xml_item(item) for item in items(product, channel))


def _xml_item(item: Item) -> str:
    lines = [
        f"<g:{name}>{_xml(value)}</g:{name}>\n"
        for name, values in fields(item).items()
        for value in values
    ]
    return f"<item>\n{''.join(lines)}</item>\n"


def _xml(text: str) -> str:
    return escape(NO_XML.sub("", text))


def tsv_head(channel: Channel) -> str:
    return _tsv_line(COLUMNS)


def tsv_lines(product: Product, channel: Channel) -> str:
    lines = []
    for item in items(product, channel):
        given = fields(item)
        given["additional_image_link"] = [
            ",".join(each.replace(",", "%2C") for each in given.get("additional_image_link", []))
        ]
        lines.append(_tsv_line([" ".join(given.get(name, [])) for name in COLUMNS]))
    return "".join(lines)


def _tsv_line(cells: list[str]) -> str:
    line = StringIO()
    csv.writer(line, delimiter="\t").writerow([" ".join(cell.split()) for cell in cells])
    return line.getvalue()
