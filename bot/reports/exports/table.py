"""A table on its way to a file: stable columns, and lines that are made while they are written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from bot.clock import VIET_NAM
from bot.reports.sheets import Value, said
from bot.texts import say

Row = TypeVar("Row")

Columns = Mapping[str, tuple[int, Callable[[Row], Value]]]
"""The columns of a table by their names, in their order: how wide each is, and what it says of a row."""


class What(StrEnum):
    """What can be taken along."""

    PETITIONS = "petitions"
    ANSWERS = "answers"
    PROCEDURES = "procedures"
    CHANGES = "changes"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Table:
    """What it is, what its columns are called with their widths, and its lines, each made when it is asked for."""

    what: What
    head: Sequence[tuple[str, int]]
    lines: Iterable[Sequence[Value]]

    @property
    def title(self) -> str:
        """What it is called."""
        return said(say(f"export.{self.what}"))


def table_of(
    what: What, columns: Columns[Row], rows: Iterable[Row], named: Callable[[str], str] | None = None
) -> Table:
    """A table of rows; `named` says what a column is called, where that is said elsewhere already."""
    called = named or (lambda name: said(say(f"export.head_{name}")))
    head = [(called(name), width) for name, (width, _) in columns.items()]
    return Table(what, head, _lines(columns, rows))


def _lines(columns: Columns[Row], rows: Iterable[Row]) -> Iterator[Sequence[Value]]:
    values = [value for _, value in columns.values()]
    for row in rows:
        yield [value(row) for value in values]


def moment(at: datetime | None) -> Value:
    """A moment as clocks in Việt Nam show it: spreadsheet programs know of no others."""
    return at.astimezone(VIET_NAM).replace(tzinfo=None) if at else None
