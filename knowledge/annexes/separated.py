"""CSV: divided by semicolons, tabs or commas, whichever makes a table of it."""

import csv
from io import StringIO

from knowledge.annexes.encodings import UnknownEncodingError, decoded
from knowledge.annexes.grids import MOST_COLUMNS, MOST_ROWS, Cell, Grid, lines_of, tidy
from knowledge.annexes.headings import known
from knowledge.annexes.values import AnnexError, AnnexFault, Trouble

_DIVIDERS = ";\t,|"
_LOOKED_AT = 60
"""Rows among which the heading is looked for."""


def grids(content: bytes) -> list[Grid]:
    """The one table of a file. Raises AnnexError."""
    try:
        text = decoded(content)
    except UnknownEncodingError as unknown:
        raise AnnexError(AnnexFault(Trouble.ENCODING, value=unknown.seems, expected="UTF-8")) from None
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=_divider(text)))
    except csv.Error:
        raise AnnexError(AnnexFault(Trouble.BROKEN)) from None
    if sum(any(map(str.strip, row)) for row in rows) > MOST_ROWS:
        raise AnnexError(AnnexFault(Trouble.TOO_MANY_ROWS, expected=str(MOST_ROWS)))
    cells = (
        Cell(said, number, at)
        for number, row in enumerate(rows, 1)
        for at, value in enumerate(row[:MOST_COLUMNS])
        if (said := tidy(value))
    )
    return [Grid("", lines_of(cells))]


def _divider(text: str) -> str:
    """The sign under which most headings are known."""
    return max(_DIVIDERS, key=lambda divider: _headings(text, divider))


def _headings(text: str, divider: str) -> int:
    best = 0
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=divider)):
            best = max(best, sum(known(tidy(cell)) is not None for cell in row))
            if number > _LOOKED_AT:
                break
    except csv.Error:
        return best
    return best
