"""What keeps a bot from its work, or soon will, each with what an administrator does about it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.database import Database
from bot.groundwork import expect_keys, keys_of
from bot.settings import Settings, WrongSettingError

FULL, NEARLY_FULL = 200 * 2**20, 2 * 2**30
"""Bytes left on the disk at which nothing can be kept any more, and at which somebody should look."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, what to do, and whether the bot cannot work with it."""

    what: str
    to_do: str
    stops: bool = True


def of_machine(settings: Settings) -> Iterator[Trouble]:
    """What is wrong with the data folder, its disk, and this machine's idea of zones."""
    folder = settings.data
    if folder.exists() and (why := _why_not_writable(folder)):
        yield Trouble(
            f"MOTCUA_DATA: nothing can be written in {folder} ({why}).",
            "give the folder to the user who runs motcua, or set MOTCUA_DATA to one of its own",
        )
    free = shutil.disk_usage(_nearest(folder)).free
    if free < NEARLY_FULL:
        yield Trouble(
            f"the disk of MOTCUA_DATA has {free // 2**20} MB left.",
            "make room or give it more: what cannot be written down is not taken from citizens",
            stops=free < FULL,
        )
    zone = os.environ.get("TZ", "").removeprefix(":")
    if zone and not zone.startswith("/") and not _is_zone(zone):
        yield Trouble(
            f"TZ: this machine knows no time zone {zone!r}.",
            "take TZ away or install tzdata; motcua itself counts by the time of Việt Nam",
            stops=False,
        )


def of_database(database: Database, settings: Settings, *, current: bool) -> Iterator[Trouble]:
    """What is wrong with a database that answers: its shape, and the secret that opens it."""
    if not current:
        yield Trouble(
            "the database has an older shape than this version needs.",
            "run `motcua database upgrade`; `motcua run` does it by itself",
            stops=False,
        )
        return
    try:
        database.read(lambda connection: expect_keys(connection, settings, partial(keys_of, settings)))
    except WrongSettingError as wrong:
        yield Trouble(
            str(wrong),
            "bring the secret back from where you keep it; a sealed backup holds one that motcua made itself",
        )


def away(why: str) -> Trouble:
    """A database that does not answer."""
    return Trouble(
        f"the database cannot be used: {why}.",
        "see whether it runs, and whether MOTCUA_DATABASE_URL names its host, user and password",
    )


def _why_not_writable(folder: Path) -> str:
    try:
        with TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror or type(error).__name__


def _nearest(folder: Path) -> Path:
    """The folder, or the one in which it will be made."""
    return next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
