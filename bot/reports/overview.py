"""The overview of an officer: how what is theirs to see stands now, and how it came and was answered week by week.

Everything is counted by the database; trials are counted apart from what is real.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Date, Interval, case, func, literal, select, type_coerce
from sqlalchemy.sql.functions import sum as total

from bot.petitions.life import OPEN
from bot.petitions.mailbox import within
from bot.petitions.tables import petition
from bot.petitions.working_days import moment
from bot.review.officers import Officer

WEEKS = 53
"""How many weeks a year's picture shows, this one with them."""

A_WEEK = timedelta(days=7)
OURS = timedelta(hours=7)
"""How much earlier a day begins in Việt Nam than in UTC, all year round."""

P = petition.c


@dataclass(frozen=True, slots=True)
class Share:
    """What is open of a unit or a field, and how much of it is overdue."""

    value: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Week:
    """What came, and what was answered on time and late, in the week from a Monday."""

    since: date
    received: int
    on_time: int
    late: int


class OverviewRepository:
    """The figures of the overview over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_unit(self, officer: Officer, at: datetime, *, trial: bool) -> list[Share]:
        """What is open by the unit that handles it."""
        return self._shares(P.unit, officer, at, trial=trial)

    def by_field(self, officer: Officer, at: datetime, *, trial: bool) -> list[Share]:
        """What is open by its category."""
        return self._shares(P.category, officer, at, trial=trial)

    def weeks(self, officer: Officer, day: date, *, trial: bool) -> list[Week]:
        """The weeks up to the one of a day, the oldest first."""
        first = day - timedelta(days=day.weekday()) - (WEEKS - 1) * A_WEEK
        mine = within(officer), P.trial.is_(trial)
        received = self._by_day(P.submitted_at, first, *mine)
        on_time = P.due_at.is_(None) | (P.answered_at <= P.due_at)
        answered = self._by_day(P.answered_at, first, *mine, late=~on_time)
        return [_week(first + number * A_WEEK, received, answered) for number in range(WEEKS)]

    def _shares(self, column: ColumnElement[str], officer: Officer, at: datetime, *, trial: bool) -> list[Share]:
        over = total(case((P.due_at <= at, 1), else_=0))
        found = select(column, func.count(), over).where(P.state.in_(OPEN), P.trial.is_(trial), within(officer))
        rows = self._connection.execute(found.group_by(column).order_by(func.count().desc(), column))
        return [Share(value, number, late) for value, number, late in rows]

    def _by_day(
        self,
        column: ColumnElement[datetime],
        first: date,
        *which: ColumnElement[bool],
        late: ColumnElement[bool] | None = None,
    ) -> dict[date, tuple[int, int]]:
        """How many there are of each day in Việt Nam, and how many of them were late."""
        day = self._day_of(column).label("day")
        lates = total(case((late, 1), else_=0)) if late is not None else func.count() * 0
        found = select(day, func.count(), lates).where(column >= moment(first), *which).group_by(day)
        return {_date(of): (number, over) for of, number, over in self._connection.execute(found)}

    def _day_of(self, column: ColumnElement[datetime]) -> ColumnElement[date]:
        """The day in Việt Nam of a moment, which is stored in UTC."""
        if self._connection.dialect.name == "sqlite":
            return func.date(column, "+7 hours")
        return type_coerce(func.date(column + literal(OURS, Interval)), Date)


def _week(since: date, received: dict[date, tuple[int, int]], answered: dict[date, tuple[int, int]]) -> Week:
    days = [since + timedelta(days=number) for number in range(7)]
    given = [answered.get(day, (0, 0)) for day in days]
    late = sum(over for _, over in given)
    return Week(since, sum(received.get(day, (0, 0))[0] for day in days), sum(n for n, _ in given) - late, late)


def _date(of: date | str) -> date:
    return date.fromisoformat(of) if isinstance(of, str) else of


def tallest(weeks: Sequence[Week]) -> int:
    """The highest number of a week, 1 at least."""
    return max([1, *(max(week.received, week.on_time + week.late) for week in weeks)])
