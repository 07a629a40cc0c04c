"""The office's own days: worked or free, with why; they go before the public calendar, which is shown beside them."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.petitions import public_holidays
from bot.petitions.days import OwnDay, PastDay
from bot.review.officers import Role
from bot.review.powers import Power, role_in
from bot.texts import say, words
from bot.web.desk.reference.description import (
    NEW,
    ChangedError,
    Column,
    ColumnKind,
    Faults,
    Past,
    Reference,
    Row,
    Standing,
    Values,
    day_of,
)
from bot.web.desk.seat import Seat

FREE, WORKED = "free", "worked"

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
"""Days that a page is opened for; nobody sets one so far off."""


def _columns() -> tuple[Column, ...]:
    kinds = {FREE: str(say("reference.day_free")), WORKED: str(say("reference.day_worked"))}
    return (
        Column("kind", ColumnKind.CHOICE, "reference.day_kind", required=True, choices=kinds),
        Column("note", ColumnKind.LINE, "reference.day_note", "reference.how_day_note", required=True),
    )


DAY = Column("day", ColumnKind.DAY, "reference.day", "reference.how_day", required=True)


def _rows(seat: Seat) -> list[Row]:
    """The days of this year and the next, the public ones too; then the office's own of other years."""
    own = {one.day: one for one in seat.office.cases.days.of()}
    public = {day for year in _years(seat) for day in (*_public(year).free, *_public(year).worked)}
    days = sorted({*public, *own}, key=lambda day: (day.year not in _years(seat), day))
    return [_row(day, own.get(day)) for day in days]


def _row(day: date, own: OwnDay | None) -> Row:
    note = own.note if own else _public_name(day)
    by = own.set_by if own else str(say("reference.public_calendar"))
    kind = (WORKED if own.working else FREE) if own else _public_kind(day)
    return Row(day.isoformat(), (_named(day), str(say(f"reference.day_{kind}")), note, by))


def _standing(seat: Seat, key: str) -> Standing | None:
    if key == NEW:
        return Standing(str(say("reference.new_day")), (DAY, *_columns()), {"day": "", "kind": "", "note": ""})
    day = day_of(key)
    if day is None or not EARLIEST < day < LATEST or key != day.isoformat():
        return None
    own, past = seat.office.cases.days.on(day), seat.office.cases.days.past(day)
    facts = [(str(say("reference.public_calendar")), _public_said(day))]
    if own is None:
        return Standing(_named(day), _columns(), {"kind": "", "note": ""}, facts=facts, past=_past(past))
    values = {"kind": WORKED if own.working else FREE, "note": own.note}
    history = [_one(own), *_past(past)]
    return Standing(_named(day), _columns(), values, _seen(own), facts, history, may_end=True)


def _seen(own: OwnDay | None) -> str:
    return own.set_at.isoformat() if own else ""


def _past(past: Sequence[PastDay]) -> list[Past]:
    return [_one(one, one) for one in reversed(past)]


def _one(own: OwnDay, ended: PastDay | None = None) -> Past:
    kind = WORKED if own.working else FREE
    said = [
        (str(say("reference.day_kind")), str(say(f"reference.day_{kind}"))),
        (str(say("reference.day_note")), own.note),
    ]
    return Past(own.set_at, own.set_by, said, ended.ended_at if ended else None, ended.ended_by if ended else "")


def _check(seat: Seat, key: str, values: Values) -> Faults:
    """A new day lies in this year or the next and is not set yet; each is otherwise than the public calendar has it."""
    day = day_of(values["day"] if key == NEW else key)
    if day is None:
        return {}
    if day.year not in _years(seat):
        first, last = _years(seat)
        return {"day" if key == NEW else "kind": say("reference.fault_year", first=first, last=last)}
    if key == NEW and seat.office.cases.days.on(day):
        return {"day": say("reference.fault_day_set", day=words.day(day))}
    if (values["kind"] == WORKED) == _public(day.year).is_working(day):
        return {"kind": say(f"reference.fault_{values['kind']}_already", day=words.day(day))}
    return {}


def _shown(seat: Seat, key: str, values: Values) -> list[Markup]:
    return [say("reference.counted_anew")]


def _save(seat: Seat, key: str, values: Values, seen: str) -> str:
    day = _held(seat, values["day"] if key == NEW else key, seen)
    office = seat.office
    office.cases.days.put(day, values["kind"] == WORKED, values["note"], office.at, seat.officer.name)
    return day.isoformat()


def _end(seat: Seat, key: str, seen: str) -> None:
    seat.office.cases.days.drop(_held(seat, key, seen), seat.office.at, seat.officer.name)


def _held(seat: Seat, key: str, seen: str) -> date:
    """The day, which nobody sets meanwhile. Raises ChangedError where somebody did since it was shown."""
    day = date.fromisoformat(key)
    if _seen(seat.office.cases.days.on(day, held=True)) != seen:
        raise ChangedError
    return day


def _role(seat: Seat, key: str) -> Role | None:
    return role_in(seat.officer, Power.ARRANGE, "")


def _years(seat: Seat) -> tuple[int, int]:
    return seat.office.day.year, seat.office.day.year + 1


def _public(year: int) -> public_holidays.Year:
    return public_holidays.year_of(year)


def _public_kind(day: date) -> str:
    return WORKED if _public(day.year).is_working(day) else FREE


def _public_name(day: date) -> str:
    name = _public(day.year).free.get(day, "")
    return name or str(say("reference.public_swapped" if day in _public(day.year).worked else "reference.public_plain"))


def _public_said(day: date) -> str:
    kind = str(say(f"reference.day_{_public_kind(day)}"))
    return str(say("reference.public_said", kind=kind, name=_public_name(day)))


def _named(day: date) -> str:
    return str(say("reference.day_named", weekday=say(f"follow.weekday_{day.weekday()}"), day=words.day(day)))


DAYS = Reference(
    key="ngay",
    title="reference.days",
    how="reference.days_how",
    about="day",
    power=Power.ARRANGE,
    heads=("reference.day", "reference.day_kind", "reference.day_note", "reference.set_by"),
    rows=_rows,
    row=_standing,
    role=_role,
    begins={NEW: "reference.new_day"},
    check=_check,
    shown=_shown,
    save=_save,
    end=_end,
    ends="reference.day_ends",
)
