"""Generated updates posted at the webhook of a real application, and handled to their end; every fault is counted."""

import asyncio
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import Connection

from bot import logs, schema
from bot.app import App
from bot.clock import Clock
from bot.database import Database
from bot.inbox.repository import InboxRepository
from bot.review.officers import OfficerRepository, Role
from bot.settings import Settings
from bot.web.site import site
from bot.web.webhook import WORD
from knowledge.catalogue import Catalogue
from knowledge.release import read_release
from tests.fuzz_updates import PEOPLE, bodies, updates
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire

DAY = date(2026, 11, 22)
SECRET = "geheim_geheim"
AT_ONCE = 50
PATIENCE = 60


@dataclass
class Fed:
    """How many were taken, what was answered to others, and what nobody foresaw."""

    taken: int = 0
    refused: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class _Faults(logging.Handler):
    """Keeps whatever is logged as an error, without what anybody wrote."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._faults = faults
        self.setFormatter(logs.formatter("text", ()))

    def emit(self, record: logging.LogRecord) -> None:
        self._faults.append(self.format(record))


@contextmanager
def _heard(fed: Fed) -> Iterator[None]:
    hearing = _Faults(fed.faults)
    logging.getLogger().addHandler(hearing)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(hearing)


def settings(folder: Path) -> Settings:
    """Settings of a bot by webhook, in which nobody is asked to slow down."""
    words: dict[str, Any] = {"telegram_api": "http://localhost:9", "bot_token": TOKEN, "send_rate": 0}
    words |= {"webhook_url": "https://motcua.example/hook", "webhook_secret": SECRET, "messages_a_minute": 10**6}
    secret = SecretStr("a secret that stands in no other place than tests")
    return Settings(today=DAY, data=folder, secret_key=secret, **words)


async def feed(database: Database, catalogue: Catalogue, folder: Path, number: int, odd: int) -> Fed:
    """Post so many updates, and among them so many bodies that are none; wait until each came to its end."""
    fed, api = Fed(), BotApi()
    for chat in PEOPLE:
        api.meet(chat)
    app = App(settings(folder), Clock(DAY), database, catalogue, token=TOKEN, request=Wire(api))
    database.transact(_appoint)
    over = httpx.ASGITransport(site(app))
    with _heard(fed):
        await app.start()
        app.workers.start()
        app.delivery.start()
        async with httpx.AsyncClient(transport=over, base_url="https://x", headers={WORD: SECRET}) as client:
            for update in updates(number):
                said = await client.post("/hook", content=json.dumps(update).encode())
                fed.taken += said.status_code == 200
                if update["update_id"] % AT_ONCE == 0:
                    await _settled(database, fed)
            for body in bodies(odd):
                fed.refused.append((await client.post("/hook", content=body)).status_code)
        await _settled(database, fed)
        await app.stop(1)
    return fed


async def _settled(database: Database, fed: Fed) -> None:
    """Wait until nothing that came is left to be handled; behind a fault nobody waits, for it is told soon enough."""
    end = time.monotonic() + PATIENCE
    while not fed.faults and await database.run(_is_anything_left):
        if time.monotonic() > end:
            fed.faults.append("what came is not handled to its end")
        await asyncio.sleep(0.005)


def _is_anything_left(connection: Connection) -> bool:
    return InboxRepository(connection).waiting() > 0


def _appoint(connection: Connection) -> None:
    """The last of the people hold a role each."""
    officers, at = OfficerRepository(connection), Clock(DAY).now()
    for who, role in zip(PEOPLE[-len(Role) :], Role, strict=True):
        officers.add(who, role, "", f"Người {role}", at, "test")


async def feed_an_own(number: int) -> Fed:
    """The same over a database that is made for it, and with all of the shipped catalogue."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/fuzz.sqlite")
        schema.upgrade(database)
        try:
            return await feed(database, Catalogue.of_release(read_release()), Path(folder), number, number // 20)
        finally:
            database.close()
