"""Filters of the inbox that officers keep under a name, each for themselves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from bot.database import insert_into
from bot.review.tables import saved_filter

MOST = 20
"""How many an officer keeps; who wants another one removes one."""

LONGEST = 60
"""Characters of a name."""


class TooManyError(Exception):
    """An officer keeps as many filters as they may."""


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter: its name, and what stands behind "?" in the inbox's address."""

    id: int
    name: str
    asked: str


class SavedFilterRepository:
    """The filters over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, officer_id: int) -> list[SavedFilter]:
        """The filters of an officer, in the order of their names."""
        found = select(F.id, F.name, F.asked).where(F.officer_id == officer_id).order_by(F.name)
        return [SavedFilter(*row) for row in self._connection.execute(found)]

    def keep(self, officer_id: int, name: str, asked: str, at: datetime) -> None:
        """Keep a filter; another of the same name goes. Raises TooManyError."""
        others = select(func.count()).where(F.officer_id == officer_id, F.name != name)
        if (self._connection.scalar(others) or 0) >= MOST:
            raise TooManyError
        values = {"officer_id": officer_id, "name": name, "asked": asked, "made_at": at}
        row = insert_into(self._connection, saved_filter).values(values)
        again = {"asked": asked, "made_at": at}
        self._connection.execute(row.on_conflict_do_update(index_elements=[F.officer_id, F.name], set_=again))

    def remove(self, officer_id: int, number: int) -> bool:
        """An officer keeps one of theirs no more; gives whether it was there."""
        theirs = delete(saved_filter).where(F.officer_id == officer_id, F.id == number)
        return self._connection.execute(theirs).rowcount > 0


F = saved_filter.c
