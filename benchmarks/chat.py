"""How a conversation holds: `make bench-chat ARGS="--only latency"`.

Prints how long a visitor waits for the first sign and for the whole answer; what a thousand open
sockets cost and how soon two hundred are answered that ask at once, beside a bare echo on the same
server; and what becomes of everything said while the server, PostgreSQL or Redis is killed and
started again every few seconds. Real uvicorn processes, real sockets, the offline assistant, the
demo shop. It ends with 1 where something was lost, doubled or left open.
"""

import sys
from argparse import ArgumentParser

from benchmarks import scratch

PARTS = ("latency", "sockets", "faults")
FAULTS = ("server", "postgres", "redis")


def main() -> None:
    parser = ArgumentParser(prog="bench-chat", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="these parts alone")
    parser.add_argument(
        "--answers", type=int, default=200, help="how many questions one visitor asks (200)"
    )
    parser.add_argument("--sockets", type=int, default=1000, help="open sockets (1000)")
    parser.add_argument(
        "--asking", type=int, default=200, help="how many of them ask at once (200)"
    )
    parser.add_argument(
        "--faults",
        nargs="+",
        choices=FAULTS,
        default=FAULTS,
        help="what is killed, in turn (server postgres redis)",
    )
    parser.add_argument("--visitors", type=int, default=50, help="visitors who talk meanwhile (50)")
    parser.add_argument("--seconds", type=float, default=120, help="the length of a run (120)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each (3)")
    args = parser.parse_args()
    with scratch.database("chat"):
        from django.core.management import call_command

        from benchmarks import chat_faults, chat_latency, chat_sockets, report
        from shop import demo

        for log in (scratch.folder() / "chat-logs").glob("*.log"):
            log.unlink()
        demo.load_first()
        call_command("collectstatic", interactive=False, verbosity=0)
        report.machine()
        if "latency" in args.only:
            chat_latency.measure(args.answers)
        if "sockets" in args.only:
            chat_sockets.measure(args.sockets, min(args.asking, args.sockets))
        if "faults" in args.only and not chat_faults.measure(
            list(args.faults), args.seconds, args.runs, args.visitors
        ):
            sys.exit(1)


if __name__ == "__main__":
    main()
