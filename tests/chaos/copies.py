"""Copies of `motcua serve` as processes of their own, on one database and one folder, with nothing else in common."""

import signal
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from tests.bot.running import PATIENCE, Running, free_port

WEBHOOK = "https://motcua.example/hook"
WORD = "a-word-that-telegram-says"
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
"""Lets the clock of a process jump; Debian's package `libfaketime`."""


AWAY = "motcua: the database cannot be used"
"""What a copy says that ends at its start because it reaches no database."""


class Copy(Running):
    """One copy, at a port of its own."""

    program = ("-m", "bot", "serve")
    jumps = False
    """Whether its clock can be made to jump, which costs each look at it some time."""

    def __init__(self, base_url: str, database_url: str, folder: Path, data: Path, **settings: str) -> None:
        self.address = f"http://127.0.0.1:{(port := free_port())}"
        self._time = folder / "time"
        folder.mkdir(parents=True, exist_ok=True)
        ours = {
            "MOTCUA_DATA": str(data),
            "MOTCUA_LISTEN": f"127.0.0.1:{port}",
            "MOTCUA_WEBHOOK_URL": WEBHOOK,
            "MOTCUA_WEBHOOK_SECRET": WORD,
            **settings,
        }
        if self.jumps and can_jump():
            self.jump(0)
            # What measures how long something takes goes on evenly, as it does on a machine whose clock is set.
            ours |= {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(self._time)}
            ours |= {"FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        super().__init__(base_url, database_url, folder, **ours)

    def jump(self, seconds: int) -> None:
        """From now on the clock of its machine is wrong by so much."""
        self._time.write_text(f"{seconds:+d}s\n", "ascii")

    def end(self, by: signal.Signals) -> int:
        """Send a signal and wait; what a clock that jumps leaves in memory of a process that was killed goes."""
        code = super().end(by)
        for left in Path("/dev/shm").glob(f"*faketime_s[he]m_{self.pid}"):
            left.unlink(missing_ok=True)
        return code

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process
        return self._process.pid

    @property
    def is_ready(self) -> bool:
        """Whether it takes updates."""
        try:
            with urllib.request.urlopen(f"{self.address}/health/ready", timeout=5) as said:
                return bool(said.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def wait_until_ready(self) -> None:
        """Wait until it takes updates. Raises AssertionError when it ended, or took too long."""
        end = time.monotonic() + PATIENCE
        while not self.is_ready:
            assert not self.has_ended, f"a copy ended: {self.log[-2000:]}"
            assert time.monotonic() < end, f"a copy was not ready in time: {self.log[-2000:]}"
            time.sleep(0.1)


class Copies:
    """Several copies; one by one they can be killed and started anew. As one they look like a bot that runs."""

    def __init__(self, copies: Sequence[Copy]) -> None:
        self.each = list(copies)

    def start(self) -> None:
        """Start all at once, and wait until each takes updates."""
        for copy in self.each:
            copy.__enter__()
        for copy in self.each:
            copy.wait_until_ready()

    def kill(self, number: int) -> None:
        """Kill one without a word, and start it again."""
        self.each[number].end(signal.SIGKILL)
        self.each[number].__enter__()

    def look_after(self) -> None:
        """Start again what ended because the database was away just then, as whoever supervises them does."""
        for copy in self.each:
            if copy.has_ended and AWAY in copy.log.rstrip().rpartition("\n")[2]:
                copy.__enter__()

    @property
    def addresses(self) -> list[str]:
        """Where updates are taken."""
        return [copy.address for copy in self.each]

    def end(self, by: signal.Signals) -> None:
        """End all."""
        for copy in self.each:
            copy.end(by)

    @property
    def has_ended(self) -> bool:
        """Whether one is no more."""
        return any(copy.has_ended for copy in self.each)

    @property
    def log(self) -> str:
        """What all told, one after the other."""
        return "\n".join(copy.log for copy in self.each)


def can_jump() -> bool:
    """Whether clocks can jump on this machine."""
    return FAKETIME.exists()
