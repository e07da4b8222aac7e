"""Product data in Google's terms as a table; the product file for ChatGPT shares most columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from shop.feeds.cleaning import attribute_key, attributes_from, clean
from shop.feeds.grouping import are_told_apart, differing, is_option, keys_of, named_options
from shop.feeds.headers import column_names, named, plain
from shop.feeds.row import BadRow, ProductRow
from shop.feeds.spool import Spool
from shop.feeds.tabular import TableFeed, addresses
from shop.feeds.values import Options, is_blank

COLUMNS = column_names("merchant")
# What a listing says of a vehicle.
VEHICLE = tuple(
    "vin,year,trim,mileage,body style,engine,fuel type,transmission,drivetrain,doors,seats"
    ",exterior color,interior color,color,certified pre owned,state of vehicle".split(",")
)
VEHICLE_NAME = ("year", "make", "model", "trim")
VEHICLE_MARKS = {"vin", "mileage", "vehicle id"}
ATTRIBUTES = (
    "color",
    "colour",
    "size",
    "material",
    "pattern",
    "gender",
    "age group",
    "condition",
    "size system",
    "size type",
    "energy efficiency class",
    "multipack",
    "is bundle",
    "product weight",
    "product length",
    "product width",
    "product height",
    "weight",
    "dimensions",
    "length",
    "width",
    "height",
    "product highlight",
    "warning",
    "care instructions",
    *VEHICLE,
)
# Options that a feed names itself: {"variant_dict": {"fit": "wide"}}, and a pair of columns each.
NAMED_OPTIONS = "variant dict"
NAMED_OPTION = re.compile(r"custom variant ?(\d+) (category|option)")
# What tells the members of a group apart.
OPTIONS = ("color", "colour", "size", "material", "pattern", "size_system", "gender", "age_group")
# Columns on how the shop sells and advertises, and what its sellers and returns are.
IGNORED = re.compile(
    r"ads? .*|adwords .*|custom label \d|shipping.*|tax.*|excluded destination|included destination"
    r"|mobile link|promotion id|.*checkout|enable .*|seller .*|return .*|loyalty .*|installment"
    r"|identifier exists|adult|cost of goods sold|expiration date|availability date|pickup .*"
    r"|min handling .*|max handling .*|display ads .*|transit .*|unit pricing .*|link template"
    r"|delivery estimate|related .*|relationship .*|store .*|target countr.*|accepts .*"
    r"|is eligible .*|is digital|video link|model 3d link|q and a|reviews?|raw review data"
    r"|listing .*|variant dict|custom variant ?\d+ (category|option)|vehicle fulfillment"
    r"|dealership .*"
)


def is_table(header: Sequence[str]) -> bool:
    found = named(header, COLUMNS)
    if lists_vehicles(header):
        return {"sku", "price"} <= found.keys()
    marks = {"url", "image_link", "availability", "google_category", "group", "gtin"}
    return {"sku", "name", "price"} <= found.keys() and len(found.keys() & marks) >= 2


def lists_vehicles(header: Sequence[str]) -> bool:
    names = {plain(column) for column in header}
    return {"make", "model"} <= names and bool(names & VEHICLE_MARKS)


def is_object(keys: Sequence[str]) -> bool:
    """Whether an object of a file of lines has the names of this format instead of ours."""
    return "sku" not in keys and "name" not in keys and {"title", "price"} <= set(keys)


POINT = "."


class Groups:
    """Items to products: those of one group are the variants of one."""

    def __init__(self, options: Options) -> None:
        # The specification has a point in prices, in every country.
        self.options = options if options.decimal else replace(options, decimal=POINT)

    def products(
        self,
        items: Iterator[tuple[int, dict[str, Any] | BadRow]],
        columns: Mapping[str, str],
    ) -> Iterator[tuple[int, ProductRow | BadRow]]:
        with Spool() as spool:
            for line, item in items:
                if isinstance(item, BadRow):
                    yield line, item
                elif is_blank(item.get("group")):
                    yield line, clean(line, _single(item), columns, self.options)
                else:
                    spool.add(str(item["group"]).strip(), line, item)
            for rows in spool.groups():
                yield rows[0][0], clean(rows[0][0], _grouped(rows), columns, self.options)


class Feed(TableFeed):
    def find_columns(self) -> dict[str, int]:
        return named(self.header, COLUMNS)

    def columns(self) -> dict[str, str]:
        columns = dict(super().columns())
        return columns | {f"variants.{name}": column for name, column in columns.items()}

    def is_ignored(self, column: str) -> bool:
        return plain(column) in ATTRIBUTES or bool(IGNORED.fullmatch(plain(column)))

    def products(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        self.options = self.with_price_style("price", "sale_price")
        return Groups(self.options).products(self._items(), self.columns())

    def _items(self) -> Iterator[tuple[int, dict[str, Any] | BadRow]]:
        for line, values, cells in self.cells():
            if isinstance(cells, BadRow):
                yield line, cells
                continue
            names = dict(zip(map(plain, self.header), cells, strict=False))
            yield line, values | _described(names, values.get("name"))


def item_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the values by our names of an item's fields, whose names are the format's."""
    names = {plain(name): value for name, value in fields.items()}
    item: dict[str, Any] = {"attributes": {}}
    for name, known in COLUMNS.items():
        for each in known:
            if each in names:
                item.setdefault(name, names[each])
    item |= _described(names, item.get("name"))
    if isinstance(details := names.get("product detail"), list):
        item["attributes"] |= dict(details)
    return item


