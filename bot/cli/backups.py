"""`motcua backup` and `motcua restore`."""

import argparse
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect

from bot.backup import BackupRefusedError, Made, make
from bot.backup import restore as put_back
from bot.cli.acts import by_whom
from bot.cli.common import DONE, REFUSED, complain, opened
from bot.clock import Clock
from bot.database import Database
from bot.review.backups import BackupRepository
from bot.review.tables import backup
from bot.settings import SHORTEST_SECRET, Settings, read_settings


def back_up(typed: argparse.Namespace) -> int:
    """The whole database and its files in one file; of an older version's database too."""
    settings = read_settings()
    with opened() as (database, clock):
        try:
            made = _made(typed, settings, database, clock)
        except BackupRefusedError as refused:
            complain(str(refused))
            return REFUSED
    how = "sealed" if made.is_sealed else "not sealed: whoever has it can read it"
    what = f"{made.rows} rows of {len(made.manifest.tables)} tables, {len(made.manifest.files)} files"
    print(f"{made.file}: {what}, {made.size} bytes, {how}")
    if made.manifest.keys and not made.manifest.has_secret:
        print("the secret is not in it; without it what is private cannot be read: keep it elsewhere")
    return DONE


def _made(typed: argparse.Namespace, settings: Settings, database: Database, clock: Clock) -> Made:
    if database.is_missing:
        raise BackupRefusedError("there is nothing to back up: there is no database yet.")
    key = _key(typed.key_file, settings)
    begun_at = clock.now()
    made = database.read(lambda connection: make(connection, settings, typed.file, begun_at, key))
    database.transact(lambda connection: _write_down(connection, made, begun_at, clock.now()))
    return made


def _write_down(connection: Connection, made: Made, begun_at: datetime, at: datetime) -> None:
    """Let doctor and the desk tell of it; a database of an older version has no place for that."""
    if inspect(connection).has_table(backup.name):
        backups = BackupRepository(connection)
        number = backups.begin(by_whom(), begun_at)
        backups.made(number, made.file.name, made.size, made.digest, at, sealed=made.is_sealed)


def restore(typed: argparse.Namespace) -> int:
    """A backup into an empty database, brought to this version's shape."""
    settings = read_settings()
    with opened() as (database, _clock):
        try:
            restored = put_back(database, settings, typed.file, _key(typed.key_file, settings))
        except BackupRefusedError as refused:
            complain(str(refused))
            return REFUSED
    manifest = restored.manifest
    print(f"restored: {restored.rows} rows of {len(manifest.tables)} tables, {len(manifest.files)} files, ", end="")
    print(f"as they were at {manifest.made_at:%Y-%m-%d %H:%M} UTC; every count and digest is as it was written")
    print("`motcua petitions verify` reads every chain and text once more")
    return DONE


def _key(file: Path | None, settings: Settings) -> str | None:
    """The key that seals backups, if one is given. Raises BackupRefusedError for a file that holds none."""
    if file is None:
        return settings.backup_key.get_secret_value() if settings.backup_key else None
    try:
        key = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise BackupRefusedError(f"--key-file: {file} cannot be read ({why}).") from None
    if len(key) < SHORTEST_SECRET:
        raise BackupRefusedError(f"--key-file: {file} must hold a text of at least {SHORTEST_SECRET} characters.")
    return key
