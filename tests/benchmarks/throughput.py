"""`python -m tests.benchmarks.throughput [CHATS]`: how many chats are answered a second, beside a bare echo bot.

Both bots are processes of their own before the same pretended server, in one run, with pacing off: by polling and by
webhook, ours on SQLite and on PostgreSQL. First so many chats write at once to one and then to the other, seven times
by turns, which gives their rates and the share of the middle pair: the machine is shared, now fast, now slow. Then
chats write at half the rate, which gives how long an answer takes. Ours are asked in words that nobody typed before,
and in such as many type, which are read once. It prints figures and judges nothing.
"""

import asyncio
import contextlib
import itertools
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any

import aiohttp
import httpx

from tests.bot.running import Running, free_port
from tests.conftest import BOTH, Servers
from tests.questions import questions, without_end
from tests.wire.api import BotApi
from tests.wire.errors import Json
from tests.wire.faults import Fault
from tests.wire.server import Server

CHATS = 200
"""Chats that write at once."""
PAIRS = 7
"""How often the two bots are asked by turns."""
WARM = 40
"""Chats that write before anything is measured."""
LATE = 400
"""Chats that write at half the rate."""
PATIENCE = 120
AT_ONCE = 40
"""How many updates Telegram brings to a webhook at the same time."""
MILLI = 1000
WORD = "a-word-of-the-webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Watched(BotApi):
    """A pretended server that knows when each chat wrote and when it was answered first."""

    def __init__(self) -> None:
        super().__init__()
        self.wrote: dict[int, float] = {}
        self.answered: dict[int, float] = {}

    def perform(self, method: str, params: Mapping[str, Any], fault: Fault | None) -> Json:
        """One call of the bot, with its time."""
        answer = super().perform(method, params, fault)
        if method.lower() == "sendmessage":
            self.answered.setdefault(int(str(params["chat_id"])), perf_counter())
        return answer

    def write(self, chat: int, words: str) -> int:
        """A chat writes for the first time."""
        self.wrote[chat] = perf_counter()
        return self.say(chat, words)

    def is_answered(self, chats: range) -> bool:
        """Whether each of some chats has its answer."""
        return all(chat in self.answered for chat in chats)


class Bringing:
    """A thread that brings updates to a webhook, as Telegram does; without an address it does nothing."""

    def __init__(self, api: Watched, address: str) -> None:
        self._api = api
        self.address = address
        self._waiting: asyncio.Queue[Json] = asyncio.Queue()
        self._loop = asyncio.new_event_loop()
        if address:
            threading.Thread(target=lambda: self._loop.run_until_complete(self._bring()), daemon=True).start()

    def brought(self, update_id: int) -> None:
        """An update is on its way."""
        if self.address:
            update = next(one for one in reversed(self._api.pending()) if one["update_id"] == update_id)
            self._api.delivered(update_id)
            self._loop.call_soon_threadsafe(self._waiting.put_nowait, update)

    async def _bring(self) -> None:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as client:
            await asyncio.gather(*(self._carry(client) for _ in range(AT_ONCE)))

    async def _carry(self, client: aiohttp.ClientSession) -> None:
        while True:
            update = await self._waiting.get()
            try:
                async with client.post(self.address, json=update, headers={HEADER: WORD}) as answer:
                    answer.raise_for_status()
            except aiohttp.ClientConnectionError:
                self._waiting.put_nowait(update)  # a connection that had lain idle was closed: Telegram comes again


@dataclass(frozen=True, slots=True)
class Way:
    """How a bot is run: which one, over which database, by polling or by webhook; and what it is asked.

    What is popular many ask in the same words; else no two do.
    """

    bot: str
    database: str
    by_webhook: bool
    popular: bool = False

    @property
    def name(self) -> str:
        """What a line of the table begins with."""
        told = (self.bot, self.database, "webhook" if self.by_webhook else "polling", "popular" if self.popular else "")
        return ", ".join(filter(None, told))


@dataclass(frozen=True, slots=True)
class Measured:
    """Chats answered a second, the times of answers at half that rate in milliseconds, and processor seconds a chat."""

    rate: float
    p50: float
    p99: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Burst:
    """Chats answered a second, and processor seconds a chat."""

    rate: float
    cpu: float


@contextlib.contextmanager
def served(way: Way, servers: Servers, api: Watched) -> Iterator[tuple[Bringing, Callable[[], int]]]:
    """A bot in a process of its own: what brings it updates, and the number of its process."""
    port = free_port()
    with Server(api) as server, tempfile.TemporaryDirectory() as folder:
        if way.bot == "echo":
            with _echo(server.address, port if way.by_webhook else 0) as process:
                yield Bringing(api, f"http://127.0.0.1:{port}/telegram" if way.by_webhook else ""), lambda: process.pid
            return
        listening = {"MOTCUA_LISTEN": f"127.0.0.1:{port}", "MOTCUA_SEND_RATE": "0"}
        hook = {"MOTCUA_WEBHOOK_URL": "https://motcua.example/telegram", "MOTCUA_WEBHOOK_SECRET": WORD}
        settings = {**listening, **(hook if way.by_webhook else {})}
        with Running(server.address, servers.loaded(way.database), Path(folder), **settings) as running:
            yield Bringing(api, f"http://127.0.0.1:{port}/telegram" if way.by_webhook else ""), lambda: running.pid


