"""The clocks of the petitions in the register: begun, paused, stopped and begun anew as a petition moves."""

from dataclasses import replace
from datetime import date, datetime
from math import ceil
from typing import Any

from sqlalchemy import Connection, select

from bot.petitions.clocks import CalendarClock, CountedDay, Pause, PetitionClock, WorkingClock, clock_of
from bot.petitions.life import CLOSED, PAUSED, State
from bot.petitions.petition import Petition
from bot.petitions.reminding import Reminding
from bot.petitions.repository import pauses_text
from bot.petitions.shifts import Shifts
from bot.petitions.tables import calendar_day
from bot.petitions.terms import MOST_DAYS, NATIONAL_DAYS, NATIONAL_UPDATE_DAYS, REMIND_DAYS, Terms
from bot.petitions.timers import TimerRepository, What
from bot.petitions.working_days import ONE_DAY, LocalDay, WorkingCalendar, day_and_hour, moment

ROUNDED = 6
"""Digits of a number of days that are looked at."""


def calendar_of(connection: Connection, shifts: Shifts) -> WorkingCalendar:
    """The office's calendar as it stands now: the public one and its own days."""
    c = calendar_day.c
    rows = connection.execute(select(c.day, c.working, c.note).order_by(c.day)).mappings()
    return WorkingCalendar(shifts, [LocalDay(**row) for row in rows])


