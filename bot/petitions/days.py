"""The office's own days: set working or free by somebody, with a note; each goes before the public calendar."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, select

from bot.database import insert_into
from bot.petitions.tables import calendar_day


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day that was set: whether it is worked, why, when it was set and by whom."""

    day: date
    working: bool
    note: str
    set_at: datetime
    set_by: str


class DayRepository:
    """The office's own days over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, year: int | None = None) -> list[OwnDay]:
        """Every day that was set, in order; with a year, those of that year."""
        rows = self._connection.execute(select(calendar_day).order_by(D.day)).mappings()
        return [OwnDay(**row) for row in rows if year in {None, row["day"].year}]

    def put(self, day: date, working: bool, note: str, at: datetime, by: str) -> None:
        """Set a day working or free; set before, it is set anew."""
        values = {"working": working, "note": note, "set_at": at, "set_by": by}
        row = insert_into(self._connection, calendar_day).values(day=day, **values)
        self._connection.execute(row.on_conflict_do_update(index_elements=[D.day], set_=values))

    def drop(self, day: date) -> bool:
        """Let the public calendar hold for a day again; gives whether it was set."""
        return self._connection.execute(delete(calendar_day).where(D.day == day)).rowcount > 0


D = calendar_day.c
