"""What waits for an officer, by filter: only what a role of theirs reaches, never what speaks of their own conduct.

The scopes of the roles stand in every question here as `role_for` holds them, so that counts and pages tell nobody of
a petition they may not see.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from bot.petitions.clocking import Clocking
from bot.petitions.codes import read_code
from bot.petitions.life import LIVE, OPEN, WAITS_FOR_SENDER, State
from bot.petitions.petition import Petition
from bot.petitions.replies import ReplyState
from bot.petitions.seeking import says, words_of
from bot.petitions.similar import nearest
from bot.petitions.tables import concerned, petition, reply, stands_in
from bot.review.officers import Holding, Officer, Role
from bot.review.powers import NAMED, ROLES, Power

NEAR = 0.2
"""What part of its limit a petition has left when it is nearly overdue."""

COMPARED = 500
"""How many petitions a new one is held against, the newest of its field."""

MOST_FOUND = 500
"""How many petitions some words are found in at most."""

NOWHERE = "-"
"""Stands for the unit of petitions that no unit has yet."""


class Box(StrEnum):
    """A filter."""

    TODO = "todo"  # theirs to do next: what they answer for, what nobody answers for yet, what waits for their word
    MINE = "mine"
    NEW = "new"  # nobody answers for it yet
    SOON = "soon"  # a fifth of its limit is left, or less
    OVERDUE = "overdue"
    APPROVAL = "approval"  # waits for somebody who approves
    CITIZEN = "citizen"  # waits for its sender: for more, or for a word on the answer
    RESTRICTED = "restricted"
    OPEN = "open"
    UNIT = "unit"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of petitions beside a filter; nothing is asked of what is left out."""

    state: State | None = None  # in place of the filter, which knows of open ones alone
    unit: str = ""
    field: str = ""
    officer_id: int | None = None  # who answers for it; NOBODY: nobody yet
    since: datetime | None = None  # sent at this moment or later
    until: datetime | None = None  # and before this one
    newest_first: bool = False


ANYTHING = Wanted()

NOBODY = 0

P = petition.c

RELAYED = frozenset({Box.TODO, Box.APPROVAL})
"""Filters in which answers of other agencies stand too."""

UNDER_WAY = OPEN - {State.NEED_INFO, State.AWAITING_APPROVAL}
OWED = stands_in(OPEN)
WAITS = stands_in(LIVE)
_STILL_OWED = P.state.not_in(sorted(LIVE - OPEN))
"""The same as OWED of what waits, and told sooner."""

_SUBMITTED = select(reply.c.petition_id).where(reply.c.state == literal_column(f"'{ReplyState.SUBMITTED}'"))
RELAYS = and_(P.state == State.TRANSFERRED, P.id.in_(_SUBMITTED))
"""What was transferred and waits for somebody who approves: the other agency's answer does."""


