"""The contact points of offices through time, and through ours: nothing is overwritten, and what an office said stays.

valid_from, valid_to   over which days it is so (a police post that moves on 2027-03-01)
recorded_from, _to     over which moments we said so, and by whom; what is said today has no end
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, insert, select, update

from knowledge import tables
from knowledge.contacts import ContactPoint
from knowledge.procedures import Source
from knowledge.tables import OFFICE, RELEASE

Post = tuple[str, str]
"""Whose: the code of the unit, and the kind of office."""

C, S = tables.office.c, tables.source.c


@dataclass(frozen=True, slots=True)
class SaidContact:
    """A contact point as we said it: from when to when, and by whom (empty: a release)."""

    contact: ContactPoint
    origin: str
    recorded_from: datetime
    recorded_to: datetime | None
    recorded_by: str
    id: int = 0

    @property
    def post(self) -> Post:
        """Whose it is."""
        return self.contact.unit, self.contact.kind


class ContactPointRepository:
    """The contact points over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def current(self) -> list[ContactPoint]:
        """What is said today, in the order in which it was said."""
        return [said.contact for said in self._said(C.recorded_to.is_(None))]

    def history(self, unit: str, kind: str) -> list[SaidContact]:
        """All that was ever said of an office, in the order in which it was said."""
        return self._said(C.unit == unit, C.kind == kind)

    def of_office(self) -> set[Post]:
        """The offices of which an officer said something: no release changes them."""
        return {said.post for said in self._said(C.recorded_to.is_(None), C.origin == OFFICE)}

    def put(self, contact: ContactPoint, by: str, at: datetime) -> None:
        """An officer says what is so from `contact.valid_from` on, up to the next change that is known already.

        Without such a day it has been so as long as anybody knows.
        """
        day = _begin(contact)
        before = self._said(C.recorded_to.is_(None), C.unit == contact.unit, C.kind == contact.kind)
        later = [begin for said in before if (begin := said.contact.valid_from) and begin > day]
        until_then = [said for said in before if _begin(said.contact) < day < (said.contact.valid_to or date.max)]
        replaced = [said for said in before if _begin(said.contact) == day]
        self._close([*until_then, *replaced], at)
        for said in until_then:
            self._add(replace(said.contact, valid_to=contact.valid_from), said.origin, at, by)
        self._know(contact.source)
        self._add(replace(contact, valid_to=min(later, default=None)), OFFICE, at, by)

    def ship(self, contacts: Iterable[ContactPoint], at: datetime) -> None:
        """A release says which offices there are; what an officer said stays as it is."""
        theirs, wanted = self.of_office(), {(contact.unit, contact.kind): contact for contact in contacts}
        before = {said.post: said for said in self._said(C.recorded_to.is_(None)) if said.post not in theirs}
        changed = {post for post in before.keys() | wanted.keys() if not _is_said(before.get(post), wanted.get(post))}
        self._close([said for post, said in before.items() if post in changed], at)
        for post, contact in wanted.items():
            if post in changed - theirs:
                self._add(contact, RELEASE, at, "")

    def bring(self, said: Iterable[tuple[ContactPoint, str]], at: datetime) -> None:
        """What another database said, each with whether a release or an officer did, into one that says nothing yet."""
        for contact, origin in said:
            self._add(contact, origin, at, "")

    def _said(self, *which: ColumnElement[bool]) -> list[SaidContact]:
        facts = [C[field.name] for field in fields(ContactPoint) if field.name != "source"]
        source = [S[field.name].label(f"source_{field.name}") for field in fields(Source)]
        record = C.origin, C.recorded_from, C.recorded_to, C.recorded_by, C.id
        found = select(*facts, *source, *record).join_from(tables.office, tables.source, C.source == S.key)
        rows = self._connection.execute(found.where(*which).order_by(C.id)).mappings()
        return [
            SaidContact(
                ContactPoint(
                    **{column.name: row[column.name] for column in facts},
                    source=Source(**{column.name.removeprefix("source_"): row[column.name] for column in source}),
                ),
                *(row[column.name] for column in record),
            )
            for row in rows
        ]

    def _close(self, ended: Iterable[SaidContact], at: datetime) -> None:
        ids = [said.id for said in ended]
        self._connection.execute(update(tables.office).where(C.id.in_(ids)).values(recorded_to=at))

    def _add(self, contact: ContactPoint, origin: str, at: datetime, by: str) -> None:
        facts = {**asdict(contact), "source": contact.source.key}
        values = {**facts, "origin": origin, "recorded_from": at, "recorded_by": by}
        self._connection.execute(insert(tables.office).values(values))

    def _know(self, source: Source) -> None:
        """A source an officer names: a new one, or one that is known and may have been taken back."""
        known = update(tables.source).where(S.key == source.key).values(withdrawn_by=None)
        if not self._connection.execute(known).rowcount:
            self._connection.execute(insert(tables.source).values(asdict(source)))


def _begin(contact: ContactPoint) -> date:
    return contact.valid_from or date.min


def _is_said(said: SaidContact | None, contact: ContactPoint | None) -> bool:
    return said is not None and said.contact == contact
