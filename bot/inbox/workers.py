"""The workers: each takes the oldest waiting update of a chat nobody works on, and handles it to its end."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.clock import Clock
from bot.database import Database
from bot.inbox.repository import Arrived, InboxRepository
from bot.logs import about

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=15)
"""How long a worker may be silent before another one takes its update; one at work renews its claim in time."""

LOOK_AGAIN = 1.0
"""Seconds between two looks when nothing wakes the workers: for what another copy stored, or what was put off."""

Handle = Callable[[Arrived], Awaitable[None]]


class Workers:
    """A handful of tasks over one inbox; `wake` them when something was stored."""

    def __init__(self, database: Database, clock: Clock, handle: Handle, *, number: int = 8) -> None:
        self._database = database
        self._clock = clock
        self._handle = handle
        self._number = number
        self._bell: asyncio.Queue[None] = asyncio.Queue(1)
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to work."""
        self._tasks = [asyncio.create_task(self._work(), name=f"worker {n}") for n in range(self._number)]

    async def stop(self, patience: float = 0) -> None:
        """Stop: nothing new is begun. What `patience` seconds do not finish is taken up again after the next start."""
        self._stopping = True
        self.wake()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def wake(self) -> None:
        """Something was stored: one worker looks, and whoever finds something wakes the next."""
        with contextlib.suppress(asyncio.QueueFull):
            self._bell.put_nowait(None)

    async def _work(self) -> None:
        while not self._stopping:
            if not await self._take_one():
                await self._rest()
        self.wake()  # the next one stops too

    async def _take_one(self) -> bool:
        arrived: Arrived | None = None
        try:
            arrived = await self._database.run(lambda c: InboxRepository(c).claim(self._clock.now(), LEASE))
            if arrived is not None:
                self.wake()  # there may be more
                with about(update_id=arrived.update_id):
                    await self._handle_to_its_end(arrived)
        except Exception:
            # A worker outlives whatever happens to one update; its lease brings the update back.
            number = arrived and arrived.update_id
            log.exception("update %s was not handled to its end", number, extra={"update_id": number})
            await asyncio.sleep(LOOK_AGAIN)
        return arrived is not None

    async def _handle_to_its_end(self, arrived: Arrived) -> None:
        keeper = asyncio.create_task(self._keep(arrived.update_id))
        try:
            await self._handle(arrived)
        finally:
            keeper.cancel()

    async def _keep(self, update_id: int) -> None:
        """Renew the claim for as long as the work takes: sending may wait at Telegram's word."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                await self._database.run(lambda c: InboxRepository(c).renew(update_id, self._clock.now() + LEASE))
            except Exception:
                log.exception("the claim of update %s was not renewed; trying again before it ends", update_id)

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            # Not wait_for: under Python 3.11 it can swallow a cancellation that comes with the event.
            async with asyncio.timeout(LOOK_AGAIN):
                await self._bell.get()
