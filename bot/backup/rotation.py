"""Which of the nightly backups stay: the last of seven days, of four weeks and of twelve months that have one."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from bot.backup.making import PART
from bot.clock import VIET_NAM

DAYS, WEEKS, MONTHS = 7, 4, 12

NAME = re.compile(r"motcua-(\d{4}-\d{2}-\d{2})-\d{6}\.(?:zip|sealed)")
"""The names of nightly backups; whatever else lies in their folder is not ours to remove."""

PERIODS: tuple[tuple[int, Callable[[date], tuple[int, ...]]], ...] = (
    (DAYS, lambda day: (day.toordinal(),)),
    (WEEKS, lambda day: day.isocalendar()[:2]),
    (MONTHS, lambda day: (day.year, day.month)),
)


def kept(days: Iterable[date]) -> set[date]:
    """The days whose backups stay.

    The last of each period stays, so that what was removed night by night is what would be removed at once.
    """
    ordered = sorted(set(days))
    return {
        day for most, period_of in PERIODS for day in list({period_of(day): day for day in ordered}.values())[-most:]
    }


def name_at(moment: datetime, *, sealed: bool) -> str:
    """The name of a nightly backup."""
    return f"motcua-{moment.astimezone(VIET_NAM):%Y-%m-%d-%H%M%S}.{'sealed' if sealed else 'zip'}"


def rotate(folder: Path, before: datetime) -> list[Path]:
    """Remove the nightly backups whose time is over, and what was left half written before a moment; gives them.

    Raises OSError.
    """
    files = {path: date.fromisoformat(found[1]) for path in folder.iterdir() if (found := NAME.fullmatch(path.name))}
    stay = kept(files.values())
    gone = [*(path for path, day in files.items() if day not in stay), *_left(folder, before)]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _left(folder: Path, before: datetime) -> Iterator[Path]:
    """What a killed process did not finish."""
    for path in folder.glob(f".motcua-*{PART}"):
        if path.stat().st_mtime < before.timestamp():
            yield path
