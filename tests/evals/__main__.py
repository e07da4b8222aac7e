"""Ask the same of several models and print what came of it side by side: `make evals ARGS="--model openai:gpt-5-mini"`."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.scratch import database

if TYPE_CHECKING:  # Django is set up later, for the database of this command
    from tests.evals.cases import Cases
    from tests.evals.results import Result

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "assistant.md"
OFFLINE = "offline"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if not os.environ.get("DATABASE_URL"):
        os.environ.setdefault("DEVDB_UNSAFE", "true")
    with database("evals"):
        return _compare(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.evals", description=__doc__)
    parser.add_argument("--model", action="append", default=[], help="Another model, in CHAT_MODEL's words; may be given several times.")
    parser.add_argument("--no-offline", action="store_true", help="Leave the built-in model out.")
    parser.add_argument("--family", action="append", default=[], help="These families alone.")
    parser.add_argument("--shop", action="append", default=[], help="demo or icecat alone.")
    parser.add_argument("--case", default="", help="Only cases with this in their name.")
    parser.add_argument("--talks", action="store_true", help="Print every talk.")
    parser.add_argument("--write-docs", action="store_true", help="Write the table by family into docs/assistant.md.")
    return parser


def _compare(options: argparse.Namespace) -> int:
    # Late, since Django is set up by now and no sooner.
    from tests.evals import cases, report, shops
    from tests.evals.results import Result

    if problem := _mistake(options, cases.FAMILIES, shops.SHOPS):
        print(f"evals: {problem}", file=sys.stderr)
        return 2
    families = tuple(options.family) or cases.FAMILIES
    runs: dict[str, list[Result]] = {model: [] for model in [*([] if options.no_offline else [OFFLINE]), *options.model]}
    is_whole = True
    try:
        for shop in options.shop or shops.SHOPS:
            if reason := shops.missing(shop):
                print(f"left out: {shop}, {reason}", file=sys.stderr)
                continue
            shops.load(shop)
            for model, found in runs.items():
                asyncio.run(_run(shop, model, cases.load(shop, families, options.case), found, talks=options.talks))
    except KeyboardInterrupt:
        is_whole = False
        print("\nInterrupted; this is what was done. [interrupted]", file=sys.stderr)
    print(f"\n{report.table(runs)}\n\n{report.effort(runs)}")
    for model, found in runs.items():
        if failed := report.failed(found):
            print(f"\nNot passed by {model}:\n{failed}")
    if differing := report.differing(runs):
        print(f"\nDiffering:\n{differing}")
    if options.write_docs and is_whole:
        report.write(DOCUMENT, report.table(runs))
    return 0 if is_whole else 130


def _mistake(options: argparse.Namespace, families: Sequence[str], shops: Sequence[str]) -> str:
    """What is wrong with the options, in one sentence with a code; nothing where they are good."""
    from django.core.exceptions import ImproperlyConfigured
    from pydantic_ai.exceptions import UserError

    from chat.agent import model
    from chat.replay import answered_by

    if unknown := [each for each in options.family if each not in families]:
        return f"There is no family {unknown[0]!r}; there are {', '.join(families)}. [unknown_family]"
    if unknown := [each for each in options.shop if each not in shops]:
        return f"There is no shop {unknown[0]!r}; there are {' and '.join(shops)}. [unknown_shop]"
    if options.write_docs and (options.family or options.shop or options.case):
        return "Only a whole run is written into the documents. [partial_run]"
    for name in options.model:
        try:
            with answered_by(name):
                model()
        except (UserError, ImproperlyConfigured, ValueError, ImportError) as error:
            return f"The model {name!r} cannot be used: {error} [no_model]"
    return ""


async def _run(shop: str, model: str, chosen: "dict[str, Cases]", found: "list[Result]", *, talks: bool) -> None:
    from chat.replay import answered_by
    from tests.evals.results import results

    count = sum(len(dataset.cases) for dataset in chosen.values())
    done = 0
    with answered_by("" if model == OFFLINE else model):
        async for each in results(shop, chosen):
            found.append(each)
            done += 1
            if talks:
                print("\n".join(f"\n> {turn.question}\n{turn.reply}\n  {[card.sku for card in turn.cards]}" for turn in each.talk.turns))
            if sys.stderr.isatty():
                print(f"\r{model}, {shop}: {done} of {count}, {each.family}   ", end="", file=sys.stderr, flush=True)
    print(f"\r{model}, {shop}: {count} cases" + " " * 20, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