class Mailbox:
    """The petitions as officers look through them, over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection, clocking: Clocking) -> None:
        self._connection = connection
        self._clocking = clocking

    def counts(self, officer: Officer, at: datetime, boxes: Collection[Box]) -> dict[Box, int]:
        """How many petitions stand in each of some filters."""
        if not boxes:
            return {}
        each = [func.count().filter(self._in(box, officer, at)).label(box) for box in boxes]
        row = self._connection.execute(select(*each).where(within(officer), WAITS)).mappings().one()
        relays = self._relays(officer) if RELAYED.intersection(boxes) and _approves(officer) else 0
        return {box: row[box] + (relays if box in RELAYED else 0) for box in boxes}

    def found(
        self,
        officer: Officer,
        at: datetime,
        box: Box,
        value: str = "",
        *,
        wanted: Wanted = ANYTHING,
        skip: int = 0,
        most: int | None = None,
    ) -> list[int]:
        """The numbers of the petitions in a filter, what is due first before the others; those of a unit or field.

        Of a long list the part after the first `skip`, and `most` of them.
        """
        boxed = (P.state == wanted.state,) if wanted.state else (WAITS, self._in(box, officer, at), *_of(box, value))
        looked_at = select(P.id, P.due_at, P.submitted_at)
        found = looked_at.where(*boxed, within(officer), *_asked(wanted))
        if box in RELAYED and _approves(officer) and not wanted.state:
            relays = looked_at.where(RELAYS, within(officer, Power.APPROVE), within(officer), *_asked(wanted))
            found = select(union_all(found, relays).subquery())
        c = found.selected_columns
        order = (c.submitted_at.desc(), c.id.desc()) if wanted.newest_first else (c.due_at.nulls_last(), c.id)
        return list(self._connection.scalars(found.order_by(*order).offset(skip).limit(most)))

    def by_value(self, officer: Officer, box: Box) -> dict[str, int]:
        """How many open petitions each unit or each field has, by its code or key; NOWHERE is no unit yet."""
        column = P.unit if box is Box.UNIT else P.category
        found = select(column, func.count()).where(OWED, within(officer)).group_by(column)
        return {value or NOWHERE: number for value, number in self._connection.execute(found)}

    def search(
        self, officer: Officer, words: str, communes: Mapping[str, str], *, skip: int = 0, most: int = MOST_FOUND
    ) -> list[int]:
        """The numbers of open petitions in whose words, place or code every word stands, without marks.

        The newest come first; of a long list the part after the first `skip`, and `most` of them. A whole code finds
        its petition wherever that stands. `communes` are the names of communes by their codes.
        """
        if code := read_code(words):
            return list(self._connection.scalars(select(P.id).where(P.code == code, within(officer)).offset(skip)))
        wanted = words_of(words)
        if not wanted:
            return []
        said = says(self._connection.dialect, wanted, communes)
        found = select(P.id).where(WAITS, said, within(officer)).order_by(P.id.desc())
        return list(self._connection.scalars(found.offset(skip).limit(most)))

    def seen(self, officer: Officer, numbers: Collection[int]) -> set[int]:
        """Of some petitions those that an officer may see, by their numbers."""
        return set(self._connection.scalars(select(P.id).where(P.id.in_(numbers), within(officer))))

    def alike(self, officer: Officer, one: Petition) -> list[int]:
        """The numbers of open petitions that say nearly the same as one and that it may repeat."""
        its = P.category == one.category, P.trial == one.trial, P.confidential == one.confidential, P.id != one.id
        found = select(P.id, P.words).where(OWED, within(officer), *its)
        rows = self._connection.execute(found.order_by(P.id.desc()).limit(COMPARED))
        return nearest(one.words, ((row.id, row.words) for row in rows))

    def repeating(self, officer: Officer, parent_id: int) -> list[str]:
        """The codes of petitions that were found to repeat one, as far as the officer may see them."""
        found = select(P.code).where(P.parent_id == parent_id, P.state == State.DUPLICATE, within(officer))
        return list(self._connection.scalars(found.order_by(P.id)))

    def _relays(self, officer: Officer) -> int:
        """How many answers of other agencies wait for an officer's word."""
        found = select(func.count()).where(RELAYS, within(officer, Power.APPROVE), within(officer))
        return self._connection.scalar(found) or 0

    def _in(self, box: Box, officer: Officer, at: datetime) -> ColumnElement[bool]:
        """Whether a petition that waits and that an officer sees stands in a filter."""
        if box is Box.SOON:
            return and_(_STILL_OWED, P.due_at > at, self._is_near(at))
        approval = and_(P.state == State.AWAITING_APPROVAL, _held(officer, Power.APPROVE))
        if box is Box.APPROVAL:
            return approval
        if box is Box.TODO:
            free = or_(P.officer_id.is_(None), P.officer_id == officer.id)
            return or_(approval, and_(P.state.in_(UNDER_WAY), free, _held(officer, Power.TAKE)))
        plain: dict[Box, ColumnElement[bool]] = {
            Box.MINE: and_(_STILL_OWED, P.officer_id == officer.id),
            Box.NEW: and_(P.state.in_(UNDER_WAY), P.officer_id.is_(None)),
            Box.OVERDUE: and_(_STILL_OWED, P.due_at <= at),
            Box.CITIZEN: P.state.in_(WAITS_FOR_SENDER),
            Box.RESTRICTED: and_(_STILL_OWED, P.confidential),
        }
        return plain.get(box, _STILL_OWED)

    @cached_property
    def _terms(self) -> Sequence[tuple[int, bool]]:
        """The limits that open petitions have, and whether they are counted as the nation does."""
        usual = self._clocking.usual
        others = or_(P.clock_days != usual[0], P.national != usual[1])
        found = select(P.clock_days, P.national).where(WAITS, _STILL_OWED, others).distinct()
        return [usual, *((days, national) for days, national in self._connection.execute(found))]

    def _is_near(self, at: datetime) -> ColumnElement[bool]:
        """Whether the day is near: what is left counts back from the due moment, whatever was paused before."""
        near = (
            and_(
                P.clock_days == days,
                P.national.is_(national),
                P.due_at <= self._clocking.near_until(days, national, at, NEAR),
            )
            for days, national in self._terms
        )
        return or_(false(), *near)


def within(officer: Officer, power: Power = Power.SEE) -> ColumnElement[bool]:
    """Whether an officer may do something with a petition, as role_for has it; their own petitions are not theirs."""
    # Few petitions speak of an officer: they are read once, and not looked for with each of many thousands.
    of_them = P.id.in_(select(concerned.c.petition_id).where(concerned.c.officer_id == officer.id))
    own = and_(P.chat_id.is_not(None), P.chat_id == officer.telegram_id, P.trial.is_(False))
    return and_(_held(officer, power), ~of_them, ~own)


def _approves(officer: Officer) -> bool:
    """Whether an officer lets drafts leave at all."""
    return officer.may(*ROLES[Power.APPROVE])


def _held(officer: Officer, power: Power) -> ColumnElement[bool]:
    """Whether a role that brings a power with it reaches a petition."""
    return or_(false(), *(_reaches(holding) for holding in officer.holdings if holding.role in ROLES[power]))


def _reaches(holding: Holding) -> ColumnElement[bool]:
    """Whether a role as it is held reaches a petition."""
    scope = holding.scope
    units = {scope.unit, ""} if holding.role is Role.CONTROLLER else {scope.unit}
    in_unit = P.unit.in_(units) if scope.unit else true()
    in_field = P.category == scope.field if scope.field else true()
    named = true() if scope.restricted and holding.role in NAMED else P.confidential.is_(False)
    return and_(in_unit, in_field, named)


def _of(box: Box, value: str) -> Iterable[ColumnElement[bool]]:
    """The unit or field that is asked for."""
    if box is Box.UNIT:
        yield P.unit == ("" if value == NOWHERE else value)
    elif box is Box.FIELD:
        yield P.category == value


def _asked(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    """What is asked of them beside the filter."""
    if wanted.unit:
        yield P.unit == ("" if wanted.unit == NOWHERE else wanted.unit)
    if wanted.field:
        yield P.category == wanted.field
    if wanted.officer_id is not None:
        yield P.officer_id == wanted.officer_id if wanted.officer_id != NOBODY else P.officer_id.is_(None)
    if wanted.since:
        yield P.submitted_at >= wanted.since
    if wanted.until:
        yield P.submitted_at < wanted.until
