"""Where each chat stands in its conversation: one row a chat, read and written in the update's transaction."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from bot.database import insert_into
from bot.inbox.tables import chat_state


class StateRepository:
    """The states of chats over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, chat_id: int) -> dict[str, Any]:
        """What a chat is about; empty when nothing is under way."""
        kept = self._connection.scalar(select(chat_state.c.state).filter_by(chat_id=chat_id))
        state: dict[str, Any] = json.loads(kept or "{}")
        return state

    def keep(self, chat_id: int, state: dict[str, Any], at: datetime) -> None:
        """What a chat is about from now on."""
        values = {"state": json.dumps(state, ensure_ascii=False), "changed_at": at}
        row = insert_into(self._connection, chat_state).values(chat_id=chat_id, **values)
        self._connection.execute(row.on_conflict_do_update(index_elements=[chat_state.c.chat_id], set_=values))
