"""How much 1, 2 and 4 copies of the bot do on one PostgreSQL, and what bounds it: `python -m tests.benchmarks.copies`.

    the double: updates of many chats ──▶ any copy ──▶ PostgreSQL ──▶ a worker of any copy ──▶ the double: replies

Everything runs on this one machine, so its cores are shared; the processor's time of each part says who used them.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.copies import Copies, Copy
from tests.chaos.postman import Postman
from tests.conftest import Servers
from tests.questions import questions, typed_anew
from tests.wire.api import BotApi
from tests.wire.server import Server

CHATS = 100
EACH = 4
"""Messages of each chat; the first is not counted."""

WITHIN = 140.0
"""Seconds for one number of copies."""


@dataclass
class Measured:
    """What came of it; processor's time in seconds, of which there are as many a second as there are cores."""

    copies: int
    updates: int = 0
    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    cpu: dict[str, float] = field(default_factory=dict)
    load: float = 0.0

    def __str__(self) -> str:
        p50, p99 = statistics.median(self.taken), statistics.quantiles(self.taken, n=100)[-1]
        used = "  ".join(
            f"{name} {spent / self.seconds:4.2f} ({spent / self.updates * 1000:4.1f} ms)"
            for name, spent in self.cpu.items()
        )
        rate = self.updates / self.seconds
        return f"{self.copies:6} {rate:9.1f} {p50:7.2f} {p99:7.2f}   {used}   {self.load:4.1f}"


def main(numbers: list[int]) -> None:
    """Print a line for each number of copies."""
    say("copies  updates/s   p50 s   p99 s   cores used by each part (ms an update)   load of the machine before")
    for number in numbers:
        say(str(measure(number)))


def say(line: str) -> None:
    """A line of the table, as soon as it is known."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def measure(number: int) -> Measured:
    """So many copies, as many updates as they can take: each chat asks when it was answered."""
    found = Measured(number, load=os.getloadavg()[0])
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = Servers(Path(folder))
        stack.callback(servers.stop)
        api = BotApi()
        server = stack.enter_context(Server(api))
        copies = stack.enter_context(_copies(number, server.address, servers.loaded("postgresql"), Path(folder)))
        stack.enter_context(Postman(api, copies.addresses))
        _ask(api, [_words(chat, 0) for chat in range(CHATS)], Measured(number))
        parts = {
            "copies": [copy.pid for copy in copies.each],
            "PostgreSQL": _postgres(servers),
            "double": [os.getpid()],
        }
        before = {name: _spent(of) for name, of in parts.items()}
        for turn in range(1, EACH):
            _ask(api, [_words(chat, turn) for chat in range(CHATS)], found)
        found.cpu = {name: _spent(of) - before[name] for name, of in parts.items()}
    return found


def _ask(api: BotApi, words: list[str], found: Measured) -> None:
    """Every chat asks at the same time, and waits for its answer."""
    begun = time.monotonic()
    waits = {}
    for chat, said in enumerate(words, 1000):
        waits[chat] = len(api.shown(chat)) if api.world.messages.since(chat, 0) else 0
        api.say(chat, said)
    while waits:
        assert time.monotonic() < begun + WITHIN, f"{len(waits)} chats were not answered in time"
        for chat in [one for one, seen in waits.items() if len(api.shown(one)) > seen]:
            del waits[chat]
            found.taken.append(time.monotonic() - begun)
        time.sleep(0.01)
    found.updates += len(words)
    found.seconds += time.monotonic() - begun


def _words(chat: int, turn: int) -> str:
    asked = questions()
    number = chat * EACH + turn
    return typed_anew(asked[number % len(asked)].words, number // len(asked))


@contextmanager
def _copies(number: int, base_url: str, database_url: str, folder: Path) -> Iterator[Copies]:
    data = folder / "data"
    data.mkdir()
    own = {"MOTCUA_SEND_RATE": "0", "MOTCUA_MESSAGES_A_MINUTE": "100000"}
    copies = Copies([Copy(base_url, database_url, folder / f"copy-{n}", data, **own) for n in range(number)])
    copies.start()
    try:
        yield copies
    finally:
        for copy in copies.each:
            copy.__exit__()


def _postgres(servers: Servers) -> list[int]:
    """The processes of the server: its own and those of its connections."""
    assert servers._postgres
    first = (servers._postgres.pgdata / "postmaster.pid").read_text("ascii").split()[0]
    children = Path(f"/proc/{first}/task/{first}/children").read_text("ascii").split()
    return [int(one) for one in (first, *children)]


def _spent(processes: list[int]) -> float:
    """Seconds of the processor that some processes used so far; one that ended is not known any more."""
    spent = 0
    for number in processes:
        with suppress(FileNotFoundError, ProcessLookupError):
            after_name = Path(f"/proc/{number}/stat").read_text("utf-8").rpartition(")")[2].split()
            spent += int(after_name[11]) + int(after_name[12])
    return spent / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [1, 2, 4])
