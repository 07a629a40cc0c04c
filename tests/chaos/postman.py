"""Telegram's way to a webhook: each update to any copy, a chat's one after the other, and again until it was taken.

What a network does to them beside: one comes twice at once, at two copies; one comes before the one before it.
"""

import asyncio
import random
import threading
import time
from collections.abc import Sequence
from typing import Any

import httpx

from bot.handlers.arrivals import _chat
from bot.web.webhook import WORD as HEADER
from tests.chaos.copies import WORD
from tests.wire.api import BotApi

AT_ONCE = 40
"""How many updates are under way at the same time."""

LATE = 0.5
"""Seconds that an update is held back which is to come after the next one of its chat."""

AGAIN = 0.2
"""Seconds until an update is brought again that nobody took."""


class Postman:
    """Brings what waits at the pretended server; used with `with`."""

    def __init__(
        self,
        api: BotApi,
        addresses: Sequence[str],
        seed: int = 0,
        *,
        doubled: float = 0,
        turned: float = 0,
    ) -> None:
        self.taken = 0
        self.doubles = 0
        self.turns = 0
        self.times: list[float] = []
        """Seconds from when an update was there to when it was taken."""
        self._api = api
        self._addresses = [f"{address}/hook" for address in addresses]
        self._dice = random.Random(seed)
        self._doubled = doubled
        self._turned = turned
        self._next = 0
        self._busy: dict[int, int] = {}
        self._held: dict[int, float] = {}
        self._under_way: set[int] = set()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._work()), name="postman", daemon=True)

    def __enter__(self) -> "Postman":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Bring nothing more."""
        self._closing.set()
        self._thread.join()

    async def _work(self) -> None:
        limits = httpx.Limits(max_connections=2 * AT_ONCE)
        client = httpx.AsyncClient(limits=limits, timeout=25, headers={HEADER: WORD})
        async with client, asyncio.TaskGroup() as ways:
            while not self._closing.is_set():
                for update in self._due():
                    ways.create_task(self._bring(client, update))
                await asyncio.sleep(0.005)

    def _due(self) -> list[dict[str, Any]]:
        """What may be brought now: of each chat the oldest, unless it is held back for the one behind it."""
        due: list[dict[str, Any]] = []
        passed: set[int] = set(self._busy)
        for update in self._api.pending():
            number, chat = update["update_id"], _chat(update)
            if chat in passed or number in self._under_way or len(self._under_way) >= AT_ONCE:
                continue
            if number not in self._held:
                is_late = self._dice.random() < self._turned
                self._held[number] = time.monotonic() + (LATE if is_late else 0)
                self.turns += is_late
            if self._held[number] > time.monotonic():
                continue
            passed.add(chat)
            self._busy[chat] = number
            self._under_way.add(number)
            due.append(update)
        return due

    async def _bring(self, client: httpx.AsyncClient, update: dict[str, Any]) -> None:
        number, chat, begun = update["update_id"], _chat(update), time.monotonic()
        try:
            twice = self._dice.random() < self._doubled
            self.doubles += twice
            taken = await asyncio.gather(*(self._offer(client, update) for _ in range(1 + twice)))
            if any(taken):
                self._api.delivered(number)
                self.taken += 1
                self.times.append(time.monotonic() - begun)
            else:
                await asyncio.sleep(AGAIN)
        finally:
            self._busy.pop(chat, None)
            self._under_way.discard(number)

    async def _offer(self, client: httpx.AsyncClient, update: dict[str, Any]) -> bool:
        """Whether some copy took it: the next one, or where it is away the one after, as the proxy does."""
        for _ in self._addresses:
            self._next += 1
            try:
                said = await client.post(self._addresses[self._next % len(self._addresses)], json=update)
            except httpx.HTTPError:
                continue
            if said.status_code == 200:
                return True
        return False
