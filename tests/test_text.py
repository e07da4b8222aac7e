"""Foreign words in terminals and logs: what would steer a terminal is shown as an escape."""

import json
import logging
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from site_config.text import LineFormatter, visible

CLEAR = "\x1b[2J\x9b31m\u202e"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("a\r\nb\tc", r"a\r\nb\tc"),
        ("\x9b1m \u2028 \u202e \ud800", r"\x9b1m \u2028 \u202e \ud800"),
        ("Füße, שלום, 🙂", "Füße, שלום, 🙂"),
    ],
)
def test_control_characters_are_made_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
@settings(max_examples=30)
def test_what_is_visible_prints(text: str) -> None:
    shown = visible(text, keep="\n")
    assert all(letter == "\n" or ord(letter) >= 0x20 for letter in shown)
    assert visible(shown, keep="\n") == shown
    shown.encode()


def logged(message: str, error: Exception | None = None) -> str:
    record = logging.LogRecord(
        "aisle", logging.WARNING, "", 0, message, (), (type(error), error, None) if error else None
    )
    return LineFormatter("{levelname} {message}", style="{").format(record)


def test_a_log_message_is_one_line() -> None:
    assert (
        logged(f"name {CLEAR}\nERROR forged") == r"WARNING name \x1b[2J\x9b31m\u202e\nERROR forged"
    )


def test_a_traceback_keeps_its_lines_and_nothing_else() -> None:
    assert logged("failed", ValueError(CLEAR)).splitlines() == [
        "WARNING failed",
        r"ValueError: \x1b[2J\x9b31m\u202e",
    ]


def test_the_shop_logs_with_it() -> None:
    formatters = [handler.formatter for handler in logging.getLogger().handlers]
    assert any(isinstance(each, LineFormatter) for each in formatters)


@pytest.mark.django_db
def test_an_import_shows_no_escape_sequence(tmp_path: Path) -> None:
    rows = [
        {"sku": f"L1{CLEAR}", "name": "Lamp", "price": 1, "image": f"lamp{CLEAR}.png"},
        {
            "sku": "L2",
            "name": "Lamp",
            "price": 1,
            "attributes": {f"a{CLEAR}": float("nan")},
            "rating": CLEAR,
        },
    ]
    path, output = tmp_path / "feed.jsonl", StringIO()
    path.write_text("\n".join(map(json.dumps, rows)))
    call_command(
        "import_products",
        path,
        "--no-embedding",
        pictures=tmp_path,
        stdout=StringIO(),
        stderr=output,
    )
    assert r"lamp\x1b[2J\x9b31m\u202e.png" in output.getvalue()
    assert "\x1b" not in output.getvalue()
