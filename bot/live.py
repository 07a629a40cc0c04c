"""What is in memory follows the database: what was approved, undone, loaded or taught anywhere is answered here soon.

 the bell, or a while ──▶ revision ── another one ──▶ read, lay out (in a thread) ──▶ one assignment ──▶ the old goes
                             └── the same: nothing       └── faulty: logged; the old one answers on

Whoever asks meanwhile is answered from the old one; whoever has begun to ask finishes with it. The clock follows too:
copies of the bot agree on what time it is, whatever happens to the clock of a machine.
"""

import asyncio
import contextlib
import gc
import logging
import sys
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.bell import Bell
from bot.clock import Clock
from bot.database import Database, time_of
from bot.office import Offices
from bot.snapshot import at_once
from knowledge.catalogue import Catalogue
from knowledge.repository import CatalogueRepository

log = logging.getLogger(__name__)

LOOK_AGAIN = 1.0
"""Seconds between two looks where no bell is heard; a catalogue is laid out in one or two more."""

IN_ANY_CASE = 15.0
"""Seconds between two looks where one is, should a ring be lost."""

STRANGE = timedelta(seconds=2)
"""By how much a clock is not wrong without a reason that somebody should look for."""

AFTER_A_FAULT = 15.0
"""Seconds until what could not be read is tried again."""

OURS_ALONE = 2
"""References to a thing that only the function holds which counts them: its variable, and the argument of the count."""


class Live:
    """Keeps the offices of this process at the newest state of the catalogue."""

    def __init__(self, database: Database, clock: Clock, offices: Offices) -> None:
        self._database = database
        self._clock = clock
        self._offices = offices
        self._bell = Bell(database, self.look)
        self._stopping = False
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to follow."""
        self._task = asyncio.create_task(self._follow(), name="live catalogue")
        self._bell.start()

    def look(self) -> None:
        """Look now: something may have changed."""
        self._woken.set()

    async def stop(self) -> None:
        """Stop; a catalogue that is being laid out is finished first, since nobody can break a thread off."""
        await self._bell.stop()
        self._stopping = True
        self.look()
        if self._task:
            await self._task

    async def _follow(self) -> None:
        old: list[object] = []
        while not self._stopping:
            # Those of a while ago: who had begun to ask has finished.
            await asyncio.to_thread(let_go, old)
            self._woken.clear()
            try:
                old = await asyncio.to_thread(self._look)
            except Exception:
                # Whatever is wrong with what the database says, or with the way to it: what is known answers on.
                log.exception("the catalogue was not read anew; what was known before answers on")
                await self._rest(AFTER_A_FAULT)
            else:
                # What nobody needs any more goes soon.
                await self._rest(IN_ANY_CASE if self._bell.is_listening and not old else LOOK_AGAIN)

    async def _rest(self, seconds: float) -> None:
        if self._stopping:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()

    def _look(self) -> list[object]:
        """Take over another state of the catalogue, if there is one; gives what nobody needs any more then."""
        if not self._database.read(self._is_behind):
            return []
        with at_once():
            catalogue = self._database.read(Catalogue.said)()
            catalogue.prepare(self._clock.today())
        log.info("the catalogue was read anew: revision %s, %s procedures", catalogue.revision, len(catalogue))
        return [self._offices.learn(catalogue)]

    def _is_behind(self, connection: Connection) -> bool:
        """Whether the database says something else; one in which nothing was loaded yet says nothing.

        What is small is taken over at once.
        """
        self._set_clock(time_of(connection))
        self._offices.follow(connection)
        said = CatalogueRepository(connection)
        return said.revision() != self._offices.catalogue.revision and said.is_loaded()

    def _set_clock(self, moment: datetime | None) -> None:
        wrong = self._clock.set(moment) if moment else timedelta()
        if abs(wrong) > STRANGE:
            log.warning("the clock was wrong by %.1f seconds, and is what the database says now", wrong.total_seconds())


def let_go(things: list[object]) -> None:
    """Free what only this list holds, part by part: freed at once it would hold every other thread up meanwhile."""
    while things:
        thing = things.pop()
        if sys.getrefcount(thing) == OURS_ALONE:
            things.extend(gc.get_referents(thing))
