"""Whether this container serves: exits 0 where it does. `healthcheck.py web` asks the shop,
`healthcheck.py worker` the database.
"""

import os
import sys
from urllib.request import Request, urlopen

import psycopg


def ask_shop() -> None:
    # The shop answers to its own names alone, and in here it is reached as 127.0.0.1.
    name = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".") or "localhost"
    port = os.environ.get("PORT", "8000")
    with urlopen(
        Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": name}), timeout=8
    ) as answer:
        print(
            answer.read().decode()
        )  # `docker inspect` shows it, and so what a degraded shop lacks


def ask_database() -> None:
    psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5).close()


if __name__ == "__main__":
    try:
        ask_database() if sys.argv[1:] == ["worker"] else ask_shop()
    except (OSError, psycopg.Error) as error:
        sys.exit(f"not healthy: {error}")
