"""Ask the same of several models and print what came of it side by side: `make evals ARGS="--model
openai:gpt-5-mini"`.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.scratch import database

if TYPE_CHECKING:  # Django is set up later, for the database of this command
    from tests.evals.results import Result

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "assistant.md"
OFFLINE = "offline"


def main() -> int:
    options = parser().parse_args()
    if not os.environ.get("DATABASE_URL"):
        os.environ.setdefault("DEVDB_UNSAFE", "true")
    with database("evals"):
        return compare(options)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m tests.evals", description=__doc__)
    made.add_argument(
        "--model",
        action="append",
        default=[],
        help="Another model, in CHAT_MODEL's words; may be given several times.",
    )
    made.add_argument("--no-offline", action="store_true", help="Leave the built-in model out.")
    made.add_argument("--family", action="append", default=[], help="These families alone.")
    made.add_argument("--shop", action="append", default=[], help="demo or icecat alone.")
    made.add_argument("--case", default="", help="Only cases with this in their name.")
    made.add_argument(
        "--unseen",
        action="store_true",
        help="Only the talks over shops that no rule was written from (tests/evals/unseen).",
    )
    made.add_argument(
        "--wrapped",
        action="store_true",
        help="With --unseen: each first sentence in other clothes too, which keeps its first card.",
    )
    made.add_argument("--talks", action="store_true", help="Print every talk.")
    made.add_argument(
        "--write-docs",
        action="store_true",
        help="Write the table by family into docs/assistant.md.",
    )
    return made


def compare(options: argparse.Namespace) -> int:
    # Late, since Django is set up by now and no sooner.
    from chat.turns.replay import NoModel

    if problem := _problem(options):
        return _refuse(problem)
    names = [*([] if options.no_offline else [OFFLINE]), *options.model]
    runs: dict[str, list[Result]] = {model: [] for model in names}
    unseen: list[Result] = []
    is_whole = True
    try:
        asyncio.run(_ask_all(options, runs, unseen))
    except NoModel as error:
        return _refuse(f"{error} [no_model]")
    except KeyboardInterrupt:
        is_whole = False
        print("\nInterrupted; this is what was done. [interrupted]", file=sys.stderr)
    _print_all(options, runs, unseen)
    if not is_whole:
        return 130
    if options.write_docs:
        _write(runs, unseen)
    return _judge(options, runs)


async def _ask_all(
    options: argparse.Namespace, runs: "dict[str, list[Result]]", unseen: "list[Result]"
) -> None:
    if not options.unseen:
        await _ask(options, runs)
    if options.unseen or _is_all(options):
        await _ask_unseen(options, unseen)


def _print_all(
    options: argparse.Namespace, runs: "dict[str, list[Result]]", unseen: "list[Result]"
) -> None:
    if not options.unseen:
        _print(runs)
    if unseen:
        _print_unseen(unseen)


def _problem(options: argparse.Namespace) -> str:
    """Returns why the options cannot be run, or an empty string."""
    from tests.evals import cases, shops

    families = ", ".join(cases.FAMILIES)
    for name in options.family:
        if name not in cases.FAMILIES:
            return f"There is no family {name}; there are {families}. [unknown_family]"
    for name in options.shop:
        if name not in shops.SHOPS:
            return f"There is no shop {name}; there are {' and '.join(shops.SHOPS)}. [unknown_shop]"
    if options.write_docs and (options.family or options.shop or options.case):
        return "Only a whole run is written into the documents. [partial_run]"
    return ""


def _is_all(options: argparse.Namespace) -> bool:
    """Whether everything is asked, and the built-in model among those that are."""
    return not (options.family or options.shop or options.case or options.no_offline)


async def _ask_unseen(options: argparse.Namespace, found: "list[Result]") -> None:
    """Fills `found` with the talks over shops that no rule was written from."""
    from chat.turns.replay import answered_by
    from site_config.aio import in_database
    from tests.evals.unseen import talks

    async with answered_by(""):
        for shop in talks.SHOPS:
            await in_database(talks.fill)(shop)
            cases = talks.load(shop, options.case)
            changed: list[str] = []
            async for case, each in talks.held(shop, cases):
                found.append(each)
                if options.talks:
                    _print_talk(each)
                if options.wrapped:
                    changed += [
                        f"{each.name} in {name}"
                        for name in await talks.changed_when_wrapped(case, each)
                    ]
            if options.wrapped:
                print(f"{shop}: another first card: {', '.join(changed) or 'none'}")


def _print_unseen(found: "list[Result]") -> None:
    from tests.evals import report

    print(f"\nUnseen shops:\n{report.by_shop(found)}\n\n{report.failed(found)}")


def _judge(options: argparse.Namespace, runs: "dict[str, list[Result]]") -> int:
    """Returns 1 where the built-in model passes too few cases; a hand-picked part of the cases is
    not judged.
    """
    from tests.evals.results import shortfalls

    if options.case:
        return 0
    lines = shortfalls(runs.get(OFFLINE, []))
    for line in lines:
        print(f"evals: {line}. [too_few_passed]", file=sys.stderr)
    return 1 if lines else 0


def _refuse(problem: str) -> int:
    print(f"evals: {problem}", file=sys.stderr)
    return 2


async def _ask(options: argparse.Namespace, runs: "dict[str, list[Result]]") -> None:
    """Fills `runs`; what is there already stays when it is interrupted."""
    from chat.turns.replay import answered_by
    from site_config.aio import in_database
    from tests.evals import cases, shops
    from tests.evals.results import results

    for model in runs:  # before anything is asked
        async with answered_by(_setting(model)):
            pass
    for shop in options.shop or shops.SHOPS:
        if reason := shops.missing(shop):
            print(f"left out: {shop}, {reason}", file=sys.stderr)
            continue
        await in_database(shops.load)(shop)
        for model, found in runs.items():
            chosen = cases.load(shop, tuple(options.family) or cases.FAMILIES, options.case)
            count, before = sum(len(dataset.cases) for dataset in chosen.values()), len(found)
            async with answered_by(_setting(model)):
                async for each in results(shop, chosen):
                    found.append(each)
                    _progress(f"{model}, {shop}: {len(found) - before} of {count}, {each.family}")
                    if options.talks:
                        _print_talk(each)
            print(f"\r{model}, {shop}: {count} cases".ljust(60), file=sys.stderr)


def _setting(model: str) -> str:
    return "" if model == OFFLINE else model


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text}".ljust(60), end="", file=sys.stderr, flush=True)


def _print_talk(result: "Result") -> None:
    for turn in result.talk.turns:
        print(f"\n> {turn.question}\n{turn.reply}\n  {', '.join(card.sku for card in turn.cards)}")


def _print(runs: "dict[str, list[Result]]") -> None:
    from tests.evals import report

    print(f"\n{report.table(runs)}\n\n{report.effort(runs)}")
    for model, found in runs.items():
        if failed := report.failed(found):
            print(f"\nNot passed by {model}:\n{failed}")
    if differing := report.differing(runs):
        print(f"\nDiffering:\n{differing}")


def _write(runs: "dict[str, list[Result]]", unseen: "list[Result]") -> None:
    """Writes what was asked: both suites, or that of --unseen alone."""
    from tests.evals import report

    if any(runs.values()):
        report.write(DOCUMENT, report.dated(report.table(runs)))
    if unseen:
        report.write(DOCUMENT, report.dated(report.by_shop(unseen)), report.UNSEEN)


if __name__ == "__main__":
    sys.exit(main())
