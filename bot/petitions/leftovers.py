"""Files in our folder that nobody has any more: their draft was given up, or a kill came before their mark."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

log = logging.getLogger(__name__)

YOUNG = timedelta(days=1)
"""A file this young may be one that is about to be marked."""


def old_files(folder: Path, at: datetime) -> set[str]:
    """The names of the files in a folder that have lain there for a day; none where there is no folder."""
    if not folder.is_dir():
        return set()
    return {file.name for file in folder.iterdir() if file.is_file() and _written(file) <= at - YOUNG}


def remove(folder: Path, names: Iterable[str]) -> int:
    """Remove files from a folder; gives how many. One that cannot be removed is left for another night."""
    return sum(_is_removed(folder / name) for name in names)


def _is_removed(file: Path) -> bool:
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        log.warning("a file was not removed: %s", error.strerror)
        return False
    return True


def _written(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
