"""What the office is told of its petitions day by day and week by week, and that each was told once.

Figures of a week come out of what happened in it, all others out of the register as it stands. Trials are counted apart
from what is real, in everything here.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from sqlalchemy import Connection, select

from bot.database import insert_into
from bot.petitions.clocking import Clocking
from bot.petitions.life import OPEN, State
from bot.petitions.petition import Event, EventKind, Petition
from bot.petitions.register import Register
from bot.petitions.tables import bulletin
from bot.petitions.working_days import day_and_hour, moment

A_WEEK = timedelta(days=7)

NEARLY = 0.8
"""How much of a limit is used when a petition is nearly overdue."""


class Bulletin(StrEnum):
    """What is told."""

    DAILY = "daily"
    WEEKLY = "weekly"
    SAMPLES = "samples"


class BulletinRepository:
    """What was told, over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tell(self, what: Bulletin, day: date, at: datetime) -> bool:
        """Something is told for a day now; gives false where it was told before, by whichever copy."""
        row = insert_into(self._connection, bulletin).values(what=what, unit="", day=day, told_at=at)
        return self._connection.scalar(row.on_conflict_do_nothing().returning(bulletin.c.day)) is not None

    def is_told(self, what: Bulletin, day: date) -> bool:
        """Whether something was told for a day."""
        b = bulletin.c
        found = select(b.day).where(b.what == what, b.unit == "", b.day == day)
        return self._connection.scalar(found) is not None


@dataclass(frozen=True, slots=True)
class Daily:
    """How the open petitions of a unit stand, those that are nearly overdue, overdue or due today each once."""

    new: int
    today: int
    nearly: int
    overdue: int
    awaiting: int

    @property
    def is_due(self) -> bool:
        """Whether something is due."""
        return bool(self.today or self.nearly or self.overdue)


@dataclass(frozen=True, slots=True)
class Load:
    """The open petitions of a unit, and how many of them are overdue."""

    unit: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Weekly:
    """What happened in the week from a Monday, and what is open now, by unit in the order of codes.

    An answer stays one of its week though it was opened again since. The median is in working days, what was paused
    not counted; None where nothing was answered.
    """

    since: date
    trial: bool
    received: int
    on_time: int
    late: int
    median_days: float | None
    loads: tuple[Load, ...]
    reopened: int = 0
    transferred: int = 0
    rejected: int = 0

    @property
    def until(self) -> date:
        """The Sunday that ends the week."""
        return self.since + A_WEEK - timedelta(days=1)

    @property
    def answered(self) -> int:
        """How many answers were given."""
        return self.on_time + self.late

    @property
    def others(self) -> int:
        """How many petitions were opened again, passed on or refused."""
        return self.reopened + self.transferred + self.rejected

    @property
    def open(self) -> int:
        """How many petitions are open."""
        return sum(load.open for load in self.loads)

    @property
    def overdue(self) -> int:
        """How many of them are overdue."""
        return sum(load.overdue for load in self.loads)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.received or self.answered or self.others or self.loads)


def daily(petitions: Iterable[Petition], clocking: Clocking, at: datetime) -> Daily:
    """How some open petitions stand at a moment."""
    open_now = list(petitions)
    overdue = [one for one in open_now if is_overdue(one, at)]
    today = [one for one in open_now if one not in overdue and one.due_at and _day(one.due_at) == _day(at)]
    nearly = [
        one
        for one in open_now
        if one.due_at and one not in overdue and one not in today and clocking.used(one, at) >= NEARLY
    ]
    states = [one.state for one in open_now]
    return Daily(
        new=states.count(State.SUBMITTED),
        today=len(today),
        nearly=len(nearly),
        overdue=len(overdue),
        awaiting=states.count(State.AWAITING_APPROVAL),
    )


def weekly(register: Register, since: date, at: datetime, *, trial: bool) -> Weekly:
    """The week from a Monday, and what is open at a moment."""
    events = register.trail.between(moment(since), moment(since + A_WEEK), trial=trial)
    kinds, states = Counter(event.kind for event in events), Counter(event.to_state for event in events)
    answers = [event for event in events if event.to_state is State.ANSWERED]
    on_time = sum(_is_on_time(event) for event in answers)
    days = [event.details["days"] for event in answers]
    return Weekly(
        since=since,
        trial=trial,
        received=kinds[EventKind.LODGED],
        on_time=on_time,
        late=len(answers) - on_time,
        median_days=median(days) if days else None,
        loads=tuple(_loads([one for one in register.petitions.in_states(OPEN) if one.trial is trial], at)),
        reopened=kinds[EventKind.REOPENED],
        transferred=states[State.TRANSFERRED],
        rejected=states[State.REJECTED],
    )


def is_overdue(petition: Petition, at: datetime) -> bool:
    """Whether an open petition's day is over at a moment."""
    return petition.state in OPEN and petition.due_at is not None and petition.due_at <= at


def _is_on_time(answer: Event) -> bool:
    """Whether an answer was given by the day it was due then."""
    due = answer.details["due"]
    return due is None or answer.at <= datetime.fromisoformat(due)


def median_days(answered: Sequence[Petition], clocking: Clocking) -> float | None:
    """How many working days an answer took in the middle; None where nothing was answered."""
    days = [clocking.days_used(one, one.answered_at) for one in answered if one.answered_at]
    return median(days) if days else None


def _loads(petitions: Sequence[Petition], at: datetime) -> Iterable[Load]:
    for unit in sorted({one.unit for one in petitions}):
        of_unit = [one for one in petitions if one.unit == unit]
        yield Load(unit, len(of_unit), sum(is_overdue(one, at) for one in of_unit))


def _day(at: datetime) -> date:
    return day_and_hour(at)[0]
