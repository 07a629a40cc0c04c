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
    RowMapping,
    Select,
    and_,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from bot.petitions.clocking import Clocking
from bot.petitions.codes import read_code
from bot.petitions.life import LIVE, OPEN, WAITS_FOR_SENDER, State
from bot.petitions.petition import Petition
from bot.petitions.reaching import held, within
from bot.petitions.replies import ReplyState
from bot.petitions.seeking import says, words_of
from bot.petitions.similar import nearest
from bot.petitions.tables import petition, reply, stands_in
from bot.review.officers import Officer
from bot.review.powers import ROLES, Power

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
_STILL_UNDER_WAY = P.state.not_in(sorted(LIVE - UNDER_WAY))
"""Of what waits, too: two lists of states would make PostgreSQL believe that next to nothing stands in both."""

_SUBMITTED = select(reply.c.petition_id).where(reply.c.state == literal_column(f"'{ReplyState.SUBMITTED}'"))
RELAYS = and_(P.state == State.TRANSFERRED, P.id.in_(_SUBMITTED))
"""What was transferred and waits for somebody who approves: the other agency's answer does."""


class Mailbox:
    """The petitions as officers look through them, over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection, clocking: Clocking) -> None:
        self._connection = connection
        self._clocking = clocking
        self._relays_for: dict[Officer, Sequence[int]] = {}

    def counts(self, officer: Officer, at: datetime, boxes: Collection[Box]) -> dict[Box, int]:
        """How many petitions stand in each of some filters."""
        if not boxes:
            return {}
        stands = self._by_state(officer, at)
        relays = len(self._relays(officer)) if RELAYED.intersection(boxes) else 0
        return {box: _counted(box, stands) + (relays if box in RELAYED else 0) for box in boxes}

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
        boxed = (
            (P.state == wanted.state,) if wanted.state else (WAITS, self._in(box, officer, at), *of_value(box, value))
        )
        looked_at = select(P.id, P.due_at, P.submitted_at)
        found = looked_at.where(*boxed, within(officer), *asked_of(wanted))
        if box in RELAYED and not wanted.state and (numbers := self._relays(officer)):
            relays = looked_at.where(P.id.in_(numbers), *asked_of(wanted))
            # Each is ordered by itself too, so that an index gives its first ones and the rest of it is not looked at.
            each = (_ordered(one, wanted).limit(most and skip + most).subquery() for one in (found, relays))
            found = select(union_all(*(select(one) for one in each)).subquery())
        return list(self._connection.scalars(_ordered(found, wanted).offset(skip).limit(most)))

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

    def _relays(self, officer: Officer) -> Sequence[int]:
        """The answers of other agencies that wait for an officer's word, by their petitions; looked up once."""
        if officer not in self._relays_for:
            found = select(P.id).where(RELAYS, within(officer, Power.APPROVE), within(officer))
            self._relays_for[officer] = list(self._connection.scalars(found)) if _approves(officer) else []
        return self._relays_for[officer]

    def _in(self, box: Box, officer: Officer, at: datetime) -> ColumnElement[bool]:
        """Whether a petition that waits and that an officer sees stands in a filter."""
        if box is Box.SOON:
            return and_(_STILL_OWED, P.due_at > at, self._is_near(at, self._terms))
        approval = and_(P.state == State.AWAITING_APPROVAL, held(officer, Power.APPROVE))
        if box is Box.APPROVAL:
            return approval
        if box is Box.TODO:
            return or_(approval, and_(_STILL_UNDER_WAY, _is_free_for(officer), held(officer, Power.TAKE)))
        plain: dict[Box, ColumnElement[bool]] = {
            Box.MINE: and_(_STILL_OWED, P.officer_id == officer.id),
            Box.NEW: and_(_STILL_UNDER_WAY, P.officer_id.is_(None)),
            Box.OVERDUE: and_(_STILL_OWED, P.due_at <= at),
            Box.CITIZEN: P.state.in_(WAITS_FOR_SENDER),
            Box.RESTRICTED: and_(_STILL_OWED, P.confidential),
        }
        return plain.get(box, _STILL_OWED)

    def _by_state(self, officer: Officer, at: datetime) -> Sequence[RowMapping]:
        """What waits, counted once for all filters: in each state how many there are of each kind."""
        kinds: dict[str, ColumnElement[bool]] = {
            "mine": P.officer_id == officer.id,
            "free": P.officer_id.is_(None),
            "to_take": and_(_is_free_for(officer), held(officer, Power.TAKE)),
            "to_approve": held(officer, Power.APPROVE),
            "soon": and_(P.due_at > at, self._is_near(at, [self._clocking.usual])),
            "overdue": P.due_at <= at,
            "restricted": P.confidential,
            "of_other_terms": self._has_other_terms,
        }
        each = [func.count().filter(kind).label(name) for name, kind in kinds.items()]
        counted = select(P.state, func.count().label("every"), *each).where(within(officer), WAITS).group_by(P.state)
        stands = self._connection.execute(counted).mappings().all()
        if not any(row["of_other_terms"] for row in stands):
            return stands
        return [*stands, *self._soon_of_other_terms(officer, at)]

    def _soon_of_other_terms(self, officer: Officer, at: datetime) -> Sequence[RowMapping]:
        """The same of those alone that are nearly overdue by a limit which is not the usual one."""
        nothing = (literal(0).label(name) for name in ("every", "mine", "free", "to_take", "to_approve"))
        neither = literal(0).label("overdue"), literal(0).label("restricted")
        soon = and_(self._has_other_terms, P.due_at > at, self._is_near(at, self._terms[1:]))
        counted = select(P.state, *nothing, *neither, func.count().label("soon"))
        return self._connection.execute(counted.where(within(officer), WAITS, soon).group_by(P.state)).mappings().all()

    @property
    def _has_other_terms(self) -> ColumnElement[bool]:
        days, national = self._clocking.usual
        return or_(P.clock_days != days, P.national != national)

    @cached_property
    def _terms(self) -> Sequence[tuple[int, bool]]:
        """The limits that open petitions have, and whether they are counted as the nation does; the usual one first."""
        found = select(P.clock_days, P.national).where(WAITS, _STILL_OWED, self._has_other_terms).distinct()
        return [self._clocking.usual, *((days, national) for days, national in self._connection.execute(found))]

    def _is_near(self, at: datetime, terms: Iterable[tuple[int, bool]]) -> ColumnElement[bool]:
        """Whether the day is near: what is left counts back from the due moment, whatever was paused before."""
        near = (
            and_(
                P.clock_days == days,
                P.national.is_(national),
                P.due_at <= self._clocking.near_until(days, national, at, NEAR),
            )
            for days, national in terms
        )
        return or_(false(), *near)


