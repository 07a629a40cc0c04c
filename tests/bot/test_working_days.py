"""When an office works: shifts, public holidays, worked Saturdays, the days it set itself, and working time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import VIET_NAM
from bot.petitions import public_holidays
from bot.petitions.shifts import Shifts
from bot.petitions.working_days import DayKind, DayReason, LocalDay, WorkingCalendar, moment
from tests.bot.working import OFFICE, USUAL, at, days, durations, local_days, moments, offices, shifts

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)
WORKED_SATURDAY, FREE_FOR_IT = date(2026, 8, 22), date(2026, 8, 31)
CULTURE_DAY = date(2026, 11, 24)
HOUR = timedelta(hours=1)


def slow_working_time(office: WorkingCalendar, since: datetime, until: datetime) -> timedelta:
    """Day by day and shift by shift, as one would on paper."""
    total, day = timedelta(), since.astimezone(VIET_NAM).date()
    while moment(day) < until:
        for begins, ends in office.shifts.spans if office.is_working(day) else ():
            midnight = datetime.combine(day, time(), VIET_NAM)
            total += max(timedelta(), min(until, midnight + ends) - max(since, midnight + begins))
        day += timedelta(days=1)
    return total


# Shifts


def test_shifts_are_read_as_a_setting_writes_them() -> None:
    assert USUAL.spans == ((7.5 * HOUR, 11.5 * HOUR), (13.5 * HOUR, 17 * HOUR))
    assert (USUAL.begin, USUAL.end, USUAL.length) == (7.5 * HOUR, 17 * HOUR, 7.5 * HOUR)
    assert Shifts.parse(" 7:30-11:30 , 11:30-17:00 ") == Shifts(((7.5 * HOUR, 11.5 * HOUR), (11.5 * HOUR, 17 * HOUR)))


@given(shifts())
def test_shifts_that_are_written_read_the_same(written: Shifts) -> None:
    assert Shifts.parse(str(written)) == written


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "'' is not a shift; write shifts like 07:30-11:30,13:30-17:00"),
        ("07:30-11:30,", "'' is not a shift; write shifts like 07:30-11:30,13:30-17:00"),
        ("7h30-11h30", "'7h30-11h30' is not a shift; write shifts like 07:30-11:30,13:30-17:00"),
        ("07:30-24:00", "'07:30-24:00' is not a shift; write shifts like 07:30-11:30,13:30-17:00"),
        ("07:60-11:30", "'07:60-11:30' is not a shift; write shifts like 07:30-11:30,13:30-17:00"),
        ("٠٧:30-11:30", "'٠٧:30-11:30' is not a shift; write shifts like 07:30-11:30,13:30-17:00"),
        ("11:30-07:30", "the shift '11:30-07:30' does not end after it begins"),
        ("07:30-07:30", "the shift '07:30-07:30' does not end after it begins"),
        ("07:30-11:30,11:29-17:00", "the shift '11:29-17:00' begins before '07:30-11:30' has ended"),
        ("13:30-17:00,07:30-11:30", "the shift '07:30-11:30' begins before '13:30-17:00' has ended"),
    ],
)
def test_a_wrong_shift_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is compared whole
        Shifts.parse(text)
    assert str(refusal.value) == sentence


def test_no_hour_of_a_day_lies_behind_its_end() -> None:
    assert USUAL.hour_when(USUAL.length) == USUAL.end
    with pytest.raises(ValueError, match="not that long"):
        USUAL.hour_when(USUAL.length + timedelta.resolution)


# Days


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (FRIDAY, DayReason(DayKind.ORDINARY)),
        (SATURDAY, DayReason(DayKind.WEEKEND)),
        (date(2026, 11, 22), DayReason(DayKind.WEEKEND)),
        (CULTURE_DAY, DayReason(DayKind.HOLIDAY, "Ngày Văn hóa Việt Nam")),
        (WORKED_SATURDAY, DayReason(DayKind.SWAPPED)),
        (FREE_FOR_IT, DayReason(DayKind.HOLIDAY, "Ngày nghỉ (thay cho ngày 22/08/2026)")),
        (date(2026, 2, 16), DayReason(DayKind.HOLIDAY, "Giao thừa Tết Nguyên Đán")),
        (date(2026, 4, 27), DayReason(DayKind.HOLIDAY, "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)")),
        # A holiday on a weekend is called by its own name.
        (date(2027, 2, 6), DayReason(DayKind.HOLIDAY, "Tết Nguyên Đán")),
        # The exchange was announced for the year after, and for the year before.
        (date(2014, 12, 27), DayReason(DayKind.SWAPPED)),
        (date(2019, 1, 5), DayReason(DayKind.SWAPPED)),
    ],
)
def test_a_day_says_why_it_is_worked_or_free(day: date, reason: DayReason) -> None:
    assert OFFICE.reason(day) == reason
    assert OFFICE.is_working(day) is (reason.kind in {DayKind.ORDINARY, DayKind.SWAPPED})


@pytest.mark.parametrize(
    ("last_worked", "first_worked"),
    [
        (date(2026, 2, 13), date(2026, 2, 23)),  # Tết Bính Ngọ
        (date(2027, 2, 3), date(2027, 2, 11)),  # Tết Đinh Mùi, as computed
        (date(2026, 8, 28), date(2026, 9, 3)),
        (date(2026, 8, 21), WORKED_SATURDAY),
        (date(2026, 12, 31), date(2027, 1, 4)),
    ],
)
def test_the_next_working_day_lies_behind_the_holidays(last_worked: date, first_worked: date) -> None:
    assert OFFICE.is_working(last_worked)
    assert OFFICE.nth_working_day(last_worked, 1) == first_worked


def test_five_working_days_pass_over_a_weekend_and_a_holiday() -> None:
    assert OFFICE.nth_working_day(FRIDAY, 5) == date(2026, 11, 30)


def test_working_days_go_on_over_many_years() -> None:
    last = OFFICE.nth_working_day(FRIDAY, 1000)
    assert last.year == 2030
    assert OFFICE.working_days_between(FRIDAY, last) == 1000


def test_there_is_no_working_day_before_the_first() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        OFFICE.nth_working_day(FRIDAY, 0)


def test_what_an_officer_set_goes_before_the_public_calendar() -> None:
    office = WorkingCalendar(
        USUAL, [LocalDay(MONDAY, working=False, note="Bão số 12"), LocalDay(CULTURE_DAY, working=True, note="Trực bão")]
    )
    assert office.reason(MONDAY) == DayReason(DayKind.LOCAL_FREE, "Bão số 12")
    assert office.reason(CULTURE_DAY) == DayReason(DayKind.LOCAL_WORKING, "Trực bão")
    assert office.nth_working_day(FRIDAY, 1) == CULTURE_DAY


def test_days_behind_the_last_announcement_are_estimated_until_an_officer_sets_them() -> None:
    tet = date(2027, 2, 5)
    assert not OFFICE.is_estimated(CULTURE_DAY)
    assert OFFICE.is_estimated(tet)
    assert not WorkingCalendar(USUAL, [LocalDay(tet, working=False, note="Đã công bố")]).is_estimated(tet)


def test_the_version_follows_all_that_a_calendar_is_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    free, worked = LocalDay(MONDAY, working=False, note=""), LocalDay(SATURDAY, working=True, note="")
    made = [
        WorkingCalendar(USUAL),
        WorkingCalendar(Shifts.parse("07:00-11:30,13:30-17:00")),
        WorkingCalendar(USUAL, [free]),
        WorkingCalendar(USUAL, [LocalDay(MONDAY, working=True, note="")]),
        WorkingCalendar(USUAL, [LocalDay(MONDAY, working=False, note="Bão")]),
        WorkingCalendar(USUAL, [free, worked]),
    ]
    assert len({office.version for office in made}) == len(made)
    assert WorkingCalendar(USUAL, [worked, free]).version == made[-1].version
    monkeypatch.setattr(public_holidays, "edition", lambda: "another")
    assert WorkingCalendar(USUAL).version != made[0].version


@given(offices, days, st.integers(1, 60))
def test_the_nth_working_day_is_worked_and_counts_back_to_n(office: WorkingCalendar, after: date, n: int) -> None:
    day = office.nth_working_day(after, n)
    assert office.is_working(day)
    span = (after + timedelta(days=number) for number in range(1, (day - after).days + 1))
    assert sum(map(office.is_working, span)) == n


# Moments


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (at(FRIDAY, 7, 29), at(FRIDAY, 7, 30)),
        (at(FRIDAY, 7, 30), at(FRIDAY, 7, 30)),
        (at(FRIDAY, 11, 29), at(FRIDAY, 11, 29)),
        (at(FRIDAY, 11, 30), at(FRIDAY, 13, 30)),
        (at(FRIDAY, 17), at(MONDAY, 7, 30)),
        (at(SATURDAY, 9), at(MONDAY, 7, 30)),
        (datetime(2026, 11, 19, 23, tzinfo=UTC), at(FRIDAY, 7, 30)),  # six o'clock on Friday morning in Việt Nam
    ],
)
def test_the_office_opens_next(asked: datetime, answered: datetime) -> None:
    assert OFFICE.next_office_moment(asked) == answered
    assert OFFICE.is_office_hours(asked) is (asked == answered)


def test_a_day_ends_with_its_last_shift() -> None:
    assert OFFICE.end_of(FRIDAY) == datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "worked"),
    [
        (at(FRIDAY, 9), at(FRIDAY, 10), HOUR),
        (at(FRIDAY, 11), at(FRIDAY, 14), HOUR),
        (at(FRIDAY, 16), at(MONDAY, 8), 1.5 * HOUR),
        (at(FRIDAY), at(date(2026, 11, 27)), 4 * 7.5 * HOUR),
        (at(SATURDAY), at(MONDAY), timedelta()),
        (at(date(2026, 12, 31), 16), at(date(2027, 1, 4), 8), 1.5 * HOUR),
        (at(MONDAY), at(FRIDAY), timedelta()),
    ],
)
def test_working_time_lies_between_two_moments(since: datetime, until: datetime, worked: timedelta) -> None:
    assert OFFICE.working_time_between(since, until) == worked


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        OFFICE.is_office_hours(datetime(2026, 11, 20, 9))  # noqa: DTZ001 - that is the fault


def test_working_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        OFFICE.add_working_time(at(FRIDAY), -HOUR)


@given(offices, moments, st.timedeltas(timedelta(), timedelta(days=30)))
def test_working_time_is_what_one_counts_on_paper(office: WorkingCalendar, since: datetime, long: timedelta) -> None:
    assert office.working_time_between(since, since + long) == slow_working_time(office, since, since + long)


@given(offices, moments, durations)
def test_what_is_added_lies_between(office: WorkingCalendar, since: datetime, worked: timedelta) -> None:
    until = office.add_working_time(since, worked)
    assert until.utcoffset() == timedelta(0)
    assert office.working_time_between(since, until) == worked
    # It is the earliest such moment.
    if worked:
        assert office.working_time_between(since, until - timedelta.resolution) < worked


@given(offices, moments, durations, durations)
def test_adding_twice_is_adding_the_sum(office: WorkingCalendar, at: datetime, one: timedelta, two: timedelta) -> None:
    assert office.add_working_time(office.add_working_time(at, one), two) == office.add_working_time(at, one + two)


@given(offices, st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_working_time_adds_up(office: WorkingCalendar, three: list[datetime]) -> None:
    a, b, c = three
    parts = office.working_time_between(a, b) + office.working_time_between(b, c)
    assert office.working_time_between(a, c) == parts


@given(offices, days)
def test_a_day_holds_all_its_shifts_or_nothing(office: WorkingCalendar, day: date) -> None:
    worked = office.working_time_between(moment(day), moment(day + timedelta(days=1)))
    assert worked == (office.shifts.length if office.is_working(day) else timedelta())


@given(offices, moments)
def test_nothing_is_worked_until_the_office_opens(office: WorkingCalendar, at: datetime) -> None:
    opens = office.next_office_moment(at)
    assert opens >= at
    assert office.is_office_hours(opens)
    assert office.working_time_between(at, opens) == timedelta()
    assert office.working_time_between(opens, opens + timedelta.resolution) == timedelta.resolution


@given(shifts(), local_days, days, moments, durations)
def test_one_more_free_day_never_makes_anything_earlier(
    hours: Shifts, local: list[LocalDay], free: date, since: datetime, worked: timedelta
) -> None:
    before = WorkingCalendar(hours, local)
    after = WorkingCalendar(hours, [*local, LocalDay(free, working=False, note="")])
    assert after.add_working_time(since, worked) >= before.add_working_time(since, worked)
