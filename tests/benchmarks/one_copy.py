"""`python -m tests.benchmarks.one_copy [UPDATES]`: what one copy of the bot takes: its start, and its memory for long.

A process of its own before the pretended server, polling, on SQLite. Its memory is what the system counts as resident,
once a tenth of the updates is answered, and once all are: a bot that forgets nothing would show here. 100,000 updates
take some eight minutes. It prints figures and judges nothing.
"""

import itertools
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from tests.benchmarks.throughput import PATIENCE, Watched, processor_seconds
from tests.bot.running import Running
from tests.conftest import Servers
from tests.questions import without_end
from tests.wire.server import Server

UPDATES = 100_000
CHATS = 2_000
"""How many persons write; each comes back many times."""
AT_ONCE = 200
"""How many of them write before anybody waits."""
STARTS = 3
PERSON = 500_000


def main(updates: int = UPDATES) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers(Path(folder))
        for kind in ("sqlite", "postgresql"):
            starts = [started(servers.loaded(kind)) for _ in range(STARTS)]
            _line(f"start to first answer, {kind}", *(f"{seconds:.1f} s" for seconds in starts))
        for handled, memory, milliseconds in lived(servers.loaded("sqlite"), updates):
            _line(f"after {handled} updates", f"{memory:.0f} MB", f"{milliseconds:.1f} ms cpu")
        servers.stop()


def started(url: str) -> float:
    """Seconds from the start of the process to the answer of a question that waited at Telegram."""
    api = Watched()
    api.meet(PERSON)
    api.write(PERSON, "làm giấy khai sinh ở đâu")
    with Server(api) as server, tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        with Running(server.address, url, Path(folder)):
            api.wait_until(lambda: PERSON in api.answered, PATIENCE)
            return api.answered[PERSON] - began


def lived(url: str, updates: int) -> Iterator[tuple[int, float, float]]:
    """After each tenth of the updates: how many, megabytes in memory, and processor milliseconds for each of them."""
    asked = without_end()
    chats = itertools.cycle(range(PERSON, PERSON + CHATS))
    api = Watched()
    with Server(api) as server, tempfile.TemporaryDirectory() as folder:
        settings = {"MOTCUA_SEND_RATE": "0", "MOTCUA_MESSAGES_A_MINUTE": "100000"}
        with Running(server.address, url, Path(folder), **settings) as running:
            _ask(api, itertools.islice(chats, 1), asked)
            for tenth in range(1, 11):
                spent = processor_seconds(running.pid)
                for _ in range(updates // 10 // AT_ONCE):
                    _ask(api, itertools.islice(chats, AT_ONCE), asked)
                spent = processor_seconds(running.pid) - spent
                yield tenth * updates // 10, resident(running.pid), spent * 1000 / (updates // 10)


def _ask(api: Watched, chats: Iterator[int], asked: Iterator[str]) -> None:
    """Some persons write, and wait for their answers."""
    some = list(chats)
    for chat in some:
        api.answered.pop(chat, None)
        api.meet(chat)
        api.write(chat, next(asked))
    api.wait_until(lambda: all(chat in api.answered for chat in some), PATIENCE)
    api.log.clear()  # the pretended server's own memory is not what is looked at


def resident(pid: int) -> float:
    """Megabytes of a process in memory."""
    told = Path(f"/proc/{pid}/status").read_text()
    return int(told.partition("VmRSS:")[2].split()[0]) / 1024


def _line(*cells: str) -> None:
    sys.stdout.write("".join(f"{cell:<40}" if not n else f"{cell:>15}" for n, cell in enumerate(cells)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:2]))
