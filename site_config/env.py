"""Readers of the environment: each returns a typed value or refuses with one sentence that names
the variable.
"""

import os
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

BASE_DIR = Path(__file__).resolve().parent.parent

# A variable that is already set wins over the file, and tests set ENV_FILE to nothing so that a
# developer's file cannot change them.
if _env_file := os.environ.get("ENV_FILE", str(BASE_DIR / ".env")):
    load_dotenv(_env_file)


def text(name: str, default: str = "") -> str:
    """Returns the value; an empty one counts as unset."""
    return os.environ.get(name, "").strip() or default


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    """Returns one of `allowed`, in any case."""
    value = text(name, default)
    for each in allowed:
        if each.lower() == value.lower():
            return each
    raise ImproperlyConfigured(
        f"{name} is {value!r}; write {', '.join(filter(None, allowed[:-1]))} or {allowed[-1]}."
    )


def secret(name: str, default: str = "") -> str:
    """Returns the value of `name`, or the content of the file that `name`_FILE points to (as Docker
    and Kubernetes mount secrets).
    """
    if path := text(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}_FILE points to {path}, which cannot be read: {error.strerror}."
            ) from error
    return text(name, default)


def flag(name: str, default: bool) -> bool:
    value = text(name).lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value:
        raise ImproperlyConfigured(f"{name} is {value!r}; write true or false.")
    return default


def whole(name: str, default: int, least: int = 0) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number of {least} or more.")
    return int(value)


def number(name: str, default: str) -> Decimal:
    value = text(name, default)
    try:
        parsed = Decimal(value)
    except InvalidOperation as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a number.") from error
    if not parsed.is_finite() or parsed < 0:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a number of 0 or more.")
    return parsed


def colour(name: str) -> str:
    """Returns #rrggbb in lower case; an empty string where it is unset."""
    value = text(name).lower()
    if value and not re.fullmatch(r"#[0-9a-f]{6}", value):
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write a colour as #rrggbb, such as #0b6e4f."
        )
    return value


def origins(name: str) -> list[str]:
    """Returns a comma-separated list of origins as browsers send them, or a single `*` for all."""
    found = [word.rstrip("/").lower() for word in words(name)]
    for origin in found:
        if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]+)?", origin) and found != ["*"]:
            raise ImproperlyConfigured(
                f"{name} names {origin!r}; write origins such as https://www.example.com, or * "
                f"alone for all."
            )
    return found


def countries(name: str) -> list[str]:
    """Returns a comma-separated list of countries, by their two letters."""
    found = [word.upper() for word in words(name)]
    for country in found:
        if not re.fullmatch(r"[A-Z]{2}", country):
            raise ImproperlyConfigured(
                f"{name} names {country!r}; write countries by their two letters, such as DE,AT."
            )
    return found


def words(name: str, default: str = "") -> list[str]:
    """Returns a comma-separated list without blanks; an empty value is an empty list."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]
