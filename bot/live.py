"""The catalogue in memory follows the database: what was approved, undone or loaded anywhere is answered here soon.

 every second ──▶ the revision ── another one ──▶ read, lay out (in a thread) ──▶ one assignment ──▶ let the old one go
                     └── the same: nothing            └── faulty: logged; the old one answers on

Whoever asks meanwhile is answered from the old one; whoever has begun to ask finishes with it.
"""

import asyncio
import contextlib
import gc
import logging
import sys

from sqlalchemy import Connection

from bot.clock import Clock
from bot.database import Database
from bot.office import Offices
from bot.snapshot import at_once
from knowledge.catalogue import Catalogue
from knowledge.repository import CatalogueRepository

log = logging.getLogger(__name__)

LOOK_AGAIN = 1.0
"""Seconds between two looks at the revision; a catalogue is laid out in one or two more."""

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
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to follow."""
        self._task = asyncio.create_task(self._follow(), name="live catalogue")

    async def stop(self) -> None:
        """Stop; a catalogue that is being laid out is finished first, since nobody can break a thread off."""
        self._stopping.set()
        if self._task:
            await self._task

    async def _follow(self) -> None:
        old: list[object] = []
        while not self._stopping.is_set():
            # Those of a second ago: who had begun to ask has finished.
            await asyncio.to_thread(let_go, old)
            try:
                old = await asyncio.to_thread(self._look)
            except Exception:
                # Whatever is wrong with what the database says, or with the way to it: what is known answers on.
                log.exception("the catalogue was not read anew; what was known before answers on")
                await self._rest(AFTER_A_FAULT)
            else:
                await self._rest(LOOK_AGAIN)

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

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
        """Whether the database says something else; one in which nothing was loaded yet says nothing."""
        said = CatalogueRepository(connection)
        return said.revision() != self._offices.catalogue.revision and said.is_loaded()


def let_go(things: list[object]) -> None:
    """Free what only this list holds, part by part: freed at once it would hold every other thread up meanwhile."""
    while things:
        thing = things.pop()
        if sys.getrefcount(thing) == OURS_ALONE:
            things.extend(gc.get_referents(thing))
