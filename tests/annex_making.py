"""Making workbooks, documents and tables of text for tests, the same bytes whenever they are made."""

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as DocumentObject
from docx.table import Table
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = (
    "STT",
    "Mã số TTHC",
    "Tên TTHC",
    "Thời hạn giải quyết",
    "Địa điểm thực hiện",
    "Phí, lệ phí\n(nếu có)",
    "Căn cứ pháp lý",
)


def workbook(rows: Sequence[Sequence[str | float | date]], merged: Sequence[str] = (), title: str = "Phụ lục") -> bytes:
    """A workbook with one sheet of these rows."""
    book, sheet = a_book(title)
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    return saved(book)


def repacked(content: bytes, changed: Mapping[str, bytes]) -> bytes:
    """A packed file with some of its parts changed, or added."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as packed, ZipFile(written, "w", ZIP_DEFLATED) as again:
        parts = {name: packed.read(name) for name in packed.namelist()} | dict(changed)
        for name, part in parts.items():
            again.writestr(ZipInfo(name, (2026, 11, 20, 0, 0, 0)), part, ZIP_DEFLATED)
    return written.getvalue()


def text_table(rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """A CSV file with these rows."""
    written = StringIO()
    csv.writer(written, delimiter=";").writerows(rows)
    return written.getvalue().encode(encoding)


def a_book(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    return book, sheet


def across(sheet: Worksheet, text: str, columns: int = len(HEADINGS)) -> None:
    """A row merged over all columns."""
    sheet.append([text])
    sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=columns)


def group(sheet: Worksheet, number: str, text: str) -> None:
    """A row with its number in the first column, and its words merged over the others."""
    sheet.append([number, text])
    sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=2, end_column=len(HEADINGS))


def a_table(document: DocumentObject, rows: Sequence[Sequence[str]]) -> Table:
    """A table of these texts at the end of a document."""
    table: Table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def saved(made: Workbook | DocumentObject) -> bytes:
    """The bytes of a file, the same whenever it is made: office programs write the hour into it."""
    first, second = BytesIO(), BytesIO()
    made.save(first)
    with ZipFile(first) as packed, ZipFile(second, "w", ZIP_DEFLATED) as again:
        for entry in packed.infolist():
            content = packed.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-11-20T00:00:00Z", content)
            again.writestr(ZipInfo(entry.filename, (2026, 11, 20, 0, 0, 0)), content, ZIP_DEFLATED)
    return second.getvalue()
