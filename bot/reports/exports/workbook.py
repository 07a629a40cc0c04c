"""A table as a workbook of any length: openpyxl makes the workbook with its head, the lines are laid into its sheet.

openpyxl writes lines one by one too, but takes three times as long for each as reading it takes.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.reports.exports.table import Table
from bot.reports.sheets import DAY, FONT, SIZE, Value, fit, is_like_formula

MOMENT = "dd/mm/yyyy hh:mm:ss"

FROZEN = "B2"
"""The head and the first column stay in sight."""

LONGEST = 32_767
"""Characters that a cell can hold."""

SHEET = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"
"""What stands behind the last line of a sheet."""

A_DAY = 24 * 60 * 60
BEGINNING = date(1899, 12, 30)
"""The day from which spreadsheet programs count."""


def write_workbook(table: Table, file: BinaryIO) -> int:
    """Write a table to an open file; gives how many lines it has."""
    number = 0
    content, styles = _frame(table)
    with ZipFile(io.BytesIO(content)) as frame, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as made:
        for name in frame.namelist():
            if name != SHEET:
                made.writestr(name, frame.read(name))
        before, end, after = frame.read(SHEET).partition(END)
        with made.open(SHEET, "w", force_zip64=True) as sheet:
            sheet.write(before)
            for number, line in enumerate(table.lines, 1):
                sheet.write(_row(number + 1, line, styles))
            sheet.write(end + after)
    return number


@dataclass(frozen=True, slots=True)
class Styles:
    """The numbers of styles within a workbook: of days, of moments, and of texts that look like something else."""

    day: int
    moment: int
    quoted: int


def _frame(table: Table) -> tuple[bytes, Styles]:
    """The workbook with its head, and with the styles of the cells that follow."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title, sheet.freeze_panes = table.title, FROZEN
    for place, (name, width) in enumerate(table.head, 1):
        head = sheet.cell(1, place, name)
        head.font, head.alignment = Font(name=FONT, size=SIZE, bold=True), Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(place)].width = width
    styles, file = _known_to(book), io.BytesIO()
    book.save(file)
    return file.getvalue(), styles


def _known_to(book: Workbook) -> Styles:
    """A style is known to a workbook from the first cell that has it: a sheet that goes again has one of each."""
    sheet = book.create_sheet()
    day, moment, quoted = (sheet.cell(1, place) for place in (1, 2, 3))
    day.number_format, moment.number_format = DAY, MOMENT
    quoted.quotePrefix, quoted.alignment = True, Alignment()
    styles = Styles(day.style_id, moment.style_id, quoted.style_id)
    book.remove(sheet)
    return styles


def _row(number: int, line: Sequence[Value], styles: Styles) -> bytes:
    return f'<row r="{number}">{"".join(_cells(number, line, styles))}</row>'.encode()


def _cells(number: int, line: Iterable[Value], styles: Styles) -> Iterator[str]:
    for place, value in enumerate(line, 1):
        at = f'r="{get_column_letter(place)}{number}"'
        if isinstance(value, str):
            if text := fit(value[:LONGEST]):
                quoted = f' s="{styles.quoted}"' if is_like_formula(text) else ""
                yield f'<c {at}{quoted} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
        elif isinstance(value, date):
            style = styles.moment if isinstance(value, datetime) else styles.day
            yield f'<c {at} s="{style}"><v>{_days(value)}</v></c>'
        elif value is not None:
            yield f"<c {at}><v>{value}</v></c>"


def _days(value: date) -> float | int:
    """How many days after the beginning; hours are parts of a day."""
    if not isinstance(value, datetime):
        return (value - BEGINNING).days
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return (value.date() - BEGINNING).days + seconds / A_DAY
