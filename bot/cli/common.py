"""What several commands need: the opened database, JSON on one line, and faults in words."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from bot.clock import Clock
from bot.database import Database
from bot.settings import read_settings
from bot.texts import say
from bot.views.message import plain
from knowledge.cells import Fault

DONE, REFUSED, MISUSED = 0, 1, 2


@contextmanager
def opened() -> Iterator[tuple[Database, Clock]]:
    """The database and the clock of the settings. Raises WrongSettingError."""
    settings = read_settings()
    database = Database(settings.database_url)
    try:
        yield database, Clock(settings.today)
    finally:
        database.close()


def print_json(facts: object) -> None:
    """Facts on one line, in letters a Vietnamese reader can read."""
    print(json.dumps(facts, ensure_ascii=False), flush=True)


def complain(sentence: str) -> None:
    """An error, to where errors go."""
    print(f"motcua: {sentence}", file=sys.stderr)


def print_faults(faults: Iterable[Fault]) -> None:
    """Each fault of a file in a sentence: where, what, and what would be right."""
    for fault in faults:
        what = plain(say(f"fault.{fault.rule}", value=fault.value, expected=fault.expected))
        at = "fault.at" if fault.column else ("fault.at_line" if fault.line else "fault.at_file")
        print(plain(say(at, file=fault.file, line=fault.line, column=fault.column, what=what)), file=sys.stderr)
