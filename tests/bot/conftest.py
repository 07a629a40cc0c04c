"""The real application over the strict wire, on each database."""

import asyncio
import atexit
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import App
from bot.clock import Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.handlers.arrivals import poll
from bot.inbox.repository import InboxRepository
from bot.settings import Settings
from knowledge.catalogue import Catalogue
from tests.bot.builders import no_settings
from tests.wire.api import TOKEN, BotApi
from tests.wire.messages import Shown
from tests.wire.request import Wire

CITIZEN = 5
DAY = date(2026, 11, 22)
PATIENCE = 60

FOLDER = Path(mkdtemp(prefix="motcua-tests-"))
"""Where people's files are kept; it goes with this process."""
atexit.register(rmtree, FOLDER, ignore_errors=True)

SECRET = SecretStr("a secret that stands in no other place than tests")
SETTINGS = Settings(today=DAY, data=FOLDER, secret_key=SECRET)
"""What the chat runs with; whoever seeds petitions seals them with the same secret."""

Say = Callable[..., Coroutine[Any, Any, Shown]]


class Chat:
    """A bot that polls the double, and a citizen who talks to it."""

    desk: str | None = None
    """Where the desk is open; None: as the settings say."""

    def __init__(self, database: Database, catalogue: Catalogue, settings: Settings) -> None:
        self.api = BotApi()
        self.database = database
        self.wire = Wire(self.api)
        self.app = App(
            settings, Clock(settings.today), database, catalogue, token=TOKEN, request=self.wire, desk=self.desk
        )
        self._polling: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self.app.start()
        self.app.workers.start()
        self.app.delivery.start()
        self._polling = asyncio.create_task(poll(self.app.application.bot, self.app.arrivals))

    async def stop(self) -> None:
        if self._polling:
            self._polling.cancel()
        await self.app.stop()

    async def say(self, text: str, chat: int = CITIZEN) -> Shown:
        """What the bot shows last after a text."""
        self.api.say(chat, text)
        return await self.settled(chat)

    async def press(self, label: str, chat: int = CITIZEN) -> Shown:
        """What the bot shows last after a button."""
        self.api.press(chat, label)
        return await self.settled(chat)

    def stop_the_clock(self) -> None:
        """Nothing happens by the clock any more: what is to happen at once must not be left to it."""
        assert self.app.application.job_queue
        self.app.application.job_queue.scheduler.pause()

    async def settled(self, chat: int = CITIZEN) -> Shown:
        """Wait until nothing is under way."""
        await self.wire.until(lambda: not self.api.pending() and self.waiting() == 0, seconds=PATIENCE)
        return self.api.last(chat)

    def waiting(self) -> int:
        """What came and is not answered, and what is to be sent and is not under way any more."""
        return self.database.read(lambda c: InboxRepository(c).waiting() + OutboxRepository(c).waiting())


@pytest.fixture
async def chat(database: Database, catalogue: Catalogue) -> AsyncIterator[Chat]:
    """On each database; the catalogue in memory is the shipped one."""
    talking = Chat(database, catalogue, SETTINGS)
    await talking.start()
    yield talking
    await talking.stop()


@pytest.fixture
def books(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Database]:
    """A database on which the command works in this process, with the secret of whoever seeds petitions."""
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())
    monkeypatch.setenv("MOTCUA_SECRET_KEY", SECRET.get_secret_value())
    database = Database(url)
    yield database
    database.close()
