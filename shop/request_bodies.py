"""Bodies of the write API: JSON that is read before any field of it is."""

import json
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NoReturn

from django.http import HttpRequest

from shop.feeds.excel import NotAWorkbook
from shop.feeds.prices import PriceRow, open_prices, read_price_row
from shop.feeds.row import BadRow
from shop.feeds.values import Options
from site_config.errors import BadRequest, Invalid


def read_object(request: HttpRequest) -> dict[str, Any]:
    """Returns the JSON object of a body. Raises BadRequest for what is no JSON, and Invalid for
    another value.
    """
    try:
        value = json.loads(request.body.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is no JSON in UTF-8.") from error
    if not isinstance(value, dict):
        raise Invalid("body: should be a JSON object.")
    return value


def read_rows(request: HttpRequest, name: str, most: int) -> list[Any]:
    """Returns the list with this name in a body. A row that is no object is refused by itself."""
    rows = read_object(request).get(name)
    if not isinstance(rows, list) or not rows:
        raise Invalid(f"{name}: should be a list of rows.")
    if len(rows) > most:
        raise Invalid(f"{name}: has more than {most:,} rows.")
    return rows


def read_prices(request: HttpRequest, most: int) -> list[PriceRow | BadRow]:
    """Returns the rows of prices of a body: a JSON object, JSON Lines, or a table."""
    if (request.content_type or "application/json") == "application/json":
        given = read_rows(request, "prices", most)
        return [read_price_row(line, row, Options()) for line, row in enumerate(given, start=1)]
    with NamedTemporaryFile(prefix="aisle-prices-") as file:
        file.write(request.body)
        file.flush()
        try:
            feed = open_prices(Path(file.name))
        except NotAWorkbook as error:
            raise Invalid("body: is no table that can be read.") from error
        with feed:
            if problem := feed.wrong_format():
                raise Invalid(f"body: {problem}")
            rows = list(islice(feed.price_rows(), most + 1))
    if not 0 < len(rows) <= most:
        raise Invalid(f"body: should have from 1 to {most:,} rows.")
    return rows


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
