"""A day with faults and kills during which backups are made; in the evening each is restored into the other database.

What a backup must say is read on the very view of the database that it is made of.
"""

import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Connection

from bot.backup import Made, make, restore
from bot.clock import Clock
from bot.database import Database
from tests.bot.backups import everything, settings_in, verified
from tests.day.day import Plan
from tests.day.living import SECRET, Hurried, Life
from tests.day.officers import Officers

KEY = "a key that seals the backups of drills"
MOMENTS = (0.3, 0.6, 0.9)
"""When backups are made, in parts of what the citizens have to do."""

LONG = Plan(60, kills=3, running=Hurried, pause=0.05, longest=3000)


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup, all that stood in the database when it was made, and how long it took."""

    made: Made
    rows: dict[str, list[tuple[Any, ...]]]
    seconds: float


def live(plan: Plan, url: str, folder: Path, elsewhere: Callable[[], str]) -> list[str]:
    """Live through a day on a loaded database; gives what went wrong.

    `elsewhere` gives empty databases of the other kind.
    """
    with ExitStack() as stack:
        return _Drill(plan, url, folder, stack, elsewhere).live()


class _Drill(Life):
    """One day with citizens, officers, and somebody who makes backups."""

    def __init__(self, plan: Plan, url: str, folder: Path, stack: ExitStack, elsewhere: Callable[[], str]) -> None:
        super().__init__(plan, url, folder, stack)
        self._officers = Officers(self._offices, self._database, random.Random(plan.seed), plan.pause)
        self._elsewhere = elsewhere
        self._settings = settings_in(folder, secret_key=SecretStr(SECRET))
        self._moments = list(MOMENTS)
        self._making: list[Thread] = []
        self._taken: list[Taken] = []

    def live(self) -> list[str]:
        """The whole day, and the evening when everything is restored."""
        self._begin()
        with self._officers:
            self._pass(self._plan.kills)
        for thread in self._making:
            thread.join()
        self._end()
        self._wrong += map(repr, self._officers.errors)
        if len(self._taken) < len(MOMENTS):
            self._wrong.append(f"only {len(self._taken)} backups were made")
        if len({len(taken.rows["petition_event"]) for taken in self._taken}) < len(self._taken):
            self._wrong.append("nothing happened between two backups")
        for number, taken in enumerate(self._taken):
            self._wrong += self._restored(taken, self._folder / f"restored-{number}")
        return self._wrong

    def _tick(self) -> None:
        super()._tick()
        if self._moments and self._progress() >= self._moments[0]:
            self._moments.pop(0)
            self._making.append(Thread(target=self._back_up, args=(len(self._making),)))
            self._making[-1].start()

    def _is_owed(self) -> bool:
        return bool(self._officers.open_petitions()) or any(thread.is_alive() for thread in self._making)

    def _is_broken(self) -> bool:
        return bool(self._officers.errors) or super()._is_broken()

    def _back_up(self, number: int) -> None:
        def take(connection: Connection) -> Taken:
            begun = time.monotonic()
            made = make(connection, self._settings, self._folder / f"{number}.sealed", Clock().now(), KEY)
            seconds = time.monotonic() - begun
            return Taken(made, everything(connection), seconds)

        self._taken.append(self._database.read(take))

    def _restored(self, taken: Taken, folder: Path) -> list[str]:
        """What is wrong with a backup in an empty place of the other kind."""
        database, settings = Database(self._elsewhere()), settings_in(folder, secret_key=SecretStr(SECRET))
        try:
            begun = time.monotonic()
            restore(database, settings, taken.made.file, KEY)
            seconds = time.monotonic() - begun
            rows = database.read(everything)
            again = database.read(lambda c: make(c, settings, folder / "again.sealed", Clock().now(), KEY))
            verdict = verified(database, settings)
        finally:
            database.close()
        print(  # noqa: T201 - it is what one runs it for
            f"{self._database.url.get_backend_name()} to {database.url.get_backend_name()}: {taken.made.rows} rows, "
            f"{len(rows['petition'])} petitions, {len(taken.made.manifest.files)} files, {taken.made.size} bytes; "
            f"made in {taken.seconds:.1f} s, restored in {seconds:.1f} s",
            flush=True,
        )
        differ = [name for name in rows if rows[name] != taken.rows[name]]
        wrong = [f"{taken.made.file.name}: {name} is not as it was" for name in differ]
        if again.manifest.tables != taken.made.manifest.tables or again.manifest.files != taken.made.manifest.files:
            wrong.append(f"{taken.made.file.name}: its backup says something else")
        return wrong + [f"{taken.made.file.name}: {broken}" for broken in verdict.broken]
