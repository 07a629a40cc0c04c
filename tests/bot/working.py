"""Builders and hypothesis strategies for working time: offices, moments and pauses."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from bot.clock import VIET_NAM
from bot.petitions.clocks import Pause
from bot.petitions.shifts import Shifts
from bot.petitions.working_days import LocalDay, WorkingCalendar

USUAL = Shifts.parse("07:30-11:30,13:30-17:00")
OFFICE = WorkingCalendar(USUAL)
FIRST, LAST = date(2026, 1, 1), date(2027, 3, 31)

days = st.dates(FIRST, LAST)
# Moments to the microsecond, since rounding would show there first.
moments = st.builds(datetime.combine, days, st.times(), st.sampled_from([UTC, VIET_NAM]))
durations = st.timedeltas(timedelta(), timedelta(hours=300))
local_days = st.lists(st.builds(LocalDay, days, st.booleans(), st.just("")), max_size=30, unique_by=lambda row: row.day)


@st.composite
def shifts(draw: st.DrawFn) -> Shifts:
    """One to three shifts, some of them touching."""
    marks = draw(st.lists(st.integers(0, 1439), min_size=2, max_size=6, unique=True))
    hours = [timedelta(minutes=mark) for mark in sorted(marks)]
    return Shifts(tuple(zip(hours[::2], hours[1::2], strict=False)))


offices = st.builds(WorkingCalendar, shifts(), local_days)


@st.composite
def pauses(draw: st.DrawFn) -> tuple[Pause, ...]:
    """Closed pauses in any order, perhaps overlapping."""
    spans = draw(st.lists(st.tuples(moments, st.timedeltas(timedelta(), timedelta(days=20))), max_size=4))
    return tuple(Pause(since, since + lasted) for since, lasted in spans)


def at(day: date, hours: int = 0, minutes: int = 0) -> datetime:
    """A moment by the wall clock in Việt Nam."""
    return datetime(day.year, day.month, day.day, hours, minutes, tzinfo=VIET_NAM)
