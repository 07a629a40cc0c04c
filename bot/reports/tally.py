"""How many messages of each kind were handled on each day."""

from datetime import date

from sqlalchemy import Column, Connection, Date, Integer, String, Table, select

from bot.database import insert_into
from knowledge.mapping import Base

question_tally = Table(
    "question_tally",
    Base.metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("number", Integer, nullable=False),
)


class TallyRepository:
    """The tally over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, day: date, kind: str) -> None:
        """One more message of a kind on a day; the row is added to where it stands, so nobody's count is lost."""
        one = insert_into(self._connection, question_tally).values(day=day, kind=kind, number=1)
        more = {"number": question_tally.c.number + 1}
        key = [question_tally.c.day, question_tally.c.kind]
        self._connection.execute(one.on_conflict_do_update(index_elements=key, set_=more))

    def of(self, day: date) -> dict[str, int]:
        """The numbers of a day by kind."""
        t = question_tally.c
        found = self._connection.execute(select(t.kind, t.number).where(t.day == day).order_by(t.kind))
        return {kind: number for kind, number in found}  # noqa: C416 - rows are not pairs to the type checker
