"""Files of citizens, and the office's: noted at once, fetched from Telegram outside any transaction, kept or refused.

waiting ──fetched and checked──▶ kept ──her draft is given up──▶ dropped ──its file is removed──▶ forgotten in a day
   └──too big, not what it says, or gone──▶ refused
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from bot.petitions.contents import LIMITS, Refusal
from bot.petitions.room import NoRoom, no_room
from bot.petitions.tables import attachment, petition

TRIES = 4
"""How often a file is taken and comes to no end, because it cannot be checked or kills us, before it is refused."""

ABSENCES = 20
"""How often Telegram may not give a file before it is refused: about three days."""

SOON, SELDOM = timedelta(seconds=30), timedelta(hours=6)
"""How long after the first failure a file is tried again, and how long at most after a later one."""

LEASE = timedelta(minutes=5)
"""How long whoever took a file has to fetch it, before another takes it."""

A_DAY = timedelta(days=1)
"""How long what somebody sent counts against what she may send a day."""


BROUGHT = "brought:"
"""Stands for Telegram's number of a file that was brought at the desk, before its name in our folder."""


class FileState(StrEnum):
    """How far a file came."""

    WAITING = "waiting"
    KEPT = "kept"
    REFUSED = "refused"
    DROPPED = "dropped"  # its draft was given up: the file is removed at once, the row counts for a day


class Giver(StrEnum):
    """Whose a file is."""

    SENDER = "sender"
    OFFICE = "office"  # the signed document that goes with a reply, and covered copies of pictures


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
    failures: int
    absences: int
    party: Giver = Giver.SENDER
    covers: int | None = None  # of a covered copy, the number of the picture it is made of
    cells: str = ""  # and which of its cells are black


