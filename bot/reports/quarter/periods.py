"""A quarter, and the days that are counted in it: those of the calendar, or from the 15th to the 14th."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.petitions.book import Span

ROMAN = ("I", "II", "III", "IV")
MONTHS = 3
"""How many months a quarter has."""

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Years outside of which a period is mistyped."""

WRITTEN = re.compile(r"(?P<year>\d{4})-Q(?P<number>[1-4])", re.ASCII | re.IGNORECASE)
TOLD = re.compile(
    r"(?:quý\s+)?(?P<number>[1-4]|IV|I{1,3})(?:\s*/\s*|\s+năm\s+)(?P<year>\d{4})", re.ASCII | re.IGNORECASE
)
"""A quarter as commands write it, 2024-Q1, and as people do: Quý I/2024, 1/2024, quý I năm 2024."""


class CutOff(StrEnum):
    """Which days a quarter's figures are of."""

    CALENDAR = "calendar"
    FIFTEENTH = "fifteenth"  # from the 15th of the month before to the 14th of its last month


class WrongPeriodError(Exception):
    """Something that is no period, or one that has not begun; `why` names its sentence."""

    def __init__(self, why: str, typed: str) -> None:
        self.why = why
        self.typed = typed
        super().__init__(f"{why}: {typed}")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @property
    def key(self) -> str:
        """As commands and tables write it: 2024-Q1."""
        return f"{self.year}-Q{self.number}"

    @property
    def roman(self) -> str:
        """Its number as documents write it: I."""
        return ROMAN[self.number - 1]

    @property
    def first(self) -> date:
        """Its first day in the calendar."""
        return date(self.year, MONTHS * (self.number - 1) + 1, 1)

    @property
    def last(self) -> date:
        """Its last day in the calendar."""
        return _after(self.first) - timedelta(days=1)

    @property
    def before(self) -> "Quarter":
        """The quarter before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, len(ROMAN))

    def days(self, cut_off: CutOff = CutOff.CALENDAR) -> Span:
        """The days whose figures it has."""
        if cut_off is CutOff.CALENDAR:
            return Span(self.first, self.last)
        return Span((self.first - timedelta(days=1)).replace(day=15), self.last.replace(day=14))


@dataclass(frozen=True, slots=True)
class Period:
    """The quarter a report is of, and the days that are counted in it."""

    quarter: Quarter
    span: Span

    def is_running(self, today: date) -> bool:
        """Whether it has not ended yet."""
        return self.span.until >= today

    def counted_until(self, today: date) -> date:
        """The last day that can be counted by now."""
        return min(self.span.until, today)


def read_quarter(typed: str) -> Quarter:
    """The quarter that somebody typed. Raises WrongPeriodError."""
    said = " ".join(typed.split())
    found = WRITTEN.fullmatch(said) or TOLD.fullmatch(said)
    if found is None:
        raise WrongPeriodError("no_quarter", said)
    number = found["number"].upper()
    quarter = Quarter(int(found["year"]), ROMAN.index(number) + 1 if number in ROMAN else int(number))
    if not FIRST_YEAR <= quarter.year <= LAST_YEAR:
        raise WrongPeriodError("no_year", said)
    return quarter


def period_of(
    quarter: Quarter, today: date, cut_off: CutOff, since: date | None = None, until: date | None = None
) -> Period:
    """The days of a quarter's report, or others that were asked for. Raises WrongPeriodError."""
    usual = quarter.days(cut_off)
    span = Span(since or usual.since, until or usual.until)
    if span.since > span.until:
        raise WrongPeriodError("turned", f"{span.since} > {span.until}")
    if span.since > today:
        raise WrongPeriodError("not_begun", quarter.key)
    return Period(quarter, span)


def quarter_of(day: date) -> Quarter:
    """The quarter of the calendar that a day lies in."""
    return Quarter(day.year, (day.month - 1) // MONTHS + 1)


def _after(first: date) -> date:
    """The first day of the next quarter."""
    return date(first.year + 1, 1, 1) if first.month > 12 - MONTHS else first.replace(month=first.month + MONTHS)
