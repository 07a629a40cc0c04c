"""The register "Sổ tiếp nhận phản ánh, kiến nghị" as a workbook: a row for each petition, with the law's columns.

Who it is made for decides what stands in it: petitions outside of the scope have no row; of what is confidential the
number alone stands there, so that the numbers have no gap. Trials stand on a sheet of their own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.clock import VIET_NAM
from bot.petitions.asides import RestrictedError
from bot.petitions.book import Entry, Span
from bot.petitions.cases import Cases
from bot.petitions.categories import CONDUCT, Family, categories
from bot.petitions.identity import Identity, shown_phone
from bot.petitions.life import OPEN, State
from bot.petitions.petition import Petition, actor_of
from bot.petitions.redaction import redacted
from bot.reports.sheets import Value, fill, new_workbook, said, set_up
from bot.review.officers import Officer
from bot.review.powers import Power, role_for
from bot.review.traces import TraceRepository
from bot.texts import say, words

SUMMARY, RESULT = 600, 400
"""Characters of the words and of the answer that a row shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A petition as whoever reads the book may see it.

    `contact` is None where it was not asked for, or may not be seen; `whole` is False where its number alone is shown.
    """

    entry: Entry
    whole: bool
    contact: Identity | None = None

    @property
    def petition(self) -> Petition:
        """The petition itself."""
        return self.entry.petition


@dataclass(frozen=True, slots=True)
class Book:
    """What a workbook is made of: its rows, whose it is, when it is made, and what the codes of units mean."""

    rows: Sequence[Row]
    span: Span
    agency: str
    at: datetime
    units: Mapping[str, str] = field(default_factory=dict)


def rows_for(entries: Sequence[Entry], officer: Officer | None) -> list[Row]:
    """The rows of the book that an officer may have; without one, all of them, and nothing of what is confidential."""
    if officer is None:
        return [Row(entry, not entry.petition.confidential) for entry in entries]
    rows = (Row(entry, role_for(officer, Power.EXPORT, entry.matter) is not None) for entry in entries)
    return [row for row in rows if row.whole or _is_in_scope(officer, row.entry)]


def _is_in_scope(officer: Officer, entry: Entry) -> bool:
    """Whether a petition that an officer may not see would be theirs, were it about nobody's conduct."""
    open_to_all = replace(entry.matter, confidential=False, concerned=frozenset())
    return role_for(officer, Power.EXPORT, open_to_all) is not None


def with_contacts(
    rows: Sequence[Row], cases: Cases, traces: TraceRepository, officer: Officer, reason: str, at: datetime
) -> list[Row]:
    """The rows with who sent each petition; every look is in its trail, as if each were looked at by itself."""
    # Whoever holds several petitions holds them in the order of their numbers, as everywhere.
    in_order = sorted(rows, key=lambda row: row.petition.id)
    seen = {row.petition.id: _contact(row, cases, traces, officer, reason, at) for row in in_order}
    return [replace(row, contact=seen[row.petition.id]) for row in rows]


def _contact(
    row: Row, cases: Cases, traces: TraceRepository, officer: Officer, reason: str, at: datetime
) -> Identity | None:
    role = role_for(officer, Power.SEE_CONTACT, row.entry.matter)
    if not row.whole or role is None or row.petition.anonymised_at:
        return None
    try:
        contact = cases.register.contact(row.petition, actor_of(officer, role), reason, at)
    except RestrictedError:
        return None
    traces.leave(at, officer.id, role, Power.SEE_CONTACT, f"petition:{row.petition.id}", reason)
    return contact


def workbook(book: Book) -> bytes:
    """The book as a file of a spreadsheet program."""
    made = new_workbook()
    add_to(made, book)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def add_to(made: Workbook, book: Book) -> None:
    """The book as sheets of a workbook: one of what is real, one of trials where there are any."""
    for trial in sorted({row.petition.trial for row in book.rows}) or [False]:
        _fill(made.create_sheet(said(say("book.sheet_trial" if trial else "book.sheet"))), book, trial)


def _fill(sheet: Worksheet, book: Book, trial: bool) -> None:
    """One book: whose it is, of which days, and a line for each petition."""
    rows = [row for row in book.rows if row.petition.trial is trial]
    head = [(said(say(f"book.head_{name}")), width) for name, (width, _) in COLUMNS.items()]
    header = fill(sheet, _heading(book, len(rows), trial), head, (_line(row, book) for row in rows), FROZEN)
    set_up(sheet, header, FROZEN, ACROSS)


def _heading(book: Book, number: int, trial: bool) -> list[str]:
    agency = said(say("book.trial")) if trial or not book.agency else book.agency
    title = said(say("book.title_trial" if trial else "book.title"))
    span = said(say("book.span", since=words.day(book.span.since), until=words.day(book.span.until)))
    return [agency, title, span, said(say("book.made", day=words.day(_day(book.at)), number=words.number(number)))]


def _line(row: Row, book: Book) -> list[Value]:
    """The cells of a petition; of one that may not be seen its number and that it is so."""
    if row.whole:
        return [value(row, book) for _, value in COLUMNS.values()]
    shown: dict[str, Value] = {name: COLUMNS[name][1](row, book) for name in ("number", "year")}
    return [{**shown, "summary": said(say("book.closed"))}.get(name, "") for name in COLUMNS]


def _day(at: datetime) -> date:
    return at.astimezone(VIET_NAM).date()


def _of_contact(row: Row, part: Callable[[Identity], str]) -> str:
    """Something of who sent it, or why it does not stand here."""
    if row.petition.anonymised_at:
        return said(say("book.erased"))
    if row.contact:
        return part(row.contact)
    return said(say("book.restricted")) if row.petition.restricted_at else said(say("book.withheld"))


