"""Whole months, one after the other, and how the database tells the month of a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, Interval, Text, func, literal, type_coerce

from bot.petitions.book import Span
from bot.petitions.samples import A_YEAR, month_after, months_before

MOST = 24
"""How many months are looked at together at most."""

OURS = timedelta(hours=7)
"""How much earlier a month begins in Việt Nam than in UTC."""


@dataclass(frozen=True, slots=True)
class Months:
    """Months from one to another, both of them in it; each is known by its first day."""

    first: date
    last: date

    @property
    def each(self) -> Sequence[date]:
        """The months, the oldest first."""
        found = [self.first]
        while found[-1] < self.last:
            found.append(month_after(found[-1]))
        return found

    @property
    def span(self) -> Span:
        """Their days."""
        return Span(self.first, last_day(self.last))


def months_between(since: date | None, until: date | None, today: date) -> Months:
    """The months of two days, in whichever order; a year up to today where none are named, and no more than MOST."""
    named = sorted(day.replace(day=1) for day in (since, until) if day)
    last = named[-1] if until else max(today.replace(day=1), *named) if named else today.replace(day=1)
    first = named[0] if since else months_before(last, A_YEAR - 1)
    return Months(max(first, months_before(last, MOST - 1)), last)


def last_day(month: date) -> date:
    """The last day of a month."""
    return month_after(month) - timedelta(days=1)


def month_of(connection: Connection, column: ColumnElement[object]) -> ColumnElement[str]:
    """The month in Việt Nam of a moment, which is stored in UTC: 2026-11."""
    if connection.dialect.name == "sqlite":
        return func.strftime("%Y-%m", column, "+7 hours")
    return type_coerce(func.to_char(column + literal(OURS, Interval), "YYYY-MM"), Text)


def read_month(key: str) -> date | None:
    """The month that the database or an address names: 2026-11; None for what is none."""
    try:
        return date.fromisoformat(f"{key}-01")
    except ValueError:
        return None