class AttachmentRepository:
    """The files over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        chat_id: int,
        parcel: Parcel,
        at: datetime,
        petition_id: int | None = None,
        party: Giver = Giver.SENDER,
        *,
        covers: int | None = None,
        cells: str = "",
    ) -> int:
        """Note a file of somebody's draft, or of a petition, to be fetched; or a copy of a picture, to be made."""
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
            "absences": 0,
            "party": party,
            "covers": covers,
            "cells": cells,
        }
        number: int = self._connection.execute(insert(attachment).values(values).returning(A.id)).scalar_one()
        return number

    def room_for(self, parcel: Parcel, at: datetime, chat_id: int, petition_id: int | None = None) -> NoRoom | None:
        """Why a file that somebody sends is not added to her draft, or to a petition of hers; None when it may be."""
        its = self.of_draft(chat_id) if petition_id is None else self.of_petition(petition_id)
        beside = [one.size for one in its if one.state is not FileState.REFUSED]
        too_much = self._sent_since(chat_id, at - A_DAY) + parcel.size > LIMITS.a_day
        return no_room(beside, parcel.size) or (NoRoom.TOO_MUCH_TODAY if too_much else None)

    def of_draft(self, chat_id: int) -> list[Attachment]:
        """The files of a draft that were not refused."""
        return self._all(A.chat_id == chat_id, A.state.in_(OF_DRAFT))

    def to_lodge(self, chat_id: int) -> list[Attachment]:
        """The same; nothing becomes of them until the transaction ends."""
        held = select(attachment).where(A.chat_id == chat_id, A.state.in_(OF_DRAFT)).order_by(A.id).with_for_update()
        return [_attachment(row) for row in self._connection.execute(held).mappings()]

    def of_petition(self, petition_id: int) -> list[Attachment]:
        """The files that the sender of a petition gave."""
        return self._all(A.petition_id == petition_id, A.party == Giver.SENDER)

    def all_of_petition(self, petition_id: int) -> list[Attachment]:
        """Every file of a petition, the office's too."""
        return self._all(A.petition_id == petition_id)

    def pictures_of(self, petition_id: int) -> list[Attachment]:
        """The pictures that the sender of a petition gave and that are kept."""
        kept = A.state == FileState.KEPT, A.stored != "", A.media_type.startswith("image/")
        return self._all(A.petition_id == petition_id, A.party == Giver.SENDER, *kept)

    def by_id(self, number: int) -> Attachment | None:
        """A file; None for one whose draft was given up meanwhile."""
        return next(iter(self._all(A.id == number)), None)

    def number_of(self, petition_id: int) -> int:
        """How many files the sender of a petition gave."""
        hers = A.petition_id == petition_id, A.party == Giver.SENDER
        found = select(func.count()).select_from(attachment).where(*hers)
        return self._connection.scalar(found) or 0

    def lodge(self, chat_id: int, petition_id: int) -> None:
        """The files of a draft are the petition's now."""
        mine = A.chat_id == chat_id, A.state != FileState.DROPPED
        self._set({"chat_id": None, "petition_id": petition_id}, *mine)

    def drop(self, chat_id: int) -> None:
        """The files of a draft go: nothing is told of them any more, and whoever has the folder removes them."""
        self._set({**FORGOTTEN, "state": FileState.DROPPED}, A.chat_id == chat_id)

    def dropped(self) -> list[str]:
        """The stored names of files that are to be removed from the folder."""
        return list(self._connection.scalars(select(A.stored).where(A.state == FileState.DROPPED, A.stored != "")))

    def removed(self, stored: Collection[str]) -> None:
        """Files are gone from the folder."""
        self._set({"stored": ""}, A.state == FileState.DROPPED, A.stored.in_(stored))

    def forget(self, at: datetime) -> None:
        """Forget of dropped files that they were sent, once that counts no more."""
        old = A.state == FileState.DROPPED, A.stored == "", A.arrived_at < at - A_DAY
        self._connection.execute(delete(attachment).where(*old))

    def take(self, at: datetime, limit: int) -> list[Attachment]:
        """Files to be fetched now, each with its tries; nobody else takes them for some minutes.

        The try is counted now, so that it counts too when we are killed over it.
        """
        free = A.state == FileState.WAITING, A.not_before.is_(None) | (A.not_before <= at)
        found = select(attachment).where(*free).order_by(A.id).limit(limit).with_for_update(skip_locked=True)
        taken = [_attachment(row) for row in self._connection.execute(found).mappings()]
        values = {"not_before": at + LEASE, "failures": A.failures + 1}
        self._set(values, A.id.in_([one.id for one in taken]))
        return taken

    def kept(self, number: int, stored: str, media_type: str, size: int, digest: str) -> Attachment | None:
        """It was fetched, checked and stored; where Telegram has it is forgotten. None when nobody waits any more."""
        values = {"state": FileState.KEPT, "stored": stored, "media_type": media_type, "size": size, "digest": digest}
        return self._ended(number, values)

    def refused(self, number: int, reason: Refusal) -> Attachment | None:
        """It is not taken, for a reason she is told. None when nobody waits any more."""
        return self._ended(number, {"state": FileState.REFUSED, "reason": reason})

    def absent(self, taken: Attachment, at: datetime) -> bool:
        """Telegram does not give it now, which is not its fault; gives false when it was asked often enough."""
        later = {"not_before": at + wait(taken.absences), "absences": taken.absences + 1, "failures": taken.failures}
        self._set(later, A.id == taken.id)
        return taken.absences + 1 < ABSENCES

    def failed(self, taken: Attachment, at: datetime) -> bool:
        """It could not be checked; gives false when it was tried often enough."""
        self._set({"not_before": at + wait(taken.failures)}, A.id == taken.id)
        return taken.failures + 1 < TRIES

    def erase(self, petition_id: int) -> list[str]:
        """A petition is anonymised: its files go, and none is waited for; gives their stored names."""
        stored = [one.stored for one in self.all_of_petition(petition_id) if one.stored]
        self._set({"state": FileState.REFUSED, "reason": Refusal.GONE}, A.petition_id == petition_id, IS_WAITED_FOR)
        self._set({**FORGOTTEN, "stored": ""}, A.petition_id == petition_id)
        return stored

    def stored(self) -> set[str]:
        """The names of all files in our folder that somebody's draft or petition has."""
        return set(self._connection.scalars(select(A.stored).where(A.stored != "")))

    def _ended(self, number: int, values: dict[str, Any]) -> Attachment | None:
        ended = {**values, "file_id": "", "not_before": None}
        done = update(attachment).where(A.id == number, IS_WAITED_FOR).values(ended).returning(*attachment.c)
        row = self._connection.execute(done).mappings().first()
        return _attachment(row) if row else None

    def _sent_since(self, chat_id: int, moment: datetime) -> int:
        """The bytes somebody sent since a moment, refused and dropped files and those of petitions among them."""
        hers = A.petition_id.in_(select(petition.c.id).where(petition.c.chat_id == chat_id))
        since = (A.chat_id == chat_id) | hers, A.arrived_at > moment, A.party == Giver.SENDER
        sent = select(func.coalesce(func.sum(A.size), 0)).where(*since)
        return int(self._connection.scalar(sent) or 0)

    def _set(self, values: dict[str, Any], *which: ColumnElement[bool]) -> None:
        self._connection.execute(update(attachment).where(*which).values(values))

    def _all(self, *which: ColumnElement[bool]) -> list[Attachment]:
        rows = self._connection.execute(select(attachment).where(*which).order_by(A.id)).mappings()
        return [_attachment(row) for row in rows]


A = attachment.c

OF_DRAFT = (FileState.WAITING, FileState.KEPT)
IS_WAITED_FOR = A.state == FileState.WAITING
FORGOTTEN = {**dict.fromkeys(("name", "declared_type", "file_id", "digest"), ""), "not_before": None}
"""What of a file goes with the draft or the petition it belonged to."""


def wait(before: int) -> timedelta:
    """How long a file that failed some times before now is left alone: 30 s, 1 min, 2 min, … 6 h."""
    return min(SOON * (1 << before), SELDOM)


def _attachment(row: RowMapping) -> Attachment:
    names = Attachment.__dataclass_fields__
    meant = {"state": FileState(row["state"]), "party": Giver(row["party"])}
    return Attachment(**{name: row[name] for name in names} | meant)
