"""What takes seconds to compute is computed once."""

from pathlib import Path

import numpy as np
import pytest
from pytest_django.fixtures import Settings

from site_config.array_files import KEPT, Arrays, computed_once


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "arrays"


def _one() -> Arrays:
    return {"a": np.ones(3, np.float32)}


def _never() -> Arrays:
    raise AssertionError("it is computed again")


def test_the_next_process_reads_it() -> None:
    computed_once("x", "inputs", _one)
    assert computed_once("x", "inputs", _never)["a"].tolist() == [1, 1, 1]


def test_other_inputs_are_others_and_only_a_few_are_kept(folder: Path) -> None:
    for number in range(KEPT + 2):
        computed_once("x", f"inputs {number}", lambda: {"a": np.zeros(1, np.float32)})
    assert len(list(folder.iterdir())) == KEPT
    assert computed_once("x", f"inputs {number}", _never)["a"].tolist() == [0]


@pytest.mark.parametrize("left", [b"", b"PK\x03\x04 torn", b"no archive"])
def test_a_torn_file_is_computed_anew(folder: Path, left: bytes) -> None:
    computed_once("x", "inputs", _one)
    next(folder.iterdir()).write_bytes(left)
    assert computed_once("x", "inputs", _one)["a"].tolist() == [1, 1, 1]
    assert computed_once("x", "inputs", _never)["a"].tolist() == [1, 1, 1]


def test_a_folder_that_cannot_be_written_costs_time_alone(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.write_text("a file is in the way")
    assert computed_once("x", "inputs", _one)["a"].tolist() == [1, 1, 1]
    assert "cannot be kept" in caplog.text
