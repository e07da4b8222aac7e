"""Depth of the tests: `make test` samples large inputs, and `make thorough` takes all of them."""

import os
from typing import Any

from hypothesis import HealthCheck, settings

THOROUGH = os.environ.get("THOROUGH") == "true"


def depth[T](sample: T, whole: T) -> T:
    return whole if THOROUGH else sample


def few(examples: int, **options: Any) -> settings:
    """For properties asked over a server or the database: a third of `examples` in `make test`."""
    unhealthy = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(
        max_examples=depth(max(5, examples // 3), examples),
        deadline=None,
        suppress_health_check=unhealthy,
        **options,
    )
