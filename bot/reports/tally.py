"""How many messages of each kind were handled on each day, and how often each procedure was shown."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Date, Integer, String, Table, func, select

from bot.database import insert_in
from knowledge.mapping import Base

question_tally = Table(
    "question_tally",
    Base.metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("number", Integer, nullable=False),
)

SHOWN = "shown:"
"""What stands before the code of a procedure that was shown."""

LONGEST = 32


class TallyRepository:
    """The tally over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.counted: list[str] = []
        """The kinds of messages that were counted here: who keeps meters reads them after the transaction."""

    def count(self, day: date, kind: str) -> None:
        """One more message of a kind on a day."""
        self._add(day, kind)
        self.counted.append(kind)

    def shown(self, day: date, code: str) -> None:
        """A procedure was shown once more; nobody's name stands beside it."""
        self._add(day, f"{SHOWN}{code}"[:LONGEST])

    def _add(self, day: date, kind: str) -> None:
        self.add_all({(day, kind): 1})

    def add_all(self, counts: Mapping[tuple[date, str], int]) -> None:
        """So many more of each kind on each day. Rows are added to where they stand, so nobody's count is lost.

        In one order, so that of two who add the one waits for the other, and never each for each.
        """
        rows = [{"day": day, "kind": kind, "number": number} for (day, kind), number in sorted(counts.items())]
        if rows:
            self._connection.execute(_added(self._connection.dialect.name), rows)

    def most_shown(self, since: date, most: int) -> list[str]:
        """The codes of the procedures that were shown most often since a day, the first first."""
        t = question_tally.c
        shown = select(t.kind).where(t.day >= since, t.kind.startswith(SHOWN, autoescape=True)).group_by(t.kind)
        found = self._connection.scalars(shown.order_by(func.sum(t.number).desc(), t.kind).limit(most))
        return [kind.removeprefix(SHOWN) for kind in found]

    def of(self, day: date) -> dict[str, int]:
        """The numbers of a day by kind."""
        t = question_tally.c
        kinds = select(t.kind, t.number).where(t.day == day, t.kind.not_like(f"{SHOWN}%"))
        found = self._connection.execute(kinds.order_by(t.kind))
        return {kind: number for kind, number in found}  # noqa: C416 - rows are not pairs to the type checker


@cache
def _added(dialect: str) -> Any:
    """Put together once: it is said at every question."""
    row, t = insert_in(dialect, question_tally), question_tally.c
    return row.on_conflict_do_update(index_elements=[t.day, t.kind], set_={"number": t.number + row.excluded.number})
