"""A circuit breaker: keeps callers from a service that has just failed, so that not every page
waits for the same timeout.
"""

import logging
import time
from collections.abc import Callable

log = logging.getLogger("aisle.services")

# After a failure the service is left alone for so many seconds, and an outage is logged again after
# so many.
REST_SECONDS = 5.0
LOG_SECONDS = 300.0


class Breaker:
    """The state of one service in one process. `clock` returns seconds that never decrease."""

    def __init__(self, service: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.service = service
        self._clock = clock
        self._failed_at: float | None = None
        self._logged_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the service failed so recently that it is not asked."""
        return self._failed_at is not None and self._clock() - self._failed_at < REST_SECONDS

    def fail(self, error: Exception) -> None:
        """Notes a failure. Logs an outage at its beginning and at intervals, not at
        each attempt.
        """
        now = self._failed_at = self._clock()
        if self._logged_at is None or now - self._logged_at >= LOG_SECONDS:
            self._logged_at = now
            log.warning("%s is away, and the shop goes on without it: %s", self.service, error)

    def succeed(self) -> None:
        """Notes that the service has answered."""
        if self._failed_at is not None:
            log.warning("%s is back", self.service)
        self._failed_at = self._logged_at = None

    def reset(self) -> None:
        """Forgets all failures; for tests."""
        self._failed_at = self._logged_at = None


redis = Breaker("Redis")
