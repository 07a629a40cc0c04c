"""Where each chat stands in its conversation: one row a chat, read and written in the update's transaction."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select

from bot.database import insert_into
from bot.inbox.tables import chat_state

CONTEXT = timedelta(minutes=30)
"""How long a chat's context holds: after half an hour of silence a message stands for itself."""


class StateRepository:
    """The states of chats over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, chat_id: int, since: datetime) -> dict[str, Any]:
        """What a chat is about; empty when nothing is under way, or nothing since a moment."""
        c = chat_state.c
        found = select(c.state).where(c.chat_id == chat_id, c.changed_at >= since)
        state: dict[str, Any] = json.loads(self._connection.scalar(found) or "{}")
        return state

    def kept_at(self, chat_id: int) -> datetime | None:
        """When a chat's state was kept last; None where none is remembered."""
        return self._connection.scalar(select(chat_state.c.changed_at).where(chat_state.c.chat_id == chat_id))

    def forget(self, before: datetime) -> int:
        """Remove the contexts that ended; gives how many."""
        return self._connection.execute(delete(chat_state).where(chat_state.c.changed_at < before)).rowcount

    def keep(self, chat_id: int, state: dict[str, Any], at: datetime) -> None:
        """What a chat is about from now on."""
        values = {"state": json.dumps(state, ensure_ascii=False), "changed_at": at}
        row = insert_into(self._connection, chat_state).values(chat_id=chat_id, **values)
        self._connection.execute(row.on_conflict_do_update(index_elements=[chat_state.c.chat_id], set_=values))
