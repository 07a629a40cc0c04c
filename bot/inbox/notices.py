"""The days of which was told what begins and ends on them."""

from datetime import date, datetime

from sqlalchemy import Connection, func, select

from bot.database import insert_into
from bot.inbox.tables import notice_of_day


class NoticeRepository:
    """What was told of days, over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> date | None:
        """The last day that was told of; None before the first."""
        last: date | None = self._connection.scalar(select(func.max(notice_of_day.c.day)))
        return last

    def tell(self, day: date, at: datetime) -> bool:
        """A day is told of now; gives false where it was before, by whichever copy."""
        row = insert_into(self._connection, notice_of_day).values(day=day, told_at=at)
        return self._connection.scalar(row.on_conflict_do_nothing().returning(notice_of_day.c.day)) is not None
