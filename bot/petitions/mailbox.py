"""What waits for an officer, by filter: only what a role of theirs reaches, never what speaks of their own conduct.

The scopes of the roles stand in every question here as `role_for` holds them, so that counts and pages tell nobody of
a petition they may not see.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, case, exists, false, func, or_, select, true
from sqlalchemy.sql.functions import sum as total

from bot.petitions.clocking import Clocking
from bot.petitions.life import OPEN, State
from bot.petitions.petition import Petition
from bot.petitions.replies import ReplyState
from bot.petitions.similar import nearest
from bot.petitions.tables import concerned, petition, reply
from bot.review.officers import Holding, Officer, Role
from bot.review.powers import NAMED, ROLES, Power
from knowledge.text.normalise import bare

NEAR = 0.2
"""What part of its limit a petition has left when it is nearly overdue."""

COMPARED = 500
"""How many petitions a new one is held against, the newest of its field."""

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


P = petition.c

WAITS_FOR_SENDER = frozenset({State.NEED_INFO, State.ANSWERED})
UNDER_WAY = OPEN - {State.NEED_INFO, State.AWAITING_APPROVAL}
OWED = P.state.in_(OPEN)

_RELAYS = exists().where(reply.c.petition_id == P.id, reply.c.state == ReplyState.SUBMITTED)
AWAITS_APPROVAL = or_(P.state == State.AWAITING_APPROVAL, and_(P.state == State.TRANSFERRED, _RELAYS))
"""What waits for somebody who approves: of what was transferred, the other agency's answer."""


class Mailbox:
    """The petitions as officers look through them, over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection, clocking: Clocking) -> None:
        self._connection = connection
        self._clocking = clocking

    def counts(self, officer: Officer, at: datetime, boxes: Collection[Box]) -> dict[Box, int]:
        """How many petitions stand in each of some filters."""
        each = [total(case((self._in(box, officer, at), 1), else_=0)) for box in boxes]
        waits = or_(P.state.in_(OPEN | WAITS_FOR_SENDER), AWAITS_APPROVAL)
        row = self._connection.execute(select(*each).where(within(officer), waits)).one() if each else ()
        return {box: number or 0 for box, number in zip(boxes, row, strict=True)}

    def found(
        self, officer: Officer, at: datetime, box: Box, value: str = "", *, skip: int = 0, most: int | None = None
    ) -> list[int]:
        """The numbers of the petitions in a filter, what is due first before the others; those of a unit or field.

        Of a long list the part after the first `skip`, and `most` of them.
        """
        which = self._in(box, officer, at), within(officer), *_of(box, value)
        due_first = P.due_at.is_(None), P.due_at, P.id
        found = select(P.id).where(*which).order_by(*due_first)
        return list(self._connection.scalars(found.offset(skip).limit(most)))

    def by_value(self, officer: Officer, box: Box) -> dict[str, int]:
        """How many open petitions each unit or each field has, by its code or key; NOWHERE is no unit yet."""
        column = P.unit if box is Box.UNIT else P.category
        found = select(column, func.count()).where(OWED, within(officer)).group_by(column)
        return {value or NOWHERE: number for value, number in self._connection.execute(found)}

    def search(self, officer: Officer, words: str, communes: Mapping[str, str]) -> list[int]:
        """The numbers of open petitions in whose words, place or code every word stands, without marks.

        The newest come first. `communes` are the names of communes by their codes.
        """
        wanted = [re.compile(rf"\b{re.escape(word)}\b") for word in dict.fromkeys(bare(words).split())]
        waits = P.state.in_(OPEN | WAITS_FOR_SENDER)
        named = select(P.id, P.code, P.words, P.place, P.commune).where(within(officer), waits)
        rows = self._connection.execute(named.order_by(P.id.desc()))
        texts = ((row.id, f"{row.code} {row.words} {row.place} {communes.get(row.commune, '')}") for row in rows)
        return [number for number, text in texts if wanted and _says(text, wanted)]

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

    def _in(self, box: Box, officer: Officer, at: datetime) -> ColumnElement[bool]:
        """Whether a petition stands in a filter."""
        if box is Box.SOON:
            return and_(OWED, P.due_at > at, self._is_near(at))
        approval = and_(AWAITS_APPROVAL, within(officer, Power.APPROVE))
        if box is Box.APPROVAL:
            return approval
        if box is Box.TODO:
            free = or_(P.officer_id.is_(None), P.officer_id == officer.id)
            return or_(approval, and_(P.state.in_(UNDER_WAY), free, within(officer, Power.TAKE)))
        plain: dict[Box, ColumnElement[bool]] = {
            Box.MINE: and_(OWED, P.officer_id == officer.id),
            Box.NEW: and_(P.state.in_(UNDER_WAY), P.officer_id.is_(None)),
            Box.OVERDUE: and_(OWED, P.due_at <= at),
            Box.CITIZEN: P.state.in_(WAITS_FOR_SENDER),
            Box.RESTRICTED: and_(OWED, P.confidential),
        }
        return plain.get(box, OWED)

    def _is_near(self, at: datetime) -> ColumnElement[bool]:
        """Whether the day is near: what is left counts back from the due moment, whatever was paused before."""
        terms = self._connection.execute(select(P.clock_days, P.national).where(OWED).distinct()).all()
        near = (
            and_(
                P.clock_days == days,
                P.national.is_(national),
                P.due_at <= self._clocking.near_until(days, national, at, NEAR),
            )
            for days, national in terms
        )
        return or_(false(), *near)


def within(officer: Officer, power: Power = Power.SEE) -> ColumnElement[bool]:
    """Whether an officer may do something with a petition, as role_for has it; their own petitions are not theirs."""
    held = [_reaches(holding) for holding in officer.holdings if holding.role in ROLES[power]]
    of_them = exists().where(concerned.c.petition_id == P.id, concerned.c.officer_id == officer.id)
    own = and_(P.chat_id.is_not(None), P.chat_id == officer.telegram_id, P.trial.is_(False))
    return and_(or_(false(), *held), ~of_them, ~own)


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


def _says(text: str, wanted: Collection[re.Pattern[str]]) -> bool:
    """Whether every wanted word stands in a text, whatever its marks; quickly, since there are many texts."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    return all(word.search(plain) for word in wanted)
