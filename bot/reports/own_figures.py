"""An officer's own figures: what they answer for, and what they answered in the quarter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.petitions.clocking import Clocking
from bot.petitions.life import OPEN
from bot.petitions.petition import Petition
from bot.petitions.working_days import day_and_hour, moment
from bot.reports.bulletins import is_overdue, median_days

MONTHS = 3
"""How many months a quarter has."""


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """How an officer's petitions stand at a moment; `due` are those still due until Sunday."""

    since: date  # the first day of the quarter
    open: int
    due: int
    overdue: int
    answered: int
    median_days: float | None
    reopened: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.open or self.answered or self.reopened)


def own_figures(of_officer: Iterable[Petition], clocking: Clocking, at: datetime, *, trial: bool) -> OwnFigures:
    """The figures out of every petition that an officer answers for or did: the real ones, or the trials."""
    petitions = [one for one in of_officer if one.trial is trial]
    open_now = [one for one in petitions if one.state in OPEN]
    since = quarter_of(day_and_hour(at)[0])
    answered = [one for one in petitions if one.answered_at and one.answered_at >= moment(since)]
    return OwnFigures(
        since=since,
        open=len(open_now),
        due=len(_due_this_week(open_now, at)),
        overdue=sum(is_overdue(one, at) for one in open_now),
        answered=len(answered),
        median_days=median_days(answered, clocking),
        reopened=sum(bool(one.reopened) and one.clock_from >= moment(since) for one in petitions),
    )


def quarter_of(day: date) -> date:
    """The first day of the quarter that a day lies in."""
    return day.replace(month=(day.month - 1) // MONTHS * MONTHS + 1, day=1)


def _due_this_week(open_now: Sequence[Petition], at: datetime) -> list[Petition]:
    today = day_and_hour(at)[0]
    next_week = moment(today + timedelta(days=7 - today.weekday()))
    return [one for one in open_now if one.due_at and at < one.due_at < next_week]
