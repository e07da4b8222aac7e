"""The required strength of SECRET_KEY on a public shop."""

from django.core.checks.security.base import (
    SECRET_KEY_INSECURE_PREFIX,
    SECRET_KEY_MIN_LENGTH,
)

# A random key of 50 digits has fewer than 8 different ones about once in a thousand times; a typed
# key repeats a few letters.
LEAST_DIFFERENT = 8
COMMAND = "openssl rand -base64 48"
ADVICE = (
    f"a shop that others can reach needs a key of at least {SECRET_KEY_MIN_LENGTH} random "
    f"characters, such as `{COMMAND}` makes."
)


def is_strong(key: str) -> bool:
    """Returns whether `manage.py check --deploy` accepts the key (security.W009) and nothing in it
    repeats.
    """
    is_repetition = key in (key + key)[1:-1]
    return (
        len(key) >= SECRET_KEY_MIN_LENGTH
        and len(set(key)) >= LEAST_DIFFERENT
        and not key.startswith(SECRET_KEY_INSECURE_PREFIX)
        and not is_repetition
    )
