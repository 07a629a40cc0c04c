"""What a citizen waits for inside the program: from the update's arrival to its reply, over the wire double."""

import asyncio
import statistics
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter, thread_time

from bot import groundwork
from bot.clock import Clock
from bot.database import Database
from bot.settings import Settings
from bot.snapshot import catalogue_of, settle
from knowledge.catalogue import Catalogue
from knowledge.repository import CatalogueRepository
from tests.bot.conftest import Chat
from tests.questions import questions, without_end

DAY = date(2026, 11, 22)
ROUNDS = 8
PERSON = 5
TICK = 0.001
GOING = 3.0
"""Seconds in which the old catalogue goes."""


@dataclass
class Held:
    """How long an event loop was held at most, in milliseconds, beside what the machine does to a loop by itself."""

    late: float = 0.0  # it woke so much later than it was asked to, for whatever reason
    busy: float = 0.0  # the loop's own thread worked so long between two wakings


def idle(seconds: float) -> Held:
    """What is seen of a loop that has nothing to do: that much is the machine's."""
    held = Held()

    async def waiting() -> None:
        watching = asyncio.create_task(_watch(held))
        await asyncio.sleep(seconds)
        watching.cancel()

    asyncio.run(waiting())
    return held


def replies() -> tuple[float, float, Held]:
    """Milliseconds from update to reply on SQLite, median and 99th percentile; and the longest hold of the loop."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'motcua.sqlite'}")
        groundwork.prepare(database, Clock())
        catalogue = catalogue_of(database)
        taken, lag = asyncio.run(_measured(database, catalogue))
        database.close()
    return statistics.median(taken), statistics.quantiles(taken, n=100)[-1], lag


def rebuilding() -> tuple[float, Held]:
    """Seconds until a running bot answers from a changed catalogue; and the longest hold of its loop on the way."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'motcua.sqlite'}")
        groundwork.prepare(database, Clock())
        seconds, lag = asyncio.run(_followed(database))
        database.close()
    return seconds, lag


async def _followed(database: Database) -> tuple[float, Held]:
    chat = Chat(database, catalogue_of(database), Settings(today=DAY))
    settle()
    await chat.start()
    held = Held()
    watching = asyncio.create_task(_watch(held))
    try:
        began = perf_counter()
        newest = await database.run(lambda connection: CatalogueRepository(connection).raise_revision())
        while chat.app.offices.catalogue.revision != newest:
            await asyncio.sleep(TICK)
        seconds = perf_counter() - began
        await asyncio.sleep(GOING)
    finally:
        watching.cancel()
        await chat.stop()
    return seconds, held


async def _measured(database: Database, catalogue: Catalogue) -> tuple[list[float], Held]:
    held = Held()
    watching = asyncio.create_task(_watch(held))
    taken = await _taken(database, catalogue)
    watching.cancel()
    return taken, held


async def _watch(held: Held) -> None:
    """How much later than asked the loop wakes us, at most, and how much it worked meanwhile."""
    while True:
        began, worked = perf_counter(), thread_time()
        await asyncio.sleep(TICK)
        held.late = max(held.late, (perf_counter() - began - TICK) * 1000)
        held.busy = max(held.busy, (thread_time() - worked) * 1000)


async def _taken(database: Database, catalogue: Catalogue) -> list[float]:
    chat = Chat(database, catalogue, Settings(today=DAY))
    settle()  # as `motcua run` does when the application stands, before it serves
    await chat.start()
    taken: list[float] = []
    try:
        for turn, question in enumerate(islice(without_end(), ROUNDS * len(questions()))):
            began = perf_counter()
            chat.api.say(PERSON, question)
            await chat.wire.until(partial(_answered, chat, turn))
            taken.append((perf_counter() - began) * 1000)
    finally:
        await chat.stop()
    return taken


def _answered(chat: Chat, turn: int) -> bool:
    """Whether the reply to this turn is there."""
    return sum(call.method == "sendMessage" for call in chat.api.log) > turn
