"""The clocks of a petition: when an answer is due, how much of the limit is used, and how the days were counted.

The day of receipt is not counted (Bộ luật Dân sự 2015, Điều 147): a clock begins at the midnight that ends it. A pause
moves what comes after it by as much of the clock's own time as it took. Only what lies in the count moves anything:
a pause before the clock begins, or one that begins when the limit is over, changes nothing, and where pauses overlap
the time counts once. While a pause is open the clock stands, and whatever lies behind it has no moment: None.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import Self

from bot.petitions.working_days import ONE_DAY, DayReason, WorkingCalendar, day_and_hour, moment


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count, from `since` up to `until`; None while it lasts."""

    since: datetime
    until: datetime | None = None


class Counted(StrEnum):
    """What the count makes of a day."""

    RECEIVED = "received"  # the day of receipt, which is not counted
    COUNTED = "counted"
    FREE = "free"  # not a working day
    PAUSED = "paused"  # paused for so long that no day of the limit ended on it
    LENGTHENED = "lengthened"  # the limit ended on a free day and goes on to the end of the next working day


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day of the count: which day of the limit ended on it, if any, and why; `pauses` are those that touch it."""

    day: date
    number: int | None
    counted: Counted
    reason: DayReason
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class PetitionClock(ABC):
    """A limit of `days` from the day after `received`, in moments that are aware; the kinds differ in what a day is."""

    received: datetime
    days: int
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError("a limit is one day or more")

    @abstractmethod
    def due(self, calendar: WorkingCalendar) -> datetime | None:
        """The last moment of the limit; None while the clock stands before it."""

    @abstractmethod
    def _day(self, calendar: WorkingCalendar) -> timedelta:
        """How long one day of the limit is."""

    @abstractmethod
    def _between(self, calendar: WorkingCalendar, since: datetime, until: datetime) -> timedelta:
        """How much of the clock's time lies in [since, until); none if `until` is not later."""

    @abstractmethod
    def _after(self, calendar: WorkingCalendar, at: datetime, time: timedelta) -> datetime:
        """The earliest moment by which `time` has passed since `at`."""

    def fraction(self, calendar: WorkingCalendar, now: datetime) -> float:
        """How much of the limit is used: 0 before the clock begins, above 1 after it; it stays while paused."""
        return self._used(calendar, now) / (self.days * self._day(calendar))

    def moment_at(self, calendar: WorkingCalendar, fraction: float) -> datetime | None:
        """The earliest moment when a fraction of the limit is used; None while the clock stands before it."""
        at = self._after(calendar, self._begins, fraction * self.days * self._day(calendar))
        for pause in self._pauses():
            if pause.since >= at:
                break
            if pause.until is None:
                return None
            at = self._after(calendar, at, self._between(calendar, pause.since, pause.until))
        return at

    def resumed(self, at: datetime) -> Self:
        """This clock if its open pause ended at a moment."""
        return replace(self, pauses=tuple(replace(pause, until=pause.until or at) for pause in self.pauses))

    def count(self, calendar: WorkingCalendar) -> list[CountedDay]:
        """Every day from the day of receipt to the due day, or to the day since when the clock stands."""
        first = day_and_hour(self.received)[0]
        days = [CountedDay(first, None, Counted.RECEIVED, calendar.reason(first))]
        last = day_and_hour(self.due(calendar) or self._stands_since)[0]
        done = 0
        for day in (first + number * ONE_DAY for number in range(1, (last - first).days + 1)):
            before, done = done, min(self.days, self._used(calendar, moment(day + ONE_DAY)) // self._day(calendar))
            days.append(self._counted(calendar, day, before, done))
        return days

    def _counted(self, calendar: WorkingCalendar, day: date, before: int, done: int) -> CountedDay:
        """A day at whose beginning `before` days of the limit were over, and `done` at its end."""
        begins, ends = moment(day), moment(day + ONE_DAY)
        pauses = tuple(p for p in self._pauses() if p.since < ends and (p.until is None or p.until > begins))
        if done > before:
            counted = Counted.COUNTED
        elif not self._between(calendar, begins, ends):
            counted = Counted.FREE
        else:
            counted = Counted.LENGTHENED if done == self.days else Counted.PAUSED
        number = done if counted is Counted.COUNTED else None
        return CountedDay(day, number, counted, calendar.reason(day), pauses)

    @property
    def _begins(self) -> datetime:
        return moment(day_and_hour(self.received)[0] + ONE_DAY)

    @property
    def _stands_since(self) -> datetime:
        """When the open pause began; asked only while the clock stands."""
        *_, last = self._pauses()
        return last.since

    def _used(self, calendar: WorkingCalendar, now: datetime) -> timedelta:
        used = self._between(calendar, self._begins, now)
        for pause in self._pauses():
            used -= self._between(calendar, pause.since, min(now, pause.until or now))
        return used

    def _pauses(self) -> Iterator[Pause]:
        """The pauses inside the count: in order, none overlapping, the last perhaps open."""
        begins = self._begins
        for pause in sorted(self.pauses, key=lambda pause: pause.since):
            since = max(begins, pause.since)
            if pause.until is None:
                yield Pause(since)
                return
            if since < pause.until:
                yield Pause(since, pause.until)
                begins = pause.until


@dataclass(frozen=True)
class WorkingClock(PetitionClock):
    """A limit in working days and a time of shifts: due at the end of the last shift of the last day."""

    def due(self, calendar: WorkingCalendar) -> datetime | None:
        """The end of the last shift of the last day, moved by the working time that was paused."""
        return self.moment_at(calendar, 1)

    def _day(self, calendar: WorkingCalendar) -> timedelta:
        return calendar.shifts.length

    def _between(self, calendar: WorkingCalendar, since: datetime, until: datetime) -> timedelta:
        return calendar.working_time_between(since, until)

    def _after(self, calendar: WorkingCalendar, at: datetime, time: timedelta) -> datetime:
        return calendar.add_working_time(at, time)


@dataclass(frozen=True)
class CalendarClock(PetitionClock):
    """A limit in days of the calendar, as on the national system (QĐ 574/QĐ-TTg 2017): 20, then news every 7 days.

    Time runs day and night. Where the last day is a free one the limit ends with the next working day (Bộ luật Dân sự
    2015, Điều 148.5), and always with its last shift, since nobody answers between that and midnight.
    """

    update_days: int = 7

    def due(self, calendar: WorkingCalendar) -> datetime | None:
        """The end of the last shift of the last day, or of the first working day after it."""
        if over := self.moment_at(calendar, 1):
            # Midnight still belongs to the day that it ends.
            return _working_end(calendar, day_and_hour(over - timedelta.resolution)[0])
        return None

    def updates(self, calendar: WorkingCalendar) -> Iterator[datetime]:
        """When the sender is owed news while nothing is answered: every 7 days after the due day, without an end."""
        if due := self.due(calendar):
            for number in count(1):
                yield _working_end(calendar, day_and_hour(due)[0] + number * self.update_days * ONE_DAY)

    def _day(self, calendar: WorkingCalendar) -> timedelta:
        return ONE_DAY

    def _between(self, calendar: WorkingCalendar, since: datetime, until: datetime) -> timedelta:
        return max(until - since, timedelta())

    def _after(self, calendar: WorkingCalendar, at: datetime, time: timedelta) -> datetime:
        return at + time


def clock_of(
    since: datetime, days: int, national: bool, pauses: tuple[tuple[datetime, datetime | None], ...] = ()
) -> PetitionClock:
    """The clock of a limit, by the kind it is counted by."""
    kind = CalendarClock if national else WorkingClock
    return kind(since, days, tuple(Pause(*pause) for pause in pauses))


def _working_end(calendar: WorkingCalendar, day: date) -> datetime:
    """The end of a day, or of the first working day after it."""
    return calendar.end_of(calendar.nth_working_day(day - ONE_DAY, 1))
