"""The petitions of a filter: the columns of the register, and what the desk is asked for beside them.

Who sent them stands there only where somebody said why it is needed, and then each look is in the petition's trail
before the line is written; without it what tells a person apart is covered in the words too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from bot.clock import VIET_NAM
from bot.petitions.book import Span
from bot.petitions.cases import Cases
from bot.petitions.gathering import Sought
from bot.petitions.life import State
from bot.reports.exports.table import Columns, Table, What, table_of
from bot.reports.register_book import COLUMNS as REGISTER
from bot.reports.register_book import Book, Row
from bot.reports.sheets import Value, said
from bot.review.officers import Officer
from bot.texts import say

Contacts = Callable[[Sequence[Row]], Sequence[Row]]
"""Gives rows with who sent each, and has every look written down."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who takes a table along, when, and what the codes of communes mean; nobody's name is nobody in particular."""

    officer: Officer | None
    at: datetime
    communes: Mapping[str, str] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day it is taken along."""
        return self.at.astimezone(VIET_NAM).date()


def petitions(cases: Cases, reader: Reader, sought: Sought, contacts: Contacts | None = None) -> Table:
    """The petitions of a filter, as far as whoever reads them may take them along."""
    book = Book((), Span(reader.day, reader.day), "", reader.at, reader.communes)
    return table_of(What.PETITIONS, _columns(book), _rows(cases, reader, sought, contacts), _called)


def _rows(cases: Cases, reader: Reader, sought: Sought, contacts: Contacts | None) -> Iterator[Row]:
    for numbers in cases.gathering.numbers(reader.officer, reader.at, sought):
        rows: Sequence[Row] = [Row(entry, whole=True) for entry in cases.book.entries_of(numbers)]
        yield from contacts(rows) if contacts else rows


def _columns(book: Book) -> Columns[Row]:
    """Each with the book it stands in."""
    return {name: (width, partial(_said, value, book)) for name, (width, value) in COLUMNS.items()}


def _said(value: Callable[[Row, Book], Value], book: Book, row: Row) -> Value:
    return value(row, book)


def _called(name: str) -> str:
    return said(say(f"book.head_{name}" if name in REGISTER else f"export.head_{name}"))


def _commune(row: Row, book: Book) -> Value:
    code = row.petition.place.commune
    return book.units.get(code, code)


def _reason(row: Row, _: Book) -> Value:
    """Why it was not taken on."""
    refused = row.petition.state is State.REJECTED
    return said(say(f"reason.{row.petition.reason}")) if refused else ""


def _closed(row: Row, _: Book) -> Value:
    at = row.petition.closed_at
    return at.astimezone(VIET_NAM).date() if at else None


OF_THE_REGISTER = (
    "number", "year", "received", "channel", "code", "name", "address", "contact", "summary", "category", "class",
    "unit", "officer", "due", "state", "replied", "document", "document_on", "agency", "in_time", "reopened", "ratings",
    "notes",
)  # fmt: skip
"""Columns that stand in the register too; what was answered is a table of its own."""

COLUMNS: Mapping[str, tuple[int, Callable[[Row, Book], Value]]] = {
    **{name: REGISTER[name] for name in OF_THE_REGISTER},
    "commune": (20, _commune),
    "reason": (24, _reason),
    "closed": (12, _closed),
}
"""The columns with their widths, in their order: programs of others read them by it."""