@contextlib.contextmanager
def _echo(address: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    asked = [sys.executable, "-m", "tests.benchmarks.echo", address, *([str(port)] if port else [])]
    process = subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


class Asked:
    """A bot that runs, and chats that ask it."""

    def __init__(self, way: Way, api: Watched, bringing: Bringing, pid: Callable[[], int]) -> None:
        self._api = api
        self._bringing = bringing
        self._pid = pid
        self._words = itertools.cycle(one.words for one in questions()) if way.popular else without_end()
        self._next = 100_000
        _greeted(api, bringing, self._some)
        self.at_once(WARM)

    def at_once(self, chats: int) -> Burst:
        """So many chats write at once."""
        cpu = processor_seconds(self._pid())
        seconds = _all_at_once(self._api, self._bringing, self._some(chats), self._words)
        return Burst(chats / seconds, (processor_seconds(self._pid()) - cpu) / chats)

    def at_a_rate(self, rate: float) -> list[float]:
        """Chats write one by one; milliseconds from writing to answer."""
        return _at_a_rate(self._api, self._bringing, self._some(LATE), self._words, rate)

    def _some(self, number: int) -> range:
        self._next += number
        return range(self._next - number, self._next)


@contextlib.contextmanager
def running(way: Way, servers: Servers) -> Iterator[Asked]:
    """A bot from its start to its end."""
    api = Watched()
    with served(way, servers, api) as (bringing, pid):
        yield Asked(way, api, bringing, pid)


def measured(way: Way, servers: Servers, chats: int) -> tuple[Measured, Measured, float]:
    """The echo bot, ours, and our share of its rate, of which half the pairs have more.

    Both run, and by turns one is asked while the other waits: a shared machine is now fast, now slow.
    """
    with running(Way("echo", "", way.by_webhook), servers) as echo, running(way, servers) as ours:
        pairs = [(echo.at_once(chats), ours.at_once(chats)) for _ in range(PAIRS)]
        share = statistics.median(one.rate / other.rate for other, one in pairs)
        theirs, own = ([pair[at] for pair in pairs] for at in (0, 1))
        return _measured(echo, theirs), _measured(ours, own), share


def _measured(bot: Asked, bursts: Sequence[Burst]) -> Measured:
    rate = statistics.median(burst.rate for burst in bursts)
    times = bot.at_a_rate(rate / 2)
    cpu = statistics.median(burst.cpu for burst in bursts)
    return Measured(rate, statistics.median(times), statistics.quantiles(times, n=100)[-1], cpu)


def _greeted(api: Watched, bringing: Bringing, some: Callable[[int], range]) -> None:
    """The bot stands: it answers."""
    if bringing.address:
        api.wait_until(lambda: _listens(bringing), PATIENCE)
    _all_at_once(api, bringing, some(1), iter(["xin chào"]))


def _listens(bringing: Bringing) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        httpx.get(bringing.address)
        return True
    return False


def _all_at_once(api: Watched, bringing: Bringing, chats: range, asked: Iterator[str]) -> float:
    """Every chat writes; the seconds until the last of them is answered."""
    for chat in chats:
        api.meet(chat)
    began = perf_counter()
    for chat in chats:
        bringing.brought(api.write(chat, next(asked)))
    api.wait_until(lambda: api.is_answered(chats), PATIENCE)
    return max(api.answered[chat] for chat in chats) - began


def _at_a_rate(api: Watched, bringing: Bringing, chats: range, asked: Iterator[str], rate: float) -> list[float]:
    """The chats write one by one; milliseconds from writing to answer."""
    began = monotonic()
    for number, chat in enumerate(chats):
        sleep(max(0, began + number / rate - monotonic()))
        bringing.brought(api.write(chat, next(asked)))
    api.wait_until(lambda: api.is_answered(chats), PATIENCE)
    return [(api.answered[chat] - api.wrote[chat]) * MILLI for chat in chats]


def processor_seconds(pid: int) -> float:
    """What a process has taken of the processors so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(chats: int = CHATS) -> None:
    """Measure each way beside the echo bot, and print."""
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers(Path(folder))
        _line("", "chats / s", "/ echo", "p50 ms", "p99 ms", "cpu ms / chat")
        for by_webhook, popular, kind in itertools.product((False, True), (False, True), BOTH):
            way = Way("motcua", kind, by_webhook, popular)
            echo, ours, share = measured(way, servers, chats)
            _tell("  echo bot beside it", echo, 1)
            _tell(way.name, ours, share)
        servers.stop()


def _tell(name: str, one: Measured, share: float) -> None:
    figures = (one.rate, 0), (share, 2), (one.p50, 1), (one.p99, 1), (one.cpu * MILLI, 1)
    _line(name, *(f"{figure:.{places}f}" for figure, places in figures))


def _line(*cells: str) -> None:
    sys.stdout.write("".join(f"{cell:<40}" if not n else f"{cell:>15}" for n, cell in enumerate(cells)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:2]))
