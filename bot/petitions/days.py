"""The office's own days: set working or free by somebody, with a note; each goes before the public calendar.

Nothing is lost: what was set otherwise before is kept apart, with who ended it.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from bot.database import insert_into
from bot.petitions.tables import calendar_day, calendar_day_past


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day that was set: whether it is worked, why, when it was set and by whom."""

    day: date
    working: bool
    note: str
    set_at: datetime
    set_by: str


@dataclass(frozen=True, slots=True)
class PastDay(OwnDay):
    """How a day was set before, and who ended that."""

    ended_at: datetime
    ended_by: str


class DayRepository:
    """The office's own days over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, year: int | None = None) -> list[OwnDay]:
        """Every day that was set, in order; with a year, those of that year."""
        rows = self._connection.execute(select(calendar_day).order_by(D.day)).mappings()
        return [OwnDay(**row) for row in rows if year in {None, row["day"].year}]

    def on(self, day: date, *, held: bool = False) -> OwnDay | None:
        """How a day is set; None where the public calendar holds. What is `held` nobody else changes meanwhile."""
        found = select(calendar_day).where(D.day == day)
        row = self._connection.execute(found.with_for_update() if held else found).mappings().first()
        return OwnDay(**row) if row else None

    def past(self, day: date) -> list[PastDay]:
        """How a day was set before, in order."""
        columns = [column for column in P if column is not P.id]
        rows = self._connection.execute(select(*columns).where(P.day == day).order_by(P.id)).mappings()
        return [PastDay(**row) for row in rows]

    def put(self, day: date, working: bool, note: str, at: datetime, by: str) -> None:
        """Set a day working or free; set before, it is set anew."""
        self._keep_what_was(day, at, by)
        values = {"working": working, "note": note, "set_at": at, "set_by": by}
        row = insert_into(self._connection, calendar_day).values(day=day, **values)
        self._connection.execute(row.on_conflict_do_update(index_elements=[D.day], set_=values))

    def drop(self, day: date, at: datetime, by: str) -> bool:
        """Let the public calendar hold for a day again; gives whether it was set."""
        was_set = self._keep_what_was(day, at, by)
        self._connection.execute(delete(calendar_day).where(D.day == day))
        return was_set

    def _keep_what_was(self, day: date, at: datetime, by: str) -> bool:
        before = self.on(day, held=True)
        if before:
            ended = {**asdict(before), "ended_at": at, "ended_by": by}
            self._connection.execute(insert(calendar_day_past).values(ended))
        return before is not None


D, P = calendar_day.c, calendar_day_past.c
