"""DOCX: the tables of a document in their order, with the paragraphs before each; what was struck out is left out."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from knowledge.annexes.grids import MOST_COLUMNS, MOST_ROWS, Area, Cell, Grid, lines_of, tidy
from knowledge.annexes.values import AnnexError, AnnexFault, Trouble

_TABLE, _ROW, _CELL, _PARAGRAPH, _RUN = (qn(f"w:{name}") for name in ("tbl", "tr", "tc", "p", "r"))
_VALUE = qn("w:val")
_HOLDERS = frozenset(qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "hyperlink", "smartTag", "customXml"))
"""What stands around tables, rows, cells and runs and says nothing itself; of tracked changes the inserted counts."""
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NESTED = 4
"""How deep tables may stand in cells of tables; their text belongs to the cell."""

Element = Any  # lxml publishes no types


def grids(content: bytes) -> list[Grid]:
    """The tables of a document, "[1]", "[2]" and so on. Raises AnnexError, and anything for what is broken."""
    body = Document(BytesIO(content)).element.body
    found: list[Grid] = []
    above: list[str] = []
    left = MOST_ROWS
    for element in _children(body):
        if element.tag == _PARAGRAPH:
            above += tidy(_text(element)).split("\n")
        elif element.tag == _TABLE:
            grid = _table(element, f"[{len(found) + 1}]", tuple(filter(None, above)))
            left -= len(grid.lines)
            if left < 0:
                raise AnnexError(AnnexFault(Trouble.TOO_MANY_ROWS, grid.sheet, expected=str(MOST_ROWS)))
            found.append(grid)
            above = []
    return [*found, Grid("", (), tuple(filter(None, above)))]


def _children(element: Element) -> Iterator[Element]:
    """What stands in an element, and in whatever is only wrapped around it."""
    for child in element.iterchildren():
        if child.tag in _HOLDERS:
            yield from _children(child)
        else:
            yield child


def _table(table: Element, sheet: str, above: tuple[str, ...]) -> Grid:
    cells: list[Cell] = []
    areas: list[Area] = []
    open_at: dict[int, int] = {}  # column -> the place in `areas` of the cell that may go on downwards
    rows = (child for child in _children(table) if child.tag == _ROW)
    for number, row in enumerate(rows, 1):
        at = _skipped(row)
        for cell in (child for child in _children(row) if child.tag == _CELL):
            last = at + _span(cell) - 1
            if at >= MOST_COLUMNS:
                break
            if _goes_on(cell) and at in open_at:
                before = areas[open_at[at]]
                areas[open_at[at]] = Area(before.first_row, before.first_column, number, before.last_column)
            else:
                open_at[at] = len(areas)
                areas.append(Area(number, at, number, last))
                text = tidy(_text(cell))
                cells += [Cell(text, number, at)] if text else []
            at = last + 1
    merged = (area for area in areas if area.first_row < area.last_row or area.first_column < area.last_column)
    return Grid(sheet, lines_of(cells, merged), above)


def _skipped(row: Element) -> int:
    found = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return _whole(found, 0) if found is not None else 0


def _span(cell: Element) -> int:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return max(1, _whole(found, 1)) if found is not None else 1


def _whole(element: Element, otherwise: int) -> int:
    value = element.get(_VALUE) or ""
    return min(int(value), MOST_COLUMNS) if value.isdecimal() and len(value) < 4 else otherwise


def _goes_on(cell: Element) -> bool:
    """Whether a cell is the lower part of the one above it."""
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return found is not None and found.get(_VALUE, "continue") == "continue"


def _text(element: Element, depth: int = 0) -> str:
    """The words of a cell or a paragraph, a line for each paragraph."""
    if element.tag == _PARAGRAPH:
        return "".join(_run(run) for run in _children(element) if run.tag == _RUN)
    if depth > _NESTED:
        return ""
    return "\n".join(
        _text(child, depth + 1) for child in _children(element) if child.tag in {_PARAGRAPH, _TABLE, _ROW, _CELL}
    )


def _run(run: Element) -> str:
    said = "".join(
        child.text or "" if child.tag == qn("w:t") else _BREAKS.get(child.tag, "") for child in run.iterchildren()
    )
    raised = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    is_raised = raised is not None and raised.get(_VALUE) == "superscript"
    return said.translate(_SUPERSCRIPTS) if is_raised else said
