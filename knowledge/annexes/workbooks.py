"""XLSX: the sheets that are shown, cell by cell, with their merged ranges."""

import re
import threading
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL, ReadOnlyCell

from knowledge.annexes.grids import LAST_ROW, MOST_COLUMNS, MOST_ROWS, Area, Cell, Grid, lines_of, tidy
from knowledge.annexes.values import AnnexError, AnnexFault, Trouble

Sheet = Any  # what is read row by row, of which the types know less than there is
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')

# openpyxl warns of what it leaves out, and filters of warnings hold for all threads; a large file also costs memory.
_one_at_a_time = threading.Lock()


def grids(content: bytes) -> list[Grid]:
    """The sheets of a workbook. Raises AnnexError for too many rows, and anything for what is broken."""
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        try:
            return _read([sheet for sheet in book.worksheets if sheet.sheet_state == "visible"], content)
        finally:
            book.close()


def _read(sheets: list[Sheet], content: bytes) -> list[Grid]:
    found: list[Grid] = []
    left = MOST_ROWS
    for sheet in sheets:
        cells = list(_cells(sheet, left))
        left -= len({cell.row for cell in cells})
        found.append(Grid(sheet.title, lines_of(cells, _merged(content, sheet))))
    return found


def _cells(sheet: Sheet, left: int) -> Iterator[Cell]:
    """The cells that say something. What a sheet says of its own size is not believed."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if number > LAST_ROW:
            raise AnnexError(AnnexFault(Trouble.TOO_MANY_ROWS, sheet.title, number, expected=str(MOST_ROWS)))
        said = [c for at, one in enumerate(row) if one is not EMPTY_CELL and (c := _cell(one, number, at))]
        left -= bool(said)
        if left < 0:
            raise AnnexError(AnnexFault(Trouble.TOO_MANY_ROWS, sheet.title, number, expected=str(MOST_ROWS)))
        yield from said


def _cell(found: object, row: int, column: int) -> Cell | None:
    if not isinstance(found, ReadOnlyCell) or found.value is None:
        return None
    value = found.value
    is_formula = found.data_type == "f"
    text = tidy(_formula(value) if is_formula else _text(value))
    figure = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    return Cell(text, row, column, is_formula, figure) if text else None


def _formula(value: object) -> str:
    return str(getattr(value, "text", None) or value)


def _text(value: object) -> str:
    """A value as a person would type it: a day as 06/03/2024, a number without a needless point."""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _merged(content: bytes, sheet: Sheet) -> Iterator[Area]:
    """Ranges of merged cells, which openpyxl leaves out where it reads without keeping the whole."""
    with ZipFile(BytesIO(content)) as packed:
        written = packed.read(sheet._worksheet_path)
    for found in _MERGED.finditer(written):
        first_column, first_row, last_column, last_row = found.groups()
        yield Area(int(first_row), _number(first_column), int(last_row), _number(last_column))


def _number(column: bytes) -> int:
    """A column by its letters, counted from 0: "A" -> 0."""
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
