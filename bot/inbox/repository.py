"""Questions to the inbox. An update goes new → done (its effects are kept) → answered (its reply was sent)."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from bot.database import insert_in
from bot.inbox.tables import update_row

KEPT = timedelta(days=3)
"""How long the number of an answered update is remembered; Telegram offers an unconfirmed update again for one day."""


class UpdateState(StrEnum):
    """How far an update came."""

    NEW = "new"
    DONE = "done"
    ANSWERED = "answered"


U = update_row.c
WAITS = U.state.in_((UpdateState.NEW, UpdateState.DONE))
"""Not "other than answered", which no index finds: what was answered is remembered for days, and is nearly all."""
_FIRST_OF_CHATS = select(func.min(U.update_id)).where(WAITS).group_by(U.chat_id)
_AT = bindparam("at", type_=U.claimed_until.type)
_NUMBERS = U.update_id.in_(bindparam("numbers", expanding=True))
# What is asked at every turn is put together once.
_NEXT = (
    select(U.update_id)
    .where(
        WAITS,
        U.update_id.in_(_FIRST_OF_CHATS.scalar_subquery()),
        or_(U.claimed_until.is_(None), U.claimed_until <= _AT),
        or_(U.not_before.is_(None), U.not_before <= _AT),
    )
    .order_by(U.update_id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIMED = (
    update(update_row)
    .where(U.update_id.in_(select(_NEXT.cte("next").c.update_id)))
    .values(claimed_until=bindparam("until"))
    .returning(U.update_id, U.chat_id, U.payload)
)
# Of two who hold several updates the one waits for the other, and never each for each: an UPDATE alone has no order.
_IN_ORDER = U.update_id.in_(select(U.update_id).where(_NUMBERS).order_by(U.update_id).with_for_update())
_STILL = update(update_row).where(_IN_ORDER, U.claimed_until.is_not(None)).values(claimed_until=bindparam("until"))
_BEGUN = select(U.update_id, U.state, U.reply).where(_NUMBERS).order_by(U.update_id).with_for_update()
_DONE = (
    update(update_row)
    .where(U.update_id == bindparam("number"))
    .values(state=UpdateState.DONE, reply=bindparam("replied"))
)
_ANSWERED = (
    update(update_row)
    .where(_IN_ORDER)
    .values(state=UpdateState.ANSWERED, payload=None, reply=None, claimed_until=None, not_before=None)
)
_UNANSWERED = select(func.count()).select_from(update_row).where(WAITS)
Replies = list[dict[str, Any]]
"""What was to be sent for an update: messages as JSON."""


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
            for _, a in sorted({a.update_id: a for a in arrived}.items())
        ]
        if not rows:
            return 0
        return len(self._connection.execute(_stored(self._connection.dialect.name), rows).all())

    def claim(self, at: datetime, lease: timedelta, most: int) -> list[Arrived]:
        """The oldest waiting updates whose chats nobody works on, one of a chat, taken for the time of the lease."""
        rows = self._connection.execute(_CLAIMED, {"at": at, "most": most, "until": at + lease})
        return sorted((Arrived(*row) for row in rows), key=lambda one: one.update_id)

    def renew(self, update_ids: Collection[int], until: datetime) -> None:
        """Whoever took these updates is still at them."""
        self._connection.execute(_STILL, {"numbers": list(update_ids), "until": until})

    def begin(self, update_ids: Iterable[int]) -> dict[int, tuple[UpdateState, Replies]]:
        """How far updates came and what was to be sent for each; their rows are held until the transaction ends."""
        rows = self._connection.execute(_BEGUN, {"numbers": list(update_ids)})
        return {row.update_id: (UpdateState(row.state), json.loads(row.reply or "[]")) for row in rows}

    def done(self, replies: Mapping[int, Replies]) -> None:
        """The effects of updates stand in this transaction; what is to be sent for each is kept beside them."""
        rows = [{"number": n, "replied": json.dumps(reply, ensure_ascii=False)} for n, reply in replies.items()]
        if rows:
            self._connection.execute(_DONE, rows)

    def answered(self, *update_ids: int) -> None:
        """Everything was sent, or there is nothing to send; what the person wrote is forgotten."""
        self._connection.execute(_ANSWERED, {"numbers": update_ids})

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
        oldest: datetime | None = self._connection.scalar(select(func.min(U.received_at)).where(WAITS))
        return oldest

    def waiting_of(self, chat_id: int) -> int:
        """How many updates of a chat are not answered yet."""
        return self._connection.scalar(select(func.count()).where(WAITS, U.chat_id == chat_id)) or 0

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


@cache
def _stored(dialect: str) -> Any:
    return insert_in(dialect, update_row).on_conflict_do_nothing().returning(U.update_id)
