"""A day: citizens, officers and the bot's process over a network that fails; then the books are held against it."""

import random
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from tests.day import living
from tests.day.living import Hurried, Life, Outcome
from tests.day.officers import Officers


@dataclass(frozen=True, slots=True)
class Plan(living.Plan):
    """How long and how bad the day is."""

    pause: float = 0.2
    """Seconds between two rounds of the officers."""


SHORT = Plan(16, first=8, kills=2, running=Hurried, pause=0.05, longest=900)
LONG = Plan(300)


@dataclass(frozen=True, slots=True)
class Figures(living.Figures):
    """What happened, with what officers did."""

    moves: int


def live(plan: Plan, url: str, folder: Path) -> Outcome:
    """Live through a day on a loaded database, with the bot's files and log in a folder."""
    with ExitStack() as stack:
        return _Day(plan, url, folder, stack).live()


class _Day(Life):
    """One day with everybody in it."""

    def __init__(self, plan: Plan, url: str, folder: Path, stack: ExitStack) -> None:
        super().__init__(plan, url, folder, stack)
        dice = random.Random(f"officers {plan.seed}")
        self._officers = Officers(self._offices, self._database, dice, plan.pause)

    def live(self) -> Outcome:
        """The whole day, and the evening when the books are read."""
        self._begin()
        with self._officers:
            self._pass(self._plan.kills)
        self._end()
        self._wrong += map(repr, self._officers.errors)
        return self._database.read(self._outcome)

    def _is_owed(self) -> bool:
        return bool(self._officers.open_petitions())

    def _is_broken(self) -> bool:
        return bool(self._officers.errors) or super()._is_broken()

    def _outcome(self, connection: Connection) -> Outcome:
        books = self._read_books(connection)
        return Outcome(Figures(**self._common(books), moves=self._officers.moves), self._wrong)
