"""Reading rows of the catalogue's CSV files: each cell to its type, each fault kept with its place.

A fault keeps facts (file, line, column, value, rule); the words for it stand with the words people read.
"""

import contextlib
import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

SEPARATOR = ";"
ADDRESS = re.compile(r"https://[^\s/.]+(\.[^\s/.]+)+(/\S*)?")
CODE = re.compile(r"\d\.\d{6}|TN-[A-Z0-9]+(?:-[A-Z0-9]+)*")

Choice = TypeVar("Choice", bound=StrEnum)


class Rule(StrEnum):
    """What a cell, a row or a file breaks; each has its sentence in the texts."""

    FILE_MISSING = "file_missing"
    ENCODING = "encoding"
    COLUMNS = "columns"
    REQUIRED = "required"
    NFC = "nfc"
    CODE = "code"
    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"
    YES = "yes"
    UNKNOWN = "unknown"
    DUPLICATE = "duplicate"
    OVERLAP = "overlap"
    EMPTY_INTERVAL = "empty_interval"
    NEEDS = "needs"
    NOT_OURS = "not_ours"
    CONTRADICTS = "contradicts"
    RING = "ring"
    NO_VERSION = "no_version"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where it stands, what stands there, and what would be right (`expected`, per rule)."""

    file: str
    line: int
    column: str
    value: str
    rule: Rule
    expected: str = ""


class Row:
    """One line of a file; what cannot be read becomes a fault and an empty value, so that all are found at once."""

    def __init__(self, file: str, line: int, cells: dict[str, str], faults: list[Fault]) -> None:
        self.file = file
        self.line = line
        self._cells = cells
        self._faults = faults

    def fault(self, column: str, rule: Rule, expected: str = "") -> None:
        """Keep a fault of this row."""
        self._faults.append(Fault(self.file, self.line, column, self._cells.get(column) or "", rule, expected))

    def text(self, column: str, *, required: bool = False) -> str:
        """The cell's text in NFC; empty where nothing is stated."""
        value = (self._cells.get(column) or "").strip()
        if not (value.isascii() or unicodedata.is_normalized("NFC", value)):
            self.fault(column, Rule.NFC)
        if required and not value:
            self.fault(column, Rule.REQUIRED)
        return value

    def code(self, column: str) -> str:
        """A procedure's code."""
        value = self.text(column, required=True)
        if value and not CODE.fullmatch(value):
            self.fault(column, Rule.CODE)
        return value

    def day(self, column: str, *, required: bool = False) -> date | None:
        """A legal date, or None where none is stated."""
        value = self.text(column, required=required)
        if not value:
            return None
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            with contextlib.suppress(ValueError):
                return date.fromisoformat(value)
        self.fault(column, Rule.DAY)
        return None

    def address(self, column: str) -> str:
        """An address on the web that a citizen may open; empty where none is stated."""
        value = self.text(column)
        if value and not ADDRESS.fullmatch(value):
            self.fault(column, Rule.ADDRESS)
        return value

    def number(self, column: str, *, required: bool = False) -> int | None:
        """A whole number that is not negative, or None."""
        value = self.text(column, required=required)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", value):
            self.fault(column, Rule.NUMBER)
            return None
        return int(value)

    def choice(self, column: str, kind: type[Choice], *, required: bool = False) -> Choice | None:
        """One of a closed list of words, or None where the cell is empty."""
        value = self.text(column, required=required)
        return self._chosen(column, kind, value) if value else None

    def choices(self, column: str, kind: type[Choice]) -> frozenset[Choice]:
        """Several words of a closed list; at least one."""
        values = self.several(column)
        if not values:
            self.fault(column, Rule.REQUIRED)
        return frozenset(c for v in values if (c := self._chosen(column, kind, v)) is not None)

    def _chosen(self, column: str, kind: type[Choice], value: str) -> Choice | None:
        try:
            return kind(value)
        except ValueError:
            self.fault(column, Rule.CHOICE, ", ".join(kind))
            return None

    def several(self, column: str) -> tuple[str, ...]:
        """The values of a cell that may hold several."""
        return tuple(part for cell in self.text(column).split(SEPARATOR) if (part := cell.strip()))

    def known(self, column: str, keys: Collection[str], where: str, *, required: bool = False) -> str:
        """A key that stands in another file."""
        value = self.text(column, required=required)
        if value and value not in keys:
            self.fault(column, Rule.UNKNOWN, where)
            return ""
        return value

    def yes(self, column: str) -> bool | None:
        """Yes, no, or nothing stated."""
        value = self.text(column)
        if value not in {"yes", "no", ""}:
            self.fault(column, Rule.YES)
        return {"yes": True, "no": False}.get(value)


def rows(content: bytes | None, file: str, columns: Collection[str], faults: list[Fault]) -> Iterator[Row]:
    """The rows of a file that has these columns; a missing file (None) or column is a fault and gives no row."""
    if content is None:
        faults.append(Fault(file, 0, "", "", Rule.FILE_MISSING))
        return
    try:
        # A mark of byte order is what a spreadsheet may write, and no fault.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.append(Fault(file, 0, "", "", Rule.ENCODING))
        return
    with io.StringIO(text, newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [c for c in columns if c not in (reader.fieldnames or ())]
        if missing:
            faults.append(Fault(file, 1, ", ".join(missing), "", Rule.COLUMNS))
            return
        for cells in reader:
            if None in cells:
                faults.append(Fault(file, reader.line_num, "", "", Rule.COLUMNS))
                continue
            yield Row(file, reader.line_num, cells, faults)
