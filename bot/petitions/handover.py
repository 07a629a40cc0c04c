"""Open work goes from one officer to another: all of it or nothing, and who wrote what stays as it was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.petitions.cases import Cases
from bot.petitions.ladder import may_answer
from bot.petitions.life import OPEN, Party
from bot.petitions.petition import Actor, Petition
from bot.review.appointments import By
from bot.review.officers import Officer, Role
from bot.review.traces import TraceRepository

HAND_OVER = "hand_over"
"""What stands in the trail."""


class NotForThemError(Exception):
    """Whoever is to take the work over may not answer for some of it."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"not for them: {number}")


@dataclass(frozen=True, slots=True)
class Plan:
    """What would go over, and of how many of it the other may not answer for.

    Which those are is not said: they may be confidential, and speak of the very officer.
    """

    petitions: tuple[Petition, ...]
    refused: int


def plan(cases: Cases, giver_id: int, taker: Officer) -> Plan:
    """What would go over as it stands now."""
    return _plan(cases, cases.register.petitions.open_of(giver_id), taker)


def hand_over(
    cases: Cases, traces: TraceRepository, giver_id: int, taker: Officer, by: By, at: datetime, reason: str = ""
) -> tuple[Petition, ...]:
    """Let another answer for all the open petitions of an officer; gives them. Raises NotForThemError."""
    petitions = cases.register.petitions
    # Whatever moved until it was held is not theirs any more.
    held = [petitions.hold(one.id) for one in petitions.open_of(giver_id)]
    going = _plan(cases, [one for one in held if one.state in OPEN and one.officer_id == giver_id], taker)
    if going.refused:
        raise NotForThemError(going.refused)
    actor, named = Actor(Party.ADMINISTRATOR, by.officer_id), "" if by.officer_id else by.name
    for one in going.petitions:
        cases.register.hand(one, actor, taker.id, at)
        traces.leave(at, by.officer_id, Role.ADMINISTRATOR, HAND_OVER, f"petition:{one.id}", reason, by=named)
    return going.petitions


def _plan(cases: Cases, of: Sequence[Petition], taker: Officer) -> Plan:
    return Plan(tuple(of), sum(not may_answer(taker, one, cases.concerned.matter(one)) for one in of))
