"""Tables of texts as a file and back: CSV in an archive, a workbook, JSON. The same tables give the same bytes."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from knowledge.cells import SEPARATOR
from knowledge.open_data.columns import EXPORTED
from knowledge.open_data.tables import Tables

FORMAT, VERSION = "motcua-catalogue", 1

OLDEST = (1980, 1, 1, 0, 0, 0)
"""The day that stands beside every part of an archive: the earliest there is."""

MOST = 200 * 1024 * 1024
"""Bytes of the largest export that is read, packed or not."""

# A spreadsheet takes a text that begins so for a formula, in a CSV file too.
_DANGEROUS = re.compile(r"'*[=+\-@\t]")
_MADE_SAFE = re.compile(r"'+[=+\-@\t]")
_CHANGED_ON = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_SOME_DAY = rb"\g<1>1980-01-01T00:00:00Z"

NUMBERS = frozenset({"lists", "fee", "originals", "copies", "procedures"})
TRUTHS = frozenset({"papers_complete", "conditional"})
SEVERAL = frozenset({"levels", "enacted_by", "ended_by", "replaced_by"})
"""Columns that JSON has other kinds of values for than texts."""


class Format(StrEnum):
    """How an export is written."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class NotAnExportError(Exception):
    """A file that is no export of a catalogue, or one of another version; the text says what is wrong."""


def written(tables: Tables, format_: Format) -> bytes:
    """An export as a file: an archive of CSV files, a workbook with a sheet for each, or JSON."""
    return _WRITTEN[format_](tables)


def file_of(tables: Tables, file: str) -> bytes:
    """One table as a CSV file; texts that a spreadsheet would compute get an apostrophe before them."""
    rows = (
        tuple(_DANGEROUS.sub(r"'\g<0>", cell, count=1) if _DANGEROUS.match(cell) else cell for cell in row)
        for row in tables[file]
    )
    return _csv((EXPORTED[file], *rows))


def read(content: bytes) -> Tables:
    """The tables of an export, whatever its format. Raises NotAnExportError."""
    if len(content) > MOST:
        raise NotAnExportError(f"it has more than {MOST // 2**20} MB")
    if content.startswith(b"PK"):
        return _of_archive(content)
    return _of_json(content)


def plain_files(tables: Tables) -> Callable[[str], bytes | None]:
    """The tables as the files of a catalogue, as reading one wants them."""
    files = {file: _csv((EXPORTED[file], *rows)) for file, rows in tables.items()}
    return files.get


def _csv(rows: Sequence[Sequence[str]] | Any) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _archive(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            part = ZipInfo(name, OLDEST)
            part.compress_type, part.external_attr, part.create_system = ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(part, content)
    return file.getvalue()


def _zip(tables: Tables) -> bytes:
    return _archive({file: file_of(tables, file) for file in EXPORTED})


def _sheet_name(file: str) -> str:
    return file.removesuffix(".csv")


def _xlsx(tables: Tables) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    for file, columns in EXPORTED.items():
        sheet = book.create_sheet(_sheet_name(file))
        sheet.freeze_panes = "A2"
        heads = [WriteOnlyCell(sheet, column) for column in columns]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)
        for row in tables[file]:
            sheet.append([_safe(sheet, text) if _DANGEROUS.match(text) else text or None for text in row])
    file_ = io.BytesIO()
    book.save(file_)
    with ZipFile(file_) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return _archive({name: _CHANGED_ON.sub(_SOME_DAY, content) for name, content in parts.items()})


def _safe(sheet: Any, text: str) -> Any:
    """A cell that is a text whatever it looks like, also after somebody edited it."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    cell = WriteOnlyCell(sheet, text)
    cell.data_type, cell.quotePrefix, cell.alignment = "s", True, Alignment()
    return cell


def _json(tables: Tables) -> bytes:
    told = {
        _sheet_name(file): [
            {name: _value(name, cell) for name, cell in zip(columns, row, strict=True) if cell} for row in tables[file]
        ]
        for file, columns in EXPORTED.items()
    }
    whole = {"format": FORMAT, "version": VERSION, **told}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _value(column: str, cell: str) -> object:
    if column in NUMBERS:
        return int(cell)
    if column in TRUTHS:
        return cell == "yes"
    return [part.strip() for part in cell.split(SEPARATOR)] if column in SEVERAL else cell


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return f"{SEPARATOR} ".join(map(str, value))
    return "" if value is None else str(value)


_WRITTEN = {Format.CSV: _zip, Format.XLSX: _xlsx, Format.JSON: _json}


def _of_archive(content: bytes) -> Tables:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST:
                raise NotAnExportError(f"it unpacks to more than {MOST // 2**20} MB")
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                return _of_workbook(content)
            return {file: _of_csv(file, archive.read(file)) for file in _expected(names)}
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotAnExportError("its archive cannot be opened") from error


def _expected(names: Sequence[str]) -> Sequence[str]:
    missing = [file for file in EXPORTED if file not in names]
    if missing:
        raise NotAnExportError(f"it lacks {', '.join(missing)}")
    return list(EXPORTED)


def _of_csv(file: str, content: bytes) -> list[tuple[str, ...]]:
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotAnExportError(f"{file} is no CSV in UTF-8") from error
    return [tuple(cell[1:] if _MADE_SAFE.match(cell) else cell for cell in row) for row in _under_heads(file, rows)]


def _under_heads(file: str, rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    if not rows or tuple(rows[0]) != EXPORTED[file]:
        raise NotAnExportError(f"{file} has not the columns {', '.join(EXPORTED[file])}")
    wide = len(EXPORTED[file])
    if any(len(row) != wide for row in rows):
        raise NotAnExportError(f"{file} has rows of another length than its heading")
    return list(rows[1:])


def _of_workbook(content: bytes) -> Tables:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise NotAnExportError("its workbook cannot be opened") from error
    names = {f"{name}.csv": name for name in book.sheetnames}
    tables = {}
    for file in _expected(list(names)):
        rows = [tuple(map(_text, row)) for row in book[names[file]].iter_rows(values_only=True)]
        wide = len(EXPORTED[file])
        whole = [(*row, *[""] * (wide - len(row))) for row in rows]
        tables[file] = [tuple(row) for row in _under_heads(file, whole)]
    return tables


def _of_json(content: bytes) -> Tables:
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotAnExportError("it is neither an archive nor JSON") from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise NotAnExportError(f'it does not say "format": "{FORMAT}"')
    if whole.get("version") != VERSION:
        raise NotAnExportError(f"it is of version {whole.get('version')}, not {VERSION}")
    _expected([f"{name}.csv" for name in whole])
    return {file: [_row(file, row) for row in whole[_sheet_name(file)]] for file in EXPORTED}


def _row(file: str, row: object) -> tuple[str, ...]:
    if not isinstance(row, dict) or not row.keys() <= set(EXPORTED[file]):
        raise NotAnExportError(f"a row of {_sheet_name(file)} has other names than {', '.join(EXPORTED[file])}")
    return tuple(_text(row.get(column)) for column in EXPORTED[file])
