"""The folder of enclosed files: names by chance, two levels deep; no path ever comes from a person."""

import logging
import os
import re
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

from bot.petitions.contents.kinds import Kind

log = logging.getLogger(__name__)

_NAME = re.compile(rf"[0-9a-f]{{32}}\.(?:{'|'.join(Kind)})")


def random_name(extension: str) -> str:
    """A name nobody can guess: 32 hexadecimal digits and an ending such as "jpg"."""
    return f"{secrets.token_hex(16)}.{extension}"


def path_of(folder: Path, name: str) -> Path:
    """Where a file of this name is or will be, `ab/cd/abcd….jpg`. Raises ValueError for a name that is not ours."""
    if not _NAME.fullmatch(name):
        raise ValueError("not a name of an enclosed file")
    return folder / name[:2] / name[2:4] / name


def store(folder: Path, name: str, data: bytes) -> Path:
    """Keep a file, whole or not at all, on the disk when this returns; its owner alone may read it. Raises OSError."""
    path = path_of(folder, name)
    new = [one for one in (path.parent, path.parent.parent, folder) if not one.exists()]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    for changed in (path.parent, *(one.parent for one in new)):
        _settle(changed)
    return path


def remove(folder: Path, name: str) -> None:
    """Remove a file; one that is gone already is no fault. Raises ValueError for a name that is not ours."""
    path_of(folder, name).unlink(missing_ok=True)


def remove_all(folder: Path, names: Iterable[str]) -> list[str]:
    """Remove files after the transaction that forgot them; gives those that are gone now."""
    return [name for name in names if _is_removed(folder, name)]


def _is_removed(folder: Path, name: str) -> bool:
    try:
        remove(folder, name)
    except (OSError, ValueError) as fault:
        log.warning("a file was not removed: %s", fault)
        return False
    return True


def stored_in(folder: Path) -> list[str]:
    """The names of the files of a folder, each where it belongs."""
    found = folder.glob("??/??/*")
    return [path.name for path in found if _NAME.fullmatch(path.name) and path_of(folder, path.name) == path]


def older_than(folder: Path, moment: datetime) -> list[Path]:
    """Whatever was written into the folder before a moment."""
    return [path for path in folder.glob("??/??/*") if _written_at(path) < moment.timestamp()]


def sweep(old: Iterable[Path], known: Collection[str]) -> int:
    """Remove what is not known by name: kills leave it; gives how many files went.

    What is known is asked for after the folder was looked through, or a file kept in between would go.
    """
    unknown = [path for path in old if path.name not in known]
    for path in unknown:
        path.unlink(missing_ok=True)  # another copy may sweep at the same time
    return len(unknown)


def _written_at(path: Path) -> float:
    """When a file was written, in seconds; one that is gone was never old."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _settle(folder: Path) -> None:
    """Have a folder written to the disk: until then a new name in it may be lost."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
