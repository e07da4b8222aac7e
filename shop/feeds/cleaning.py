"""What a feed says of a product to a ProductRow. An odd optional value costs itself alone."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from shop.feeds import markup, money
from shop.feeds.row import MOST_OPTIONS, MOST_PICTURES, BadRow, ProductRow, Remark, first_reason
from shop.feeds.values import (
    Mended,
    Odd,
    Options,
    is_blank,
    read_address,
    read_attribute,
    read_brand,
    read_category,
    read_code,
    read_count,
    read_currency,
    read_description,
    read_gtin,
    read_name,
    read_price,
    read_rating,
    read_stock,
    read_switch,
)
from shop.feeds.variants import checked_variants, settled
from shop.models import SEPARATOR
from shop.models.attributes import storable_attributes

READERS: dict[str, Callable[[Any, Options], Any]] = {
    "sku": read_code,
    "name": read_name,
    "price": read_price,
    "sale_price": read_price,
    "compare_at_price": read_price,
    "currency": read_currency,
    "description": read_description,
    "brand": read_brand,
    "model": read_brand,
    "category": read_category,
    "stock": read_stock,
    "rating": read_rating,
    "rating_count": read_count,
    "popularity": read_count,
    "gtin": read_gtin,
    "url": read_address,
    "image_url": read_address,
    "active": read_switch,
}
# The values of fields that a feed names without saying anything. Others are left out.
BLANKS: dict[str, Any] = {
    "description": "",
    "brand": "",
    "model": "",
    "category": "",
    "gtin": "",
    "url": "",
    "compare_at_price": None,
    "stock": None,
    "rating": None,
    "rating_count": 0,
    "popularity": 0,
}
REQUIRED = ("sku", "name", "price")
AMOUNTS = ("price", "sale_price", "compare_at_price")
SURPLUS = "the row has more cells than the header; left out"
SHOWN_VALUE = 80
# Zero is no earlier price.
PRICES_BEFORE = ("compare_at_price", "sale_price")


class Cleaner:
    """Reads the values of one product, and keeps the remarks.

    `columns` are the names that the feed has for fields; a variant's are under "variants.field".
    """

    def __init__(self, line: int, columns: Mapping[str, str], options: Options) -> None:
        self.line = line
        self.columns = columns
        self.options = options
        self.sku = ""
        self.remarks: list[Remark] = []

    def remark(self, name: str, value: Any, action: str, line: int = 0) -> None:
        column = self.columns.get(name, name.removeprefix("variants."))
        shown = " ".join(str(value).split())
        if len(shown) > SHOWN_VALUE:
            shown = shown[:SHOWN_VALUE] + "…"
        self.remarks.append(Remark(line or self.line, self.sku, column, shown, action))

    def fields(self, raw: Mapping[str, Any], prefix: str = "", line: int = 0) -> dict[str, Any]:
        """Returns what can be read of the fields that have a reader.

        Raises Odd where a required one cannot be read.
        """
        values: dict[str, Any] = {}
        for name in (name for name in READERS if name in raw):
            if is_blank(raw[name]):
                if name in BLANKS:
                    values[name] = BLANKS[name]
                continue
            try:
                read = _read(name, raw[name], self.options)
            except Odd as odd:
                self._left_out(prefix + name, raw[name], str(odd), line)
                continue
            if isinstance(read, Mended):
                self.remark(prefix + name, raw[name], read.action, line)
                read = read.value
            values[name] = read
            if name == "sku" and not prefix:
                self.sku = read
        return _with_sale(values)

    def _left_out(self, name: str, value: Any, reason: str, line: int) -> None:
        if name in REQUIRED:
            raise Odd(f"{name}: {reason}")
        self.remark(name, value, f"{reason}; left out", line)

    def attributes(self, raw: Any) -> dict[str, Any] | None:
        """Returns the attributes that can be stored; None where there is no object of them."""
        if not isinstance(raw, dict):
            self.remark("attributes", raw, "is no object of names and values; left out")
            return None
        kept: dict[str, Any] = {}
        for key, value in raw.items():
            try:
                kept |= storable_attributes({key: value})
            except ValueError as error:
                self.remark(f"attributes.{key}", value, f"{error.args[0]} Left out")
        return kept

    def pictures(self, raw: Any) -> list[str]:
        """Returns the addresses of pictures that can be read, each once."""
        found: dict[str, None] = {}
        for each in raw if isinstance(raw, list) else [raw]:
            if is_blank(each):
                continue
            try:
                found[str(read_address(each, self.options))] = None
            except Odd as odd:
                self.remark("image_urls", each, f"{odd}; left out")
        if len(found) > MOST_PICTURES:
            self.remark("image_urls", len(found), f"more than {MOST_PICTURES}; the rest left out")
        return list(found)[:MOST_PICTURES]

    def state_currency(self, raw: Mapping[str, Any]) -> str:
        """Returns the currency of a row, in which each of its prices has to be: the one that the
        row names, or else the first one that a price names, or else the feed's.
        """
        stated = self._named_currency(raw.get("currency")) or self._currency_of_prices(raw)
        if stated:
            self.options = replace(self.options, currency=stated, stated=stated)
        return stated or self.options.currency

    def _named_currency(self, value: Any) -> str:
        if is_blank(value):
            return ""
        try:
            return money.read_currency(str(value), self.options.currency)[0]
        except money.NotMoney:
            return ""

    def _currency_of_prices(self, raw: Mapping[str, Any]) -> str:
        rows = [raw, *_variants(raw)]
        for price in (row.get(name) for name in AMOUNTS for row in rows):
            if isinstance(price, str):
                try:
                    amount = money.read_amount(
                        price, decimal=self.options.decimal, currency=self.options.currency
                    )
                except money.NotMoney:
                    continue
                if amount.currency:
                    return amount.currency
        return ""


def clean(
    line: int, raw: Mapping[str, Any], columns: Mapping[str, str], options: Options
) -> ProductRow | BadRow:
    """Returns the row of a product with its remarks, or why there is none."""
    cleaner = Cleaner(line, columns, options)
    currency = cleaner.state_currency(raw)
    try:
        values = cleaner.fields(raw)
    except Odd as odd:
        return BadRow(line=line, reason=str(odd), sku=cleaner.sku)
    if raw.get("surplus"):
        cleaner.remark("surplus", ", ".join(map(str, raw["surplus"])), SURPLUS)
    if "currency" not in values and currency:
        values["currency"] = currency
    _add_other_fields(cleaner, raw, values)
    row = _validated(cleaner, values)
    return settled(row).with_remarks(cleaner.remarks) if isinstance(row, ProductRow) else row


def _add_other_fields(cleaner: Cleaner, raw: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Adds the fields whose values are texts, lists and objects of their own."""
    if isinstance(raw.get("description"), str) and "description" in values:
        values["description_html"] = markup.safe_markup(markup.unescaped(raw["description"]))
    if isinstance(raw.get("image"), str):
        values["image"] = raw["image"]
    if "attributes" in raw and (attributes := cleaner.attributes(raw["attributes"])) is not None:
        values["attributes"] = attributes
    if "image_urls" in raw:
        values["image_urls"] = cleaner.pictures(raw["image_urls"])
    if isinstance(raw.get("options"), list):
        values["options"] = _option_names(raw["options"])
    if "variants" in raw:
        values["variants"] = checked_variants(cleaner, _variants(raw), values)


