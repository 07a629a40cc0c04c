"""`motcua run` as a process of its own, against a Bot API over HTTP."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from tests.wire.api import TOKEN

PATIENCE = 60

SIGNS = ("Traceback", '"trace": ', '"level": "error"', '"level": "critical"')
"""How a log tells of what nobody foresaw."""


def free_port(host: str = "127.0.0.1") -> int:
    """A port of this machine at which nobody listens."""
    with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as found:
        return int(found.getsockname()[1])


class Running:
    """A bot in a process; leaving the block asks it to end."""

    program = ("-m", "bot", "run")
    """What the interpreter is to run."""

    def __init__(self, base_url: str, database_url: str, folder: Path, **settings: str) -> None:
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")},
            "MOTCUA_BOT_TOKEN": TOKEN,
            "MOTCUA_TELEGRAM_API": base_url,
            "MOTCUA_DATABASE_URL": database_url,
            "MOTCUA_DATA": str(folder),
            "MOTCUA_TODAY": "2026-11-22",
            **settings,
        }
        self._log = (folder / "log.txt").open("ab")
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Running":
        self._process = subprocess.Popen(
            [sys.executable, *self.program],
            env=self._environment,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.end(signal.SIGTERM)
        self._log.close()

    def end(self, by: signal.Signals) -> int:
        """Send a signal and wait; gives the exit code, negative when the signal killed it."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(by)
        return self._process.wait(PATIENCE)

    def wait(self) -> int:
        """Wait until it ends by itself; gives the exit code."""
        assert self._process is not None
        return self._process.wait(PATIENCE)

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process is not None
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether the process is no more."""
        return self._process is not None and self._process.poll() is not None

    @property
    def log(self) -> str:
        """What the process told, so far."""
        return (self._folder / "log.txt").read_text("utf-8")
