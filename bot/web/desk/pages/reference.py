"""The office's tables: which there are, the rows of one, a row with its form and its history, and ending it.

row ──Xem lại──▶ what changes, what it leads to ──Lưu──▶ kept, and written down
 ▲                   └──Sửa tiếp──▶ the form with what was typed
 └── a fault, or somebody was first: the form with what was typed
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from markupsafe import Markup

from bot.review.officers import Role
from bot.texts import say, words
from bot.web.desk.pages.turning import turned
from bot.web.desk.reference.description import (
    ChangedError,
    Column,
    Faults,
    Reference,
    Row,
    Standing,
    Values,
    faults_of,
)
from bot.web.desk.reference.tables import TABLES
from bot.web.desk.replies import Page, Redirect, Reply
from bot.web.desk.seat import Seat
from knowledge.text.normalise import bare

TABLES_PATH = "/banlamviec/bang"

SAVE, AGAIN, END = "luu", "sua", "bo"
"""What the buttons of a form carry: to keep it, to go on typing; and where a row is ended."""

LONGEST_SAID = 300
"""Characters of a value in the trail."""


@dataclass(frozen=True, slots=True)
class At:
    """A row of a table that somebody opened."""

    table: Reference
    key: str
    standing: Standing
    role: Role | None

    @property
    def path(self) -> str:
        """Its address."""
        return f"{TABLES_PATH}/{self.table.key}/{self.key}"


def tables(seat: Seat) -> Page:
    """Every table, with how many rows it has and whether the officer may change any."""
    found = [
        (table, len(table.rows(seat)), table.power is not None and seat.may(table.power)) for table in TABLES.values()
    ]
    return Page("reference_tables.html", {"tables": found})


def table(seat: Seat) -> Page:
    """The rows of a table, a page at a time; only those with some words, if any were typed."""
    shown = TABLES.get(seat.asked.parts["table"])
    if shown is None:
        return _unknown()
    typed = seat.asked.query.get("tim", "").strip()[:200]
    rows = [row for row in shown.rows(seat) if _says(row, typed)]
    values = {
        "table": shown,
        "found": turned(rows, seat.asked),
        "to": lambda number: seat.asked.again(trang=number, xong=""),
        "number": len(rows),
        "words": typed,
        "ended": seat.asked.query.get("xong") == END,
        "begins": [(key, name) for key, name in shown.begins.items() if shown.role(seat, key)],
    }
    return Page("reference.html", values)


def _says(row: Row, typed: str) -> bool:
    return bare(typed) in bare(" ".join(row.cells))


def row(seat: Seat) -> Page:
    """A row: what stands, the form to change it for who may, and what stood before."""
    at = _at(seat)
    return _form(seat, at, at.standing.values) if at else _unknown()


def act(seat: Seat) -> Reply:
    """What was typed is checked and shown, or kept once it was shown."""
    at = _at(seat)
    if at is None:
        return _unknown()
    if at.role is None or not at.standing.columns:
        return _not_theirs(seat, at)
    columns = at.standing.columns
    values = {column.name: column.read(seat.asked.every(column.name)) for column in columns}
    faults = _faults(seat, at, values)
    if faults:
        return _form(seat, at, values, faults)
    if seat.asked.said("seen") != at.standing.seen:
        return _form(seat, at, values, told=say("reference.changed"))
    if seat.asked.said("step") == AGAIN:
        return _form(seat, at, values)
    if not _changes(columns, at.standing.values, values):
        return _form(seat, at, values, told=say("reference.unchanged"))
    return _keep(seat, at, at.role, values) if seat.asked.said("step") == SAVE else _check(seat, at, values)


def _faults(seat: Seat, at: At, values: Values) -> Faults:
    """What is wrong; what the table knows is asked only where each value is one."""
    return faults_of(at.standing.columns, values) or at.table.check(seat, at.key, values)


def _changes(columns: Sequence[Column], before: Values, after: Values) -> list[tuple[str, str, str]]:
    """What becomes otherwise: what it is called, what it was, and what it is to be."""
    changed = [column for column in columns if before[column.name] != after[column.name] and not column.aside]
    return [
        (str(column.title), column.said(before[column.name]), column.said(after[column.name])) for column in changed
    ]


def _check(seat: Seat, at: At, values: Values) -> Page:
    """What would be kept, once more before it is."""
    columns = at.standing.columns
    shown = {
        "at": at,
        "changes": _changes(columns, at.standing.values, values),
        "asides": [(column.title, column.said(values[column.name])) for column in columns if column.aside],
        "typed": [(column.name, one) for column in columns for one in column.sent(values[column.name])],
        "shown": at.table.shown(seat, at.key, values),
    }
    return Page("reference_check.html", shown)


def _keep(seat: Seat, at: At, role: Role, values: Values) -> Reply:
    changes = _changes(at.standing.columns, at.standing.values, values)
    try:
        key = at.table.save(seat, at.key, values, seat.asked.said("seen"))
    except ChangedError:
        return _form(seat, at, values, told=say("reference.changed"))
    _write_down(seat, at, role, key, "; ".join(_said(*change) for change in changes))
    return Redirect(f"{TABLES_PATH}/{at.table.key}/{key}?xong={SAVE}")


def _said(name: str, before: str, after: str) -> str:
    """A change in the trail."""
    nothing = say("contacting.nothing")
    was, now = (words.shortened(" ".join(one.split()), LONGEST_SAID) or nothing for one in (before, after))
    return str(say("reference.change", name=name, before=was, after=now).unescape())


def ending(seat: Seat) -> Page:
    """Whether a row is to end, and what that means."""
    at = _at(seat)
    if at is None or not at.standing.may_end:
        return _unknown()
    return Page("reference_end.html", {"at": at}) if at.role else _not_theirs(seat, at)


def end(seat: Seat) -> Reply:
    """A row ends; its history stays."""
    at = _at(seat)
    if at is None:
        return _unknown()
    if at.role is None:
        return _not_theirs(seat, at)
    seen = seat.asked.said("seen")
    if not at.standing.may_end or seen != at.standing.seen:
        return _form(seat, at, at.standing.values, told=say("reference.changed_end"))
    try:
        at.table.end(seat, at.key, seen)
    except ChangedError:
        return _form(seat, at, at.standing.values, told=say("reference.changed_end"))
    before = [(column, column.said(at.standing.values[column.name])) for column in at.standing.columns]
    ended = "; ".join(_said(str(column.title), said, "") for column, said in before if said)
    _write_down(seat, at, at.role, at.key, ended)
    return Redirect(f"{TABLES_PATH}/{at.table.key}?xong={END}")


def _write_down(seat: Seat, at: At, role: Role, key: str, reason: str) -> None:
    """Who changed what, from what to what."""
    power = at.table.power or ""
    seat.office.traces.leave(seat.office.at, seat.officer.id, role, power, f"{at.table.about}:{key}", reason)


def _form(
    seat: Seat, at: At, values: Values, faults: Mapping[str, Markup] | None = None, told: Markup | str = ""
) -> Page:
    done = seat.asked.query.get("xong") == SAVE and seat.asked.method == "GET"
    shown = {
        "at": at,
        "values": values,
        "faults": faults or {},
        "told": told,
        "done": say("reference.saved") if done else "",
        "may": at.role is not None and bool(at.standing.columns),
    }
    return Page("reference_row.html", shown)


def _at(seat: Seat) -> At | None:
    shown, key = TABLES.get(seat.asked.parts["table"]), seat.asked.parts["row"]
    standing = shown.row(seat, key) if shown else None
    if shown is None or standing is None:
        return None
    return At(shown, key, standing, shown.role(seat, key))


def _unknown() -> Page:
    return Page("plain.html", {"sentence": say("page.unknown")}, HTTPStatus.NOT_FOUND)


def _not_theirs(seat: Seat, at: At) -> Page:
    """Whoever may not change a row reads it at most; that it was tried is written down."""
    about = f"page:{at.table.about}:{at.key}"
    seat.office.traces.leave(seat.office.at, seat.officer.id, seat.role, "refused", about)
    return Page("refused.html", status=HTTPStatus.FORBIDDEN)
