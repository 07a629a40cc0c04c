"""The workers: some updates at a time, each the oldest of a chat nobody works on, and each handled to its end.

what arrives ──▶ store, and claim ─┐
bell ──▶ claim as many as there is room for ──▶ a task for each ──▶ its end rings the bell, where something waits
                                                  └─ all that are in hand keep their claims, renewed together
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from time import monotonic

from sqlalchemy import Connection

from bot.clock import Clock
from bot.database import Database
from bot.inbox.repository import Arrived, InboxRepository
from bot.logs import about

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=15)
"""How long a worker may be silent before another one takes its update; one at work renews its claim in time."""

LOOK_AGAIN = 1.0
"""Seconds between two looks when nothing rings: for what another copy stored, or what was put off."""

LOOK_SOON = 0.1
"""The same while something waits that was taken in here: another copy may be at an earlier update of its chat."""

SOON = 5.0
"""For how many seconds that is so; then it came twice, another copy has it, or its chat was put off."""

Handle = Callable[[Arrived], Awaitable[None]]


class Workers:
    """So many updates at once over one inbox: what arrives is taken in, and what others left there is looked for."""

    def __init__(self, database: Database, clock: Clock, handle: Handle, *, number: int = 64) -> None:
        self._database = database
        self._clock = clock
        self._handle = handle
        self._number = number
        self._bell = asyncio.Event()
        self._stopping = False
        self._held: set[int] = set()
        """The updates in hand, whose claims are renewed."""
        self._room = number
        """How many more may be claimed."""
        self._arriving: set[int] = set()
        """Updates that are being stored, and claimed in the same transaction where that may be."""
        self._left: dict[int, float] = {}
        """Updates that were taken in and not claimed yet, and until when each is looked for soon."""
        self._foreign: set[int] = set()
        """Of those in hand, what was not taken in here: of an earlier run, put off, or left by another copy."""
        self._more = True
        """Whether the last claim took all there was room for, so that more of such may wait."""
        self._at_work: set[asyncio.Task[None]] = set()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to work."""
        self._tasks = [
            asyncio.create_task(self._give_out(), name="workers"),
            asyncio.create_task(self._keep(), name="workers' claims"),
        ]

    async def stop(self, patience: float = 0) -> None:
        """Stop: nothing new is begun. What `patience` seconds do not finish is taken up again after the next start."""
        self._stopping = True
        self.wake()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._all_ended()
        ending, self._tasks = [*self._tasks, *self._at_work], []
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)

    async def take_in(self, arrived: Sequence[Arrived]) -> None:
        """Store updates and take up what there is room for, in one transaction: one wait for the database less."""
        numbers = {one.update_id for one in arrived}
        self._arriving |= numbers
        try:
            await self._claimed(lambda inbox: inbox.store(arrived, self._clock.now()), lasting=True)
        finally:
            left = numbers & self._arriving  # an earlier one of its chat is in hand, or there was no room
            self._arriving -= left
            self._left |= dict.fromkeys(left, monotonic() + SOON)
        if left:
            self.wake()

    def wake(self) -> None:
        """Look at once: something may wait that there is room for."""
        self._bell.set()

    async def _all_ended(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks[:1])  # whoever gives out: what was claimed last is at work then
        while self._at_work:
            await asyncio.wait(self._at_work)

    async def _give_out(self) -> None:
        while not self._stopping:
            if not await self._given_some():
                await self._rest()

    async def _given_some(self) -> bool:
        """Whether there was something to work on, and somebody to do it."""
        self._bell.clear()
        if self._room <= 0:
            return False
        idle = self._room == self._number and not self._arriving
        try:
            claimed = await self._claimed(lambda _: None, lasting=False)
        except Exception:
            log.exception("no update can be taken up; looking again soon")
            await asyncio.sleep(LOOK_AGAIN)
            return False
        if idle and not claimed:
            self._left = {number: until for number, until in self._left.items() if until > monotonic()}
        return claimed > 0

    async def _claimed(self, before: Callable[[InboxRepository], object], *, lasting: bool) -> int:
        """Claim what there is room for, in one transaction after something else, and begin; gives how many."""
        room = self._room if self._is_open else 0
        self._room -= room

        def act(connection: Connection) -> list[Arrived]:
            inbox = InboxRepository(connection)
            before(inbox)
            return inbox.claim(self._clock.now(), LEASE, room) if room else []

        try:
            claimed = await self._database.run(act, lasting=lasting)
        finally:
            self._room += room
        if room:
            self._more = len(claimed) == room
        for arrived in claimed if self._tasks else ():  # claimed while we ended: left for after the lease
            self._begin(arrived)
        return len(claimed)

    @property
    def _is_open(self) -> bool:
        return bool(self._tasks) and not self._stopping

    def _begin(self, arrived: Arrived) -> None:
        self._room -= 1
        self._held.add(arrived.update_id)
        self._note_whose(arrived.update_id)
        task = asyncio.create_task(self._work(arrived), name=f"worker at {arrived.update_id}")
        self._at_work.add(task)
        task.add_done_callback(partial(self._ended, arrived.update_id))

    def _note_whose(self, number: int) -> None:
        if number in self._arriving:
            self._arriving.discard(number)
        elif number in self._left:
            del self._left[number]
        else:
            self._foreign.add(number)

    def _ended(self, number: int, task: asyncio.Task[None]) -> None:
        self._at_work.discard(task)
        self._room += 1
        if self._left or self._more or number in self._foreign:
            self.wake()  # its chat may go on, or somebody waits for room
        self._foreign.discard(number)

    async def _work(self, arrived: Arrived) -> None:
        number = arrived.update_id
        try:
            with about(update_id=number):
                await self._handle(arrived)
        except Exception:
            # A worker outlives whatever happens to one update; its lease brings the update back.
            log.exception("update %s was not handled to its end", number, extra={"update_id": number})
            self._held.discard(number)
            await asyncio.sleep(LOOK_AGAIN)
        finally:
            self._held.discard(number)

    async def _keep(self) -> None:
        """Renew the claims for as long as the work takes: sending may wait at Telegram's word."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                await self._renew(sorted(self._held))
            except Exception:
                log.exception("the claims were not renewed; trying again before they end")

    async def _renew(self, held: Sequence[int]) -> None:
        if held:
            until = self._clock.now() + LEASE
            await self._database.run(lambda c: InboxRepository(c).renew(held, until), lasting=False)

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            # Not wait_for: under Python 3.11 it can swallow a cancellation that comes with the event.
            async with asyncio.timeout(LOOK_SOON if self._left else LOOK_AGAIN):
                await self._bell.wait()
