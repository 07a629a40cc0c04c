"""Questions to the register of petitions; every change of one goes through the register's moves."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select, update

from bot.database import insert_into
from bot.petitions.life import OPEN, State
from bot.petitions.petition import Channel, Petition, Place
from bot.petitions.seeking import folded
from bot.petitions.tables import book, contact, petition


class PetitionRepository:
    """The petitions over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_code(self, code: str) -> Petition | None:
        """The petition of a code; None where there is none."""
        return self._first(petition.c.code == code)

    def by_id(self, petition_id: int) -> Petition:
        """A petition that is there, for who just read its number from the database."""
        found = self._first(petition.c.id == petition_id)
        if found is None:
            raise LookupError(petition_id)
        return found

    def by_ids(self, numbers: Sequence[int]) -> list[Petition]:
        """Petitions that are there, in the order of some numbers."""
        rows = self._connection.execute(select(petition).where(petition.c.id.in_(numbers))).mappings()
        found = {row["id"]: _petition(row) for row in rows}
        return [found[number] for number in numbers]

    def of_chat(self, chat_id: int, limit: int = 100) -> list[Petition]:
        """Somebody's own petitions, the newest first."""
        return self._all(petition.c.chat_id == chat_id, newest=True, limit=limit)

    def lodged_since(self, chat_id: int, moment: datetime) -> int:
        """How many petitions somebody lodged since a moment."""
        return self._count(petition.c.chat_id == chat_id, petition.c.submitted_at >= moment)

    def number(self) -> int:
        """How many petitions there are."""
        return self._count()

    def waiting(self, states: Sequence[State], limit: int) -> list[Petition]:
        """Petitions in some states, those due first before the others."""
        return self._all(petition.c.state.in_(states), limit=limit)

    def counted_otherwise(self, calendar: str) -> list[int]:
        """The numbers of petitions that are open or wait for a word on their answer, counted by another calendar."""
        counted = petition.c.state.in_(OPEN | {State.ANSWERED}), petition.c.calendar != calendar
        return list(self._connection.scalars(select(petition.c.id).where(*counted).order_by(petition.c.id)))

    def repeating(self, petition_id: int) -> list[int]:
        """The numbers of petitions that were found to repeat this one and are not anonymised."""
        repeats = petition.c.parent_id == petition_id, petition.c.state == State.DUPLICATE
        its = *repeats, petition.c.anonymised_at.is_(None)
        return list(self._connection.scalars(select(petition.c.id).where(*its).order_by(petition.c.id)))

    def closed_before(self, moment: datetime) -> list[Petition]:
        """Petitions that were closed before a moment and are not anonymised yet."""
        done = petition.c.closed_at < moment, petition.c.anonymised_at.is_(None)
        return self._all(*done, limit=10**6)

    def lodged_between(self, since: datetime, until: datetime) -> list[Petition]:
        """Every petition of a span, the last moment not in it, in the order they were lodged."""
        return self._all(petition.c.submitted_at >= since, petition.c.submitted_at < until, limit=10**9)

    def of_officer(self, officer_id: int) -> list[Petition]:
        """Every petition that an officer answers for, or did when it was closed, in the order they were lodged."""
        return self._all(petition.c.officer_id == officer_id, limit=10**9)

    def in_states(self, states: Collection[State]) -> list[Petition]:
        """Every petition in some states, in the order they were lodged."""
        return self._all(petition.c.state.in_(states), limit=10**9)

    def open_of(self, officer_id: int) -> list[Petition]:
        """The open petitions that an officer answers for, in the order they were lodged."""
        return self._all(petition.c.officer_id == officer_id, petition.c.state.in_(OPEN), limit=10**6)

    def open_numbers(self) -> dict[int, int]:
        """How many open petitions each officer answers for who answers for any."""
        p = petition.c
        each = select(p.officer_id, func.count().label("number")).where(p.officer_id.is_not(None), p.state.in_(OPEN))
        return {row.officer_id: row.number for row in self._connection.execute(each.group_by(p.officer_id))}

    def every(self) -> list[Petition]:
        """Every petition, in the order they were lodged."""
        return self._all(limit=10**9)

    def add(self, values: dict[str, Any]) -> int:
        """Enter a petition in the register; gives its number."""
        sought = {"folded": folded(values["code"], values["words"], values["place"], values["commune"])}
        number: int = self._connection.scalar(insert(petition).values(values | sought).returning(petition.c.id))
        return number

    def change(self, petition_id: int, values: dict[str, Any]) -> None:
        """Keep where a petition stands now; what is found by its words is no more once they are emptied."""
        emptied = {"folded": ""} if values.get("words") == "" else {}
        self._connection.execute(update(petition).where(petition.c.id == petition_id).values(values | emptied))

    def hold(self, petition_id: int) -> Petition:
        """The petition as it is now; nobody else changes it until the transaction ends."""
        found = select(petition).where(petition.c.id == petition_id).with_for_update()
        return _petition(self._connection.execute(found).mappings().one())

    def next_in_book(self, year: int, trial: bool) -> int:
        """The next number of a year's book; the trial has a book of its own."""
        row = insert_into(self._connection, book).values(year=year, trial=trial, last=1)
        raised = row.on_conflict_do_update(index_elements=[book.c.year, book.c.trial], set_={"last": book.c.last + 1})
        number: int = self._connection.execute(raised.returning(book.c.last)).scalar_one()
        return number

    def keep_contact(self, petition_id: int, sealed: str | None) -> None:
        """Keep the sealed contact of a petition; None empties it."""
        row = insert_into(self._connection, contact).values(petition_id=petition_id, sealed=sealed)
        kept = row.on_conflict_do_update(index_elements=[contact.c.petition_id], set_={"sealed": sealed})
        self._connection.execute(kept)

    def sealed_contact(self, petition_id: int) -> str | None:
        """The sealed contact of a petition; None once it was anonymised."""
        return self._connection.scalar(select(contact.c.sealed).where(contact.c.petition_id == petition_id))

    def _first(self, which: ColumnElement[bool]) -> Petition | None:
        row = self._connection.execute(select(petition).where(which)).mappings().first()
        return _petition(row) if row else None

    def _all(self, *which: ColumnElement[bool], limit: int, newest: bool = False) -> list[Petition]:
        order = petition.c.id.desc() if newest else petition.c.id
        found = select(petition).where(*which).order_by(order).limit(limit)
        return [_petition(row) for row in self._connection.execute(found).mappings()]

    def _count(self, *which: ColumnElement[bool]) -> int:
        return self._connection.scalar(select(func.count()).select_from(petition).where(*which)) or 0


