"""The formats that a catalogue can be loaded from, by the names of `import_products --format`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, Self

from shop.feeds import jsonl
from shop.feeds.row import BadRow, ProductRow


class Feed(AbstractContextManager["Feed"], Protocol):
    """An open file of products."""

    def __enter__(self) -> Self: ...

    @property
    def progress(self) -> float:
        """The part of the file that has been read, 0.0 to 1.0."""

    def wrong_format(self) -> str:
        """Returns a sentence with a code where the file is of another format; "" else."""

    def rows(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        """Yields (line number, row) for each product; a BadRow for one that cannot be read."""


# Each opens a file. Raises OSError where it cannot be read.
FORMATS: dict[str, Callable[[Path], Feed]] = {"jsonl": jsonl.Feed}
