"""Parses the text of a socket's frame, or the fields of a form, into a frame of chat.wire."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import ValidationError

from chat.errors import BadFrame, MessageTooLong, refused
from chat.wire import LONGEST_FRAME, Frame, frames


def parse(text: str | None) -> Frame:
    """Returns the frame that a socket received. Raises BadFrame with the most helpful sentence."""
    if text is None:
        raise BadFrame(_("This frame is binary; send JSON as text."))
    if len(text.encode(errors="replace")) > LONGEST_FRAME:
        raise MessageTooLong
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame from error
    if not isinstance(value, dict):
        raise BadFrame
    value.pop("HEADERS", None)  # htmx adds the headers of an ordinary request
    return read(value)


def read(value: Mapping[str, Any]) -> Frame:
    """Returns the frame with these fields; empty fields count as absent. Raises BadFrame."""
    try:
        return frames.validate_python(
            {name: item for name, item in value.items() if item != "" or name == "message"}
        )
    except ValidationError as error:
        refusal = refused(error)
        with suppress(ValueError):
            refusal.client_id = UUID(str(value.get("client_id")))
        raise refusal from error
