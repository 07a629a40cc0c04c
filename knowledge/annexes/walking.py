"""Down a table, row by row: which are headings, which stand over others, which go on from the page before.

above ──heading──▶ rows ──heading again, another one──▶ rows
                    ├─ "A", "II", merged across: a section begins
                    ├─ no number, no code: the row before goes on
                    └─ else a procedure begins
"""

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from knowledge.annexes.grids import Cell, Grid, Line, letters
from knowledge.annexes.headings import Column, Heading, heading_at
from knowledge.annexes.sections import (
    GROUPS,
    Outline,
    Section,
    Standing,
    group_of,
    is_heading,
    is_remark,
    section_of,
    style_of,
)
from knowledge.annexes.values import ColumnMatch, Meaning
from knowledge.text.codes import mentions

_LOOKED_AT = 3
"""Rows by which a table without a heading is known to go on from the one before it."""

_OF_THE_ROW = frozenset({Meaning.NUMBER, Meaning.CODE})
_CAPTIONS = re.compile(r"\(?[1-9]\d?\)?|\(?[A-Ha-h]\)?")


@dataclass(slots=True)
class Raw:
    """A procedure's row as it stands, with all that goes on below it, and the sections it stands in."""

    sheet: str
    row: int
    heading: Heading
    standing: Standing
    cells: dict[int, list[Cell]] = dataclasses.field(default_factory=dict)

    def add(self, line: Line) -> None:
        """What stands in a line belongs to it; what is merged down from above is there already."""
        for column, cell in line.cells.items():
            kept = self.cells.setdefault(column, [])
            if cell not in kept:
                kept.append(cell)

    def text(self, column: Column) -> str:
        """What stands in a column; a name goes on in the same line, everything else in the next."""
        between = " " if column.meaning is Meaning.NAME else "\n"
        return between.join(cell.text for cell in self.cells.get(column.at, ()))

    def cell(self, column: Column) -> Cell | None:
        """The first cell of a column."""
        return next(iter(self.cells.get(column.at, ())), None)


@dataclass(slots=True)
class Walk:
    """What was found on the way through a file."""

    raws: list[Raw] = dataclasses.field(default_factory=list)
    matches: dict[tuple[str, int, str], ColumnMatch] = dataclasses.field(default_factory=dict)
    outside: list[str] = dataclasses.field(default_factory=list)
    outline: Outline = dataclasses.field(default_factory=Outline)
    _heading: Heading | None = None
    _last: Raw | None = None
    _is_fresh: bool = False

    def sheets(self, grids: Iterable[Grid]) -> None:
        """Sheets of a workbook: each begins anew, with what its name says."""
        for grid in grids:
            self.outline.leave()
            self._heading, self._last = None, None
            named = section_of(grid.sheet)
            if named and named.says:
                self.outline.enter(replace(named, style="sheet", announced=None))
            self._table(grid)
        self.outline.leave()

    def tables(self, grids: Iterable[Grid]) -> None:
        """Tables of a document: sections go on from one into the next, and the paragraphs between begin some."""
        for grid in grids:
            for text in grid.above:
                self._outside(text, grid.sheet)
            self._is_fresh = True
            self._table(grid)
        self.outline.leave()

    def _outside(self, text: str, sheet: str, row: int = 0) -> None:
        """A line over a table: a section, or a line about the decision."""
        self.outside.append(text)
        found = section_of(text) if is_heading(text) else None
        if found:
            self._enter(found, sheet, row)

    def _enter(self, section: Section, sheet: str, row: int) -> None:
        if not section.goes_on:
            self._last = None
            self.outline.enter(replace(section, sheet=sheet, row=row))

    def _table(self, grid: Grid) -> None:
        at = 0
        begun = self._heading is not None and any(_fits(self._heading, line) for line in grid.lines[:_LOOKED_AT])
        while at < len(grid.lines):
            heading = heading_at(grid.lines, at)
            if heading:
                self._begin(heading, grid.sheet)
                at, begun = at + heading.rows, True
                continue
            (self._line if begun else self._title)(grid.lines[at], grid.sheet)
            at += 1

    def _begin(self, heading: Heading, sheet: str) -> None:
        if self._heading is None or heading.columns != self._heading.columns:
            self._last = None
        self._heading, self._is_fresh = heading, True
        if not self.outline.lists:
            return
        for column in heading.columns:
            match = ColumnMatch(sheet, letters(column.at), column.heading, column.meaning)
            self.matches.setdefault((sheet, column.at, column.heading), match)

    def _title(self, line: Line, sheet: str) -> None:
        for _, cell in line.distinct():
            if cell.row == line.number and not cell.is_formula:
                self._outside(cell.text, sheet, line.number)

    def _line(self, line: Line, sheet: str) -> None:
        heading = self._heading
        if heading is None or _is_caption(line):
            return
        section = _section(heading, line)
        if not self.outline.lists and not (section and section.begins_anew):
            return
        if not section and _is_remark(line):
            self.outside += [cell.text for _, cell in line.distinct()]
        elif section:
            self._enter(section, sheet, line.number)
        elif self._goes_on(heading, line):
            if self._last:
                self._last.add(line)
        else:
            self._procedure(heading, line, sheet)
        self._is_fresh = False

    def _procedure(self, heading: Heading, line: Line, sheet: str) -> None:
        if not _has_procedure(heading, line):
            self.outside += [cell.text for _, cell in line.distinct()]
            return
        raw = Raw(sheet, line.number, heading, self.outline.standing)
        raw.add(line)
        self.outline.count(max(1, len(mentions(line.text(_at(heading, Meaning.CODE))).whole)))
        self.raws.append(raw)
        self._last = raw

    def _goes_on(self, heading: Heading, line: Line) -> bool:
        """Whether a line belongs to the procedure above: nothing of its own says which procedure it is."""
        own = {heading_column.meaning for heading_column in heading.columns if _own(line, heading_column.at)}
        if self._last is None or own & _OF_THE_ROW or mentions(line.text(_at(heading, Meaning.NAME))).whole:
            return False
        if Meaning.NAME not in own:
            return True
        if own - {None} == {Meaning.NAME}:
            return self._is_fresh or not line.text(_at(heading, Meaning.NAME))[:1].isupper()
        return self._is_fresh and heading.column(Meaning.NUMBER) is not None


