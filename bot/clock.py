"""The only clock: moments are aware and in UTC, days are days in Việt Nam."""

import time
from datetime import UTC, date, datetime, timedelta, timezone

# Việt Nam has kept UTC+7 without summer time since 1975, so no table of zones is needed on a bare machine.
VIET_NAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

NEAR = timedelta(seconds=0.5)
"""By how much two clocks may differ and still agree."""


class Clock:
    """What time it is; with a fixed day, for drills and tests, the day stands still and the moments go on from it.

    A clock that was set goes on by itself: whatever happens to the machine's clock then, it does not jump.
    """

    def __init__(self, fixed: date | None = None) -> None:
        self._fixed = fixed
        self._begun: tuple[datetime, float] | None = None
        self._moved = self._move()

    def now(self) -> datetime:
        """This moment, in UTC; with a fixed day, at the same hour of that day."""
        return self._real() + self._moved

    def today(self) -> date:
        """The legal date in Việt Nam."""
        return self._fixed or self.now().astimezone(VIET_NAM).date()

    def set(self, moment: datetime) -> timedelta:
        """It is this moment now, as all copies of the bot are to agree; gives by how much this clock was wrong."""
        wrong, is_first = moment - self._real(), self._begun is None
        if is_first or abs(wrong) > NEAR:
            self._begun = moment, time.monotonic()
        if is_first:
            self._moved = self._move()
        return wrong

    def _real(self) -> datetime:
        if self._begun is None:
            return datetime.now(UTC)  # noqa: TID251 - this is the one place
        moment, since = self._begun
        return moment + timedelta(seconds=time.monotonic() - since)

    def _move(self) -> timedelta:
        return self._fixed - self._real().astimezone(VIET_NAM).date() if self._fixed else timedelta()
