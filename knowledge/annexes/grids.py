"""Grids: the cells of a sheet or a table with their places, whatever file they stood in; merged cells are filled."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import ascii_uppercase

MOST_COLUMNS = 64
"""Columns that are read of a sheet; what stands to the right of them belongs to no annex."""

MOST_ROWS = 20_000
"""Rows that say something, of a whole file."""

LAST_ROW = 30_000
"""Where a row may stand, with the empty ones before it: they are walked through one by one."""

MOST_FILLED = 2_000_000
"""Cells that merging may fill: ranges lie over each other only in a file that was made to hurt."""

_MENDED = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad")) | {ord("Ð"): "Đ", ord("ð"): "đ"}
"""Letters that are seen by nobody, and a letter of Iceland that looks like ours."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; of one that is merged over others `row` and `column` are where it begins."""

    text: str
    row: int
    column: int
    is_formula: bool = False
    figure: float | None = None  # of a number that a spreadsheet keeps as one


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its number as the person sees it, and its cells that say something, by column, counted from 0."""

    number: int
    cells: Mapping[int, Cell]

    def text(self, column: int) -> str:
        """What stands in a column; empty where nothing does."""
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def distinct(self) -> list[tuple[int, Cell]]:
        """Its cells from left to right with their columns, one merged over several columns once."""
        found: dict[tuple[int, int], tuple[int, Cell]] = {}
        for at in sorted(self.cells):
            cell = self.cells[at]
            found.setdefault((cell.row, cell.column), (at, cell))
        return list(found.values())

    def width(self, cell: Cell) -> int:
        """Over how many columns a cell lies."""
        return sum((other.row, other.column) == (cell.row, cell.column) for other in self.cells.values())


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet or a table; `above` are the paragraphs of a document between it and the table before."""

    sheet: str
    lines: tuple[Line, ...]
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A range of merged cells, its ends included; rows count from 1, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class TooMuchMergedError(ValueError):
    """Ranges of merged cells cover more than any table has."""


def tidy(text: str) -> str:
    """Composed letters of our own, one space between words, and no line empty."""
    seen = unicodedata.normalize("NFC", text).translate(_MENDED)
    lines = (" ".join(line.split()) for line in seen.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """The same in one line."""
    return " ".join(text.split())


def letters(column: int) -> str:
    """A column as a spreadsheet calls it: 0 -> "A", 27 -> "AB"."""
    name = ""
    left = column + 1
    while left:
        left, at = divmod(left - 1, len(ascii_uppercase))
        name = ascii_uppercase[at] + name
    return name


def lines_of(cells: Iterable[Cell], areas: Iterable[Area] = ()) -> tuple[Line, ...]:
    """Rows in their order, with merged cells in every place they cover. Raises TooMuchMergedError."""
    rows: dict[int, dict[int, Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    _fill(rows, areas, max(rows, default=0))
    return tuple(Line(number, rows[number]) for number in sorted(rows))


def _fill(rows: dict[int, dict[int, Cell]], areas: Iterable[Area], last: int) -> None:
    left = MOST_FILLED
    for area in areas:
        begin = rows.get(area.first_row, {}).get(area.first_column)
        if begin is None:
            continue
        down = range(area.first_row, min(area.last_row, last) + 1)
        along = range(area.first_column, min(area.last_column, MOST_COLUMNS - 1) + 1)
        left -= len(down) * len(along)
        if left < 0:
            raise TooMuchMergedError
        for number in down:
            rows.setdefault(number, {}).update(dict.fromkeys(along, begin))
