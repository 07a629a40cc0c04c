"""What decisions changed in some days, as a workbook: a row for each change, and a sheet that counts them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from openpyxl import Workbook

from bot.petitions.book import Span
from bot.reports.sheets import Value, fill, new_workbook, said, set_up
from bot.texts import say, words
from knowledge.changes import Changed, DecisionChanges
from knowledge.procedures import Decision, Level


@dataclass(frozen=True, slots=True)
class Row:
    """One change, and what brought it: several decisions, where the source does not say which of them did."""

    place: int
    decisions: tuple[Decision, ...]
    changed: Changed


def workbook(of: Sequence[DecisionChanges], span: Span, today: date) -> bytes:
    """The changes as a file of a spreadsheet program."""
    made = new_workbook()
    add_to(made, of, span, today)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def add_to(made: Workbook, of: Sequence[DecisionChanges], span: Span, today: date) -> None:
    """The changes as two sheets of a workbook: each of them, and how many there are."""
    pairs = [(one.decisions, changed) for one in of for changed in one.changes]
    rows = [Row(place, *pair) for place, pair in enumerate(pairs, 1)]
    titles = _titles(span, today, len(rows))
    lines = [[value(row) for _, value in COLUMNS.values()] for row in rows]
    _add(made, "sheet", titles, {name: width for name, (width, _) in COLUMNS.items()}, lines)
    _add(made, "sheet_counts", titles, COUNTED, _counts(of))


def _add(
    made: Workbook, name: str, titles: Sequence[str], widths: Mapping[str, int], lines: Sequence[Sequence[Value]]
) -> None:
    """A sheet of a table."""
    sheet = made.create_sheet(said(say(f"changes_book.{name}")))
    head = [(said(say(f"changes_book.head_{column}")), width) for column, width in widths.items()]
    set_up(sheet, fill(sheet, titles, head, lines), FROZEN)


def _titles(span: Span, today: date, number: int) -> list[str]:
    days = say("book.span", since=words.day(span.since), until=words.day(span.until))
    made = say("changes_book.made", day=words.day(today), number=words.number(number))
    return [said(told) for told in (say("changes_book.title"), days, made)]


def _counts(of: Sequence[DecisionChanges]) -> list[Sequence[Value]]:
    """A line for each decision, what it did, level and field, with how many; a procedure of two levels is in two."""
    lines: dict[tuple[str, ...], int] = {}
    for one in of:
        number = words.either(decision.number for decision in one.decisions)
        for changed in one.changes:
            version = changed.version
            for level in (level for level in Level if level in version.levels):
                told = said(say(f"change.{changed.effect}")), said(say(f"level.{level}")), version.field
                lines[number, *told] = lines.get((number, *told), 0) + 1
    return [(*key, number) for key, number in lines.items()]


def _signed(row: Row) -> Value:
    """The day of the decision; none where one of several did it."""
    return row.decisions[0].signed_on if len(row.decisions) == 1 else None


def _basis(row: Row) -> Value:
    return said(say(f"changes_book.basis_{row.changed.basis}")) if row.changed.basis else ""


def _levels(row: Row) -> Value:
    return ", ".join(said(say(f"level.{level}")) for level in Level if level in row.changed.version.levels)


def _reason(row: Row) -> Value:
    """Why it ended, or that nobody stated it."""
    if not row.changed.ends:
        return ""
    reason = row.changed.version.end_reason
    return said(say(f"end_reason.{reason}") if reason else say("line.not_stated"))


COLUMNS: Mapping[str, tuple[int, Callable[[Row], Value]]] = {
    "place": (6, lambda row: row.place),
    "decision": (20, lambda row: words.either(decision.number for decision in row.decisions)),
    "signed": (12, _signed),
    "issuer": (24, lambda row: words.either(dict.fromkeys(decision.issuer for decision in row.decisions))),
    "change": (16, lambda row: said(say(f"change.{row.changed.effect}"))),
    "code": (12, lambda row: row.changed.version.code),
    "name": (50, lambda row: row.changed.version.name),
    "field": (24, lambda row: row.changed.version.field),
    "level": (18, _levels),
    "day": (12, lambda row: row.changed.day),
    "basis": (16, _basis),
    "reason": (26, _reason),
    "heirs": (16, lambda row: ", ".join(row.changed.version.replaced_by) if row.changed.ends else ""),
    "source": (30, lambda row: row.changed.version.source.label),
}
"""The columns with their widths, in their order."""

COUNTED: Mapping[str, int] = {"decision": 24, "change": 18, "level": 30, "field": 40, "number": 10}
"""The columns of the counts with their widths."""

FROZEN = 1
"""Columns that stay in sight."""
