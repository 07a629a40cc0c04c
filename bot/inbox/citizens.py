"""What a citizen told about herself: the commune she lives in, and that she was asked for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from bot.database import insert_in, insert_into
from bot.inbox.tables import citizen


@dataclass(frozen=True, slots=True)
class Citizen:
    """A person who writes: codes of her commune of today and of the old unit she named, empty where not told."""

    commune: str = ""
    former: str = ""
    asked: bool = False


C = citizen.c
_OF_ALL = select(C.chat_id, C.commune, C.former, C.asked_at).where(C.chat_id.in_(bindparam("chats", expanding=True)))


class CitizenRepository:
    """The citizens over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, chat_id: int) -> Citizen:
        """What is remembered of a person; nothing of one who never told anything."""
        return self.of_all([chat_id]).get(chat_id, Citizen())

    def of_all(self, chat_ids: Iterable[int]) -> dict[int, Citizen]:
        """What is remembered of some persons, by chat; who never told anything is missing."""
        rows = self._connection.execute(_OF_ALL, {"chats": list(chat_ids)})
        return {row.chat_id: Citizen(row.commune, row.former, row.asked_at is not None) for row in rows}

    def remember(self, chat_id: int, commune: str, former: str, at: datetime) -> None:
        """The commune she lives in; an empty one is forgotten. She need not be asked any more."""
        self._put(chat_id, {"commune": commune, "former": former, "asked_at": at, "changed_at": at}, {})

    def asked(self, chat_id: int, at: datetime) -> None:
        """She was asked for her commune; nobody is asked twice."""
        self._put(chat_id, {"asked_at": at, "changed_at": at}, {"commune": "", "former": ""})

    def keep_all(self, citizens: Mapping[int, Citizen], at: datetime) -> None:
        """All that is known of some persons, each of whom was asked."""
        rows = [
            {"chat_id": n, "commune": of.commune, "former": of.former, "at": at}
            for n, of in sorted(citizens.items(), key=lambda known: known[0])
        ]
        if rows:
            self._connection.execute(_kept(self._connection.dialect.name), rows)

    def forget(self, chat_id: int) -> None:
        """Nothing is remembered of a person any more, nor that she was asked."""
        self._connection.execute(delete(citizen).where(C.chat_id == chat_id))

    def _put(self, chat_id: int, values: dict[str, Any], only_new: dict[str, Any]) -> None:
        row = insert_into(self._connection, citizen).values(chat_id=chat_id, **values, **only_new)
        self._connection.execute(row.on_conflict_do_update(index_elements=[C.chat_id], set_=values))


@cache
def _kept(dialect: str) -> Any:
    row = insert_in(dialect, citizen).values(asked_at=bindparam("at"), changed_at=bindparam("at"))
    new = {name: row.excluded[name] for name in ("commune", "former", "asked_at", "changed_at")}
    return row.on_conflict_do_update(index_elements=[C.chat_id], set_=new)
