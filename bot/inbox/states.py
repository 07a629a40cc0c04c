"""Where each chat stands in its conversation: one row a chat, read and written in the update's transaction."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, delete, select

from bot.database import insert_in
from bot.inbox.tables import chat_state

CONTEXT = timedelta(minutes=30)
"""How long a chat's context holds: after half an hour of silence a message stands for itself."""


Kept = tuple[str, datetime]
"""A state as its row has it, and since when."""

S = chat_state.c


class StateRepository:
    """The states of chats over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, chat_id: int, since: datetime) -> dict[str, Any]:
        """What a chat is about; empty when nothing is under way, or nothing since a moment."""
        found = select(S.state).where(S.chat_id == chat_id, S.changed_at >= since)
        state: dict[str, Any] = json.loads(self._connection.scalar(found) or "{}")
        return state

    def kept_at(self, chat_id: int) -> datetime | None:
        """When a chat's state was kept last; None where none is remembered."""
        return self._connection.scalar(select(S.changed_at).where(S.chat_id == chat_id))

    def forget(self, before: datetime) -> int:
        """Remove the contexts that ended; gives how many."""
        return self._connection.execute(delete(chat_state).where(S.changed_at < before)).rowcount

    def keep(self, chat_id: int, state: dict[str, Any], at: datetime) -> None:
        """What a chat is about from now on."""
        self.keep_all({chat_id: (written(state), at)})

    def keep_all(self, states: Mapping[int, Kept]) -> None:
        """What some chats are about from now on."""
        rows = [
            {"chat_id": chat_id, "state": state, "changed_at": at} for chat_id, (state, at) in sorted(states.items())
        ]
        if rows:
            self._connection.execute(_kept(self._connection.dialect.name), rows)


@cache
def _kept(dialect: str) -> Any:
    """Put together once: it is said at every turn."""
    row = insert_in(dialect, chat_state)
    new = {"state": row.excluded.state, "changed_at": row.excluded.changed_at}
    return row.on_conflict_do_update(index_elements=[S.chat_id], set_=new)


def written(state: Mapping[str, Any]) -> str:
    """A state as its row keeps it."""
    return json.dumps(state, ensure_ascii=False)
