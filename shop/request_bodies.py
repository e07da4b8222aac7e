"""Bodies of the write API: JSON that is read before any field of it is."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest

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


def read_rows(request: HttpRequest, name: str, most: int) -> list[dict[str, Any]]:
    """Returns the objects of the list with this name in a body."""
    rows = read_object(request).get(name)
    if not isinstance(rows, list) or not rows:
        raise Invalid(f"{name}: should be a list of rows.")
    if len(rows) > most:
        raise Invalid(f"{name}: has more than {most:,} rows.")
    for place, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise Invalid(f"{name}: row {place} should be an object.")
    return rows


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
