"""Petitions as officers take them along in a file: all of a filter, however many, some at a time.

What the mailbox shows an officer is asked for in its own way; taking it along needs a power more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from bot.petitions.codes import read_code
from bot.petitions.mailbox import ANYTHING, RELAYED, RELAYS, WAITS, Box, Mailbox, P, Wanted, asked_of, of_value
from bot.petitions.reaching import within
from bot.petitions.seeking import says, words_of
from bot.petitions.tables import petition
from bot.review.officers import Officer
from bot.review.powers import Power

AT_ONCE = 500
"""How many petitions are looked at together."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which petitions: those of a box of the mailbox, or, without one, whatever their state; or what words find."""

    box: Box | None = None
    value: str = ""
    wanted: Wanted = ANYTHING
    words: str = ""
    communes: Mapping[str, str] = field(default_factory=dict)  # their names by their codes, for the words


class Gathering(Mailbox):
    """The petitions of a filter, read as they stand while others go on writing."""

    def numbers(self, officer: Officer | None, at: datetime, sought: Sought) -> Iterator[Sequence[int]]:
        """The numbers of what an officer may take along, in the order it was lodged, some at a time.

        Without an officer that is whatever nobody has to be named for.
        """
        found = select(P.id).where(taken_along(officer), *self._looked_for(officer, at, sought)).order_by(P.id)
        return self._streamed(found)

    def number(self, officer: Officer | None, at: datetime, sought: Sought) -> int:
        """How many that are."""
        found = select(func.count()).where(taken_along(officer), *self._looked_for(officer, at, sought))
        return self._connection.scalar(found.select_from(petition)) or 0

    def _streamed(self, found: Select[int]) -> Iterator[Sequence[int]]:
        # The database hands the rows out as they are asked for: neither it nor we hold them all.
        rows = self._connection.execute(found, execution_options={"yield_per": AT_ONCE})
        yield from rows.scalars().partitions()

    def _looked_for(self, officer: Officer | None, at: datetime, sought: Sought) -> Sequence[ColumnElement[bool]]:
        """What the mailbox asks for with the same filter; words are looked for in place of it."""
        wanted, box = sought.wanted, sought.box
        if sought.words:
            return self._found_by(sought)
        if wanted.state:
            return P.state == wanted.state, *asked_of(wanted)
        if officer is None or box is None:
            return tuple(asked_of(wanted))
        boxed = and_(WAITS, self._in(box, officer, at), *of_value(box, sought.value))
        relays = and_(RELAYS, within(officer, Power.APPROVE)) if box in RELAYED else false()
        return or_(boxed, relays), *asked_of(wanted)

    def _found_by(self, sought: Sought) -> Sequence[ColumnElement[bool]]:
        """A whole code finds its petition wherever that stands; other words what waits."""
        if code := read_code(sought.words):
            return (P.code == code,)
        looked_for = words_of(sought.words)
        found = says(self._connection.dialect, looked_for, sought.communes) if looked_for else false()
        return WAITS, found


def taken_along(officer: Officer | None) -> ColumnElement[bool]:
    """Whether an officer may see a petition and take it along; without an officer, whether everybody's roles see it."""
    if officer is None:
        return P.confidential.is_(False)
    return and_(within(officer), within(officer, Power.EXPORT))
