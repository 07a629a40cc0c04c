"""The chats of the staff: where a unit hears of its petitions, and where the leaders read how it goes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, insert, select, update

from bot.review.tables import staff_chat


class Purpose(StrEnum):
    """What a chat is for."""

    STAFF = "staff"
    LEADERS = "leaders"


@dataclass(frozen=True, slots=True)
class StaffChat:
    """A chat of the staff: of a commune's code, or of every unit without one of its own; a forum has topics."""

    purpose: Purpose
    unit: str
    chat_id: int
    forum: bool


class StaffChatRepository:
    """The chats over one connection, inside its caller's transaction. What ended stays in its row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set(self, purpose: Purpose, unit: str, chat_id: int, forum: bool, at: datetime, by: str) -> None:
        """A chat serves a purpose from now on, in the place of the one that did before."""
        self._end(at, by, C.purpose == purpose, C.unit == unit)
        given = {"purpose": purpose, "unit": unit, "chat_id": chat_id, "forum": forum, "set_at": at, "set_by": by}
        self._connection.execute(insert(staff_chat).values(**given, standing=True, ended_by=""))

    def end(self, chat_id: int, at: datetime, by: str) -> bool:
        """A chat serves no purpose any more: it was taken back, or is gone; gives false where it served none."""
        return self._end(at, by, C.chat_id == chat_id) > 0

    def of_unit(self, unit: str) -> StaffChat | None:
        """Where a unit hears of its petitions: its own chat, else the one of all."""
        found = {chat.unit: chat for chat in self._all(C.purpose == Purpose.STAFF, C.unit.in_({unit, ""}))}
        return found.get(unit) or found.get("")

    def of_leaders(self) -> StaffChat | None:
        """Where the leaders read."""
        return next(iter(self._all(C.purpose == Purpose.LEADERS)), None)

    def of(self, chat_id: int) -> list[StaffChat]:
        """What a chat is for now; nothing for any other chat."""
        return self._all(C.chat_id == chat_id)

    def all(self) -> list[StaffChat]:
        """Every chat that serves a purpose now."""
        return self._all()

    def was_ever(self, purpose: Purpose, chat_id: int) -> bool:
        """Whether a chat serves every unit for a purpose, or once did."""
        found = select(C.id).where(C.purpose == purpose, C.unit == "", C.chat_id == chat_id).limit(1)
        return self._connection.scalar(found) is not None

    def set_by(self, purpose: Purpose) -> str | None:
        """Who set the chat of every unit; None where there is none."""
        return self._connection.scalar(select(C.set_by).where(C.purpose == purpose, C.unit == "", C.standing))

    def has_topics(self, chat_id: int, forum: bool) -> None:
        """A chat turned out to have topics, or none that we may make."""
        self._connection.execute(update(staff_chat).where(C.chat_id == chat_id, C.standing).values(forum=forum))

    def moved(self, chat_id: int, to: int) -> None:
        """A group became a supergroup, which has another number."""
        self._connection.execute(update(staff_chat).where(C.chat_id == chat_id, C.standing).values(chat_id=to))

    def _end(self, at: datetime, by: str, *which: ColumnElement[bool]) -> int:
        ended = update(staff_chat).where(*which, C.standing).values(standing=None, ended_at=at, ended_by=by)
        return self._connection.execute(ended).rowcount

    def _all(self, *which: ColumnElement[bool]) -> list[StaffChat]:
        found = select(C.purpose, C.unit, C.chat_id, C.forum).where(C.standing, *which).order_by(C.id)
        rows = self._connection.execute(found).mappings()
        return [StaffChat(**{**row, "purpose": Purpose(row["purpose"])}) for row in rows]


C = staff_chat.c