def _reached_at(contact: Identity) -> str:
    return "; ".join(filter(None, (shown_phone(contact.phone), contact.email)))


def _of_words(text: str | None, row: Row, most: int) -> str:
    """Something that was written, without what tells a person apart unless the contact stands beside it."""
    if row.petition.anonymised_at:
        return said(say("book.erased"))
    if row.petition.restricted_at:
        return said(say("book.restricted"))
    whole = text or ""
    return words.shortened(" ".join((whole if row.contact else redacted(whole, Identity()).text).split()), most)


def _summary(row: Row, _: Book) -> str:
    return _of_words(row.petition.words, row, SUMMARY)


def _class(row: Row, _: Book) -> str:
    """The classes of NĐ 20/2008/NĐ-CP, Điều 9.1.d, as far as they are known."""
    petition = row.petition
    if petition.state in CLASSES:
        return said(say(f"book.class_{CLASSES[petition.state]}"))
    if categories()[petition.category].family is Family.NEIGHBOURHOOD:
        return said(say("book.class_neighbourhood"))
    if petition.category == CONDUCT:
        return said(say("book.class_conduct"))
    if petition.state is State.TRANSFERRED:
        return said(say("book.class_rule_elsewhere"))
    return said(say("book.class_rule_ours" if petition.answered_at else "book.class_rule"))


CLASSES = {State.REJECTED: "refused", State.DIVERTED: "diverted", State.SUBMITTED: "none", State.NEED_INFO: "none"}
"""States that say the class by themselves: before it was received there is none."""


def _unit(row: Row, book: Book) -> str:
    return book.units.get(row.petition.unit, row.petition.unit)


def _due(row: Row, _: Book) -> date | None:
    limit = _limit(row.petition)
    return _day(limit) if limit else None


def _limit(petition: Petition) -> datetime | None:
    """By when it was, or is, to be answered or passed on."""
    return petition.transfer_due_at if petition.state is State.TRANSFERRED else petition.due_at


def _ended(petition: Petition) -> datetime | None:
    """When the office gave its answer, whatever it was."""
    return petition.answered_at or (petition.closed_at if petition.state in ENDED_BY_OFFICE else None)


ENDED_BY_OFFICE = frozenset({State.REJECTED, State.TRANSFERRED})


def _replied_on(row: Row, _: Book) -> date | None:
    ended = _ended(row.petition)
    return _day(ended) if ended else None


def _document_on(row: Row, _: Book) -> date | None:
    return row.entry.document.day


def _result(row: Row, _: Book) -> str:
    """What came of it."""
    petition = row.petition
    if petition.state is State.REJECTED:
        return say(f"reason.{petition.reason}").unescape()
    is_relayed = petition.state is State.TRANSFERRED and row.entry.answer != ""
    return _of_words(row.entry.answer, row, RESULT) if petition.answered_at or is_relayed else ""


def _in_time(row: Row, book: Book) -> str:
    """Whether it was answered in time, or is late by now; what was taken back or repeats another is neither."""
    petition, limit, ended = row.petition, _limit(row.petition), _ended(row.petition)
    if limit is None:
        return said(say("book.stands")) if petition.state in OPEN else ""
    if ended:
        return said(say("book.on_time" if ended <= limit else "book.late"))
    if petition.state not in OPEN:
        return ""
    return said(say("book.running" if book.at <= limit else "book.late"))


def _ratings(row: Row, _: Book) -> str:
    given = {"process": row.petition.process_rating, "result": row.petition.result_rating}
    return "; ".join(said(say(f"book.rated_{name}", value=value)) for name, value in given.items() if value)


def _notes(row: Row, _: Book) -> str:
    petition = row.petition
    notes = {
        said(say("book.repeats", code=row.entry.parent)): bool(row.entry.parent),
        said(say("book.confidential")): petition.confidential,
        said(say("book.note_restricted")): petition.restricted_at,
        said(say("book.note_erased")): petition.anonymised_at,
    }
    return "; ".join(note for note, holds in notes.items() if holds)


COLUMNS: Mapping[str, tuple[int, Callable[[Row, Book], Value]]] = {
    "number": (7, lambda row, _: row.petition.book_number),
    "year": (7, lambda row, _: row.petition.book_year),
    "received": (12, lambda row, _: _day(row.petition.submitted_at)),
    "channel": (11, lambda row, _: said(say(f"book.channel_{row.petition.channel}"))),
    "code": (17, lambda row, _: row.petition.code),
    "name": (20, lambda row, _: _of_contact(row, lambda contact: contact.name)),
    "address": (24, lambda row, _: _of_contact(row, lambda contact: contact.address)),
    "contact": (16, lambda row, _: _of_contact(row, _reached_at)),
    "summary": (45, _summary),
    "category": (20, lambda row, _: say(f"category.{row.petition.category}").unescape()),
    "class": (20, _class),
    "unit": (16, _unit),
    "officer": (18, lambda row, _: row.entry.officer),
    "due": (12, _due),
    "state": (18, lambda row, _: said(say(f"book.state_{row.petition.state}"))),
    "replied": (12, _replied_on),
    "document": (16, lambda row, _: row.entry.document.number),
    "document_on": (12, _document_on),
    "agency": (20, lambda row, _: row.petition.agency),
    "result": (35, _result),
    "in_time": (11, _in_time),
    "reopened": (8, lambda row, _: row.petition.reopened),
    "ratings": (14, _ratings),
    "notes": (24, _notes),
}
"""The columns with their widths, in their order."""

ACROSS = 2
"""How many pages the table is printed across: on one its letters would be too small to read."""

FROZEN = 2
"""Columns that stay in sight: the number and its year."""
