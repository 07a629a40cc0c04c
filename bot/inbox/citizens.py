"""What a citizen told about herself: the commune she lives in, and that she was asked for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from bot.database import insert_into
from bot.inbox.tables import citizen


@dataclass(frozen=True, slots=True)
class Citizen:
    """A person who writes: codes of her commune of today and of the old unit she named, empty where not told."""

    commune: str = ""
    former: str = ""
    asked: bool = False


class CitizenRepository:
    """The citizens over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, chat_id: int) -> Citizen:
        """What is remembered of a person; nothing of one who never told anything."""
        c = citizen.c
        row = self._connection.execute(select(c.commune, c.former, c.asked_at).filter_by(chat_id=chat_id)).first()
        return Citizen(row.commune, row.former, row.asked_at is not None) if row else Citizen()

    def remember(self, chat_id: int, commune: str, former: str, at: datetime) -> None:
        """The commune she lives in; an empty one is forgotten. She need not be asked any more."""
        self._put(chat_id, {"commune": commune, "former": former, "asked_at": at, "changed_at": at}, {})

    def asked(self, chat_id: int, at: datetime) -> None:
        """She was asked for her commune; nobody is asked twice."""
        self._put(chat_id, {"asked_at": at, "changed_at": at}, {"commune": "", "former": ""})

    def forget(self, chat_id: int) -> None:
        """Nothing is remembered of a person any more, nor that she was asked."""
        self._connection.execute(delete(citizen).where(citizen.c.chat_id == chat_id))

    def _put(self, chat_id: int, values: dict[str, Any], only_new: dict[str, Any]) -> None:
        row = insert_into(self._connection, citizen).values(chat_id=chat_id, **values, **only_new)
        self._connection.execute(row.on_conflict_do_update(index_elements=[citizen.c.chat_id], set_=values))
