"""`make bench [PARTS="search chats copy"]`: what the bot costs, in ratios taken in one run, and the rows behind them.

Whatever is printed is written to docs/performance.md too, with the machine and the day, unless only some parts were
asked for. The parts that want the machine for themselves for long stand apart: see the docstrings in this folder.
"""

import io
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from importlib import metadata
from pathlib import Path
from typing import TextIO

from bot.clock import Clock
from tests.benchmarks import one_copy, searching, throughput

PARTS: Mapping[str, tuple[str, Callable[[], None]]] = {
    "search": ("Questions and their answers", searching.main),
    "chats": ("Chats answered a second, beside a bare echo bot", throughput.main),
    "copy": ("One copy of the bot: its start, and its memory", one_copy.main),
}
WRITTEN = Path("docs/performance.md")

LIBRARIES = ("python-telegram-bot", "rapidfuzz", "sqlalchemy", "underthesea")


class Both(io.TextIOBase):
    """What is printed, and kept to be written down."""

    def __init__(self, shown: TextIO) -> None:
        self._shown = shown
        self.kept = io.StringIO()

    def write(self, text: str, /) -> int:
        """Show and keep."""
        self.kept.write(text)
        written = self._shown.write(text)
        self._shown.flush()
        return written


def main(asked: Sequence[str]) -> None:
    """Run the parts that are asked for, or all."""
    told = [_head()]
    for name in asked or PARTS:
        title, run = PARTS[name]
        both = Both(sys.stdout)
        with redirect_stdout(both):
            run()
        told.append(f"## {title}\n\n{sys.modules[run.__module__].__doc__}")
        told.append(f"```\n{both.kept.getvalue()}```\n")
    if not asked:
        WRITTEN.write_text("\n".join(told), "utf-8")


def _head() -> str:
    """The machine, the day, and what else it was doing."""
    processors, memory = Path("/proc/cpuinfo").read_text(), Path("/proc/meminfo").read_text()
    model = next((line.partition(":")[2].strip() for line in processors.splitlines() if "model name" in line), "?")
    gigabytes = int(memory.partition("MemTotal:")[2].split()[0]) / 2**20
    libraries = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    load = " ".join(f"{number:.1f}" for number in os.getloadavg())
    return (
        "# Performance\n\nWritten by `make bench`. Machines differ and this one is shared, so read the ratios.\n\n"
        f"{Clock().today()}, {os.cpu_count()} cores of {model}, "
        f"{gigabytes:.0f} GB, {platform.platform()}, Python {platform.python_version()}, {libraries}; "
        f"load when it began {load}.\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
