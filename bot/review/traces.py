"""The trail of what officers did with their powers, and of what they looked at.

Nothing of it is changed or deleted, but the reasons that were typed for a petition: they go when it is anonymised.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from bot.review.officers import Role
from bot.review.tables import officer, trace


@dataclass(frozen=True, slots=True)
class Trace:
    """What somebody did: when, in which role as it was held then, to what ("petition:17"), and why.

    Without an officer's number it was done on the command line, and the name says by whom.
    """

    at: datetime
    officer_id: int | None
    name: str
    role: Role
    act: str
    about: str
    reason: str


class TraceRepository:
    """The trail over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def leave(
        self, at: datetime, officer_id: int | None, role: Role, act: str, about: str, reason: str = "", *, by: str = ""
    ) -> None:
        """An officer did something, in a role; or who types a command did, who is named."""
        what = {"officer_id": officer_id, "by": by, "role": role, "act": act, "about": about, "reason": reason}
        self._connection.execute(insert(trace).values(at=at, **what))

    def of(self, about: str, acts: Collection[str] = ()) -> list[Trace]:
        """What was done to something, in order; only some acts, if any are named."""
        return self._traces(T.about == about, *([T.act.in_(acts)] if acts else []))

    def around(self, officer_id: int) -> list[Trace]:
        """What an officer did, and what was done to the roles and the work of that officer, in order."""
        return self._traces(or_(T.officer_id == officer_id, T.about == f"officer:{officer_id}"))

    def every(self) -> list[Trace]:
        """The whole trail, in order."""
        return self._traces()

    def erase_reasons(self, about: str) -> None:
        """Why something was done is forgotten; who did it and when stays."""
        self._connection.execute(update(trace).where(T.about == about).values(reason=""))

    def _traces(self, *which: ColumnElement[bool]) -> list[Trace]:
        name = func.coalesce(officer.c.name, T.by).label("name")
        found = select(T.at, T.officer_id, name, T.role, T.act, T.about, T.reason).outerjoin_from(trace, officer)
        rows = self._connection.execute(found.where(*which).order_by(T.id)).mappings()
        return [Trace(**{**row, "role": Role(row["role"])}) for row in rows]


T = trace.c
