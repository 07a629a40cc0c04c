"""Results of dossiers in a file of an office (XLSX or CSV): a head that names the columns, and a line for each result.

Every fault is found at once, with the row, the column, what stands there and what would be right.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from bot.reports.quarter import dossiers
from bot.reports.quarter.dossiers import ALWAYS, NUMBERS, DossierFault, DossierResults, Trouble
from bot.reports.quarter.periods import Quarter, WrongPeriodError, read_quarter
from bot.reports.quarter.units import Units
from bot.reports.quarter.wording import told
from knowledge.annexes import workbooks
from knowledge.annexes.encodings import UnknownEncodingError, decoded
from knowledge.annexes.guarding import Kind, expect_size, kind_of
from knowledge.annexes.values import AnnexError
from knowledge.procedures import Level
from knowledge.text.normalise import bare

COLUMNS = ("period", "level", "unit", *NUMBERS, "source")
NEEDED = ("period", "level", *ALWAYS)
LOOKED_AT = 30
"""Lines among which the head is looked for."""

DIVIDERS = ";\t,"
NUMBER = re.compile(r"\d{1,9}|\d{1,3}(?:\.\d{3}){1,2}", re.ASCII)
"""A whole number, with or without points between its thousands."""


@dataclass(frozen=True, slots=True)
class Told:
    """What stands in a cell; `written` is False where a program would work it out."""

    text: str
    written: bool = True


Line = tuple[int, Mapping[int, Told]]
"""The number of a line, and its cells by their columns."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says, and what is wrong in it; the rows are those of the file."""

    results: Sequence[tuple[int, DossierResults]]
    faults: Sequence[DossierFault]


def read_file(path: Path, units: Units, today: date) -> Read:
    """The results in a file; one that is too long is refused before it is read. Raises OSError."""
    try:
        expect_size(path.stat().st_size)
    except AnnexError:
        return Read((), [DossierFault(Trouble.KIND)])
    return read_results(path.read_bytes(), units, today)


def read_results(content: bytes, units: Units, today: date) -> Read:
    """The results in a file's bytes, each with its row, and every fault."""
    try:
        lines = list(_lines(content))
    except (AnnexError, UnknownEncodingError, csv.Error):
        return Read((), [DossierFault(Trouble.KIND)])
    head = next((line for line in lines[:LOOKED_AT] if len(_head(line)) >= len(NEEDED)), None)
    if head is None or not set(NEEDED) <= set(_head(head)):
        missing = ", ".join(heading(name) for name in NEEDED if head is None or name not in _head(head))
        return Read((), [DossierFault(Trouble.HEADINGS, value=missing)])
    reading = _Reading(_head(head), units)
    results = [(line[0], one) for line in lines[lines.index(head) + 1 :] if (one := reading.results(line))]
    faults = sorted([*reading.faults, *_faults(results, units, today)], key=lambda fault: fault.row)
    return Read(results, faults or ([] if results else [DossierFault(Trouble.EMPTY)]))


def heading(column: str) -> str:
    """What a column is called."""
    return told(f"dossier.head_{column}")


def _faults(results: Sequence[tuple[int, DossierResults]], units: Units, today: date) -> Iterator[DossierFault]:
    """What does not add up, and what is told twice."""
    seen: dict[tuple[str, str, str], int] = {}
    for row, one in results:
        yield from (replace(fault, row=row) for fault in dossiers.faults(one, today, units.on(one.quarter.last)))
        if one.place in seen:
            yield DossierFault(Trouble.TWICE, "period", one.quarter.key, str(seen[one.place]), row)
        seen.setdefault(one.place, row)


def _lines(content: bytes) -> Iterator[Line]:
    """The lines of a file that say something. Raises AnnexError, UnknownEncodingError, csv.Error."""
    kind = kind_of(content)
    if kind is Kind.XLSX:
        yield from _lines_of_workbook(content)
    elif kind is Kind.CSV:
        text = decoded(content)
        divider = max(DIVIDERS, key=text.splitlines()[0].count if text.strip() else text.count)
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=divider), 1):
            cells = {at: Told(value.strip()) for at, value in enumerate(row) if value.strip()}
            if cells:
                yield number, cells


