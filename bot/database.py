"""The database: one function is one transaction, run in a thread of the database's own.

On SQLite there is one such thread and every write begins with BEGIN IMMEDIATE, so that two writers never meet half-way,
and what waits for it meanwhile shares a transaction (bot/sharing.py);
on PostgreSQL a pool of threads shares a pool of connections. Nothing waits for the network inside a transaction.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Engine, Table, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.onlywrites import sent_at_its_end
from bot.settings import WrongSettingError
from bot.sharing import LASTING, Sharing

Result = TypeVar("Result")

POOL = 8
"""Threads and connections on PostgreSQL; a copy of the bot is one process."""

IDLE = 1.0
"""Seconds that a connection to PostgreSQL may lie idle before it is asked whether the server is still there."""

IDLE_SINCE = "motcua_idle_since"
READ_ONLY = "motcua_read_only"
SET_TO = "motcua_set_to"
"""What a connection to SQLite is set to: whether it only reads, and how far a commit waits for the disk."""

PASSING = frozenset({"08", "40", "53", "57"})
"""Classes of PostgreSQL's faults: no connection, came second or into a deadlock, no room, the server ends or begins."""

BUSY_OR_FULL = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
"""The same of SQLite."""


class Database:
    """An engine and the threads that use it."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        self._threads = ThreadPoolExecutor(1 if self.is_sqlite else POOL, thread_name_prefix="database")
        self._sharing = Sharing(self.engine, self._threads) if self.is_sqlite else None

    @property
    def is_missing(self) -> bool:
        """Whether it is a SQLite file that is not there yet; the first connection would make it."""
        return self.is_sqlite and not Path(self.url.database or "").is_file()

    def transact(self, act: Callable[[Connection], Result]) -> Result:
        """Run `act` in one transaction: kept when it ends well, undone when it does not."""
        return self._threads.submit(self._transact, act).result()

    async def run(self, act: Callable[[Connection], Result], *, lasting: bool = True) -> Result:
        """The same, without holding up the event loop.

        What is not `lasting` is committed without waiting for the disk: a fall of the machine may undo it, whole.
        """
        if self._sharing:
            return await self._sharing.run(act, lasting=lasting)
        within = copy_context().run  # what is logged there belongs to the same update
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, within, self._transact, act if lasting else _for_a_while(act)
        )

    def read(self, act: Callable[[Connection], Result]) -> Result:
        """Run `act` on one consistent view, without waiting for a writer; whatever would write fails."""
        with self.engine.connect().execution_options(**self._view) as connection, connection.begin():
            return act(connection)

    def close(self) -> None:
        """Finish what runs and let go of every connection."""
        self._threads.shutdown()
        self.engine.dispose()

    @property
    def _view(self) -> dict[str, Any]:
        """How a connection is opened that sees one state of everything; PostgreSQL would see each statement's own."""
        if self.is_sqlite:
            return {READ_ONLY: True}
        return {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}

    def _transact(self, act: Callable[[Connection], Result]) -> Result:
        with self.engine.begin() as connection, sent_at_its_end(connection):
            return act(connection)


def _for_a_while(act: Callable[[Connection], Result]) -> Callable[[Connection], Result]:
    def within(connection: Connection) -> Result:
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
        return act(connection)

    return within


def insert_into(connection: Connection, table: Table) -> Any:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`, in the database's own dialect."""
    return insert_in(connection.dialect.name, table)


def insert_in(dialect: str, table: Table) -> Any:
    """The same for who puts a statement together once for each dialect."""
    # The two dialects' classes share these methods but no type.
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)


def is_alone(connection: Connection, name: str) -> bool:
    """Whether nobody else is at a work of this name, nor begins it until this transaction ends.

    On SQLite the one writer suffices.
    """
    if connection.dialect.name == "sqlite":
        return True
    locked = func.pg_try_advisory_xact_lock(func.hashtextextended(name, 0))
    return bool(connection.scalar(select(locked)))


def be_alone(connection: Connection, name: str) -> None:
    """Wait until nobody else is at a work of this name; nobody begins it until this transaction ends."""
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def is_passing(error: DBAPIError) -> bool:
    """Whether the same may go well a little later: the way to the server was cut, the disk is full, others came first.

    Nothing of the transaction was kept then.
    """
    state, code = (getattr(error.orig, name, None) for name in ("sqlstate", "sqlite_errorcode"))
    if code is not None:
        return code & 0xFF in BUSY_OR_FULL
    # A server that was not reached, or fell silent, says no class of fault.
    return state[:2] in PASSING if state else isinstance(error, OperationalError | InterfaceError)


def time_of(connection: Connection) -> datetime | None:
    """What time it is by the clock that all copies of the bot share; None on SQLite, which has no other than ours."""
    if connection.dialect.name == "sqlite":
        return None
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)


# Neither tells the values of a statement in its errors: what people wrote is among them, and errors are logged.
def _postgresql(url: str) -> Engine:
    engine = create_engine(url, pool_size=POOL, hide_parameters=True)
    event.listen(engine, "checkin", _lies_idle)
    event.listen(engine, "checkout", partial(_still_there, engine.dialect))
    return engine


def _lies_idle(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info[IDLE_SINCE] = monotonic()


def _still_there(dialect: Dialect, connection: DBAPIConnection, entry: ConnectionPoolEntry, _: object) -> None:
    """Ask a connection that lay idle whether the server is there; the pool's own asking would precede every act."""
    now = monotonic()
    if now - entry.info.get(IDLE_SINCE, now) > IDLE and not _answers(dialect, connection):
        raise DisconnectionError  # the pool opens another one


def _answers(dialect: Dialect, connection: DBAPIConnection) -> bool:
    try:
        return dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as fault:
        if dialect.is_disconnect(fault, connection, None):
            return False
        raise


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "do_connect", _make_folder)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_folder(_: Dialect, __: ConnectionPoolEntry, arguments: list[str], ___: dict[str, Any]) -> None:
    # Only a connection makes the folder, so that a command which reads nothing leaves nothing behind.
    folder = Path(arguments[0]).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSettingError(f"MOTCUA_DATA: the folder {folder} cannot be made ({error.strerror}).") from None


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: it would do so only at the first write.
    connection.isolation_level = None
    # What is deleted or overwritten is gone from the file too: people were told that their words are not kept.
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.cursor().execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    read_only = options.get(READ_ONLY, False)
    wanted = read_only, "FULL" if options.get(LASTING, True) else "NORMAL"
    # A connection of the pool serves views and writers in turn, so each says what it is when the last was another.
    if connection.info.get(SET_TO) != wanted:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
        connection.exec_driver_sql(f"PRAGMA synchronous={wanted[1]}")
        connection.info[SET_TO] = wanted
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
