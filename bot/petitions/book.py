"""The book of petitions as it is read out: every petition of a span with what stands about it in other tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, or_, select

from bot.clock import VIET_NAM
from bot.petitions.life import State
from bot.petitions.petition import EventKind, Petition
from bot.petitions.replies import Document, ReplyKind, ReplyState
from bot.petitions.repository import PetitionRepository
from bot.petitions.tables import concerned, event, petition, reply
from bot.review.powers import Matter
from bot.review.tables import officer


@dataclass(frozen=True, slots=True)
class Span:
    """Days from one to another, both of them in it."""

    since: date
    until: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Its first moment, and the first one after it."""
        after = self.until + timedelta(days=1)
        return datetime.combine(self.since, time(), VIET_NAM), datetime.combine(after, time(), VIET_NAM)


@dataclass(frozen=True, slots=True)
class Entry:
    """A petition in its book."""

    petition: Petition
    matter: Matter
    officer: str  # the name of who answers for it
    parent: str  # the code of the petition it repeats
    answer: str | None  # what its sender was answered last; None once it was erased
    document: Document


class BookRepository:
    """The book over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self, span: Span) -> list[Entry]:
        """Every petition that was lodged in a span, by the books' numbers; trials stand in a book of their own."""
        petitions = PetitionRepository(self._connection).lodged_between(*span.moments)
        its = petition.c.submitted_at >= span.moments[0], petition.c.submitted_at < span.moments[1]
        return self._entries(sorted(petitions, key=_place_in_books), its)

    def entries_of(self, numbers: Sequence[int]) -> list[Entry]:
        """Some petitions, in the order of their numbers."""
        return self._entries(PetitionRepository(self._connection).by_ids(numbers), (petition.c.id.in_(numbers),))

    def _entries(self, petitions: Iterable[Petition], its: Sequence[ColumnElement[bool]]) -> list[Entry]:
        names, parents = self._names(), self._parents(its)
        concerned_in, answers, documents = self._concerned(its), self._answers(its), self._documents(its)
        return [
            Entry(
                one,
                Matter(one.unit, one.category, one.confidential, concerned_in.get(one.id, frozenset())),
                officer=names.get(one.officer_id or 0, ""),
                parent=parents.get(one.parent_id or 0, ""),
                answer=answers.get(one.id, ""),
                document=documents.get(one.id, Document()),
            )
            for one in petitions
        ]

    def _names(self) -> dict[int, str]:
        """The names of everybody who is or was an officer."""
        return {row["id"]: row["name"] for row in self._rows(select(officer.c.id, officer.c.name))}

    def _parents(self, its: Iterable[ColumnElement[bool]]) -> dict[int, str]:
        """The codes of petitions that others repeat."""
        repeated = select(petition.c.parent_id).where(petition.c.parent_id.is_not(None), *its)
        parents = select(petition.c.id, petition.c.code).where(petition.c.id.in_(repeated))
        return {row["id"]: row["code"] for row in self._rows(parents)}

    def _concerned(self, its: Iterable[ColumnElement[bool]]) -> dict[int, frozenset[int]]:
        """The officers that petitions speak of."""
        c = concerned.c
        found: dict[int, frozenset[int]] = {}
        for row in self._rows(select(c.petition_id, c.officer_id).join_from(concerned, petition).where(*its)):
            found[row["petition_id"]] = found.get(row["petition_id"], frozenset()) | {row["officer_id"]}
        return found

    def _answers(self, its: Iterable[ColumnElement[bool]]) -> dict[int, str | None]:
        """What was answered last, by the office or by the agency it was passed on to, by the numbers of petitions."""
        e = event.c
        answered = or_(and_(e.kind == EventKind.MOVED, e.to_state == State.ANSWERED), e.kind == EventKind.RELAYED)
        found = select(e.petition_id, e.note).join_from(event, petition).where(answered, *its).order_by(e.id)
        return {row["petition_id"]: row["note"] for row in self._rows(found)}

    def _documents(self, its: Iterable[ColumnElement[bool]]) -> dict[int, Document]:
        """The signed documents that went with what was answered, refused or passed on last."""
        r = reply.c
        sent = r.state == ReplyState.SENT, r.kind.not_in(NOT_OURS), r.document_number != ""
        chosen = select(r.petition_id, r.document_number, r.document_on).join_from(reply, petition)
        rows = self._rows(chosen.where(*sent, *its).order_by(r.decided_at, r.id))
        return {row["petition_id"]: Document(row["document_number"], row["document_on"]) for row in rows}

    def _rows(self, found: Select[Any]) -> list[RowMapping]:
        return list(self._connection.execute(found).mappings())


NOT_OURS = (ReplyKind.EXTENSION, ReplyKind.RELAY)
"""Replies whose document is not what the office closed a petition with."""


def _place_in_books(one: Petition) -> tuple[bool, int, int]:
    return one.trial, one.book_year, one.book_number
