"""`python -m tests.benchmarks.exports [DATABASE] [TABLE] [PETITIONS]`: what it takes to take a register along.

A hundred thousand petitions unless told otherwise, every table on both databases unless one is named, each database
made for it and gone afterwards. Each table is written in a process of its own, so that its peak of memory is its own
too; beside it stands that of a process which does the same with few lines. It prints figures and judges nothing.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import Connection

from bot.clock import Clock
from bot.database import Database
from bot.office import rules_of
from bot.petitions.book import Span
from bot.petitions.clocking import calendar_of
from bot.petitions.gathering import Sought
from bot.petitions.happened import HappenedRepository
from bot.petitions.mailbox import ANYTHING, Wanted
from bot.petitions.sent_replies import SentReplyRepository
from bot.reports.exports.answers import answers
from bot.reports.exports.audit import Sources, audit
from bot.reports.exports.petitions import Reader, petitions
from bot.reports.exports.table import Table, What
from bot.reports.exports.writing import Format, write
from bot.review.officers import OfficerRepository
from bot.review.traces import TraceRepository
from bot.snapshot import settle
from tests.benchmarks.filling import EVENT, PETITION, REPLY, TRACE, Filler, Rows, appointed, fill
from tests.bot.desk import OURS
from tests.bot.petitions import cases_for
from tests.conftest import BOTH, Servers

PETITIONS, EVENTS_EACH = 100_000, 5
ALL, FEW = "all", "few"
WHATS = (What.PETITIONS, What.ANSWERS, What.AUDIT)
YEARS = Span(date(2000, 1, 1), date(2099, 12, 31))
ONE_FIELD = Wanted(unit="14026", field="conduct")
"""What a short table is made of."""


def main() -> None:
    """Fill, write every table, print."""
    kinds = [word for word in sys.argv[1:] if word in BOTH] or BOTH
    number = next((int(word) for word in sys.argv[1:] if word.isdecimal()), PETITIONS)
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers(Path(folder))
        _line("", "lines", "seconds", "of our own", "MB of file", "peak MB", "of a few lines")
        for kind in kinds:
            url = servers.prepared(kind)
            _fill(url, number)
            for what in [what for what in WHATS if what in sys.argv] or WHATS:
                for format_ in Format:
                    few = _measured(url, what, format_, FEW)
                    _line(f"{kind}, {what}, {format_}", *_measured(url, what, format_, ALL), few[-1])
        servers.stop()


def _measured(url: str, *asked: str) -> Sequence[str]:
    """What one process tells of one table."""
    done = subprocess.run(
        [sys.executable, "-c", "from tests.benchmarks.exports import one; one()", url, *asked],
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.split()


def one() -> None:
    """Write one table, and say how many lines it has, what it took, how much of that it worked, and its memory."""
    url, what, format_, how_many = sys.argv[1:]
    database = Database(url)
    wanted = ANYTHING if how_many == ALL else ONE_FIELD
    with tempfile.TemporaryFile() as file:
        settle()  # as the bot does before it serves
        began, worked = perf_counter(), process_time()
        lines = database.read(lambda c: write(_table(c, What(what), wanted), Format(format_), file))
        seconds, own, size = perf_counter() - began, process_time() - worked, file.seek(0, 2)
    database.close()
    sys.stdout.write(f"{lines} {seconds:.1f} {own:.1f} {size / 2**20:.1f} {_peak():.0f}")


def _peak() -> float:
    """The most megabytes that this process ever held; what getrusage says begins with those of who started it."""
    told = Path("/proc/self/status").read_text("utf-8")
    return int(re.search(r"VmHWM:\s+(\d+)", told)[1]) / 1024  # type: ignore[index] # Linux says it


def _table(connection: Connection, what: What, wanted: Wanted) -> Table:
    reader = Reader(None, Clock(OURS.today).now())
    if what is What.PETITIONS:
        return petitions(cases_for(connection), reader, Sought(wanted=wanted))
    if what is What.ANSWERS:
        return answers(SentReplyRepository(connection), reader, wanted)
    span = YEARS if wanted == ANYTHING else Span(reader.day, reader.day)
    sources = Sources(HappenedRepository(connection), TraceRepository(connection), OfficerRepository(connection))
    return audit(sources, reader, span)


def _fill(url: str, number: int) -> None:
    database, at = Database(url), Clock(OURS.today).now()
    began = perf_counter()
    calendar = database.read(lambda connection: calendar_of(connection, rules_of(OURS).shifts).version)
    if not database.is_sqlite:
        fill(database, number, number * EVENTS_EACH, at, trial=False, calendar=calendar)
    else:
        staff = database.transact(lambda connection: appointed(connection, at))
        filler = Filler(number, number * EVENTS_EACH, at, staff, trial=False, calendar=calendar)
        for rows in filler.chunks():
            database.transact(lambda connection, rows=rows: _insert(connection, rows))  # type: ignore[misc]
    database.close()
    _line(f"{number} petitions written", "", f"{perf_counter() - began:.0f}")


def _insert(connection: Connection, rows: Rows) -> None:
    """The lines that PostgreSQL copies, as rows of SQLite."""
    cursor = connection.connection.cursor()
    for table, columns, lines in (
        ("petition", PETITION, rows.petitions),
        ("petition_event", EVENT, rows.events),
        ("petition_reply", REPLY, rows.replies),
        ("trace", TRACE, rows.traces),
    ):
        names, places = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', _values(lines))
    cursor.close()


WORDS = {"\\N": None, "True": 1, "t": 1, "False": 0, "f": 0}


def _values(lines: Sequence[str]) -> list[list[str | int | None]]:
    return [
        [WORDS.get(value, value.removesuffix("+00:00")) for value in line.removesuffix("\n").split("\t")]
        for line in lines
    ]


def _line(*cells: str) -> None:
    sys.stdout.write("".join(f"{cell:<34}" if not n else f"{cell:>16}" for n, cell in enumerate(cells)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
