"""The life of a petition as one table: which moves are lawful, and who may make them.

    submitted ──▶ received ──▶ assigned ──▶ in_progress ──▶ awaiting_approval ──▶ answered ──▶ resolved
        │  ▲         │             ▲             │                  │                 │
        ▼  │         ▼             │             ▼                  ▼                 ▼
      need_info ◀────┴─────────────┼──────── insufficient   rejected, transferred   closed_unconfirmed
                                   └──────────────── re-opened, once ─────────────────┘

A petition is withdrawn, diverted or found a duplicate from every open state before its answer.
"""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a petition stands; the citizen reads a label of each."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    NEED_INFO = "need_info"
    RECEIVED = "received"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    AWAITING_APPROVAL = "awaiting_approval"
    INSUFFICIENT = "insufficient"
    TRANSFERRED = "transferred"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    CLOSED_UNCONFIRMED = "closed_unconfirmed"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    DIVERTED = "diverted"


class Party(StrEnum):
    """Who moves a petition."""

    SENDER = "sender"  # the citizen whose petition it is
    CLERK = "clerk"
    CONTROLLER = "controller"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"  # hands work over, and moves nothing
    SYSTEM = "system"  # what happens by the clock


S = State
STAFF = frozenset({Party.CLERK, Party.CONTROLLER})
ANY_OFFICER = STAFF | {Party.APPROVER}
APPROVER = frozenset({Party.APPROVER})
SENDER = frozenset({Party.SENDER})
EITHER_SIDE = STAFF | SENDER

Moves = Mapping[State, frozenset[Party]]

# An answer, a refusal and a transfer leave only after an approver agreed (DESIGN); so from every state of handling they
# are an approver's own, and everybody else's way there is awaiting_approval.
_LEAVING: Moves = dict.fromkeys((S.REJECTED, S.TRANSFERRED), APPROVER) | {S.AWAITING_APPROVAL: STAFF}
_ASIDE: Moves = {S.DUPLICATE: STAFF, S.DIVERTED: ANY_OFFICER, S.WITHDRAWN: SENDER}
_HANDLED: Moves = {**_LEAVING, **_ASIDE, S.NEED_INFO: STAFF, S.ANSWERED: APPROVER}
_BACK: Moves = dict.fromkeys((S.SUBMITTED, S.RECEIVED, S.ASSIGNED, S.IN_PROGRESS, S.INSUFFICIENT), EITHER_SIDE)

END: Moves = {}

NEXT: Mapping[State, Moves] = {
    S.DRAFT: {S.SUBMITTED: SENDER},
    S.SUBMITTED: {**_LEAVING, **_ASIDE, S.RECEIVED: STAFF, S.NEED_INFO: STAFF},
    S.NEED_INFO: {**_BACK, **_LEAVING, **_ASIDE},
    S.RECEIVED: {**_HANDLED, S.ASSIGNED: STAFF},
    S.ASSIGNED: {**_HANDLED, S.IN_PROGRESS: STAFF, S.INSUFFICIENT: STAFF},
    S.IN_PROGRESS: {**_HANDLED, S.ASSIGNED: STAFF, S.INSUFFICIENT: STAFF},
    S.INSUFFICIENT: {**_HANDLED, S.ASSIGNED: STAFF, S.IN_PROGRESS: STAFF},
    S.AWAITING_APPROVAL: {
        **dict.fromkeys(_BACK, ANY_OFFICER),
        **dict.fromkeys((S.ANSWERED, S.REJECTED, S.TRANSFERRED), APPROVER),
        S.WITHDRAWN: SENDER,
        S.DIVERTED: ANY_OFFICER,
    },
    S.ANSWERED: {S.RESOLVED: SENDER, S.ASSIGNED: SENDER, S.CLOSED_UNCONFIRMED: frozenset({Party.SYSTEM})},
    S.CLOSED_UNCONFIRMED: {S.ASSIGNED: SENDER, S.RESOLVED: SENDER},
    **dict.fromkeys((S.TRANSFERRED, S.RESOLVED, S.REJECTED, S.DUPLICATE, S.WITHDRAWN, S.DIVERTED), END),
}
"""From each state, where a petition may go and who may move it."""

OPEN = frozenset({S.SUBMITTED, S.NEED_INFO, S.RECEIVED, S.ASSIGNED, S.IN_PROGRESS, S.AWAITING_APPROVAL, S.INSUFFICIENT})
"""The office owes something; the clock of the answer runs, or is paused."""

CLOSED = frozenset({S.TRANSFERRED, S.RESOLVED, S.CLOSED_UNCONFIRMED, S.REJECTED, S.DUPLICATE, S.WITHDRAWN, S.DIVERTED})
"""Nothing is owed any more."""

WAITS_FOR_SENDER = frozenset({S.NEED_INFO, S.ANSWERED})
"""The citizen is asked for something: for more, or for a word on the answer."""

LIVE = OPEN | WAITS_FOR_SENDER
"""Somebody owes something: what officers look through."""

PAUSED = frozenset({S.NEED_INFO})
"""The clock stands: the office waits for the citizen."""

RESUMED = frozenset({S.NEED_INFO, S.AWAITING_APPROVAL})
"""States that lead back to where the petition was before, and nowhere else among the states of handling."""

LEAVING = frozenset({S.ANSWERED, S.REJECTED, S.TRANSFERRED})
"""What leaves the office: approved, unless a setting lifts that."""

REOPENED_FROM = frozenset({S.ANSWERED, S.CLOSED_UNCONFIRMED})
"""An answer can be doubted, once."""

NEEDS: Mapping[State, str] = {
    S.NEED_INFO: "note",
    S.ANSWERED: "note",
    S.REJECTED: "reason",
    S.TRANSFERRED: "agency",
    S.DUPLICATE: "parent",
}
"""What a move cannot do without: what is asked for, the reply, a reason code, the agency, the petition it repeats."""


class MoveRefusedError(Exception):
    """A move that the life of a petition does not have, or not for this party."""

    def __init__(self, now: State, wanted: State, party: Party) -> None:
        self.now = now
        self.wanted = wanted
        self.party = party
        super().__init__(f"{party} cannot move a petition from {now} to {wanted}")


class MissingPartError(Exception):
    """A move without what it cannot do without."""

    def __init__(self, wanted: State, part: str) -> None:
        self.wanted = wanted
        self.part = part
        super().__init__(f"{wanted} needs a {part}")


def check(now: State, wanted: State, party: Party, resumes: State | None = None, *, lifted: bool = False) -> None:
    """Whether a party may make a move; `resumes` is the state that a pause or an approval leads back to.

    With `lifted` the office does without an approver for what leaves it, so whoever hands it up lets it leave.
    Raises MoveRefusedError.
    """
    is_back = now in RESUMED and wanted in _BACK and wanted is not resumes
    by_staff = lifted and now is S.AWAITING_APPROVAL and wanted in LEAVING
    if party not in NEXT[now].get(wanted, frozenset()) | (STAFF if by_staff else frozenset()) or is_back:
        raise MoveRefusedError(now, wanted, party)