def _at(heading: Heading, meaning: Meaning) -> int:
    column = heading.column(meaning)
    return column.at if column else -1


def _own(line: Line, column: int) -> Cell | None:
    """The cell of a column that begins in this line."""
    cell = line.cells.get(column)
    return cell if cell and cell.row == line.number else None


def _has_procedure(heading: Heading, line: Line) -> bool:
    return any(line.cells.get(_at(heading, meaning)) for meaning in (Meaning.CODE, Meaning.NAME))


def _fits(heading: Heading, line: Line) -> bool:
    """Whether a table without a heading goes on from the one before it: a code, or a number and a name, as there."""
    code = heading.column(Meaning.CODE)
    if code:
        return bool(mentions(line.text(code.at)).whole)
    is_numbered = style_of(line.text(_at(heading, Meaning.NUMBER))) == "arabic"
    return is_numbered and _has_procedure(heading, line) and max(line.cells) == max(c.at for c in heading.columns)


def _is_caption(line: Line) -> bool:
    """Whether a line only numbers the columns: (1), (2), (3)."""
    texts = [cell.text for _, cell in line.distinct()]
    return len(texts) > 2 and all(map(_CAPTIONS.fullmatch, texts))


def _is_remark(line: Line) -> bool:
    """Whether all a line says lies across the table, and is no section; or is a total or a note."""
    cells = line.distinct()
    if len(cells) != 1 or mentions(cells[0][1].text).whole:
        return False
    return line.width(cells[0][1]) > 2 or is_remark(cells[0][1].text)


def _section(heading: Heading, line: Line) -> Section | None:
    """What a line says of those under it, if it is no procedure."""
    marker, rest = _parted(heading, line)
    if not rest or any(_is_of_a_row(cell, line) for _, cell in rest):
        return None
    if style_of(marker) in GROUPS:
        return group_of(" ".join(cell.text for _, cell in rest), marker)
    if len(rest) > 1:
        return None
    at, cell = rest[0]
    is_across = line.width(cell) > 1
    if is_across or at != _at(heading, Meaning.NAME):
        return group_of(cell.text, marker) if is_across or _of_words(heading, at) else None
    return section_of(cell.text, marker) if is_heading(cell.text) else None


def _is_of_a_row(cell: Cell, line: Line) -> bool:
    """Whether a cell can stand in no line but a procedure's: with a code, a formula, or begun in a row above."""
    return cell.is_formula or cell.row != line.number or bool(mentions(cell.text).whole)


def _of_words(heading: Heading, at: int) -> bool:
    """Whether words alone in a column stand over rows: in the first one, and where numbers and codes are expected."""
    column = next((column for column in heading.columns if column.at == at), None)
    return at == 0 or column is None or column.meaning in {Meaning.NUMBER, Meaning.CODE}


def _parted(heading: Heading, line: Line) -> tuple[str, list[tuple[int, Cell]]]:
    """The number of a line, and its other cells."""
    cells = line.distinct()
    number = heading.column(Meaning.NUMBER)
    first = cells[0] if cells else None
    if first and first[0] == (number.at if number else 0) and style_of(first[1].text):
        return first[1].text, cells[1:]
    return "", cells
