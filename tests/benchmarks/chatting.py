"""What a citizen waits for inside the program: from the update's arrival to its reply, over the wire double."""

import asyncio
import statistics
import tempfile
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter

from bot import groundwork
from bot.clock import Clock
from bot.database import Database
from bot.settings import Settings
from bot.snapshot import catalogue_of
from tests.bot.conftest import Chat
from tests.questions import questions

DAY = date(2026, 11, 22)
ROUNDS = 8
PERSON = 5


def replies() -> tuple[float, float]:
    """Milliseconds from update to reply on SQLite, the median and the 99th percentile, one chat after the other."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'motcua.sqlite'}")
        groundwork.prepare(database, Clock())
        taken = asyncio.run(_taken(database))
        database.close()
    return statistics.median(taken), statistics.quantiles(taken, n=100)[-1]


async def _taken(database: Database) -> list[float]:
    chat = Chat(database, catalogue_of(database), Settings(today=DAY))
    await chat.start()
    taken: list[float] = []
    try:
        for turn, question in enumerate([q.words for q in questions()] * ROUNDS):
            began = perf_counter()
            chat.api.say(PERSON, question)
            await chat.wire.until(partial(_answered, chat, turn))
            taken.append((perf_counter() - began) * 1000)
    finally:
        await chat.stop()
    return taken


def _answered(chat: Chat, turn: int) -> bool:
    """Whether the reply to this turn is there."""
    return len(chat.api.shown(PERSON)) > turn
