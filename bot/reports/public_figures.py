"""The office's figures for everybody: petitions by month, field and unit, quarter by quarter once a quarter is over.

    lodged in the quarter      received  ─┐
    done in the quarter        handled   ─┴─▶ small_numbers ─▶ what is told; a year is added up from its quarters

Counted is what is real: no trial; nothing confidential (conduct, khiếu nại, tố cáo); and nobody's petition who asked
that her data be deleted, since she was told that it is used for nothing else. No words, name or code is read here. How
handled, on time and late are meant is said in quarter.petition_figures.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Interval, and_, case, func, literal, select
from sqlalchemy.sql.functions import coalesce

from bot.clock import VIET_NAM
from bot.petitions.book import Span
from bot.petitions.categories import CONDUCT, categories
from bot.petitions.life import State
from bot.petitions.tables import petition
from bot.reports.known_numbers import FEW, FEWEST, NONE, Known, exactly, is_few
from bot.reports.overview import OURS, middle
from bot.reports.quarter.periods import Quarter, quarter_of
from bot.reports.quarter.petition_figures import ASIDE
from bot.reports.small_numbers import Row, Told, added, told

ELSEWHERE = ""
"""The row of what no commune of today handles, or none yet."""

OLDEST = 2
"""How many whole years before this one are told of."""

P = petition.c


class By(StrEnum):
    """By what petitions are put apart."""

    MONTH = "month"
    FIELD = "field"
    UNIT = "unit"


Marks = Mapping[int, int]
"""How often each mark, or each number of days, was given."""


@dataclass(frozen=True, slots=True)
class Rating:
    """How senders rated something from 1 to 5: the mean, where so many did that it may be told."""

    number: Known = NONE
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is told of some quarters together; medians are working days, by table and row, and of all under ("", "")."""

    span: Span
    total: Told
    tables: Mapping[By, Mapping[str, Told]]
    medians: Mapping[tuple[str, str], float]
    process: Rating
    result: Rating


@dataclass(frozen=True, slots=True)
class SoFar:
    """What came and was handled in the running quarter, rounded down: the next page differs by no single petition."""

    quarter: Quarter
    until: date
    received: Known
    handled: Known


@dataclass
class Counted:
    """What was counted in a quarter: numbers of each kind, and the days that answers took."""

    tables: dict[By, dict[str, Row]]
    days: dict[tuple[str, str], Counter[int]] = field(default_factory=dict)
    process: Counter[int] = field(default_factory=Counter)
    result: Counter[int] = field(default_factory=Counter)

    def add(self, keys: Mapping[By, str], row: Row) -> None:
        """Count petitions of a kind, once in each table."""
        for by, key in keys.items():
            rows = self.tables[by]
            place = key if key in rows else ELSEWHERE
            rows[place] = rows.get(place, Row()) + row

    def took(self, keys: Mapping[By, str], days: int, number: int) -> None:
        """Count how long answers took."""
        for place in (
            ("", ""),
            *((by.value, key if key in self.tables[by] else ELSEWHERE) for by, key in keys.items()),
        ):
            self.days.setdefault(place, Counter())[days] += number


class PublicFiguresRepository:
    """The figures over one connection; `units` are the codes of the communes of today."""

    def __init__(self, connection: Connection, units: Sequence[str]) -> None:
        self._connection = connection
        self._units = units

    def quarters(self, today: date) -> list[Quarter]:
        """The quarters that are over and can be told of, the newest first; none before the first petition came."""
        first = self._connection.scalar(select(func.min(P.submitted_at)).where(*_COUNTED))
        if first is None:
            return []
        oldest = max(quarter_of(first.astimezone(VIET_NAM).date()), Quarter(today.year - OLDEST, 1))
        return [*_back(quarter_of(today).before, oldest)]

    def so_far(self, today: date) -> SoFar | None:
        """How far the running quarter is, up to yesterday; None on its first day."""
        quarter, yesterday = quarter_of(today), today - timedelta(days=1)
        if yesterday < quarter.first:
            return None
        since, after = Span(quarter.first, today).moments[0], Span(today, today).moments[0]
        came = select(func.count()).where(*_COUNTED, P.submitted_at >= since, P.submitted_at < after)
        done = select(func.count()).where(*_COUNTED, *_handled(since, after))
        numbers = [self._connection.scalar(one) or 0 for one in (came, done)]
        return SoFar(quarter, yesterday, *(_rounded(number) for number in numbers))

    def of(self, quarter: Quarter) -> "OfQuarter":
        """What is told of a quarter that is over."""
        span = quarter.days()
        counted = Counted(
            {
                By.MONTH: dict.fromkeys(months_of(quarter), Row()),
                By.FIELD: dict.fromkeys((key for key in categories() if key != CONDUCT), Row()),
                By.UNIT: dict.fromkeys((*self._units, ELSEWHERE), Row()),
            }
        )
        self._count(counted, *span.moments)
        return OfQuarter(span, counted, *told({by.value: rows for by, rows in counted.tables.items()}))

    def _count(self, counted: Counted, since: datetime, after: datetime) -> None:
        month = self._month_of(P.submitted_at)
        came = select(month, P.category, P.unit, func.count()).where(
            *_COUNTED, P.submitted_at >= since, P.submitted_at < after
        )
        for at, category, unit, number in self._connection.execute(came.group_by(month, P.category, P.unit)):
            counted.add({By.MONTH: at, By.FIELD: category, By.UNIT: unit}, Row(received=number))
        month, late = self._month_of(_done_at()), _is_late()
        kinds = month, P.category, P.unit, late, P.answer_days
        done = select(*kinds, func.count()).where(*_COUNTED, *_handled(since, after)).group_by(*kinds)
        for at, category, unit, is_late, days, number in self._connection.execute(done):
            keys = {By.MONTH: at, By.FIELD: category, By.UNIT: unit}
            counted.add(keys, Row(late=number) if is_late else Row(on_time=number))
            if days is not None:
                counted.took(keys, days, number)
        marks = select(P.process_rating, P.result_rating, func.count()).where(*_COUNTED, *_handled(since, after))
        grouped = marks.group_by(P.process_rating, P.result_rating)
        for process, result, number in self._connection.execute(grouped):
            counted.process.update({process: number} if process else {})
            counted.result.update({result: number} if result else {})

    def _month_of(self, column: ColumnElement[datetime]) -> ColumnElement[str]:
        """The month in Việt Nam of a moment, which is stored in UTC: 2026-09."""
        if self._connection.dialect.name == "sqlite":
            return func.strftime("%Y-%m", column, "+7 hours")
        return func.to_char(column + literal(OURS, Interval), "YYYY-MM")


