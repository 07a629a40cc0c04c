"""`python -m tests.benchmarks.backups [PETITIONS]`: what a backup and its restoring cost, as a person types them.

From PostgreSQL to SQLite and back, sealed; memory is the most that the command ever held.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter

from bot.database import Database
from tests.benchmarks.desk import filled
from tests.conftest import Servers

PETITIONS = 100_000
EVENTS = 5
"""Events of a petition."""


def main() -> None:
    """Fill, back up, restore, print."""
    petitions = int(sys.argv[1]) if sys.argv[1:] else PETITIONS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "servers").mkdir()
        servers = Servers(folder / "servers")
        origin = servers.loaded("postgresql")
        database = Database(origin)
        filled(database, petitions, EVENTS * petitions)
        database.close()
        middle = servers.empty("sqlite")
        _measured("backup of PostgreSQL", folder, origin, "backup", "1.sealed")
        _measured("restore into SQLite", folder, middle, "restore", "1.sealed")
        _measured("backup of SQLite", folder, middle, "backup", "2.sealed")
        _measured("restore into PostgreSQL", folder, servers.empty("postgresql"), "restore", "2.sealed")
        _line("sealed file", f"{(folder / '1.sealed').stat().st_size / 1e6:.0f} MB")
        servers.stop()


def _measured(what: str, folder: Path, url: str, command: str, file: str) -> None:
    own = {
        "MOTCUA_DATABASE_URL": url,
        "MOTCUA_DATA": str(folder / "data"),
        "MOTCUA_BACKUP_KEY": "a key that seals the backups of benchmarks",
    }
    began, before = perf_counter(), getrusage(RUSAGE_CHILDREN)
    process, most = (
        subprocess.Popen([sys.executable, "-m", "bot", command, str(folder / file)], env=os.environ | own),
        0,
    )
    while process.poll() is None:
        most = max(most, _held(process.pid))
        time.sleep(0.05)
    if process.returncode:
        sys.exit(f"{what} failed")
    used = getrusage(RUSAGE_CHILDREN)
    worked = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    _line(what, f"{perf_counter() - began:.1f} s", f"{worked:.1f} s of a processor", f"{most / 1024:.0f} MB")


def _held(process: int) -> int:
    """The most kilobytes a process held so far; what is told of one that ended counts what it was forked from."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) if found else 0


def _line(*cells: str) -> None:
    print("".join(f"{cell:<28}" for cell in cells), flush=True)  # noqa: T201 - it is what one runs it for


if __name__ == "__main__":
    main()