def _lines_of_workbook(content: bytes) -> Iterator[Line]:
    """The lines of the first sheet that is shown."""
    try:
        sheets = workbooks.grids(content)
    except AnnexError:
        raise
    except Exception as broken:  # noqa: BLE001 - what a reader raises over broken bytes is listed nowhere
        raise UnknownEncodingError(str(broken)) from None
    for line in sheets[0].lines if sheets else ():
        yield line.number, {at: Told(cell.text, not cell.is_formula) for at, cell in line.cells.items()}


def _head(line: Line) -> dict[str, int]:
    """Which column stands where, if this line is a head."""
    names = {bare(name): column for column in COLUMNS for name in (column, heading(column))}
    return {names[bare(cell.text)]: at for at, cell in line[1].items() if bare(cell.text) in names}


class _Reading:
    """One pass over the lines of a table."""

    def __init__(self, head: Mapping[str, int], units: Units) -> None:
        self.faults: list[DossierFault] = []
        self._head = head
        self._units = units

    def results(self, line: Line) -> DossierResults | None:
        """The results of a line; None where something in it cannot be read, which is a fault."""
        before = len(self.faults)
        quarter, level = self._quarter(line), self._level(line)
        numbers: dict[str, Any] = {name: self._number(line, name) for name in NUMBERS}
        unit = self._unit(line, quarter) if quarter else ""
        if len(self.faults) > before or quarter is None or level is None:
            return None
        return DossierResults(
            quarter=quarter, level=level, unit=unit, source=self._said(line, "source").text, **numbers
        )

    def _quarter(self, line: Line) -> Quarter | None:
        said = self._needed(line, "period")
        try:
            return read_quarter(said) if said else None
        except WrongPeriodError:
            self._wrong(Trouble.PERIOD, line, "period", said, "2026-Q4")
            return None

    def _level(self, line: Line) -> Level | None:
        said = self._needed(line, "level")
        levels = {bare(name): level for level in dossiers.LEVELS for name in _names(level)}
        if said and bare(said) not in levels:
            expected = ", ".join(_names(level)[0] for level in dossiers.LEVELS)
            self._wrong(Trouble.LEVEL, line, "level", said, expected)
        return levels.get(bare(said))

    def _unit(self, line: Line, quarter: Quarter) -> str:
        said = self._said(line, "unit").text
        unit = self._units.called(said, quarter.last) if said else None
        if said and unit is None:
            there = ", ".join(one.name for one in self._units.on(quarter.last).values())
            self._wrong(Trouble.UNIT, line, "unit", said, there)
        return unit.code if unit else ""

    def _number(self, line: Line, column: str) -> int | None:
        cell = self._said(line, column)
        trouble = _trouble(cell, column)
        if trouble:
            self._wrong(trouble, line, column, cell.text)
        return int(cell.text.replace(".", "")) if cell.text and not trouble else None

    def _needed(self, line: Line, column: str) -> str:
        cell = self._said(line, column)
        if not cell.text:
            self._wrong(Trouble.REQUIRED, line, column, "")
        return cell.text

    def _said(self, line: Line, column: str) -> Told:
        return line[1].get(self._head.get(column, -1), Told(""))

    def _wrong(self, trouble: Trouble, line: Line, column: str, value: str, expected: str = "") -> None:
        """Keep a fault."""
        self.faults.append(DossierFault(trouble, column, value, expected, line[0]))


def _trouble(of: Told, column: str) -> Trouble | None:
    """Why a cell holds no number; None where it does, or may be empty."""
    if not of.written:
        return Trouble.FORMULA
    if not of.text:
        return Trouble.REQUIRED if column in ALWAYS else None
    is_number = NUMBER.fullmatch(of.text) and int(of.text.replace(".", "")) <= dossiers.MOST
    return None if is_number else Trouble.NUMBER


def _names(level: Level) -> tuple[str, str, str]:
    """How a level may be written, as documents do first."""
    name = told("quarterly.level_district" if level is Level.DISTRICT else "quarterly.level_commune")
    return name, name.split()[-1], str(level)
