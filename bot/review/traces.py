"""The trail of what officers did with their powers, and of what they looked at.

Nothing of it is changed or deleted, but the reasons that were typed for a petition: they go when it is anonymised.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, insert, or_, select, update

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
    id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the trail is looked through: an officer's, one act, what came before a number; 0 and empty: all of it."""

    officer_id: int = 0
    act: str = ""
    before: int = 0


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

    def newest(self, wanted: Wanted, most: int) -> list[Trace]:
        """A part of the trail, the newest first."""
        which = [
            *([T.officer_id == wanted.officer_id] if wanted.officer_id else []),
            *([T.act == wanted.act] if wanted.act else []),
            *([T.id < wanted.before] if wanted.before else []),
        ]
        return self._traces(*which, newest=True, most=most)

    def acts(self) -> list[str]:
        """Every act that stands in the trail, by name."""
        # From each to the next one by the index: few acts stand in very many rows.
        each = select(func.min(T.act).label("act")).cte(recursive=True)
        following = select(func.min(T.act)).where(T.act > each.c.act).correlate(each).scalar_subquery()
        each = each.union_all(select(following).where(each.c.act.is_not(None)))
        return list(self._connection.scalars(select(each.c.act).where(each.c.act.is_not(None)).order_by(each.c.act)))

    def every(self) -> list[Trace]:
        """The whole trail, in order."""
        return self._traces()

    def between(self, since: datetime, until: datetime, at_once: int) -> Iterator[list[Trace]]:
        """The trail of a span, the last moment not in it, in order, some of it at a time."""
        its = T.at >= since, T.at < until
        rows = self._connection.execute(_found().where(*its).order_by(T.id), execution_options={"yield_per": at_once})
        for some in rows.mappings().partitions():
            yield [_trace(row) for row in some]

    def erase_reasons(self, about: str) -> None:
        """Why something was done is forgotten; who did it and when stays."""
        self._connection.execute(update(trace).where(T.about == about).values(reason=""))

    def _traces(self, *which: ColumnElement[bool], newest: bool = False, most: int | None = None) -> list[Trace]:
        in_order = _found().where(*which).order_by(T.id.desc() if newest else T.id).limit(most)
        return [_trace(row) for row in self._connection.execute(in_order).mappings()]


T = trace.c


def _found() -> Select[Any]:
    name = func.coalesce(officer.c.name, T.by).label("name")
    return select(T.at, T.officer_id, name, T.role, T.act, T.about, T.reason, T.id).outerjoin_from(trace, officer)


def _trace(row: RowMapping) -> Trace:
    return Trace(**{**row, "role": Role(row["role"])})
