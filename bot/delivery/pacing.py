"""The pace of broadcasts, which all copies of the bot keep together: Telegram counts what a bot sends, whoever it was.

One row says when the next turn is. Whoever takes turns holds it until the messages are claimed, and moves it on.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from bot.database import insert_into
from bot.delivery.tables import send_pace

BROADCASTS = "broadcasts"
"""What is paced: reminders and the like, which nobody waits for."""

LONGEST = timedelta(minutes=10)
"""No turn is further off: a copy whose clock was wrong, or a strange word of Telegram's, holds nobody up for longer."""


class PaceRepository:
    """The turns of broadcasts over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next(self, at: datetime) -> datetime:
        """When the next turn is, now at the earliest; until this transaction ends nobody else asks."""
        held = select(P.next_at).where(*_OURS).with_for_update()
        moment: datetime | None = self._connection.scalar(held)
        if moment is None:
            first = insert_into(self._connection, send_pace).values(paced=BROADCASTS, next_at=at)
            self._connection.execute(first.on_conflict_do_nothing())
            moment = self._connection.execute(held).scalar_one()
        return max(moment, at) if moment <= at + LONGEST else at

    def go_on(self, moment: datetime) -> None:
        """Every turn before a moment is taken."""
        self._connection.execute(update(send_pace).where(*_OURS).values(next_at=moment))

    def pause(self, at: datetime, wait: timedelta) -> None:
        """Telegram asked to wait: there is no turn before that."""
        self.go_on(max(self.next(at), at + min(wait, LONGEST)))


def gap(rate: int) -> timedelta:
    """The time between two turns at so many a second; none where nothing is paced."""
    return timedelta(seconds=1 / rate if rate else 0)


P = send_pace.c
_OURS = (P.paced == BROADCASTS,)
