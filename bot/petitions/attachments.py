"""Files that citizens send: noted at once, fetched from Telegram outside any transaction, kept or refused.

waiting ──fetched and checked──▶ kept
   └──too big, not what it says, or gone──▶ refused
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from bot.petitions.tables import attachment

MOST = 10
"""Files a petition may have."""

TRIES = 8
"""How often a file is asked for before it is given up."""

LEASE = timedelta(minutes=5)
"""How long whoever took a file has to fetch it, before another takes it."""


class FileState(StrEnum):
    """How far a file came."""

    WAITING = "waiting"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file as Telegram announces it: where it is, what its sender says it is, its bytes; its album, if any."""

    file_id: str
    name: str
    media_type: str
    size: int
    album: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a draft or a petition."""

    id: int
    chat_id: int | None
    petition_id: int | None
    file_id: str
    name: str
    declared_type: str
    state: FileState
    reason: str
    stored: str
    media_type: str
    size: int
    digest: str  # SHA-256 of what was stored; empty until then
    arrived_at: datetime


class AttachmentRepository:
    """The files over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, chat_id: int, parcel: Parcel, at: datetime, petition_id: int | None = None) -> int:
        """Note a file of somebody's draft, or of a petition of hers, to be fetched."""
        values = {
            "chat_id": None if petition_id else chat_id,
            "petition_id": petition_id,
            "file_id": parcel.file_id,
            "name": parcel.name[:200],
            "declared_type": parcel.media_type[:100],
            "size": parcel.size,
            "arrived_at": at,
            "state": FileState.WAITING,
            **dict.fromkeys(("reason", "stored", "media_type", "digest"), ""),
            "failures": 0,
        }
        number: int = self._connection.execute(insert(attachment).values(values).returning(A.id)).scalar_one()
        return number

    def of_draft(self, chat_id: int) -> list[Attachment]:
        """The files of a draft that were not refused."""
        return self._all(A.chat_id == chat_id, A.state != FileState.REFUSED)

    def of_petition(self, petition_id: int) -> list[Attachment]:
        """Every file of a petition."""
        return self._all(A.petition_id == petition_id)

    def by_id(self, number: int) -> Attachment | None:
        """A file; None for one whose draft was given up meanwhile."""
        return next(iter(self._all(A.id == number)), None)

    def number_of(self, petition_id: int) -> int:
        """How many files a petition has."""
        found = select(func.count()).select_from(attachment).where(A.petition_id == petition_id)
        return self._connection.scalar(found) or 0

    def lodge(self, chat_id: int, petition_id: int) -> None:
        """The files of a draft are the petition's now."""
        mine = update(attachment).where(A.chat_id == chat_id).values(chat_id=None, petition_id=petition_id)
        self._connection.execute(mine)

    def drop(self, chat_id: int) -> list[str]:
        """The files of a draft go; gives the stored names, to be removed from the folder after this transaction."""
        gone = delete(attachment).where(A.chat_id == chat_id).returning(A.stored)
        return [stored for stored in self._connection.scalars(gone) if stored]

    def take(self, at: datetime, limit: int) -> list[Attachment]:
        """Files to be fetched now; nobody else takes them for some minutes."""
        free = A.state == FileState.WAITING, A.not_before.is_(None) | (A.not_before <= at)
        found = select(attachment).where(*free).order_by(A.id).limit(limit).with_for_update(skip_locked=True)
        taken = [_attachment(row) for row in self._connection.execute(found).mappings()]
        self._set({"not_before": at + LEASE}, A.id.in_([one.id for one in taken]))
        return taken

    def kept(self, number: int, stored: str, media_type: str, size: int, digest: str) -> None:
        """It was fetched, checked and stored; where Telegram has it is forgotten."""
        values = {"state": FileState.KEPT, "stored": stored, "media_type": media_type, "size": size, "digest": digest}
        self._set({**values, "file_id": "", "not_before": None}, A.id == number)

    def refused(self, number: int, reason: str) -> None:
        """It is not taken, for a reason she is told."""
        self._set({"state": FileState.REFUSED, "reason": reason, "file_id": "", "not_before": None}, A.id == number)

    def again(self, number: int, not_before: datetime) -> bool:
        """It could not be fetched now; gives false when it was tried often enough."""
        self._set({"not_before": not_before, "failures": A.failures + 1}, A.id == number)
        return (self._connection.scalar(select(A.failures).where(A.id == number)) or 0) < TRIES

    def erase(self, petition_id: int) -> list[str]:
        """A petition is anonymised: its files go; gives their stored names."""
        stored = [one.stored for one in self.of_petition(petition_id) if one.stored]
        self._set({"stored": "", "name": "", "file_id": ""}, A.petition_id == petition_id)
        return stored

    def stored(self) -> set[str]:
        """The names of all files in our folder that somebody's draft or petition has."""
        return set(self._connection.scalars(select(A.stored).where(A.stored != "")))

    def _set(self, values: dict[str, Any], *which: ColumnElement[bool]) -> None:
        self._connection.execute(update(attachment).where(*which).values(values))

    def _all(self, *which: ColumnElement[bool]) -> list[Attachment]:
        rows = self._connection.execute(select(attachment).where(*which).order_by(A.id)).mappings()
        return [_attachment(row) for row in rows]


A = attachment.c


def _attachment(row: RowMapping) -> Attachment:
    names = Attachment.__dataclass_fields__
    return Attachment(**{name: row[name] for name in names} | {"state": FileState(row["state"])})
