"""Results as tables: by family, side by side where several models answered."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.evals.cases import FAMILIES
from tests.evals.results import Result, Sum, sum_up

BEGIN, END = "<!-- evals: begin -->", "<!-- evals: end -->"
UNSEEN = ("<!-- unseen: begin -->", "<!-- unseen: end -->")
Runs = Mapping[str, Sequence[Result]]


def table(runs: Runs) -> str:
    """Returns a Markdown table with a row a family and a column a model."""
    rows = [["family", *runs], ["---", *("---:" for _model in runs)]]
    present = {each.family for found in runs.values() for each in found}
    rows += [_family_row(family, runs) for family in FAMILIES if family in present]
    sums = [sum_up(found) for found in runs.values()]
    rows.append(["**all**", *(_passed(each, in_percent=True) for each in sums)])
    return _aligned(rows)


def _family_row(family: str, runs: Runs) -> list[str]:
    own = [[each for each in found if each.family == family] for found in runs.values()]
    return [family, *(_passed(sum_up(results)) for results in own)]


def by_shop(found: Sequence[Result]) -> str:
    """A row a family and a column a shop, in Markdown."""
    shops = list(dict.fromkeys(each.shop for each in found))
    rows = [["family", *shops], ["---", *("---:" for _shop in shops)]]
    for family in dict.fromkeys(each.family for each in found):
        own = [each for each in found if each.family == family]
        rows.append([family, *(_passed(sum_up(_of_shop(own, shop))) for shop in shops)])
    sums = [sum_up(_of_shop(found, shop)) for shop in shops]
    rows.append(["**all**", *(_passed(each, in_percent=True) for each in sums)])
    return _aligned(rows)


def _of_shop(found: Sequence[Result], shop: str) -> list[Result]:
    return [each for each in found if each.shop == shop]


def effort(runs: Runs) -> str:
    """What the answers took: a table of its own, since it differs from machine to machine."""
    sums = [sum_up(found) for found in runs.values()]
    return _aligned([
        ["", *runs],
        ["---", *("---:" for _model in runs)],
        ["turns", *(f"{len(each.seconds)}" for each in sums)],
        ["p50", *(f"{each.p50 * 1000:.0f} ms" for each in sums)],
        ["p95", *(f"{each.p95 * 1000:.0f} ms" for each in sums)],
        ["tokens", *(f"{each.tokens:,}" for each in sums)],
        ["cost", *(f"${each.cost:.4f}" for each in sums)],
        ["answered by the built-in model", *(f"{each.built_in}" for each in sums)],
    ])  # fmt: skip


def failed(found: Sequence[Result]) -> str:
    return "\n".join(
        f"{each.title}: {' | '.join(each.problems)}" for each in found if not each.is_passed
    )


def differing(runs: Runs) -> str:
    """The cases that one model passes and another does not, with what did not hold."""
    titles: dict[str, dict[str, Result]] = {}
    for model, found in runs.items():
        for each in found:
            titles.setdefault(each.title, {})[model] = each
    lines = []
    for title, by_model in titles.items():
        if len(by_model) > 1 and len({each.is_passed for each in by_model.values()}) > 1:
            lines.append(title)
            lines += [
                f"  {model}: {'passed' if each.is_passed else ' | '.join(each.problems)}"
                for model, each in by_model.items()
            ]
    return "\n".join(lines)


def dated(text: str) -> str:
    """The table under the day on which it was made."""
    today = datetime.now(UTC).date()
    return f"Asked on {today:%d %B %Y}:\n\n{text}"


def write(path: Path, text: str, marks: tuple[str, str] = (BEGIN, END)) -> None:
    """Put `text` between the marks of a document. Raises ValueError where it has none."""
    first, last = marks
    before, begin, rest = path.read_text(encoding="utf-8").partition(first)
    _old, end, after = rest.partition(last)
    if not begin or not end:
        raise ValueError(f"{path.name} has no place for the table: {first} ... {last}")
    path.write_text(f"{before}{first}\n\n{text}\n\n{last}{after}", encoding="utf-8")


def _passed(found: Sum, *, in_percent: bool = False) -> str:
    share = f" ({100 * found.share:.1f} %)" if in_percent and found.cases else ""
    return f"{found.passed} of {found.cases}{share}" if found.cases else ""


def _aligned(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        for row in rows
    )
