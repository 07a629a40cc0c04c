"""`python -m tests.benchmarks.quarter [PETITIONS]`: what the quarter's report takes over a register of many years.

A million petitions unless told otherwise, in a PostgreSQL of its own, which goes afterwards. The report is asked for by
its command, in a process of its own: seconds from its start to its end, and the most memory it held. It prints figures
and judges nothing.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

from bot.clock import Clock
from bot.database import Database
from bot.office import rules_of
from bot.petitions.clocking import calendar_of
from tests.benchmarks.filling import fill
from tests.bot.desk import OURS
from tests.conftest import Servers

PETITIONS = 1_000_000
QUARTER = "2026-Q3"
KINDS = (".docx", ".xlsx")
LOOK = 0.02
"""Seconds between two looks at the memory."""


def main() -> None:
    """Fill, report, print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else PETITIONS
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers(Path(folder))
        database = Database(url := servers.loaded("postgresql"))
        began = perf_counter()
        calendar = database.read(lambda connection: calendar_of(connection, rules_of(OURS).shifts).version)
        fill(database, number, number, Clock(OURS.today).now(), trial=False, calendar=calendar)
        database.close()
        _line(f"{number} petitions written", f"{perf_counter() - began:.0f} s")
        for kind in KINDS:
            seconds, most = reported(url, Path(folder), kind)
            _line(f"{QUARTER}{kind}", f"{seconds:.1f} s", f"{most:.0f} MB")
        servers.stop()


def reported(url: str, folder: Path, kind: str) -> tuple[float, float]:
    """Seconds that the command takes, and the most megabytes it held; what getrusage says begins with ours."""
    asked = [sys.executable, "-m", "bot", "report", "quarter", QUARTER, "--out", str(folder / f"report{kind}")]
    ours = {"MOTCUA_DATABASE_URL": url, "MOTCUA_DATA": str(folder), "MOTCUA_TODAY": str(OURS.today)}
    began, most = perf_counter(), 0
    process = subprocess.Popen(asked, env=os.environ | ours, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        told = Path(f"/proc/{process.pid}/status").read_text("utf-8")
        most = max(most, *map(int, re.findall(r"VmHWM:\s+(\d+)", told)), 0)  # none once it has ended
        sleep(LOOK)
    if process.returncode:
        raise SystemExit(f"the report was refused: exit code {process.returncode}")
    return perf_counter() - began, most / 1024


def _line(*cells: str) -> None:
    sys.stdout.write("".join(f"{cell:<40}" if not n else f"{cell:>12}" for n, cell in enumerate(cells)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