def _counted(box: Box, stands: Iterable[RowMapping]) -> int:
    """How many stand in a filter: the same as `_in` says of each."""
    kind, states = _COUNTED.get(box, ("every", OPEN))
    number = sum(int(row[kind]) for row in stands if row["state"] in states)
    if box is Box.TODO:
        number += _counted(Box.APPROVAL, stands)
    return number


_COUNTED: Mapping[Box, tuple[str, Collection[State]]] = {
    Box.TODO: ("to_take", UNDER_WAY),
    Box.MINE: ("mine", OPEN),
    Box.NEW: ("free", UNDER_WAY),
    Box.SOON: ("soon", OPEN),
    Box.OVERDUE: ("overdue", OPEN),
    Box.APPROVAL: ("to_approve", {State.AWAITING_APPROVAL}),
    Box.CITIZEN: ("every", WAITS_FOR_SENDER),
    Box.RESTRICTED: ("restricted", OPEN),
}
"""Which kind of what waits a filter counts, and in which states; all that is owed, unless it is named here."""


def _is_free_for(officer: Officer) -> ColumnElement[bool]:
    """Whether nobody answers for a petition yet, or this officer does."""
    return or_(P.officer_id.is_(None), P.officer_id == officer.id)


def _ordered(found: Select[int, datetime | None, datetime], wanted: Wanted) -> Select[int, datetime | None, datetime]:
    c = found.selected_columns
    return found.order_by(
        *((c.submitted_at.desc(), c.id.desc()) if wanted.newest_first else (c.due_at.nulls_last(), c.id))
    )


def _approves(officer: Officer) -> bool:
    """Whether an officer lets drafts leave at all."""
    return officer.may(*ROLES[Power.APPROVE])


def of_value(box: Box, value: str) -> Iterable[ColumnElement[bool]]:
    """The unit or field that is asked for."""
    if box is Box.UNIT:
        yield P.unit == ("" if value == NOWHERE else value)
    elif box is Box.FIELD:
        yield P.category == value


def asked_of(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
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
