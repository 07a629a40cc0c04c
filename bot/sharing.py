"""Acts that wait for the one writer of SQLite share a transaction: one commit, and one wake of the event loop, for all.

 run ──▶ waiting ──▶ the writer's thread takes what waits ──▶ each act behind a savepoint ──▶ one commit ──▶ all hear

What fails is undone alone. Nobody is told what came of an act before the commit, which is what makes it true.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

MOST = 32
"""Acts in one transaction."""

LONGEST = 0.02
"""Seconds after which no further act joins a transaction: the first of them waits for its end."""

LASTING = "motcua_lasting"
"""How a connection is opened whose transaction waits until the disk has it, which is what is done unless told."""

Result = TypeVar("Result")


@dataclass(slots=True)
class _Waiting:
    """An act, who waits for it, and what came of it."""

    act: Callable[[Connection], Any]
    context: Context  # what is logged within belongs to the same update
    future: asyncio.Future[Any]
    lasting: bool
    result: Any = None
    fault: BaseException | None = field(default=None)

    def try_on(self, connection: Connection) -> None:
        """Run the act; what it raises is kept for who waits."""
        try:
            self.result = self.context.run(self.act, connection)
        except Exception as fault:
            self.fault = fault
            raise

    def tell(self) -> None:
        """In the event loop: who still waits is told."""
        if self.future.done():
            return
        if self.fault is not None:
            self.future.set_exception(self.fault)
        else:
            self.future.set_result(self.result)


class Sharing:
    """The acts that wait for one engine, run in the threads of an executor, of which there is one."""

    def __init__(self, engine: Engine, threads: Executor) -> None:
        self._engine = engine
        self._threads = threads
        self._waiting: deque[_Waiting] = deque()

    async def run(self, act: Callable[[Connection], Result], *, lasting: bool = True) -> Result:
        """What comes of an act, once it is committed; raises what the act raised, and then nothing of it is kept.

        What is not `lasting` may be lost with the power; with others that are, it lasts too.
        """
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(act, copy_context(), future, lasting))
        self._threads.submit(self._take)
        return await future

    def _take(self) -> None:
        """One turn: do some of what waits, if an earlier turn did not do it all."""
        some = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        some = [one for one in some if not one.future.cancelled()]
        if not some:
            return
        done = self._done(some)
        self._waiting.extendleft(reversed(some[done:]))  # each act that waits has a turn of its own still to come
        _tell_all(some[:done])

    def _done(self, some: Sequence[_Waiting]) -> int:
        """Do the first of them in one transaction; gives how many there was time for."""
        until, done = perf_counter() + LONGEST, 0
        try:
            lasting = {LASTING: any(one.lasting for one in some)}
            with self._engine.connect().execution_options(**lasting) as connection, connection.begin():
                for one in some:
                    done += 1
                    one.try_on(connection) if len(some) == 1 else _apart(connection, one)
                    if perf_counter() > until:
                        break
        except BaseException as fault:  # noqa: BLE001 - the whole transaction is undone, and who waits for it is told
            done = done or len(some)
            for one in some[:done]:
                one.fault = one.fault or fault
        return done


def _apart(connection: Connection, one: _Waiting) -> None:
    """One act behind its savepoint. Raises what the database said where it took more back than that."""
    # SQLAlchemy's own object for a savepoint takes 0.2 ms.
    connection.exec_driver_sql("SAVEPOINT act")
    try:
        one.try_on(connection)
    except Exception:
        # A full disk, for one: SQLite ends the transaction by itself, with all that stood in it before.
        driver = connection.connection.dbapi_connection
        if driver is None or not driver.in_transaction:
            raise
        connection.exec_driver_sql("ROLLBACK TO act")
    connection.exec_driver_sql("RELEASE act")


def _tell_all(some: Sequence[_Waiting]) -> None:
    """Tell each in its own event loop, with one wake for all of a loop; one that has ended waits for nothing."""
    for loop in {one.future.get_loop() for one in some}:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell_theirs, [one for one in some if one.future.get_loop() is loop])


def _tell_theirs(some: Sequence[_Waiting]) -> None:
    for one in some:
        one.tell()