_COUNTED: tuple[ColumnElement[bool], ...] = (
    P.trial.is_(False),
    P.confidential.is_(False),
    P.category != CONDUCT,
    P.restricted_at.is_(None),
    P.state != State.DIVERTED,
)


def _done_at() -> ColumnElement[datetime]:
    """When the office gave its answer, or a petition ended without one."""
    return coalesce(P.answered_at, P.closed_at)


def _is_late() -> ColumnElement[int]:
    """1 where it was handled after its day, else 0."""
    limit = case((P.state == State.TRANSFERRED, P.transfer_due_at), else_=P.due_at)
    return case((and_(limit.is_not(None), _done_at() > limit), 1), else_=0)


def _handled(since: datetime, after: datetime) -> tuple[ColumnElement[bool], ...]:
    """Whether the office answered, refused or passed on a petition within some moments, as it stands now."""
    aside = and_(P.state.in_(ASIDE), P.answered_at.is_(None))
    return _done_at() >= since, _done_at() < after, ~aside


def months_of(quarter: Quarter) -> list[str]:
    """The months of a quarter: 2026-07, 2026-08, 2026-09."""
    return [f"{quarter.year}-{quarter.first.month + number:02}" for number in range(3)]


def _back(newest: Quarter, oldest: Quarter) -> Iterator[Quarter]:
    while newest >= oldest:
        yield newest
        newest = newest.before


def _rounded(number: int) -> Known:
    least = number - number % FEWEST
    return Known(least, least + FEWEST - 1)


@dataclass(frozen=True, slots=True)
class OfQuarter:
    """A quarter that is over, with what is told of it."""

    span: Span
    counted: Counted
    total: Told
    tables: Mapping[str, Mapping[str, Told]]


def together(several: Iterable[OfQuarter]) -> Figures:
    """What is told of some quarters together, one at least."""
    quarters = sorted(several, key=lambda one: one.span.since)
    total = added({"": one.total} for one in quarters)[""]
    tables = {by: added(one.tables[by] for one in quarters) for by in By}
    days: dict[tuple[str, str], Counter[int]] = {}
    for one in quarters:
        for place, took in one.counted.days.items():
            days.setdefault(place, Counter()).update(took)
    row_of = {(by.value, name): row for by, rows in tables.items() for name, row in rows.items()} | {("", ""): total}
    medians = {
        place: median
        for place, took in days.items()
        if row_of[place].handled.is_exact and took.total() >= FEWEST and (median := middle(took)) is not None
    }
    span = Span(quarters[0].span.since, quarters[-1].span.until)
    marks = [[one.counted.process for one in quarters], [one.counted.result for one in quarters]]
    return Figures(span, total, tables, medians, *map(_rating, marks))


def _rating(of_each: Iterable[Marks]) -> Rating:
    """The mean of the quarters in which so many gave a mark that it may be told."""
    several = [*of_each]
    numbers = [sum(marks.values()) for marks in several]
    number = sum((FEW if is_few(one) else exactly(one) for one in numbers), NONE)
    large = [marks for marks, one in zip(several, numbers, strict=True) if one >= FEWEST]
    given = sum(sum(marks.values()) for marks in large)
    return Rating(
        number, sum(mark * times for marks in large for mark, times in marks.items()) / given if given else None
    )
