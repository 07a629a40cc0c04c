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
    TWICE = "twice"  # the same code a second time; `expected` is where it stood first
    # Of the decision.
    SIGNED_LATER = "signed_later"  # on a day that has not come yet
    # Of a section's heading.
    COUNT = "count"  # it announces more procedures, or fewer, than stand under it


TOLERATED = frozenset({Trouble.NO_CODE, Trouble.REASON, Trouble.COUNT})
"""What leaves its row among those that were read, for a person to settle; every other fault of a row takes it out."""


@dataclass(frozen=True, slots=True)
class AnnexFault:
    """One thing wrong: sheet, row and column as the person sees them, what stands there, what would be right.

    The second table of a document is the sheet "[2]", as no sheet can be called; a CSV file has the sheet "".
    """

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
    SUCCESSOR = "successor"  # the code or name that replaces it
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
    """One procedure of the annex; empty where the row says nothing. `sheet` and `row` are its place.

    In a section "thay thế" the row is what begins and `replaces` what it replaces; a row of "bị thay thế" is what ends:
    abolished, for the reason that something replaced it.
    """

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
    replaced_by: tuple[str, ...] = ()  # codes that the row says take its place; names where it states no code
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
