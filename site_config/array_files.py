"""Arrays that take seconds to compute, in DATA_DIR from one process to the next."""

import logging
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import BadZipFile

import numpy as np
from django.conf import settings

log = logging.getLogger("aisle")

KEPT = 3  # files of each name

Arrays = dict[str, np.ndarray[Any, np.dtype[np.float32]]]


def computed_once(name: str, inputs: str, compute: Callable[[], Arrays]) -> Arrays:
    """Returns what `compute` returned for these inputs, in this process or an earlier one. A
    folder that cannot be read or written costs the
    time of computing, and nothing else.
    """
    folder = settings.DATA_DIR / "arrays"
    path = folder / f"{name}-{sha256(inputs.encode()).hexdigest()[:20]}.npz"
    found = _read(path)
    if found is None:
        found = compute()
        try:
            _write(path, found)
            _forget_old(folder, name)
        except OSError as error:
            log.warning("%s is computed at each start, since it cannot be kept: %s", name, error)
    return found


def _forget_old(folder: Path, name: str) -> None:
    """Leaves a few, since an older and a newer release may run side by side."""
    by_age = sorted(folder.glob(f"{name}-*.npz"), key=lambda path: path.stat().st_mtime)
    for path in by_age[:-KEPT]:
        path.unlink(missing_ok=True)


def _read(path: Path) -> Arrays | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return dict(stored)
    except (OSError, ValueError, EOFError, BadZipFile):
        return None


def _write(path: Path, arrays: Arrays) -> None:
    """Other processes see the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        np.savez(file, allow_pickle=False, **arrays)
    os.replace(file.name, path)
