"""What is due by the clock for a petition: a row each, settled once, whatever is killed in between."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, insert, select, update

from bot.petitions.life import OPEN
from bot.petitions.tables import petition, timer


class What(StrEnum):
    """What is to be done."""

    CONFIRM_SOON = "confirm_soon"  # the citizen is told that it will be closed
    CONFIRM_END = "confirm_end"  # it is closed without a word of hers
    UPDATE = "update"  # the national system's word on how far it is
    HALF = "half"  # the office is reminded: half of the limit is used
    MOST = "most"  # 80 % of it
    DUE = "due"  # its day is today
    OVERDUE = "overdue"  # each further working day
    UNASSIGNED = "unassigned"  # nobody answers for it since a working day
    STILL_UNASSIGNED = "still_unassigned"  # nor on the next


OFFICES = frozenset((What.HALF, What.MOST, What.DUE, What.OVERDUE, What.UNASSIGNED, What.STILL_UNASSIGNED))
"""What the office is reminded of; the others are the citizen's."""


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that is due."""

    id: int
    petition_id: int
    what: What
    at: datetime


class TimerRepository:
    """The timers over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, petition_id: int, what: What, at: datetime) -> None:
        """Something is due at a moment."""
        self._connection.execute(insert(timer).values(petition_id=petition_id, what=what, at=at))

    def settle_all(self, petition_id: int, at: datetime, of: Collection[What] = tuple(What)) -> None:
        """Nothing of a petition is due any more, or nothing of some kinds."""
        waiting = timer.c.petition_id == petition_id, timer.c.settled_at.is_(None), timer.c.what.in_(of)
        self._connection.execute(update(timer).where(*waiting).values(settled_at=at))

    def due(self, at: datetime, limit: int) -> list[Timer]:
        """What is due, the longest due first. Whoever acts on one holds its petition and looks at it again."""
        rows = self._connection.execute(WAITING.where(T.at <= at).order_by(T.at, T.id).limit(limit)).mappings()
        return [_timer(row) for row in rows]

    def waiting(self, petition_id: int) -> dict[What, Timer]:
        """What is still to be done for a petition."""
        rows = self._connection.execute(WAITING.where(T.petition_id == petition_id).order_by(T.id)).mappings()
        return {What(row["what"]): _timer(row) for row in rows}

    def unreminded(self) -> list[int]:
        """The numbers of open petitions whose due day nobody would be reminded of."""
        reminded = select(T.petition_id).where(T.settled_at.is_(None), T.what.in_((What.DUE, What.OVERDUE)))
        found = select(petition.c.id).where(petition.c.state.in_(OPEN), petition.c.id.not_in(reminded))
        return list(self._connection.scalars(found.order_by(petition.c.id)))

    def is_reminded(self, petition_id: int, of: Collection[What], since: datetime) -> bool:
        """Whether something of some kinds is still to be done for a petition, or was after a moment."""
        its = T.petition_id == petition_id, T.what.in_(of), T.settled_at.is_(None) | (T.settled_at > since)
        return self._connection.scalar(select(T.id).where(*its).limit(1)) is not None

    def put_off(self, timer_id: int, at: datetime) -> None:
        """It is due at another moment."""
        self._connection.execute(update(timer).where(T.id == timer_id).values(at=at))

    def settle(self, timer_id: int, at: datetime) -> None:
        """It was done."""
        self._connection.execute(update(timer).where(timer.c.id == timer_id).values(settled_at=at))


T = timer.c

WAITING = select(T.id, T.petition_id, T.what, T.at).where(T.settled_at.is_(None))


def _timer(row: RowMapping) -> Timer:
    return Timer(**{**row, "what": What(row["what"])})
