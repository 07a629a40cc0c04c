"""The overview of an officer: how what is theirs to see stands now, and how it came and was answered week by week.

Everything is counted by the database, out of its indexes; trials are counted apart from what is real. Behind every
number stand its petitions.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Interval,
    Row,
    case,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.sql.functions import sum as total

from bot.petitions.mailbox import NOWHERE, OWED
from bot.petitions.reaching import within
from bot.petitions.tables import petition
from bot.petitions.working_days import moment
from bot.review.officers import Officer

WEEKS = 53
"""How many weeks a year's picture shows, this one with them."""

LATELY = 13
"""Of how many weeks, this one with them, it is said how fast each unit and field answers."""

A_WEEK = timedelta(days=7)
OURS = timedelta(hours=7)
"""How much earlier a day begins in Việt Nam than in UTC, all year round."""

P = petition.c

ON_TIME = or_(P.due_at.is_(None), P.answered_at <= P.due_at)


class Behind(StrEnum):
    """A number of the overview that opens its petitions: what came, and what was answered."""

    RECEIVED = "received"
    ANSWERED = "answered"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Span:
    """Days, the last one with them; of one unit or field, if it is named."""

    since: date
    until: date
    unit: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """How what was answered was answered: on time or late, and in which working day of its clock in the middle."""

    on_time: int = 0
    late: int = 0
    median_days: float | None = None

    @property
    def answered(self) -> int:
        """How many answers there are."""
        return self.on_time + self.late

    @property
    def share(self) -> float | None:
        """What part of them was given on time; None where there are none."""
        return self.on_time / self.answered if self.answered else None

    @property
    def percent(self) -> int | None:
        """The same in a hundred; all of them are no more than all, and none no less than none."""
        if self.share is None:
            return None
        return min(max(round(self.share * 100), 1 if self.on_time else 0), 99 if self.late else 100)


@dataclass(frozen=True, slots=True)
class Share:
    """What is open of a unit or a field, how much of it is overdue, and how it was answered lately."""

    value: str
    open: int
    overdue: int
    pace: Pace


@dataclass(frozen=True, slots=True)
class Standing:
    """How everything was answered lately, and how it stands by unit and by field, the most open first."""

    since: date
    pace: Pace
    units: Sequence[Share]
    fields: Sequence[Share]


@dataclass(frozen=True, slots=True)
class Week:
    """What came, and what was answered on time and late, in the week from a Monday."""

    since: date
    received: int
    on_time: int
    late: int

    @property
    def until(self) -> date:
        """The Sunday that ends it."""
        return self.since + A_WEEK - timedelta(days=1)


class OverviewRepository:
    """The figures of the overview over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def standing(self, officer: Officer, at: datetime, day: date, *, trial: bool) -> Standing:
        """What is open now, and how petitions were answered in the last weeks."""
        since = monday_before(day, LATELY)
        mine = within(officer), P.trial.is_(trial)
        over = func.count().filter(P.due_at <= at)
        open_now = select(P.unit, P.category, func.count().label("open"), over.label("overdue"))
        rows = self._connection.execute(open_now.where(OWED, *mine).group_by(P.unit, P.category)).all()
        on_time = case((ON_TIME, 1), else_=0).label("on_time")
        each = P.unit, P.category, on_time, P.answer_days
        answers = select(*each, func.count().label("number")).where(P.answered_at >= moment(since), *mine)
        given = self._connection.execute(answers.group_by(*each)).all()
        return Standing(since, _pace(given), *(_shares(column, rows, given) for column in ("unit", "category")))

    def weeks(self, officer: Officer, day: date, *, trial: bool) -> list[Week]:
        """The weeks up to the one of a day, the oldest first."""
        first = monday_before(day, WEEKS)
        mine = within(officer), P.trial.is_(trial)
        received = self._by_day(P.submitted_at, first, *mine)
        answered = self._by_day(P.answered_at, first, *mine, late=~ON_TIME)
        return [_week(first + number * A_WEEK, received, answered) for number in range(WEEKS)]

    def behind(self, officer: Officer, what: Behind, of: Span, *, trial: bool, skip: int, most: int) -> list[int]:
        """The numbers of the petitions behind a number, the newest first: the part after the first `skip` of them."""
        column = P.submitted_at if what is Behind.RECEIVED else P.answered_at
        which = [column >= moment(of.since), column < moment(of.until + timedelta(days=1)), P.trial.is_(trial)]
        if what in {Behind.ON_TIME, Behind.LATE}:
            which.append(ON_TIME if what is Behind.ON_TIME else ~ON_TIME)
        if of.unit:
            which.append(P.unit == ("" if of.unit == NOWHERE else of.unit))
        if of.field:
            which.append(P.category == of.field)
        found = select(P.id).where(*which, within(officer)).order_by(column.desc(), P.id.desc())
        return list(self._connection.scalars(found.offset(skip).limit(most)))

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


def monday_before(day: date, weeks: int) -> date:
    """The Monday with which so many weeks begin, that of a day the last."""
    return day - timedelta(days=day.weekday()) - (weeks - 1) * A_WEEK


def _shares(
    column: str, open_now: Sequence[Row[tuple[object, ...]]], given: Sequence[Row[tuple[object, ...]]]
) -> list[Share]:
    """What is open, added up for each unit or field, with what was answered there lately."""
    values = {getattr(row, column) for row in (*open_now, *given)}
    shares = []
    for value in sorted(values):
        rows = [row for row in open_now if getattr(row, column) == value]
        pace = _pace([row for row in given if getattr(row, column) == value])
        shares.append(Share(value, sum(row.open for row in rows), sum(row.overdue for row in rows), pace))
    return sorted(shares, key=lambda share: -share.open)


def _pace(given: Iterable[Row[tuple[object, ...]]]) -> Pace:
    """How some answers were given, out of how many there are of each kind."""
    on_time, days = Counter[int](), Counter[int]()
    for row in given:
        on_time[row.on_time] += row.number
        if row.answer_days is not None:
            days[row.answer_days] += row.number
    return Pace(on_time[1], on_time[0], middle(days))


def middle(numbers: Mapping[int, int]) -> float | None:
    """The median of numbers, each given with how often it comes; None where there are none."""
    count = sum(numbers.values())
    return (_at(numbers, (count - 1) // 2) + _at(numbers, count // 2)) / 2 if count else None


def _at(numbers: Mapping[int, int], place: int) -> int:
    """The number that stands at a place once all are put in order."""
    for number in sorted(numbers):
        place -= numbers[number]
        if place < 0:
            return number
    raise IndexError(place)


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
