"""What came of the cases: run one by one, so that what is done is kept when a run is
interrupted.
"""

import statistics
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from decimal import Decimal

from pydantic_evals import Dataset

from tests.evals.cases import LANGUAGES, Cases
from tests.evals.talk import Talk, hold

# What share of all cases, and of those of each family, the built-in model has to pass in each shop.
OVERALL, FAMILY = 0.88, 0.70
# A smaller family says too little by its share.
FAMILY_CASES = 10


@dataclass(frozen=True)
class Result:
    """One case, answered by one model. `problems` says what did not hold."""

    shop: str
    family: str
    name: str
    problems: list[str]
    talk: Talk

    @property
    def is_passed(self) -> bool:
        return not self.problems

    @property
    def title(self) -> str:
        return f"{self.shop}/{self.family}/{self.name}"


async def results(shop: str, cases: dict[str, Cases]) -> AsyncIterator[Result]:
    for family, dataset in cases.items():

        async def task(questions: list[str], language: str = LANGUAGES.get(family, "")) -> Talk:
            return await hold(questions, language)

        for case in dataset.cases:
            alone = Dataset[list[str], Talk, None](
                name=family, cases=[case], evaluators=dataset.evaluators
            )
            report = await alone.evaluate(task, progress=False)
            if report.failures:
                yield Result(
                    shop, family, str(case.name), [report.failures[0].error_message], Talk()
                )
                continue
            judged = report.cases[0]
            problems = [
                f"{name}: {each.reason or 'no'}"
                for name, each in judged.assertions.items()
                if not each.value
            ]
            problems += [f"ended as {turn.error}" for turn in judged.output.turns if turn.error]
            problems += [f"{each.name}: {each.error_message}" for each in judged.evaluator_failures]
            yield Result(shop, family, str(case.name), problems, judged.output)


@dataclass(frozen=True)
class Sum:
    """Of many results."""

    passed: int
    cases: int
    tokens: int
    cost: Decimal
    seconds: list[float]
    # Turns in which the built-in model spoke.
    built_in: int

    @property
    def share(self) -> float:
        return self.passed / self.cases if self.cases else 1.0

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds) if self.seconds else 0.0

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1] if len(self.seconds) > 1 else self.p50


def sum_up(found: Iterable[Result]) -> Sum:
    chosen = list(found)
    turns = [turn for each in chosen for turn in each.talk.turns]
    return Sum(
        passed=sum(each.is_passed for each in chosen),
        cases=len(chosen),
        tokens=sum(turn.tokens for turn in turns),
        cost=sum((turn.cost for turn in turns), Decimal(0)),
        seconds=[turn.seconds for turn in turns],
        built_in=sum(turn.model == "offline" for turn in turns),
    )


def shortfalls(found: Iterable[Result]) -> list[str]:
    """Returns a line for each shop, and each family of a shop, that passes too small a share of its
    cases.
    """
    chosen = list(found)
    lines = []
    for shop in dict.fromkeys(each.shop for each in chosen):
        in_shop = [each for each in chosen if each.shop == shop]
        lines += _shortfall(shop, in_shop, OVERALL)
        for family in dict.fromkeys(each.family for each in in_shop):
            in_family = [each for each in in_shop if each.family == family]
            if len(in_family) >= FAMILY_CASES:
                lines += _shortfall(f"{shop}/{family}", in_family, FAMILY)
    return lines


def _shortfall(name: str, found: list[Result], wanted: float) -> list[str]:
    total = sum_up(found)
    if total.share >= wanted:
        return []
    return [f"{name}: {total.passed} of {total.cases} passed, which is less than {wanted:.0%}"]
