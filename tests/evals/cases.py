"""The cases: tests/evals/SHOP/FAMILY.yaml."""

from pathlib import Path

from pydantic_evals import Dataset

from tests.evals.claims import ClaimsBacked
from tests.evals.evaluators import (
    ConstraintsKept,
    DoesNotSay,
    Means,
    NoLeak,
    Refuses,
    RightProduct,
    Says,
    Short,
    ToolsUsed,
)
from tests.evals.talk import Talk

Cases = Dataset[list[str], Talk, None]

FOLDER = Path(__file__).resolve().parent
FAMILIES = (
    "find",
    "constrain",
    "follow_up",
    "compare",
    "details",
    "refuse",
    "unknown",
    "injection",
    "small_talk",
    "shop_facts",
    "german",
)
# In which the visitor of a family reads the shop, where it is not English.
LANGUAGES = {"german": "de"}
EVALUATORS = (
    ConstraintsKept,
    RightProduct,
    Says,
    DoesNotSay,
    Means,
    Refuses,
    ToolsUsed,
    ClaimsBacked,
    Short,
    NoLeak,
)


def load(shop: str, families: tuple[str, ...] = FAMILIES, part: str = "") -> dict[str, Cases]:
    """The cases of a shop by family, those with `part` in their names; what must hold of every talk
    is added to each.
    """
    found = {}
    for family in families:
        path = FOLDER / shop / f"{family}.yaml"
        if path.exists():
            found[family] = Cases.from_file(path, custom_evaluator_types=EVALUATORS)
            found[family].evaluators += [ClaimsBacked(), Short(), NoLeak()]
            found[family].cases = [case for case in found[family].cases if part in str(case.name)]
    return found