def _described(names: Mapping[str, Any], title: Any) -> dict[str, Any]:
    """Returns the attributes of an item, and the options and the name that are made of several of
    its fields, whose names are plain.
    """
    options = _named_options(names)
    known = {name: names[name] for name in ATTRIBUTES if not is_blank(names.get(name))}
    described: dict[str, Any] = {"attributes": known | options, "named_options": list(options)}
    if is_blank(title) and not is_blank(names.get("make")):
        parts = [str(names[name]) for name in VEHICLE_NAME if not is_blank(names.get(name))]
        described["name"] = " ".join(parts)
    return described


def _named_options(names: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the values of the options that a feed names itself."""
    given = names.get(NAMED_OPTIONS)
    found = (
        {plain(str(name)): value for name, value in given.items()}
        if isinstance(given, dict)
        else {}
    )
    for name in names:
        match = NAMED_OPTION.fullmatch(name)
        if match and match[2] == "category" and not is_blank(names[name]):
            value = names.get(name.replace("category", "option"))
            found[plain(str(names[name]))] = value
    return {name: value for name, value in found.items() if not is_blank(value)}


def _single(item: Mapping[str, Any]) -> dict[str, Any]:
    raw = {name: item[name] for name in _TAKEN if name in item}
    raw["attributes"] = attributes_from(item.get("attributes") or {})
    raw["named_options"] = [attribute_key(name) for name in item.get("named_options", [])]
    raw["image_urls"] = _pictures(item)
    raw["variants"] = []
    raw["category"] = _category(item)
    if not _is_sale_now(item):
        raw.pop("sale_price", None)
    if "availability" in item or "quantity" in item:
        raw["stock"] = _stock(item)
    return raw


def _category(item: Mapping[str, Any]) -> Any:
    cells = (item.get(name) for name in ("category", "google_category"))
    found = next((cell for cell in cells if not is_blank(cell)), "")
    return found[0] if isinstance(found, list) else found


_TAKEN = (
    "sku name description url price sale_price currency brand gtin model rating rating_count "
    "popularity"
).split()


def _grouped(rows: list[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    singles = [(line, _single(item)) for line, item in rows]
    first = rows[0][1]
    options = _options([one for _line, one in singles])
    raw = dict(singles[0][1])
    raw["sku"] = str(first["group"]).strip()
    titles = [str(one.get("name") or "") for _line, one in singles]
    raw["name"] = first.get("group_title") or common_title(titles)
    raw["options"] = [_label(key) for key in options]
    pictures = [address for _line, one in singles for address in one["image_urls"]]
    raw["image_urls"] = list(dict.fromkeys(pictures))
    raw["variants"] = [_variant(line, one, options) for line, one in singles]
    raw.pop("gtin", None)
    return raw


def _options(singles: Sequence[dict[str, Any]]) -> list[str]:
    """Returns the attributes that tell the members of a group apart; of a single one, all. Details
    of other names count where the known ones leave two members alike.
    """
    keys = list(dict.fromkeys([*OPTIONS, *named_options(singles)]))
    if len(singles) == 1:
        return [key for key in keys if _option(singles[0], key)]
    members = [one["attributes"] for one in singles]
    options = differing(keys, members)
    if are_told_apart(options, members):
        return options
    others = [key for key in keys_of(members) if key not in keys and is_option(key)]
    return options + differing(others, members)


def _variant(line: int, one: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    taken = ("sku", "gtin", "price", "sale_price", "stock", "currency")
    variant = {name: one[name] for name in taken if name in one}
    variant["line"] = line
    variant["image_url"] = one["image_urls"][0] if one["image_urls"] else ""
    variant["values"] = {_label(key): _option(one, key) for key in keys}
    return variant


def _option(one: Mapping[str, Any], key: str) -> Any:
    return one["attributes"].get(key, "")


def _label(key: str) -> str:
    return key.replace("_", " ").capitalize()


def common_title(titles: Sequence[str]) -> str:
    """Returns what the titles of a group begin with, up to the end of a word; the first title
    where they have too little in common.
    """
    alike = (len(set(letters)) == 1 for letters in zip(*titles, strict=False))
    length = sum(takewhile(bool, alike))
    common = titles[0][:length]
    if all(title == common for title in titles):
        return common
    # A word that only begins alike is not common.
    if any(title[len(common) : len(common) + 1].isalnum() for title in titles):
        common = re.sub(r"\w+$", "", common)
    common = re.sub(r"[\s,;:/|(\[–—-]+$", "", common)
    return common if len(common) >= max(4, len(titles[0]) // 4) else titles[0]


def _pictures(item: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for name in ("image_link", "more_images"):
        value = item.get(name)
        for each in value if isinstance(value, list) else [value]:
            found += addresses(each)
    return found


def _stock(item: Mapping[str, Any]) -> Any:
    """Returns the count, which says nothing where the availability says that it is sold out."""
    availability, quantity = item.get("availability"), item.get("quantity")
    words = re.sub(r"[\W_]", "", str(availability or "").lower())
    if words in ("outofstock", "soldout", "discontinued"):
        return 0
    if words in ("preorder", "backorder") or is_blank(quantity):
        return availability
    return quantity


def _is_sale_now(item: Mapping[str, Any]) -> bool:
    dates = str(item.get("sale_dates") or "")
    ends = [part.strip() for part in dates.split("/")]
    if len(ends) != 2:
        return True
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")
    return ends[0][:16] <= now <= ends[1][:16]
