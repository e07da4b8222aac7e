"""The stand-in as a program: see tests.standin."""

import argparse
from contextlib import suppress
from threading import Event

from tests.standin import FAULTS, standin


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in for a provider of language models.")
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument(
        "--fault", choices=list(FAULTS), default="none", metavar="NAME", help="; ".join(FAULTS)
    )
    options = parser.parse_args()
    with standin(*FAULTS[options.fault], port=options.port) as model, suppress(KeyboardInterrupt):
        print(
            f"CHAT_MODEL=standin CHAT_MODEL_URL={model.url} ({options.fault}); Ctrl-C ends it",
            flush=True,
        )
        Event().wait()


if __name__ == "__main__":
    main()
