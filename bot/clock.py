"""The only clock: moments are aware and in UTC, days are days in Việt Nam."""

from datetime import UTC, date, datetime, timedelta, timezone

# Việt Nam has kept UTC+7 without summer time since 1975, so no table of zones is needed on a bare machine.
VIET_NAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


class Clock:
    """What time it is; with a fixed day, for drills and tests, the day stands still and the moments go on from it."""

    def __init__(self, fixed: date | None = None) -> None:
        self._fixed = fixed
        self._moved = fixed - _real().astimezone(VIET_NAM).date() if fixed else timedelta()

    def now(self) -> datetime:
        """This moment, in UTC; with a fixed day, at the same hour of that day."""
        return _real() + self._moved

    def today(self) -> date:
        """The legal date in Việt Nam."""
        return self._fixed or self.now().astimezone(VIET_NAM).date()


def _real() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - this is the one place
