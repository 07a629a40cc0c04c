"""Working time: on which days an office works, why not on the others, and how far one moment is from another.

Moments are aware and given in UTC; days are days in Việt Nam.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from bot.clock import VIET_NAM
from bot.petitions import public_holidays
from bot.petitions.shifts import Shifts

ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """Why an office works on a day, or does not."""

    ORDINARY = "ordinary"
    SWAPPED = "swapped"  # a Saturday or Sunday worked in exchange for another day
    LOCAL_WORKING = "local_working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    LOCAL_FREE = "local_free"


WORKING = frozenset({DayKind.ORDINARY, DayKind.SWAPPED, DayKind.LOCAL_WORKING})


@dataclass(frozen=True, slots=True)
class DayReason:
    """The kind of a day and, in Vietnamese, the name of the holiday or the note of who set the day."""

    kind: DayKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day that an officer set working or free, with a note that says why; it goes before the public calendar."""

    day: date
    working: bool
    note: str


class WorkingCalendar:
    """When an office works: its shifts, the public holidays and its own days. It never changes."""

    def __init__(self, shifts: Shifts, local: Iterable[LocalDay] = ()) -> None:
        self.shifts = shifts
        self._local = {row.day: row for row in local}
        self._years: dict[int, list[date]] = {}  # the working days of each year that was asked for, in order

    @cached_property
    def version(self) -> str:
        """A short digest of all it is made of; calendars of one version give one answer."""
        rows = sorted(astuple(row) for row in self._local.values())
        return sha256(repr((public_holidays.edition(), str(self.shifts), rows)).encode()).hexdigest()[:12]

    def reason(self, day: date) -> DayReason:
        """Why the office works on a day, or does not."""
        if row := self._local.get(day):
            return DayReason(DayKind.LOCAL_WORKING if row.working else DayKind.LOCAL_FREE, row.note)
        public = public_holidays.year_of(day.year)
        if day in public.worked:
            return DayReason(DayKind.SWAPPED)
        if name := public.free.get(day):
            return DayReason(DayKind.HOLIDAY, name)
        return DayReason(DayKind.ORDINARY if public.is_working(day) else DayKind.WEEKEND)

    def is_working(self, day: date) -> bool:
        """Whether the office works on a day."""
        return self.reason(day).kind in WORKING

    def is_estimated(self, day: date) -> bool:
        """Whether the day may still change ("dự kiến"): its year's days are computed, and no officer set it."""
        return day not in self._local and public_holidays.year_of(day.year).estimated

    def nth_working_day(self, after: date, n: int) -> date:
        """The n-th working day after a day, which is not counted itself; ValueError unless n is 1 or more."""
        if n < 1:
            raise ValueError("working days are counted from 1")
        year = after.year
        place = bisect_right(self._working_days(year), after) + n - 1
        while place >= len(self._working_days(year)):
            place -= len(self._working_days(year))
            year += 1
        return self._working_days(year)[place]

    def working_days_between(self, since: date, until: date) -> int:
        """How many days of [since, until) are worked."""
        whole_years = sum(len(self._working_days(year)) for year in range(since.year, until.year))
        passed = bisect_left(self._working_days(since.year), since)
        return whole_years + bisect_left(self._working_days(until.year), until) - passed

    def end_of(self, day: date) -> datetime:
        """When the last shift of a day ends, or would end if the day were worked."""
        return moment(day, self.shifts.end)

    def next_office_moment(self, at: datetime) -> datetime:
        """The moment itself inside a shift, else the beginning of the next one."""
        day, hour = day_and_hour(at)
        opens = self.shifts.open_from(hour) if self.is_working(day) else None
        if opens is None:
            return moment(self.nth_working_day(day, 1), self.shifts.begin)
        return moment(day, opens)

    def is_office_hours(self, at: datetime) -> bool:
        """Whether somebody works at a moment."""
        return self.next_office_moment(at) == at

    def working_time_between(self, since: datetime, until: datetime) -> timedelta:
        """How much working time lies in [since, until): none if `until` is not later."""
        if until <= since:
            return timedelta()
        days = self.working_days_between(day_and_hour(since)[0], day_and_hour(until)[0])
        return days * self.shifts.length + self._worked_on_day(until) - self._worked_on_day(since)

    def add_working_time(self, at: datetime, worked: timedelta) -> datetime:
        """The earliest moment by which `worked` has passed since `at`: a day is over at 17:00, not the next morning."""
        if worked < timedelta():
            raise ValueError("working time does not run backwards")
        if not worked:
            return at.astimezone(UTC)
        day = day_and_hour(at)[0]
        worked += self._worked_on_day(at)
        if self.is_working(day):
            if worked <= self.shifts.length:
                return moment(day, self.shifts.hour_when(worked))
            worked -= self.shifts.length
        # A day that is used up whole is the last one, so we round the number of days upwards.
        days = -(-worked // self.shifts.length)
        last = worked - (days - 1) * self.shifts.length
        return moment(self.nth_working_day(day, days), self.shifts.hour_when(last))

    def _worked_on_day(self, at: datetime) -> timedelta:
        day, hour = day_and_hour(at)
        return self.shifts.worked_by(hour) if self.is_working(day) else timedelta()

    def _working_days(self, year: int) -> list[date]:
        if year not in self._years:
            rows = [row for row in self._local.values() if row.day.year == year]
            public = public_holidays.year_of(year).working_days.difference(row.day for row in rows)
            self._years[year] = sorted(public.union(row.day for row in rows if row.working))
        return self._years[year]


def day_and_hour(at: datetime) -> tuple[date, timedelta]:
    """The legal date in Việt Nam and the time since its midnight; ValueError for a moment without a time zone."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    here = at.astimezone(VIET_NAM)
    return here.date(), here - datetime.combine(here, time(), VIET_NAM)


def moment(day: date, hour: timedelta = timedelta()) -> datetime:
    """The moment, in UTC, at `hour` since midnight of a day in Việt Nam."""
    return (datetime.combine(day, time(), VIET_NAM) + hour).astimezone(UTC)
