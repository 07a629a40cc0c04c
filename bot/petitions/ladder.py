"""Whom the office's reminders of a petition reach: the one responsible first, then up the ladder.

                    responsible   controllers   approvers
    half                 x
    most                 x             x
    due                  x             x            x
    overdue                            x            x        each working day
    unassigned                         x
    still unassigned                                x

Only who may see it is told, and never who sent it. Where a step has nobody, the next one is; where no step has
anybody, whoever may see it. Whoever may not answer for it any more is not responsible: then nobody is yet.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from bot.petitions.petition import Petition, is_own
from bot.petitions.timers import What
from bot.review.officers import Officer, Role
from bot.review.powers import Matter, Power, role_for, who_may


class Rung(StrEnum):
    """A step of the ladder."""

    RESPONSIBLE = "responsible"  # who answers for it; nobody yet: its unit's clerks
    CONTROLLERS = "controllers"
    APPROVERS = "approvers"


R, C, A = Rung.RESPONSIBLE, Rung.CONTROLLERS, Rung.APPROVERS

STEPS: Mapping[What, tuple[frozenset[Rung], ...]] = {
    What.HALF: (frozenset({R}), frozenset({C}), frozenset({A})),
    What.MOST: (frozenset({R, C}), frozenset({A})),
    What.DUE: (frozenset({R, C, A}),),
    What.OVERDUE: (frozenset({C, A}),),
    What.UNASSIGNED: (frozenset({C}), frozenset({A})),
    What.STILL_UNASSIGNED: (frozenset({A}), frozenset({C})),
}
"""Who is told together, and who in their stead where none of them is there."""


def reached(what: What, petition: Petition, matter: Matter, officers: Iterable[Officer]) -> list[Officer]:
    """Those of some officers whom a reminder reaches, in their order; none where nobody may see the petition."""
    seeing = [one for one in who_may(officers, Power.SEE, matter) if not is_own(one, petition)]
    answers = {one.id for one in seeing if one.id == petition.officer_id and may_answer(one, petition, matter)}
    for step in STEPS[what]:
        if found := [officer for officer in seeing if not step.isdisjoint(_rungs(officer, answers, matter))]:
            return found
    return seeing


def may_answer(officer: Officer, petition: Petition, matter: Matter) -> bool:
    """Whether somebody may answer for a petition."""
    return not is_own(officer, petition) and role_for(officer, Power.TAKE, matter) is not None


def _rungs(officer: Officer, answers: Collection[int], matter: Matter) -> frozenset[Rung]:
    """Where an officer who may see a petition stands on its ladder; perhaps in several places.

    `answers` holds the number of who answers for it, if anybody does.
    """
    roles = {role for role in officer.roles if _sees_as(officer, role, matter)}
    is_responsible = officer.id in answers or (not answers and Role.CLERK in roles)
    stands = {R: is_responsible, C: Role.CONTROLLER in roles, A: Role.APPROVER in roles}
    return frozenset(rung for rung, holds in stands.items() if holds)


def _sees_as(officer: Officer, role: Role, matter: Matter) -> bool:
    alone = replace(officer, holdings=tuple(holding for holding in officer.holdings if holding.role is role))
    return role_for(alone, Power.SEE, matter) is not None
