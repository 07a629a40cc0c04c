"""The clocks of a petition: due moments, pauses, how much is used, and the count day by day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.petitions.clocks import CalendarClock, Counted, Pause, PetitionClock, WorkingClock
from bot.petitions.working_days import DayKind, LocalDay, WorkingCalendar, day_and_hour, moment
from tests.bot.working import OFFICE, USUAL, at, days, local_days, moments, offices, pauses

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
WEDNESDAY, THURSDAY = date(2026, 11, 25), date(2026, 11, 26)
RECEIVED = at(FRIDAY, 9)
HOUR = timedelta(hours=1)

lengths = st.integers(1, 30)
either = st.one_of(
    st.builds(WorkingClock, moments, lengths, pauses()), st.builds(CalendarClock, moments, lengths, pauses())
)


def due(clock: PetitionClock, office: WorkingCalendar = OFFICE) -> datetime:
    """The due moment of a clock that does not stand."""
    last = clock.due(office)
    assert last is not None
    return last


# When it is due


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        (RECEIVED, 5, at(date(2026, 11, 30), 17)),  # over a weekend and the day of culture
        (RECEIVED, 10, at(date(2026, 12, 7), 17)),
        (at(FRIDAY, 23, 59), 1, at(MONDAY, 17)),
        (at(FRIDAY), 1, at(MONDAY, 17)),
        (datetime(2026, 11, 20, 17, tzinfo=UTC), 1, at(MONDAY, 17)),  # already Saturday in Việt Nam
        (at(date(2026, 8, 21), 9), 1, at(date(2026, 8, 22), 17)),  # a worked Saturday
        (at(date(2026, 2, 13), 16), 5, at(date(2026, 2, 27), 17)),  # over Tết
    ],
)
def test_the_answer_is_due_when_the_last_working_day_ends(received: datetime, days: int, expected: datetime) -> None:
    assert WorkingClock(received, days).due(OFFICE) == expected


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        (Pause(at(MONDAY, 10), at(MONDAY, 11)), at(date(2026, 12, 1), 8, 30)),
        (Pause(at(WEDNESDAY, 10), at(THURSDAY, 10)), at(date(2026, 12, 1), 17)),  # exactly one day of work
        (Pause(at(FRIDAY, 10), at(MONDAY, 8, 30)), at(date(2026, 12, 1), 8, 30)),  # Friday does not count anyway
        (Pause(at(FRIDAY, 9), at(FRIDAY, 16)), at(date(2026, 11, 30), 17)),
        (Pause(at(FRIDAY, 17), at(MONDAY, 7, 30)), at(date(2026, 11, 30), 17)),  # over the weekend
        (Pause(at(date(2026, 11, 30), 17), at(date(2026, 12, 3), 17)), at(date(2026, 11, 30), 17)),  # too late
    ],
)
def test_a_pause_moves_the_due_moment_by_the_working_time_it_took(pause: Pause, expected: datetime) -> None:
    assert WorkingClock(RECEIVED, 5, (pause,)).due(OFFICE) == expected


def test_time_that_was_paused_twice_counts_once() -> None:
    long, inside, across = (
        Pause(at(WEDNESDAY, 8), at(THURSDAY, 8)),
        Pause(at(WEDNESDAY, 9), at(WEDNESDAY, 10)),
        Pause(at(THURSDAY, 7, 30), at(THURSDAY, 9)),
    )
    whole = WorkingClock(RECEIVED, 5, (Pause(at(WEDNESDAY, 8), at(THURSDAY, 9)),))
    assert WorkingClock(RECEIVED, 5, (across, inside, long)).due(OFFICE) == whole.due(OFFICE)


def test_a_clock_stands_while_a_pause_is_open() -> None:
    clock = WorkingClock(RECEIVED, 5, (Pause(at(WEDNESDAY, 10)),))
    assert clock.due(OFFICE) is None
    assert clock.fraction(OFFICE, at(WEDNESDAY, 10)) == clock.fraction(OFFICE, at(date(2027, 1, 1)))
    assert clock.moment_at(OFFICE, 0.2) == at(MONDAY, 17)
    assert clock.moment_at(OFFICE, 0.5) is None
    assert clock.resumed(at(THURSDAY, 10)).due(OFFICE) == at(date(2026, 12, 1), 17)
    assert clock.resumed(at(FRIDAY)).due(OFFICE) == at(date(2026, 11, 30), 17)


def test_a_pause_that_opens_when_the_limit_is_over_stops_nothing() -> None:
    missed = at(date(2026, 11, 30), 17)
    assert WorkingClock(RECEIVED, 5, (Pause(missed),)).due(OFFICE) == missed
    assert WorkingClock(RECEIVED, 5, (Pause(missed - timedelta.resolution),)).due(OFFICE) is None


def test_a_limit_is_at_least_a_day() -> None:
    with pytest.raises(ValueError, match="one day or more"):
        WorkingClock(RECEIVED, 0)


@given(offices, moments, lengths, pauses())
def test_it_is_due_inside_a_shift_or_at_its_end(
    office: WorkingCalendar, received: datetime, n: int, paused: tuple[Pause, ...]
) -> None:
    last = due(WorkingClock(received, n, paused), office)
    assert office.is_office_hours(last - timedelta.resolution)


@given(offices, moments, lengths)
def test_without_a_pause_it_is_due_when_the_nth_working_day_ends(
    office: WorkingCalendar, received: datetime, n: int
) -> None:
    last = office.nth_working_day(day_and_hour(received)[0], n)
    assert WorkingClock(received, n).due(office) == office.end_of(last)


@given(offices, moments, lengths, st.floats(0, 0.999), st.timedeltas(timedelta(), timedelta(days=20)))
def test_one_pause_inside_the_count_moves_it_by_the_working_time_it_took(
    office: WorkingCalendar, received: datetime, n: int, part: float, lasted: timedelta
) -> None:
    plain = WorkingClock(received, n)
    begins = moment(day_and_hour(received)[0] + timedelta(days=1))
    since = begins + part * (due(plain, office) - begins)
    pause = Pause(since, since + lasted)
    moved = office.working_time_between(due(plain, office), due(WorkingClock(received, n, (pause,)), office))
    assert moved == office.working_time_between(since, since + lasted)


@given(offices, either, st.timedeltas(timedelta(), timedelta(days=40)))
def test_received_later_is_never_due_earlier(office: WorkingCalendar, clock: PetitionClock, later: timedelta) -> None:
    afterwards = type(clock)(clock.received + later, clock.days, clock.pauses)
    assert due(afterwards, office) >= due(clock, office)


@given(local_days, days, either)
def test_one_more_free_day_never_makes_it_due_earlier(local: list[LocalDay], free: date, clock: PetitionClock) -> None:
    more = WorkingCalendar(USUAL, [*local, LocalDay(free, working=False, note="")])
    assert due(clock, more) >= due(clock, WorkingCalendar(USUAL, local))


@given(offices, either, moments)
def test_a_pause_of_no_time_changes_nothing(office: WorkingCalendar, clock: PetitionClock, when: datetime) -> None:
    touched = type(clock)(clock.received, clock.days, (*clock.pauses, Pause(when, when)))
    assert touched.due(office) == clock.due(office)
    assert touched.count(office) == clock.count(office)


@given(offices, either, moments, st.timedeltas(timedelta(), timedelta(days=20)))
def test_one_more_pause_never_makes_it_due_earlier(
    office: WorkingCalendar, clock: PetitionClock, since: datetime, lasted: timedelta
) -> None:
    longer = type(clock)(clock.received, clock.days, (*clock.pauses, Pause(since, since + lasted)))
    assert due(longer, office) >= due(clock, office)


# How much is used


def test_half_of_the_limit_is_used_on_the_third_of_five_days() -> None:
    clock = WorkingClock(RECEIVED, 5)
    assert clock.fraction(OFFICE, RECEIVED) == 0
    assert clock.moment_at(OFFICE, 0.5) == at(THURSDAY, 11, 15)
    assert clock.fraction(OFFICE, at(THURSDAY, 11, 15)) == 0.5
    assert clock.moment_at(OFFICE, 0.8) == at(date(2026, 11, 27), 17)
    assert clock.fraction(OFFICE, at(date(2026, 12, 1), 17)) == 1.2


@given(offices, st.builds(WorkingClock, moments, lengths, pauses()))
def test_the_whole_limit_is_used_when_it_is_due(office: WorkingCalendar, clock: WorkingClock) -> None:
    last = due(clock, office)
    assert clock.fraction(office, last) == 1
    assert clock.fraction(office, last - timedelta.resolution) < 1


@given(offices, either, st.floats(0.01, 2))
def test_the_moment_of_a_fraction_is_when_that_much_is_used(
    office: WorkingCalendar, clock: PetitionClock, fraction: float
) -> None:
    reached = clock.moment_at(office, fraction)
    assert reached is not None
    assert clock.fraction(office, reached) == pytest.approx(fraction, abs=1e-6)


@given(offices, either, moments, moments)
def test_what_is_used_never_grows_less(
    office: WorkingCalendar, clock: PetitionClock, one: datetime, two: datetime
) -> None:
    assert clock.fraction(office, min(one, two)) <= clock.fraction(office, max(one, two))


# Vì sao?


def test_every_day_says_why_it_counts_or_not() -> None:
    pause = Pause(at(WEDNESDAY, 10), at(THURSDAY, 16))
    counted = WorkingClock(RECEIVED, 3, (pause,)).count(OFFICE)
    assert [(row.day.day, row.number, row.counted, row.reason.kind, row.pauses) for row in counted] == [
        (20, None, Counted.RECEIVED, DayKind.ORDINARY, ()),
        (21, None, Counted.FREE, DayKind.WEEKEND, ()),
        (22, None, Counted.FREE, DayKind.WEEKEND, ()),
        (23, 1, Counted.COUNTED, DayKind.ORDINARY, ()),
        (24, None, Counted.FREE, DayKind.HOLIDAY, ()),
        (25, None, Counted.PAUSED, DayKind.ORDINARY, (pause,)),
        (26, None, Counted.PAUSED, DayKind.ORDINARY, (pause,)),
        (27, 2, Counted.COUNTED, DayKind.ORDINARY, ()),
        (28, None, Counted.FREE, DayKind.WEEKEND, ()),
        (29, None, Counted.FREE, DayKind.WEEKEND, ()),
        (30, 3, Counted.COUNTED, DayKind.ORDINARY, ()),
    ]
    assert counted[4].reason.name == "Ngày Văn hóa Việt Nam"


def test_a_pause_from_midnight_to_midnight_touches_one_day() -> None:
    counted = WorkingClock(RECEIVED, 3, (Pause(at(WEDNESDAY), at(THURSDAY)),)).count(OFFICE)
    assert [row.day for row in counted if row.pauses] == [WEDNESDAY]


def test_the_count_ends_where_the_clock_came_to_stand() -> None:
    counted = WorkingClock(RECEIVED, 5, (Pause(at(WEDNESDAY, 10)),)).count(OFFICE)
    assert counted[-1].day == WEDNESDAY
    assert counted[-1].counted is Counted.PAUSED
    assert counted[-1].pauses == (Pause(at(WEDNESDAY, 10)),)
    at_once = WorkingClock(RECEIVED, 5, (Pause(at(FRIDAY, 10)), Pause(at(WEDNESDAY)))).count(OFFICE)
    assert [row.day.day for row in at_once] == [20, 21]


@given(offices, either)
def test_the_count_goes_from_one_to_the_limit_without_a_gap(office: WorkingCalendar, clock: PetitionClock) -> None:
    counted = clock.count(office)
    assert [row.number for row in counted if row.number] == list(range(1, clock.days + 1))
    assert [row.day for row in counted] == [counted[0].day + timedelta(days=n) for n in range(len(counted))]
    assert counted[0].counted is Counted.RECEIVED
    assert counted[-1].day == day_and_hour(due(clock, office))[0]
    assert all((row.counted is Counted.COUNTED) is (row.number is not None) for row in counted)
    assert all(row.pauses for row in counted if row.counted is Counted.PAUSED)
    assert all(not office.is_working(row.day) for row in counted if row.counted is Counted.FREE)


@given(offices, moments, lengths)
def test_without_a_pause_every_working_day_counts(office: WorkingCalendar, received: datetime, n: int) -> None:
    _, *counted = WorkingClock(received, n).count(office)
    assert all((row.number is not None) is office.is_working(row.day) for row in counted)


# The national clock


@pytest.mark.parametrize(
    ("received", "pause", "expected"),
    [
        (RECEIVED, None, at(date(2026, 12, 10), 17)),
        (at(date(2026, 11, 21), 9), None, at(date(2026, 12, 11), 17)),
        (at(date(2026, 11, 22), 9), None, at(date(2026, 12, 14), 17)),  # a Saturday goes on to Monday
        (RECEIVED, Pause(at(MONDAY, 9), at(MONDAY, 16)), at(date(2026, 12, 11), 17)),
        (RECEIVED, Pause(at(MONDAY), at(WEDNESDAY)), at(date(2026, 12, 14), 17)),
        (RECEIVED, Pause(at(FRIDAY, 10), at(FRIDAY, 16)), at(date(2026, 12, 10), 17)),
    ],
)
def test_the_national_clock_counts_every_day(received: datetime, pause: Pause | None, expected: datetime) -> None:
    assert CalendarClock(received, 20, (pause,) if pause else ()).due(OFFICE) == expected


def test_news_is_owed_every_seven_days_after_the_limit() -> None:
    updates = CalendarClock(RECEIVED, 20).updates(OFFICE)
    assert [next(updates) for _ in range(4)] == [
        at(date(2026, 12, 17), 17),
        at(date(2026, 12, 24), 17),
        at(date(2026, 12, 31), 17),
        at(date(2027, 1, 7), 17),
    ]


def test_news_that_falls_on_a_holiday_waits_for_the_next_working_day() -> None:
    updates = CalendarClock(at(date(2026, 11, 27), 9), 28, update_days=7).updates(OFFICE)
    assert next(updates) == at(date(2027, 1, 4), 17)


def test_a_national_clock_that_stands_owes_nothing() -> None:
    clock = CalendarClock(RECEIVED, 20, (Pause(at(MONDAY)),))
    assert clock.due(OFFICE) is None
    assert list(clock.updates(OFFICE)) == []
    assert clock.count(OFFICE)[-1].counted is Counted.PAUSED


def test_a_limit_that_ends_on_a_free_day_is_lengthened_and_says_so() -> None:
    counted = CalendarClock(RECEIVED, 2).count(OFFICE)
    assert [(row.number, row.counted) for row in counted] == [
        (None, Counted.RECEIVED),
        (1, Counted.COUNTED),
        (2, Counted.COUNTED),
        (None, Counted.LENGTHENED),
    ]
    assert counted[-1].day == MONDAY


@given(offices, st.builds(CalendarClock, moments, lengths, pauses()))
def test_the_national_clock_is_due_when_a_working_day_ends(office: WorkingCalendar, clock: CalendarClock) -> None:
    day = day_and_hour(due(clock, office))[0]
    assert office.is_working(day)
    assert clock.due(office) == office.end_of(day)
    assert (day - day_and_hour(clock.received)[0]).days >= clock.days
