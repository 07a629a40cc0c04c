"""The bell: PostgreSQL calls out that something changed which copies of the bot have in memory, and each copy listens.

    whoever commits it ──ring──▶ PostgreSQL ──NOTIFY──▶ one connection a copy ──▶ look
                                     └── gone or cut ──▶ connect anew ──▶ look: something may have been missed

Updates and messages ring no bell. Whoever stores one wakes its own workers, and transactions that ring are kept one
after the other, which would hold up a busy day. On SQLite there is one process, and nobody listens.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from psycopg import AsyncConnection, Error
from psycopg.sql import SQL, Identifier

from bot.database import Database
from knowledge.ringing import CHANNEL

log = logging.getLogger(__name__)

AGAIN = 1.0
"""Seconds until the database is asked again to let us listen."""

QUIET = 30.0
"""Seconds of silence after which the line is tried: it may have been cut where nobody was told."""

WITHIN = 5.0
"""Seconds in which a line that is whole answers."""


class Bell:
    """Calls `heard` when something changed, and whenever it begins to listen."""

    def __init__(self, database: Database, heard: Callable[[], None]) -> None:
        self._database = database
        self._heard = heard
        self._task: asyncio.Task[None] | None = None
        self.is_listening = False
        """Whether it would be heard now."""

    def start(self) -> None:
        """Begin to listen, where somebody can call."""
        if not self._database.is_sqlite:
            self._task = asyncio.create_task(self._keep_listening(), name="bell")

    async def stop(self) -> None:
        """Hang up."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen()
            except (Error, OSError) as away:
                log.warning("nobody tells us of changes, listening anew: %s", type(away).__name__)
            finally:
                self.is_listening = False
            await asyncio.sleep(AGAIN)

    async def _listen(self) -> None:
        """Listen until the line is cut. Raises Error and OSError, TimeoutError among them."""
        async with await self._connected() as line:
            await line.execute(SQL("LISTEN {}").format(Identifier(CHANNEL)))
            self.is_listening = True
            self._heard()
            while True:
                async for _ in line.notifies(timeout=QUIET):
                    self._heard()
                async with asyncio.timeout(WITHIN):
                    await line.execute("SELECT 1")

    async def _connected(self) -> AsyncConnection[Any]:
        places, names = self._database.engine.dialect.create_connect_args(self._database.url)
        async with asyncio.timeout(WITHIN):
            return await AsyncConnection.connect(*places, **names, autocommit=True)
