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
    # A frame that is too long is still parsed for its client_id; the server limits its size.
    is_too_long = len(text.encode(errors="replace")) > LONGEST_FRAME
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise (MessageTooLong if is_too_long else BadFrame) from error
    if is_too_long:
        raise _about(value, MessageTooLong())
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
        raise _about(value, refused(error)) from error


def parsed(text: str | None) -> Frame | BadFrame:
    """Returns the frame, or the reason why it is invalid, for callers that check something else
    before they refuse it.
    """
    try:
        return parse(text)
    except BadFrame as refusal:
        return refusal


def _about(value: Any, refusal: BadFrame) -> BadFrame:
    """Returns the refusal with the client_id of the refused message, if it has one."""
    if isinstance(value, Mapping):
        with suppress(ValueError):
            refusal.client_id = UUID(str(value.get("client_id")))
    return refusal
