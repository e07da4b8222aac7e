"""manage.py check_chat URL: what the protocol promises, tried on a running server."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chat.conformance import CHECKS, Check, Finding, Verdict, run
from chat.conformance.client import Shop
from site_config.text import visible


class Command(BaseCommand):
    help = (
        "Check that a running server keeps the protocol of conversations: reconnects, "
        "duplicates, garbage, floods, slow reading, stops."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "url",
            nargs="?",
            default="http://localhost:8000",
            help="The server's address (http://localhost:8000).",
        )
        parser.add_argument(
            "--only", nargs="+", metavar="NAME", choices=list(CHECKS), help="These checks alone."
        )
        parser.add_argument("--list", action="store_true", help="List the checks and end.")
        parser.add_argument(
            "--seconds",
            type=float,
            default=30,
            help="How long to wait for anything, such as an answer (30).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [CHECKS[name] for name in options["only"] or CHECKS]
        if options["list"]:
            for each in chosen:
                self.stdout.write(f"{each.name:<16} {each.promise}")
            return
        if urlsplit(options["url"]).scheme not in ("http", "https"):
            raise CommandError(
                "Give the server's address, such as http://localhost:8000. [bad_address]"
            )
        try:
            findings = asyncio.run(self._all(chosen, Shop(options["url"], options["seconds"])))
        except KeyboardInterrupt:
            raise CommandError("\nInterrupted. [interrupted]", returncode=130) from None
        self._sum_up(findings)

    async def _all(self, chosen: list[Check], shop: Shop) -> list[Finding]:
        findings = []
        for number, each in enumerate(chosen, start=1):
            if self.stderr.isatty():
                self.stderr.write(f"{number} of {len(chosen)}: {each.name} ...", ending="\r")
            finding = await run(each, shop)
            findings.append(finding)
            self.stdout.write(
                f"{finding.verdict:<12} {each.name:<16} {visible(finding.evidence)} "
                f"({finding.seconds:.1f} s)"
            )
            self.stdout.flush()
        return findings

    def _sum_up(self, findings: list[Finding]) -> None:
        counts = {
            verdict: sum(finding.verdict is verdict for finding in findings) for verdict in Verdict
        }
        self.stdout.write(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
        if counts[Verdict.BROKEN]:
            raise SystemExit(1)
