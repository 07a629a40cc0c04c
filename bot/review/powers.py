"""Who may do what with which petition: one table of powers and roles, and the scope a role is held for.

             clerk  controller  approver  administrator
see            x        x          x            -        within unit and field; what is confidential by who is named
receive …      x        x          -            -        for it alone, and never by the one it speaks of
approve        -        -          x            -
confirm        x        x          -            -
fill in        x        x          -            x        within unit, whatever the field
arrange        -        x          -            x        for the whole office alone
review         -        x          x            -
report         x        x          -            -        within unit
propose        x        x          -            -
decide         -        x          x            -        on what another proposed
appoint        -        -          -            x
run            -        -          -            x
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.review.officers import Officer, Role, Scope


class Power(StrEnum):
    """Something that only officers may do."""

    SEE = "see"  # its words, its history, what was drafted
    SEE_CONTACT = "see_contact"  # who sent it, with a reason that is written down
    RECEIVE = "receive"
    TAKE = "take"  # answer for it oneself
    ASSIGN = "assign"  # to another, or to another unit
    INQUIRE = "inquire"  # ask the citizen for more
    DRAFT = "draft"  # write an answer, a refusal, a transfer or an extension, and hand it up
    APPROVE = "approve"  # let a draft leave, or send it back
    SET_ASIDE = "set_aside"  # not enough grounds yet
    MERGE = "merge"  # it repeats another
    DIVERT = "divert"  # it is a khiếu nại or tố cáo
    NAME = "name"  # of whose conduct it speaks
    REDACT = "redact"  # make a text and pictures fit to be published
    PUBLISH = "publish"  # publish it, or hide what was published
    ENTER = "enter"  # enter a petition for who came or called
    EXPORT = "export"  # the register as a file
    REVIEW = "review"  # judge a reply that was drawn by lot, unless one wrote it or let it leave
    REPORT = "report"  # enter what became of a quarter's dossiers
    CONFIRM = "confirm"  # say from which document a version of a procedure is right here
    FILL_IN = "fill_in"  # where an office is, when it is open, and how it is reached
    ARRANGE = "arrange"  # the office's own days, templates, and what it says of refusals
    PROPOSE = "propose"  # bring a decision's annex in, to change the catalogue
    DECIDE = "decide"  # let such a proposal change the catalogue, refuse it, or undo what it changed
    APPOINT = "appoint"  # give and end roles, hand work over, set staff chats
    RUN = "run"  # see how the bot is, switch the channel off and on, tell everybody something


CLERK, CONTROLLER, APPROVER, ADMINISTRATOR = Role.CLERK, Role.CONTROLLER, Role.APPROVER, Role.ADMINISTRATOR
STAFF = frozenset({CLERK, CONTROLLER})
REVIEWERS = frozenset({CONTROLLER, APPROVER})

ROLES: Mapping[Power, frozenset[Role]] = {
    Power.SEE: STAFF | {APPROVER},
    Power.SEE_CONTACT: STAFF | {APPROVER},
    Power.RECEIVE: STAFF,
    Power.TAKE: STAFF,
    Power.ASSIGN: frozenset({CONTROLLER}),
    Power.INQUIRE: STAFF,
    Power.DRAFT: STAFF,
    Power.APPROVE: frozenset({APPROVER}),
    Power.SET_ASIDE: STAFF,
    Power.MERGE: STAFF,
    Power.DIVERT: REVIEWERS,
    Power.NAME: REVIEWERS,
    Power.REDACT: STAFF,
    Power.PUBLISH: frozenset({APPROVER}),
    Power.ENTER: STAFF,
    Power.EXPORT: REVIEWERS,
    Power.REVIEW: REVIEWERS,
    Power.REPORT: STAFF,
    Power.CONFIRM: STAFF,
    Power.FILL_IN: STAFF | {ADMINISTRATOR},
    Power.ARRANGE: frozenset({CONTROLLER, ADMINISTRATOR}),
    Power.PROPOSE: STAFF,
    Power.DECIDE: REVIEWERS,
    Power.APPOINT: frozenset({ADMINISTRATOR}),
    Power.RUN: frozenset({ADMINISTRATOR}),
}
"""The roles that bring each power with them."""

NAMED = REVIEWERS
"""Roles that can be named for what is confidential."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What of a petition decides who may do something with it."""

    unit: str
    field: str
    confidential: bool = False
    concerned: frozenset[int] = frozenset()


def role_for(officer: Officer, power: Power, matter: Matter | None = None) -> Role | None:
    """The role in which an officer may do something, the first that is held for it; None when none is.

    Without a matter it is asked in general: whether there may be any.
    """
    if matter and officer.id in matter.concerned:
        return None
    held = (holding for holding in officer.holdings if holding.role in ROLES[power])
    return next((h.role for h in held if matter is None or _covers(h.role, h.scope, matter)), None)


def role_in(officer: Officer, power: Power, unit: str) -> Role | None:
    """The role in which an officer may do something in a unit that belongs to no category of petitions."""
    held = (holding for holding in officer.holdings if holding.role in ROLES[power])
    return next((h.role for h in held if h.scope.unit in {"", unit}), None)


def who_may(officers: Iterable[Officer], power: Power, matter: Matter) -> list[Officer]:
    """Those of some officers who may do something."""
    return [officer for officer in officers if role_for(officer, power, matter)]


def _covers(role: Role, scope: Scope, matter: Matter) -> bool:
    """Whether a role held for a scope reaches a matter; one that no unit has yet is every controller's."""
    in_unit = scope.unit in {"", matter.unit} or (not matter.unit and role is CONTROLLER)
    in_field = scope.field in {"", matter.field}
    return in_unit and in_field and (not matter.confidential or (scope.restricted and role in NAMED))
