"""What an annex says, row by row, with the place of each row; and what is wrong in it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.procedures import Change, EndReason, Level


class Trouble(StrEnum):
    """What is wrong with a file, a row or a cell; each has its sentence in the texts."""

    # Of the whole file: nothing of it is read.
    TOO_BIG = "too_big"
    BOMB = "bomb"  # it would unpack to far more than it is
    MACROS = "macros"
    LOCKED = "locked"  # protected by a password
    OLD_FORMAT = "old_format"  # .xls, .doc
    KIND = "kind"  # no XLSX, CSV or DOCX by its content
    BROKEN = "broken"
    ENCODING = "encoding"
    NO_TABLE = "no_table"  # no heading names a procedure
    TOO_MANY_ROWS = "too_many_rows"
    # Of one cell.
    FORMULA = "formula"
    CODE = "code"
    NO_NAME = "no_name"
    NO_CODE = "no_code"
    NO_SECTION = "no_section"  # whether it is new, amended, replaced or abolished stands nowhere
    LEVEL = "level"
    DAY = "day"
    REASON = "reason"
    TWICE = "twice"  # the same code twice under the same heading


@dataclass(frozen=True, slots=True)
class AnnexFault:
    """One thing wrong: sheet, row and column as the person sees them, what stands there, what would be right."""

    trouble: Trouble
    sheet: str = ""
    row: int = 0  # as the spreadsheet numbers it; in a document the row of its table
    column: str = ""  # its letter and heading: "B (Mã số TTHC)"
    value: str = ""
    expected: str = ""


class AnnexError(Exception):
    """The file cannot be read at all; nothing was changed."""

    def __init__(self, fault: AnnexFault) -> None:
        self.fault = fault
        super().__init__(fault.trouble)


class Meaning(StrEnum):
    """What a column holds."""

    NUMBER = "number"  # STT
    CODE = "code"
    NAME = "name"
    FIELD = "field"
    LEVEL = "level"
    TIME = "time"
    PLACE = "place"  # Địa điểm thực hiện
    FEE = "fee"
    BASIS = "basis"  # Căn cứ pháp lý
    AUTHORITY = "authority"  # Cơ quan thực hiện
    WAY = "way"  # Cách thức thực hiện
    REPLACES = "replaces"  # the code or name it replaces
    REASON = "reason"
    EFFECTIVE = "effective"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What a column was taken for; None for one that says nothing we keep."""

    sheet: str
    column: str  # letter
    heading: str
    meaning: Meaning | None


@dataclass(frozen=True, slots=True)
class StatedDecision:
    """What the file says of its decision; empty or None where it does not."""

    number: str = ""
    signed_on: date | None = None
    issuer: str = ""
    subject: str = ""
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One procedure of the annex; empty where the row says nothing. `sheet` and `row` are its place."""

    sheet: str
    row: int
    change: Change
    code: str
    name: str
    field: str = ""
    levels: frozenset[Level] = frozenset()
    time: str = ""
    place: str = ""
    fee: str = ""
    basis: str = ""
    authority: str = ""
    way: str = ""
    replaces: tuple[str, ...] = ()  # codes, or names where no code is stated
    reason: EndReason | None = None
    effective_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """A file read to its end: its decision, what its columns were taken for, its rows, and every fault."""

    name: str
    decision: StatedDecision
    columns: tuple[ColumnMatch, ...]
    rows: tuple[AnnexRow, ...]
    faults: tuple[AnnexFault, ...]