def _option_names(options: list[Any]) -> list[str]:
    names = [str(each).strip() for each in options if not is_blank(each)]
    return list(dict.fromkeys(names))[:MOST_OPTIONS]


def _read(name: str, value: Any, options: Options) -> Any:
    """Returns what a reader makes of a value. Raises Odd for a list or an object: its text in the
    notation of a program is no text of a product.
    """
    if name == "category" and isinstance(value, list):
        value = SEPARATOR.join(str(each) for each in value if not isinstance(each, list | dict))
    if isinstance(value, list | dict):
        raise Odd("is a list or an object and no single value")
    return READERS[name](value, options)


def _variants(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    variants = raw.get("variants")
    return (
        [each for each in variants if isinstance(each, dict)] if isinstance(variants, list) else []
    )


def _validated(cleaner: Cleaner, values: dict[str, Any]) -> ProductRow | BadRow:
    """Returns the row; each optional field that ProductRow refuses is left out."""
    while True:
        try:
            return ProductRow.model_validate(values)
        except ValidationError as error:
            name = str(error.errors(include_url=False, include_context=False)[0]["loc"][0])
            if name in REQUIRED or name not in values:
                return BadRow(line=cleaner.line, reason=first_reason(error), sku=cleaner.sku)
            reason = first_reason(error).removeprefix(f"{name}: ")
            cleaner.remark(name, values.pop(name), f"{reason}; left out")


def _with_sale(values: dict[str, Any]) -> dict[str, Any]:
    """Makes a sale price the price, and the regular one the price before."""
    for name in PRICES_BEFORE:
        if name in values and not values[name]:
            values[name] = None
    sale = values.pop("sale_price", None)
    if sale is not None and "price" not in values:
        values["price"] = sale
    elif sale is not None and sale < values["price"]:
        values["compare_at_price"], values["price"] = values["price"], sale
    return values


def attribute_key(header: str) -> str:
    """Returns the name of an attribute as the shop writes it: "Weight (kg)" is weight_kg."""
    return "_".join(re.sub(r"[()\[\]]", " ", markup.one_line(header)).lower().split())[:60]


def attributes_from(cells: Mapping[str, Any], decimal: str = "") -> dict[str, Any]:
    """Returns attributes of a table's cells by their headers; blank ones are left out."""
    return {
        key: read_attribute(value, decimal)
        for header, value in cells.items()
        if not is_blank(value) and (key := attribute_key(header))
    }
