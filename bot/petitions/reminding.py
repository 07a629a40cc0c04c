"""When the office is reminded of a petition: planned as due-rows, which follow its clock and who answers for it.

    half ──▶ most ──▶ due ──▶ overdue, each further working day, as long as it is open
    unassigned ──▶ still unassigned, as long as nobody answers for it who still may

What was reminded of is not again by the same clock, but for another due day.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.petitions.clocks import PetitionClock, clock_of
from bot.petitions.life import OPEN
from bot.petitions.petition import Petition
from bot.petitions.timers import TimerRepository, What
from bot.petitions.working_days import WorkingCalendar, day_and_hour, moment

FRACTIONS: Mapping[What, float] = {What.HALF: 0.5, What.MOST: 0.8}
"""How much of the limit is used when the office is reminded."""

UNASSIGNED = (What.UNASSIGNED, What.STILL_UNASSIGNED)


class Reminding:
    """The office's own reminders, by one calendar."""

    def __init__(self, timers: TimerRepository, calendar: WorkingCalendar) -> None:
        self._timers = timers
        self._calendar = calendar

    def plan(self, petition: Petition, at: datetime) -> None:
        """Plan every reminder of a petition whose clock begins, or which has none yet."""
        for what in (What.HALF, What.MOST, What.DUE):
            self._timers.add(petition.id, what, self.moment_of(petition, what) or self.next_opening(at))
        if petition.officer_id is None:
            self.plan_unassigned(petition.id, at)

    def follow(self, before: Petition, now: Petition, at: datetime) -> None:
        """The reminders follow a petition that was changed: its clock, or who answers for it."""
        if now.state not in OPEN or before.clock_from != now.clock_from:
            return  # settled, or planned anew, with the move itself
        if _ticks(before) != _ticks(now):
            self.plan_anew(now, at)
        if (before.unit, before.officer_id) != (now.unit, now.officer_id):
            self._timers.settle_all(now.id, at, UNASSIGNED)
            if now.officer_id is None:
                self.plan_unassigned(now.id, at)

    def plan_unassigned(self, petition_id: int, at: datetime) -> None:
        """Plan that the office is reminded, after a working day, of a petition that nobody answers for."""
        self._timers.add(
            petition_id, What.UNASSIGNED, self._calendar.add_working_time(at, self._calendar.shifts.length)
        )

    def plan_anew(self, petition: Petition, at: datetime) -> None:
        """What is still to be reminded of is so by the clock as it is counted now.

        While the clock stands nothing is changed: whoever looks at a reminder then puts it off.
        """
        waiting = self._timers.waiting(petition.id)
        for what in (What.HALF, What.MOST, What.DUE):
            planned = self.moment_of(petition, what)
            if what in waiting and planned:
                self._timers.put_off(waiting[what].id, planned)
        due = _clock(petition).due(self._calendar)
        if What.DUE not in waiting and due and due > at:
            self._timers.settle_all(petition.id, at, (What.OVERDUE,))
            self._timers.add(petition.id, What.DUE, self._opening(due))

    def moment_of(self, petition: Petition, what: What) -> datetime | None:
        """When the clock brings a reminder; None while it stands, and for what no clock brings.

        The due day is reminded of when it begins, so that something can still be done.
        """
        clock = _clock(petition)
        if what in FRACTIONS:
            return clock.moment_at(self._calendar, FRACTIONS[what])
        due = clock.due(self._calendar) if what in {What.DUE, What.OVERDUE} else None
        if due is None:
            return None
        return self._opening(due) if what is What.DUE else self.next_opening(due)

    def next_opening(self, at: datetime) -> datetime:
        """When the office opens on the next working day."""
        return self._opening(moment(self._calendar.nth_working_day(day_and_hour(at)[0], 1)))

    def _opening(self, at: datetime) -> datetime:
        """When the office opens on the day of a moment, or after it where that day is free."""
        return self._calendar.next_office_moment(moment(day_and_hour(at)[0]))


def _clock(petition: Petition) -> PetitionClock:
    return clock_of(petition.clock_from, petition.clock_days, petition.national, petition.pauses)


def _ticks(petition: Petition) -> tuple[object, ...]:
    """What the clock of a petition is counted from, and what came of it."""
    return petition.clock_days, petition.pauses, petition.due_at