class Clocking:
    """The clocks by one calendar and one set of limits, over one connection."""

    def __init__(self, connection: Connection, calendar: WorkingCalendar, terms: Terms) -> None:
        self._timers = TimerRepository(connection)
        self._calendar = calendar
        self._terms = terms
        self.reminding = Reminding(self._timers, calendar)

    @property
    def calendar(self) -> str:
        """The version of the calendar that is counted by."""
        return self._calendar.version

    @property
    def terms(self) -> Terms:
        """The limits."""
        return self._terms

    @property
    def usual(self) -> tuple[int, bool]:
        """The limit of a petition that is lodged now, in days, and whether they are counted as the nation does."""
        terms = self._terms
        return (NATIONAL_DAYS if terms.national else terms.answer_days), terms.national

    def begun(self, at: datetime) -> dict[str, Any]:
        """The clock of a petition that is lodged now."""
        terms, (days, national) = self._terms, self.usual
        return {
            "clock_from": at,
            "clock_days": days,
            "national": national,
            "pauses": pauses_text(()),
            "calendar": self.calendar,
            "due_at": clock_of(at, days, national).due(self._calendar),
            "transfer_due_at": WorkingClock(at, terms.transfer_days).due(self._calendar),
        }

    def start(self, petition: Petition) -> None:
        """What is due by the clock for a petition that was lodged, or opened again."""
        if petition.national:
            self._due_update(petition, petition.clock_from)
        self.reminding.plan(petition, petition.clock_from)

    def moved(self, held: Petition, wanted: State, at: datetime) -> dict[str, Any]:
        """What a move does to the clock: a question stops it, an answer of hers lets it go on."""
        if wanted is State.ANSWERED:
            self._due_confirmation(held, at)
        elif wanted in CLOSED:
            self._timers.settle_all(held.id, at)
        pauses = held.pauses
        if wanted in PAUSED and held.state not in PAUSED:
            pauses = (*pauses, (at, None))
        elif held.state in PAUSED and wanted not in PAUSED:
            pauses = (*pauses[:-1], (pauses[-1][0], at))
        due = self._clock(held, pauses).due(self._calendar)
        return {"pauses": pauses_text(pauses), "due_at": due, "calendar": self.calendar}

    def restarted(self, held: Petition, at: datetime) -> dict[str, Any]:
        """The clock of a petition that is opened again: it begins anew."""
        self._timers.settle_all(held.id, at)
        self.start(replace(held, clock_from=at, pauses=()))
        due = clock_of(at, held.clock_days, held.national).due(self._calendar)
        return {"clock_from": at, "pauses": pauses_text(()), "due_at": due, "calendar": self.calendar}

    def extended(self, held: Petition, until: date) -> dict[str, Any]:
        """The clock of a petition whose answer takes until a day, counted on in whole days of its limit.

        Raises ValueError for a day that is not later than its due day, or further off than a limit can be.
        """
        if held.due_at is None or until <= day_and_hour(held.due_at)[0]:
            raise ValueError("an extension ends later than the due day")
        for days in range(held.clock_days + 1, MOST_DAYS):
            due = self._clock(replace(held, clock_days=days), held.pauses).due(self._calendar)
            if due and day_and_hour(due)[0] >= until:
                return {"clock_days": days, "due_at": due, "calendar": self.calendar}
        raise ValueError("an extension that long is none")

    def counted(self, held: Petition) -> dict[str, Any]:
        """An open petition's clock by the calendar of now."""
        transfer = WorkingClock(held.submitted_at, self._terms.transfer_days).due(self._calendar)
        due = self._clock(held, held.pauses).due(self._calendar)
        return {"calendar": self.calendar, "due_at": due, "transfer_due_at": transfer}

    def confirmation_counted(self, held: Petition) -> dict[str, Any]:
        """The days to say whether an answer settles it, by the calendar of now; who was told her day keeps it."""
        waiting = self._timers.waiting(held.id)
        if held.answered_at and What.CONFIRM_SOON in waiting:
            for what, at in self._confirmation(held.answered_at).items():
                self._timers.put_off(waiting[what].id, at)
        return {"calendar": self.calendar}

    def may_reopen_until(self, closed_at: datetime) -> datetime:
        """Until when a petition that was closed without a word can be opened again."""
        return self._after(closed_at, self._terms.confirm_days)

    def confirm_until(self, answered_at: datetime) -> datetime:
        """Until when the citizen can say whether an answer settles it."""
        return self._after(answered_at, self._terms.confirm_days)

    def last_call(self, at: datetime) -> datetime:
        """Until when the citizen has time at least who is told at a moment that her petition will be closed."""
        return self._after(at, REMIND_DAYS - 1)

    def next_office_moment(self, at: datetime) -> datetime:
        """The moment itself in office hours, else when the office opens next."""
        return self._calendar.next_office_moment(at)

    def count(self, petition: Petition) -> list[CountedDay]:
        """How the days to the due day were counted."""
        return self._clock(petition, petition.pauses).count(self._calendar)

    def used(self, petition: Petition, at: datetime) -> float:
        """How much of a petition's limit is used by a moment: above 1 once it is over."""
        return self._clock(petition, petition.pauses).fraction(self._calendar, at)

    def days_to(self, due: datetime, at: datetime) -> int:
        """How many working days a due moment is off: 0 on its own day, below that how many it is over."""
        day, today = day_and_hour(due)[0], day_and_hour(at)[0]
        first, last = sorted((day, today))
        number = self._calendar.working_days_between(first + ONE_DAY, last + ONE_DAY)
        return number if day >= today else -number

    def near_until(self, days: int, national: bool, at: datetime, part: float) -> datetime:
        """The last due moment at which no more than a part of a limit is left now, however it was paused before."""
        if national:
            return at + days * part * ONE_DAY
        return self._calendar.add_working_time(at, days * part * self._calendar.shifts.length)

    def days_used(self, petition: Petition, at: datetime) -> int:
        """Which working day of a petition's clock a moment lies in, what was paused not counted; 0: that of receipt."""
        clock = WorkingClock(petition.clock_from, petition.clock_days, tuple(Pause(*one) for one in petition.pauses))
        # A day that is used up whole is over at its end: what a float adds to it is no further day.
        return ceil(round(clock.fraction(self._calendar, at) * clock.days, ROUNDED))

    def opening_of(self, day: date) -> datetime | None:
        """When the office opens on a day; None where it does not."""
        opens = self._calendar.next_office_moment(moment(day))
        return opens if day_and_hour(opens)[0] == day else None

    def end_of(self, day: date) -> datetime:
        """When the last shift of a day ends."""
        return self._calendar.end_of(day)

    def first_working_day(self, since: date) -> date:
        """A day itself, or the first after it on which the office works."""
        return self._calendar.nth_working_day(since - ONE_DAY, 1)

    def is_estimated(self, day: date) -> bool:
        """Whether a day may still turn out free, or worked: its year's calendar is computed, not announced."""
        return self._calendar.is_estimated(day)

    def next_update(self, petition: Petition, at: datetime) -> None:
        """Another word is owed a week later, as long as nothing is answered (QĐ 574/QĐ-TTg 2017)."""
        self._due_update(petition, at)

    def _due_update(self, petition: Petition, after: datetime) -> None:
        pauses = tuple(Pause(*pause) for pause in petition.pauses)
        clock = CalendarClock(petition.clock_from, petition.clock_days, pauses, NATIONAL_UPDATE_DAYS)
        # While the clock stands it is as if it went on now: looked at again then, it may still stand.
        moments = clock.resumed(after).updates(self._calendar)
        self._timers.add(petition.id, What.UPDATE, next(at for at in moments if at > after))

    def _due_confirmation(self, held: Petition, at: datetime) -> None:
        self._timers.settle_all(held.id, at)
        for what, due in self._confirmation(at).items():
            self._timers.add(held.id, what, due)

    def _confirmation(self, answered_at: datetime) -> dict[What, datetime]:
        soon = max(self._terms.confirm_days - REMIND_DAYS, 1)
        return {What.CONFIRM_SOON: self._after(answered_at, soon), What.CONFIRM_END: self.confirm_until(answered_at)}

    def _after(self, at: datetime, days: int) -> datetime:
        day = self._calendar.nth_working_day(day_and_hour(at)[0], days)
        return self._calendar.end_of(day)

    def _clock(self, held: Petition, pauses: tuple[tuple[datetime, datetime | None], ...]) -> PetitionClock:
        return clock_of(held.clock_from, held.clock_days, held.national, pauses)
