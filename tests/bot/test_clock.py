from datetime import UTC, date, datetime, timedelta

import pytest

from bot.clock import NEAR, VIET_NAM, Clock


class StoppedClock(Clock):
    """A clock that stands at a moment."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 21, 16, 59, 59, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 11, 21, 17, 0, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2025, 6, 30, 23, 59, tzinfo=VIET_NAM), date(2025, 6, 30)),
        (datetime(2025, 7, 1, 0, 0, tzinfo=VIET_NAM), date(2025, 7, 1)),
    ],
)
def test_a_new_day_begins_at_midnight_in_viet_nam(moment: datetime, day: date) -> None:
    assert StoppedClock(moment).today() == day


def test_moments_are_aware_and_in_utc() -> None:
    assert Clock().now().utcoffset() == timedelta(0)


def test_a_fixed_day_stands_still_while_the_moments_go_on() -> None:
    clock = Clock(date(2024, 3, 6))
    assert clock.today() == date(2024, 3, 6)
    assert clock.now().astimezone(VIET_NAM).date() in {date(2024, 3, 6), date(2024, 3, 7)}
    assert abs((clock.now() - Clock().now()) % timedelta(days=1) - timedelta(hours=12)) > timedelta(hours=11)
    assert clock.now() <= clock.now()


def test_a_clock_that_was_set_goes_on_from_there() -> None:
    clock, hour = Clock(), timedelta(hours=1)
    wanted = clock.now() + hour
    assert abs(clock.set(wanted) - hour) < NEAR
    assert timedelta() <= clock.now() - wanted < NEAR + hour
    assert abs(clock.set(wanted - hour) + hour) < hour
    assert clock.now() < wanted


def test_what_is_near_enough_moves_nothing() -> None:
    clock = Clock()
    clock.set(Clock().now())
    before = clock.now()
    clock.set(before - NEAR / 2)
    assert clock.now() >= before


def test_a_fixed_day_stays_whatever_the_clock_is_set_to() -> None:
    clock = Clock(date(2024, 3, 6))
    clock.set(datetime(2030, 1, 1, 5, tzinfo=UTC))
    assert clock.now().astimezone(VIET_NAM).date() == clock.today() == date(2024, 3, 6)
