"""The picture of a procedure's versions in time: a line for each, over one scale of years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.procedures import Version
from knowledge.timeline import begins

LEFT, WIDTH = 90, 540
"""Where the scale begins, and how long it is."""

TOP, LINE = 24, 26
"""Where the first line is, and how far the next one is below it."""

MOST_YEARS = 10
"""Years that are named on the scale at most."""

MARGIN = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a version's time; `sure`: it had been seen, or is stated to have begun."""

    version: Version
    x: float
    y: int
    width: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn, the years with their places, and where the day of the page is."""

    bars: Sequence[Bar]
    years: Sequence[tuple[int, float]]
    today: float
    height: int


def picture(versions: Sequence[Version], day: date) -> Picture:
    """The versions, one below the other; each ends at the latest where the next one of its code begins for us."""
    known = [one for v in versions for one in (begins(v), v.valid_from, v.valid_to, day) if one and one > date.min]
    scale = _Scale(min(known) - MARGIN, max(known) + MARGIN)
    bars = [
        bar
        for number, version in enumerate(versions)
        for bar in _bars(scale, version, _until(version, versions) or scale.until, TOP + number * LINE)
    ]
    return Picture(bars, scale.years(), scale.at(day), TOP + len(versions) * LINE + 6)


@dataclass(frozen=True, slots=True)
class _Scale:
    since: date
    until: date

    def at(self, day: date) -> float:
        """Where a day is."""
        within = min(max(day, self.since), self.until)
        return round(LEFT + WIDTH * (within - self.since).days / (self.until - self.since).days, 1)

    def years(self) -> list[tuple[int, float]]:
        """Years that begin within, as many as there is room for."""
        within = range(self.since.year + 1, self.until.year + 1)
        step = -(-len(within) // MOST_YEARS) or 1
        return [(year, self.at(date(year, 1, 1))) for year in within[::step]]


def _until(version: Version, versions: Sequence[Version]) -> date | None:
    """The first day on which a version holds no more, as far as anybody knows one."""
    later = [begins(one) for one in versions if one.code == version.code and begins(one) > begins(version)]
    return min((day for day in (version.valid_to, *later) if day), default=None)


def _bars(scale: _Scale, version: Version, ends: date, y: int) -> list[Bar]:
    """What is known of a version's time, after what is not."""
    known = version.valid_from or min(version.observed_on or ends, ends)
    parts = [(scale.since, known, False)] if version.valid_from is None else []
    drawn = [(scale.at(first), scale.at(last), sure) for first, last, sure in (*parts, (known, ends, True))]
    return [Bar(version, x, y, round(end - x, 1), sure) for x, end, sure in drawn if end > x]
