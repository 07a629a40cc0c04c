"""The backups that were made: when, by whom, which file; and those that came to nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, select, update

from bot.review.tables import backup

BY_SCHEDULE = "schedule"
"""Who makes a backup every night."""

GIVEN_UP = timedelta(hours=6)
"""After how long a backup that came to no end is one of a process that died."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: whose, in which file, how many bytes with which digest, and whether it was sealed.

    One that came to nothing says why in `fault`, for administrators, and has no file.
    """

    id: int
    begun_at: datetime
    by: str
    made_at: datetime | None
    file: str
    size: int
    digest: str
    sealed: bool
    failed_at: datetime | None
    fault: str


class BackupRepository:
    """The backups over one connection, inside their caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> Backup | None:
        """The last one that was made, by whomever."""
        return self._newest(backup.c.made_at.is_not(None))

    def last_failure(self) -> Backup | None:
        """The last one that came to nothing, unless one was made since."""
        settled = self._newest(backup.c.made_at.is_not(None) | backup.c.failed_at.is_not(None))
        return settled if settled and settled.failed_at else None

    def is_due(self, since: datetime, at: datetime) -> bool:
        """Whether the schedule made none since a moment, and none is under way."""
        b = backup.c
        made = b.begun_at >= since, b.made_at.is_not(None)
        going = b.begun_at > at - GIVEN_UP, b.made_at.is_(None), b.failed_at.is_(None)
        return not (self._newest(b.by == BY_SCHEDULE, *made) or self._newest(b.by == BY_SCHEDULE, *going))

    def begin(self, by: str, at: datetime) -> int:
        """Somebody begins to make one; gives its number."""
        begun = insert(backup).values(begun_at=at, by=by, file="", size=0, digest="", sealed=False, fault="")
        return int(self._connection.execute(begun.returning(backup.c.id)).scalar_one())

    def made(self, number: int, file: str, size: int, digest: str, at: datetime, *, sealed: bool) -> None:
        """It was made: the name of its file, how many bytes with which digest, and whether they were sealed."""
        told = {"file": file, "size": size, "digest": digest, "sealed": sealed, "made_at": at}
        self._connection.execute(update(backup).where(backup.c.id == number).values(told))

    def failed(self, number: int, fault: str, at: datetime) -> None:
        """It came to nothing."""
        self._connection.execute(update(backup).where(backup.c.id == number).values(failed_at=at, fault=fault))

    def _newest(self, *which: ColumnElement[bool]) -> Backup | None:
        row = self._connection.execute(select(backup).where(*which).order_by(backup.c.id.desc()).limit(1)).first()
        return Backup(**row._mapping) if row else None
