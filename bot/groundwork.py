"""What stands before anything is served: the newest shape of the database, the catalogue in it, nobody else serving."""

import fcntl
from pathlib import Path
from typing import IO

from bot import schema
from bot.clock import Clock
from bot.database import Database
from bot.inbox.repository import InboxRepository
from knowledge.loading import Difference, load
from knowledge.release import SHIPPED, digest_of, read_release
from knowledge.repository import CatalogueRepository


class AlreadyRunningError(Exception):
    """Another process works on the same SQLite database."""


def prepare(database: Database, clock: Clock, folder: Path = SHIPPED) -> Difference | None:
    """Migrate, and load the shipped catalogue unless its content was loaded before.

    Raises FaultyReleaseError when the folder holds a fault; the catalogue is then as it was.
    """
    if not schema.is_current(database):
        schema.upgrade(database)
    digest = digest_of(folder)
    if database.read(lambda connection: CatalogueRepository(connection).has(digest)):
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
    return held
