"""How many messages of each kind were handled on each day, and how often each procedure was shown."""

from datetime import date

from sqlalchemy import Column, Connection, Date, Integer, String, Table, func, select

from bot.database import insert_into
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
        """The row is added to where it stands, so nobody's count is lost."""
        one = insert_into(self._connection, question_tally).values(day=day, kind=kind, number=1)
        more = {"number": question_tally.c.number + 1}
        key = [question_tally.c.day, question_tally.c.kind]
        self._connection.execute(one.on_conflict_do_update(index_elements=key, set_=more))

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
