"""What stands before anything is served: the newest shape of the database, the catalogue in it, nobody else serving.

And the keys to what is private in it.
"""

import fcntl
import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO

from sqlalchemy import Connection

from bot import schema
from bot.clock import Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.inbox.repository import InboxRepository
from bot.petitions.keyring import KeyringRepository
from bot.petitions.sealing import Keys
from bot.settings import SHORTEST_SECRET, Settings, WrongSettingError
from knowledge.loading import Difference, is_loaded, load
from knowledge.release import SHIPPED, digest_of, read_release
from knowledge.repository import CatalogueRepository

log = logging.getLogger(__name__)


class AlreadyRunningError(Exception):
    """Another process works on the same SQLite database."""


def prepare(database: Database, clock: Clock, folder: Path = SHIPPED) -> Difference | None:
    """Migrate, and load the shipped catalogue unless its content was loaded before.

    Raises FaultyReleaseError when the folder holds a fault; the catalogue is then as it was.
    """
    if not schema.is_current(database):
        schema.upgrade(database)
    digest = digest_of(folder)
    if database.read(lambda connection: is_loaded(CatalogueRepository(connection), digest)):
        return None
    release = read_release(folder)
    return database.transact(lambda connection: load(connection, release, clock.now()))


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
    file = _secret_file(settings)
    try:
        if not file.exists():
            _make_secret(file)
        secret = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettingError(f"MOTCUA_DATA: the secret in {file} cannot be kept or read ({_why(error)}).") from None
    if len(secret) < SHORTEST_SECRET:
        raise WrongSettingError(f"MOTCUA_DATA: the secret in {file} must have at least {SHORTEST_SECRET} characters.")
    return Keys.of(secret)


def _make_secret(file: Path) -> None:
    """Write a new secret that its owner alone may read; of two processes that begin at once, one writes it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
            written.write(f"{secrets.token_urlsafe(48)}\n")
            written.flush()
            os.fsync(written.fileno())
        # A link appears whole or not at all, and never over another.
        file.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)
    _settle(file.parent)
    log.warning("%s was made: it opens what is sealed in the database; a backup without it cannot be read", file)


def _settle(folder: Path) -> None:
    """Have the folder itself written to the disk: until then a new name in it may be lost."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _why(error: Exception) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else "it is no text"
