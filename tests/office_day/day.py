"""A day: citizens, officers and the bot's process over a network that fails; then the books are held against it.

Its last stretch is three weeks later, when what was left lying is overdue: the bot is started anew by another clock.
"""

import random
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as hour
from pathlib import Path

from sqlalchemy import Connection

from bot.clock import VIET_NAM, Clock
from tests.bot.conftest import DAY
from tests.day import living
from tests.day.living import Hurried, Life
from tests.office_day.officers import Officers
from tests.office_day.staff_books import ESCALATED, StaffBooks, Stretch

LATE = date(2026, 12, 14)
"""A working day on which whatever was lodged on DAY is overdue."""

SHIFTS = "00:00-23:59"
"""The office is open at whatever hour the day is lived."""

LOOK = 0.3
"""Seconds between two looks at whether the office was reminded."""

ACTS_FOR_EACH = 3
"""Acts of officers for each citizen, at the least."""


@dataclass(frozen=True, slots=True)
class Plan(living.Plan):
    """How long and how bad the day is."""

    lag: float = 150
    """How many seconds a message may be on its way before nobody may be shown it any more; a slow machine has more."""
    suspension: float = 200
    """For how many seconds a clerk holds no role."""


SHORT = Plan(10, first=8, seed=4, kills=1, running=Hurried, lag=10, suspension=2, longest=900)
LONG = Plan(300, longest=7200)


@dataclass(frozen=True, slots=True)
class Figures(living.Figures):
    """What happened, with what officers did and read."""

    acts: int
    approved: int
    sent_back: int
    internal: int
    overdue: int
    of_staff: int


@dataclass(frozen=True, slots=True)
class Outcome(living.Outcome):
    """The same with what befell the office."""

    figures: Figures
    befallen: list[str]


def live(plan: Plan, url: str, folder: Path) -> Outcome:
    """Live through a day on a loaded database, with the bot's files and log in a folder."""
    with ExitStack() as stack:
        return _Day(plan, url, folder, stack).live()


class _Day(Life):
    """One day with everybody in it."""

    def __init__(self, plan: Plan, url: str, folder: Path, stack: ExitStack) -> None:
        super().__init__(plan, url, folder, stack, shifts=SHIFTS)
        self._lag = plan.lag
        dice = random.Random(f"officers {plan.seed}")
        self._officers = Officers(self._api, self._offices, self._database, dice, plan.patience, plan.suspension)
        self._stretches: list[Stretch] = []
        self._overdue: set[str] = set()

    def live(self) -> Outcome:
        """The whole day, and the evening when the books are read."""
        self._officers.appoint()
        self._begin()
        self._set_up()
        self._pass(self._plan.kills)
        self._turn_the_clock()
        self._pass()
        self._end()
        self._complain((one.chat, (*one.lost, *one.puzzled)) for one in self._officers.all)
        return self._database.read(self._outcome)

    def _set_up(self) -> None:
        """The groups of the staff are connected before anybody comes; how long that takes tells how slow the day is."""
        while not self._officers.is_set_up and not self._is_broken():
            self._officers.tick(0)
            time.sleep(0.02)
        self._lag += time.monotonic() - self._begun

    def _turn_the_clock(self) -> None:
        """Three weeks pass in which nobody does anything; then the office is reminded of what it left."""
        self._wrong += self._database.read(lambda c: list(self._books(c).drafts()))
        today = Clock().today()
        self._stretches = [Stretch(DAY, today), Stretch(LATE, today)]
        begun = datetime.combine(LATE, hour(), VIET_NAM)
        self._overdue = {one.code for one in self._officers.open_petitions() if one.due_at and one.due_at < begun}
        self._kill(LATE)
        end = time.monotonic() + self._plan.patience
        while self._overdue - self._database.read(self._escalated) and time.monotonic() < end:
            self._tick()
            time.sleep(LOOK)
        self._officers.last_stretch()

    def _escalated(self, connection: Connection) -> set[str]:
        """The codes of petitions whose day the office was reminded of."""
        register = self._offices.open(connection).cases.register
        reminded = (one for one in register.petitions.every() if one.code in self._overdue)
        return {
            one.code for one in reminded if any(e.details.get("what") in ESCALATED for e in register.trail.of(one.id))
        }

    def _tick(self) -> None:
        self._officers.tick(self._progress())
        super()._tick()

    def _progress(self) -> float:
        """How much of all scripts is done, and of what the office will have to do about them, from 0 to 1."""
        return (super()._progress() + min(1, self._officers.moves / (ACTS_FOR_EACH * len(self._citizens)))) / 2

    def _is_idle(self) -> bool:
        return self._officers.is_idle and super()._is_idle()

    def _is_owed(self) -> bool:
        """Whether petitions are left that nobody looks at: whoever rests does then."""
        owed = self._officers.owed()
        self._officers.look_again(owed)
        return bool(owed)

    def _outcome(self, connection: Connection) -> Outcome:
        books, drawer = self._read_books(connection), self._officers.drawer
        staff_books = StaffBooks(
            self._offices.open(connection),
            self._api,
            drawer,
            self._officers.all,
            self._citizens,
            self._stretches,
            self._overdue,
            self._lag,
        )
        figures = Figures(
            **self._common(books),
            acts=self._officers.moves,
            approved=len(staff_books.approvals),
            sent_back=drawer.times("send_back"),
            internal=drawer.marks,
            overdue=len(self._overdue),
            of_staff=sum(len(officer.seen) for officer in self._officers.all),
        )
        return Outcome(figures, [*self._wrong, *staff_books.wrong()], self._officers.befallen)
