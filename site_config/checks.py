"""System checks: a configuration that would work only in part is refused with an id and a hint."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from site_config.theme import PAPER, contrast

AVAILABLE_EXTENSIONS = """
    SELECT name FROM pg_available_extensions WHERE name IN ('vector', 'pg_trgm', 'unaccent')
"""


@register(Tags.security)
def hosts_and_https(**kwargs: Any) -> Sequence[CheckMessage]:
    if settings.DEBUG and not settings.IS_LOCAL:
        return [
            Warning(
                "DEBUG is on for a shop that others can reach.",
                hint="Set DEBUG=false.",
                id="aisle.W001",
            )
        ]
    return []


@register()
def embedding_model(**kwargs: Any) -> Sequence[CheckMessage]:
    if settings.EMBEDDING_MODEL != "local":
        if ":" in settings.EMBEDDING_MODEL:
            return []
        return [
            Error(
                f"EMBEDDING_MODEL {settings.EMBEDDING_MODEL!r} names no provider.",
                hint="Write local, or provider:model such as openai:text-embedding-3-small.",
                id="aisle.E002",
            )
        ]
    missing = [
        name
        for name in ("model.onnx", "tokenizer.json")
        if not (settings.EMBEDDING_MODEL_DIR / name).is_file()
    ]
    if missing:
        return [
            Warning(
                f"The embedding model lacks {' and '.join(missing)}: search falls back to words "
                f"alone.",
                hint="Restore models/, or set EMBEDDING_MODEL_DIR.",
                id="aisle.W002",
            )
        ]
    return []


@register()
def appearance(**kwargs: Any) -> Sequence[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.THEME_ACCENT and (seen := contrast(settings.THEME_ACCENT, PAPER)) < 3:
        found.append(
            Warning(
                f"THEME_ACCENT {settings.THEME_ACCENT} is hard to see on the pages: {seen:.1f} to "
                f"1, where 3 to 1 is asked for.",
                hint="Take a darker tone of it; the dark theme makes its own, lighter one.",
                id="aisle.W010",
            )
        )
    if settings.SHOP_LOGO and not Path(settings.SHOP_LOGO).is_file():
        found.append(
            Warning(
                f"SHOP_LOGO: there is no file {settings.SHOP_LOGO}.",
                hint="Name a picture on this machine.",
                id="aisle.W011",
            )
        )
    return found


@register()
def chat_model(**kwargs: Any) -> Sequence[CheckMessage]:
    found = [
        *_named_model("CHAT_MODEL", "CHAT_MODEL_URL"),
        *_named_model("CHAT_FALLBACK_MODEL", "CHAT_FALLBACK_URL"),
    ]
    if settings.CHAT_FALLBACK_MODEL and not settings.CHAT_MODEL:
        hint = "Set CHAT_MODEL to the model that is asked first."
        found.append(
            Error("CHAT_FALLBACK_MODEL is set, but CHAT_MODEL is not.", hint=hint, id="aisle.E013")
        )
    return found or _models_that_cannot_be_made()


def _named_model(name: str, url_name: str) -> list[CheckMessage]:
    """Returns what is wrong with a model's name and address, at most one message."""
    model, url = getattr(settings, name), getattr(settings, url_name)
    if url and not model:
        hint = f"Set {name} to the model's name at that address."
        text = f"{url_name} is set, but {name} names no model."
        return [Error(text, hint=hint, id="aisle.E003")]
    if url and not urlsplit(url).netloc:
        hint = "Write it with http:// in front."
        return [Error(f"{url_name} is not an address.", hint=hint, id="aisle.E012")]
    if model and not url and ":" not in model:
        hint = f"Write provider:model such as openai:gpt-5-mini, or set {url_name}."
        return [Error(f"{name} {model!r} names no provider.", hint=hint, id="aisle.E004")]
    return []


def _models_that_cannot_be_made() -> list[CheckMessage]:
    """Finds a wrong provider or a missing key before the first visitor does."""
    from chat.answering.providers import choices, language_model

    found: list[CheckMessage] = []
    for choice in choices():
        try:
            language_model(choice)
        except Exception as error:  # each provider's library has its own
            hint = f"{str(error).partition('. ')[0].rstrip('.')}."
            found.append(
                Error(f"The model {choice.name!r} cannot be asked.", hint=hint, id="aisle.E014")
            )
    return found


@register()
def object_storage(**kwargs: Any) -> Sequence[CheckMessage]:
    options = settings.STORAGES["default"].get("OPTIONS", {})
    if settings.S3_BUCKET and bool(options.get("access_key")) != bool(options.get("secret_key")):
        return [
            Error(
                "Only one of S3_ACCESS_KEY and S3_SECRET_KEY is set.",
                hint="Set both, or neither to use the machine's own role.",
                id="aisle.E005",
            )
        ]
    if settings.S3_ENDPOINT_URL and not settings.S3_BUCKET:
        return [
            Error(
                "S3_ENDPOINT_URL is set, but S3_BUCKET is not.",
                hint="Set S3_BUCKET, or unset the address to keep pictures on disk.",
                id="aisle.E006",
            )
        ]
    if settings.S3_PUBLIC_URL and not urlsplit(settings.S3_PUBLIC_URL).netloc:
        return [
            Error(
                "S3_PUBLIC_URL is not an address.",
                hint="Write it with https:// in front.",
                id="aisle.E007",
            )
        ]
    return []


def database_problem() -> str | None:
    """Returns why the configured database cannot serve, as one sentence, or None."""
    config = settings.DATABASES["default"]
    where = f"{config['HOST'] or 'the local socket'}:{config['PORT'] or 5432}"
    try:
        connection = psycopg.connect(**_connection_options(config))
    except psycopg.Error as error:
        # The first line ends in what happened; hints follow.
        lines = (str(error).strip() or type(error).__name__).splitlines()
        reason = lines[0].rpartition(" failed: ")[2]
        return (
            f"PostgreSQL at {where} cannot be used ({reason}); check DATABASE_URL. [database_away]"
        )
    with connection:
        found = {row[0] for row in connection.execute(AVAILABLE_EXTENSIONS)}
        if "vector" not in found:
            return (
                f"PostgreSQL at {where} lacks pgvector: install it there, or use the "
                f"pgvector/pgvector image. [pgvector_missing]"
            )
        if missing := {"pg_trgm", "unaccent"} - found:
            return (
                f"PostgreSQL at {where} lacks {' and '.join(sorted(missing))}: install its "
                f"contrib package. [extension_missing]"
            )
        if connection.info.server_version < 150000:
            return f"PostgreSQL at {where} is older than 15. [postgresql_old]"
    return None


def _connection_options(config: dict[str, Any]) -> dict[str, Any]:
    """Returns psycopg's arguments for a database of Django's settings."""
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    others = {  # sslmode and the like
        name: value for name, value in config["OPTIONS"].items() if name not in ("pool", "options")
    }
    return {
        "dbname": config["NAME"],
        **{name: config[setting] or None for name, setting in named.items()},
        **others,
    }