def pauses_of(text: str) -> tuple[tuple[datetime, datetime | None], ...]:
    """When a clock stood, out of its column."""
    moment = datetime.fromisoformat
    return tuple((moment(begin), moment(end) if end else None) for begin, end in json.loads(text))


def pauses_text(pauses: Sequence[tuple[datetime, datetime | None]]) -> str:
    """When a clock stood, as its column holds it."""
    return json.dumps([[begin.isoformat(), end.isoformat() if end else None] for begin, end in pauses])


PLAIN = (
    "id", "code", "trial", "book_year", "book_number", "chat_id", "category", "about", "words", "shown", "secret",
    "state_at", "submitted_at", "clock_from", "clock_days", "national", "due_at", "transfer_due_at", "answered_at",
    "closed_at", "reopened", "parent_id", "agency", "reason", "process_rating", "result_rating", "restricted_at",
    "anonymised_at", "unit", "officer_id", "confidential", "events", "head",
)  # fmt: skip
"""Columns that a petition has as they are."""


def _petition(row: RowMapping) -> Petition:
    return Petition(
        **{name: row[name] for name in PLAIN},
        place=Place(row["commune"], row["place"], row["latitude"], row["longitude"]),
        state=State(row["state"]),
        resumes=State(row["resumes"]) if row["resumes"] else None,
        channel=Channel(row["channel"]),
        pauses=pauses_of(row["pauses"]),
    )
