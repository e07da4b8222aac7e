"""News within one process, where there is no Redis."""

import time

from channels.layers import InMemoryChannelLayer

# How often, in seconds, what nobody has read is dropped.
CLEAN_EVERY = 10.0


class OneProcessLayer(InMemoryChannelLayer):  # type: ignore[misc]  # channels has no types
    """Channels' own looks through all channels and groups at each message that comes or goes, which is slow with a thousand sockets."""

    _cleaned = 0.0

    def _clean_expired(self) -> None:
        if time.monotonic() - self._cleaned >= CLEAN_EVERY:
            self._cleaned = time.monotonic()
            super()._clean_expired()
