"""What stands before anything is served: the newest shape of the database, the catalogue in it, nobody else serving.

And the keys to what is private in it.
"""

import fcntl
import logging
import os
import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import IO

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot import schema
from bot.clock import Clock
from bot.database import Database, be_alone, time_of
from bot.delivery.outbox import OutboxRepository
from bot.inbox.repository import InboxRepository
from bot.petitions.keyring import KeyringRepository
from bot.petitions.sealing import Keys
from bot.reports.quarter.dossier_repository import DossierRepository, shipped_results
from bot.settings import SHORTEST_SECRET, Settings, WrongSettingError
from knowledge.loading import Difference, is_loaded, load
from knowledge.release import SHIPPED, digest_of, read_release
from knowledge.repository import CatalogueRepository

log = logging.getLogger(__name__)


class AlreadyRunningError(Exception):
    """Another process works on the same SQLite database."""


class DamagedError(Exception):
    """A SQLite file that is no whole database any more; its text says which, and how to restore."""


DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""What SQLite says of a file that it cannot read."""


def prepare(database: Database, clock: Clock, folder: Path = SHIPPED) -> Difference | None:
    """Migrate, and load the shipped catalogue unless its content was loaded before; of several copies one does it.

    Raises DamagedError, and FaultyReleaseError when the folder holds a fault; the catalogue is then as it was.
    """
    refuse_damage(database)
    if moment := database.transact(time_of):
        clock.set(moment)
    if not schema.is_current(database):
        schema.upgrade(database)
    results = shipped_results(folder)

    def ship(connection: Connection) -> None:
        be_alone(connection, "motcua groundwork")
        DossierRepository(connection).ship(results, clock.now())

    database.transact(ship)
    digest = digest_of(folder)
    if database.read(lambda connection: is_loaded(CatalogueRepository(connection), digest)):
        return None
    release = read_release(folder)
    return database.transact(lambda connection: load(connection, release, clock.now()))


def refuse_damage(database: Database) -> None:
    """Read a SQLite file through, at 400 MB a second: what is found later is found when a citizen waits.

    A server looks after its own files. Raises DamagedError.
    """
    if not database.is_sqlite or database.is_missing:
        return
    try:
        found = database.read(lambda connection: connection.exec_driver_sql("PRAGMA quick_check(1)").scalars().all())
    except DBAPIError as error:
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF not in DAMAGED:
            raise
        found = [str(error.orig)]
    if found != ["ok"]:
        file, what = database.url.database, found[0].splitlines()[-1]
        raise DamagedError(
            f"the database cannot be used: {file} is damaged ({what}). Move it away, with {file}-wal and {file}-shm, "
            "and bring the newest backup into its place: `motcua restore FILE`."
        )


def own(database: Database) -> IO[str] | None:
    """Be the one process that serves a SQLite database, for as long as the returned file is open.

    Claims left by a process that died are forgotten. On PostgreSQL many copies may serve, and leases tell them apart.
    Raises AlreadyRunningError.
    """
    if not database.is_sqlite:
        return None
    held = Path(f"{database.url.database}.lock").open("w")  # noqa: SIM115 - it stays open as long as we serve
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        raise AlreadyRunningError(f"another motcua already serves {database.url.database}") from None
    database.transact(lambda connection: InboxRepository(connection).free_all())
    database.transact(lambda connection: OutboxRepository(connection).free_all())
    return held


def hold_keys(connection: Connection, settings: Settings, keys: Callable[[], Keys]) -> None:
    """At the start: the keys are those of this database, for good; the first start writes down their name.

    Raises WrongSettingError for a secret that is lost or another one; then none is made.
    """
    expect_keys(connection, settings, keys)
    if KeyringRepository(connection).keep(keys().name) != keys().name:
        raise _another_secret(settings)


def expect_keys(connection: Connection, settings: Settings, keys: Callable[[], Keys]) -> None:
    """The keys are those of this database, if a start wrote their name down. Raises WrongSettingError."""
    name = KeyringRepository(connection).name()
    if name and (not _has_secret(settings) or keys().name != name):
        raise _another_secret(settings)


def kept_secret(settings: Settings) -> str | None:
    """The secret that the first start made in MOTCUA_DATA; None where MOTCUA_SECRET_KEY is given, or nobody started.

    Raises WrongSettingError.
    """
    return _secret_in(_secret_file(settings)) if _has_secret(settings) and not settings.secret_key else None


def expect_secret(settings: Settings, name: str, brought: str | None) -> None:
    """The secret is the one of this name; where there is none yet, one that was brought is kept as the file.

    Raises WrongSettingError for another one, and where there is none at all.
    """
    if brought and not _has_secret(settings) and Keys.of(brought).name == name:
        _secret_in(_secret_file(settings), brought)
    if not _has_secret(settings) or keys_of(settings).name != name:
        raise _another_secret(settings)


def _has_secret(settings: Settings) -> bool:
    return settings.secret_key is not None or _secret_file(settings).exists()


def _another_secret(settings: Settings) -> WrongSettingError:
    return WrongSettingError(
        "MOTCUA_SECRET_KEY: what is private in this database was sealed with another secret; "
        f"give that one here, or as the file {_secret_file(settings)}."
    )


def _secret_file(settings: Settings) -> Path:
    return settings.data / "secret"


def keys_of(settings: Settings) -> Keys:
    """The keys of MOTCUA_SECRET_KEY, else of the file `secret` in MOTCUA_DATA, which the first start makes.

    Raises WrongSettingError.
    """
    if settings.secret_key:
        return Keys.of(settings.secret_key.get_secret_value())
    return Keys.of(_secret_in(_secret_file(settings), secrets.token_urlsafe(48)))


def _secret_in(file: Path, new: str | None = None) -> str:
    """The secret in a file; a new one where there is none and one was brought. Raises WrongSettingError."""
    try:
        if new is not None and not file.exists():
            _keep_secret(file, new)
        secret = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettingError(f"MOTCUA_DATA: the secret in {file} cannot be kept or read ({_why(error)}).") from None
    if len(secret) < SHORTEST_SECRET:
        raise WrongSettingError(f"MOTCUA_DATA: the secret in {file} must have at least {SHORTEST_SECRET} characters.")
    return secret


def _keep_secret(file: Path, secret: str) -> None:
    """Write a secret that its owner alone may read; of two processes that begin at once, one writes it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
            written.write(f"{secret}\n")
            written.flush()
            os.fsync(written.fileno())
        # A link appears whole or not at all, and never over another.
        file.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)
    settle(file.parent)
    log.warning("%s was made: it opens what is sealed in the database; a backup without it cannot be read", file)


def settle(folder: Path) -> None:
    """Have the folder itself written to the disk: until then a new name in it may be lost."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _why(error: Exception) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else "it is no text"
