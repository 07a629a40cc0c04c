"""A table as a file: CSV as RFC 4180 has it, in UTF-8 that spreadsheet programs know by its mark; or a workbook.

Either is written line by line, so that a long table takes no more memory than a short one. What a program would take
for a formula is a text in both: in a workbook its cell says so, in CSV an apostrophe stands before it.
"""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import BinaryIO

from bot.reports.exports.table import Table
from bot.reports.exports.workbook import write_workbook
from bot.reports.sheets import Value, fit, is_like_formula


class Format(StrEnum):
    """How a table is written."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES: Mapping[Format, str] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(table: Table, format_: Format, file: BinaryIO) -> int:
    """Write a table to an open file; gives how many lines it has."""
    return _WRITERS[format_](table, file)


def _write_csv(table: Table, file: BinaryIO) -> int:
    text, number = io.TextIOWrapper(file, "utf-8-sig", newline=""), 0
    lines = csv.writer(text)
    lines.writerow([name for name, _ in table.head])
    for number, line in enumerate(table.lines, 1):  # noqa: B007 - the last one is how many there are
        lines.writerow([_in_csv(value) for value in line])
    text.flush()
    text.detach()  # the file stays open for whoever reads it
    return number


def _in_csv(value: Value) -> str | int | None:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if not isinstance(value, str):
        return value
    text = fit(value)
    return f"'{text}" if is_like_formula(text) else text


_WRITERS: Mapping[Format, Callable[[Table, BinaryIO], int]] = {Format.CSV: _write_csv, Format.XLSX: write_workbook}
