"""Questions to the inbox. An update goes new → done (its effects are kept) → answered (its reply was sent)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from bot.database import insert_into
from bot.inbox.tables import update_row

KEPT = timedelta(days=3)
"""How long the number of an answered update is remembered; Telegram offers an unconfirmed update again for one day."""


class UpdateState(StrEnum):
    """How far an update came."""

    NEW = "new"
    DONE = "done"
    ANSWERED = "answered"


U = update_row.c
_WAITS = U.state.in_((UpdateState.NEW, UpdateState.DONE))
"""Not "other than answered", which no index finds: what was answered is remembered for days, and is nearly all."""
_FIRST_OF_CHATS = select(func.min(U.update_id)).where(_WAITS).group_by(U.chat_id)
_AT = bindparam("at", type_=U.claimed_until.type)
# What is asked at every turn is put together once.
_NEXT = (
    select(update_row)
    .where(
        _WAITS,
        U.update_id.in_(_FIRST_OF_CHATS.scalar_subquery()),
        or_(U.claimed_until.is_(None), U.claimed_until <= _AT),
        or_(U.not_before.is_(None), U.not_before <= _AT),
    )
    .order_by(U.update_id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_UNANSWERED = select(func.count()).select_from(update_row).where(_WAITS)


@dataclass(frozen=True, slots=True)
class Arrived:
    """An update as it arrived: its number, the chat whose order it keeps, and its JSON text."""

    update_id: int
    chat_id: int
    payload: str


class InboxRepository:
    """The inbox over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def store(self, arrived: Iterable[Arrived], at: datetime, claimed_until: datetime | None = None) -> int:
        """Store updates; one that was stored before changes nothing. Gives how many are new.

        With `claimed_until` the caller handles them itself, and no worker takes them before that moment.
        """
        rows = [
            {
                "update_id": a.update_id,
                "chat_id": a.chat_id,
                "payload": a.payload,
                "state": UpdateState.NEW,
                "received_at": at,
                "claimed_until": claimed_until,
            }
            for a in {a.update_id: a for a in arrived}.values()
        ]
        if not rows:
            return 0
        added = insert_into(self._connection, update_row).on_conflict_do_nothing().returning(update_row.c.update_id)
        return len(self._connection.execute(added.values(rows)).all())

    def claim(self, at: datetime, lease: timedelta) -> Arrived | None:
        """The oldest waiting update whose chat nobody works on, taken for the time of the lease; None without one."""
        row = self._connection.execute(_NEXT, {"at": at}).mappings().first()
        if row is None:
            return None
        self._set(row["update_id"], claimed_until=at + lease)
        return Arrived(row["update_id"], row["chat_id"], row["payload"])

    def renew(self, update_id: int, until: datetime) -> None:
        """The worker that took an update is still at it."""
        still = update(update_row).where(update_row.c.update_id == update_id, update_row.c.claimed_until.is_not(None))
        self._connection.execute(still.values(claimed_until=until))

    def begin(self, update_id: int) -> tuple[UpdateState, list[dict[str, Any]]]:
        """How far an update came and what was to be sent for it; its row is held until the transaction ends."""
        u = update_row.c
        row = self._connection.execute(select(u.state, u.reply).where(u.update_id == update_id).with_for_update()).one()
        return UpdateState(row.state), json.loads(row.reply or "[]")

    def done(self, update_id: int, reply: list[dict[str, Any]]) -> None:
        """The update's effects stand in this transaction; what is to be sent is kept beside them."""
        self._set(update_id, state=UpdateState.DONE, reply=json.dumps(reply, ensure_ascii=False))

    def answered(self, update_id: int) -> None:
        """Everything was sent, or there is nothing to send; what the person wrote is forgotten."""
        self._set(update_id, state=UpdateState.ANSWERED, payload=None, reply=None, claimed_until=None, not_before=None)

    def later(self, update_id: int, not_before: datetime) -> None:
        """Give an update back, to be tried again from a moment on; the chat waits behind it."""
        self._set(update_id, claimed_until=None, not_before=not_before)

    def free_all(self) -> None:
        """Forget every claim: for the one process that owns the database, at its start."""
        self._connection.execute(update(update_row).values(claimed_until=None, not_before=None))

    def waiting(self) -> int:
        """How many updates are not answered yet."""
        return self._connection.scalar(_UNANSWERED) or 0

    def oldest_waiting(self) -> datetime | None:
        """When the oldest update came that is not answered yet; None where none waits."""
        oldest: datetime | None = self._connection.scalar(select(func.min(U.received_at)).where(_WAITS))
        return oldest

    def waiting_of(self, chat_id: int) -> int:
        """How many updates of a chat are not answered yet."""
        return self._connection.scalar(select(func.count()).where(_WAITS, U.chat_id == chat_id)) or 0

    def handled_of(self, chat_id: int, since: datetime) -> int:
        """How many updates of a chat that arrived after a moment were handled, by whichever copy."""
        handled = U.state.in_((UpdateState.DONE, UpdateState.ANSWERED)), U.chat_id == chat_id, U.received_at > since
        return self._connection.scalar(select(func.count()).where(*handled)) or 0

    def forget(self, at: datetime) -> int:
        """Remove what was answered long enough ago; gives how many."""
        old = delete(update_row).where(update_row.c.state == UpdateState.ANSWERED, update_row.c.received_at < at - KEPT)
        return self._connection.execute(old).rowcount

    def _set(self, update_id: int, **values: Any) -> None:
        self._connection.execute(update(update_row).where(update_row.c.update_id == update_id).values(**values))
