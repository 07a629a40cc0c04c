"""The audit trail: events of petitions, appended and chained, never changed; what may be erased is a digest in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from bot.petitions.chain import START, Link, link
from bot.petitions.life import Party, State
from bot.petitions.petition import Actor, Event, EventKind, Reader
from bot.petitions.sealing import Keys
from bot.petitions.tables import event, petition
from bot.review.tables import officer

NOTE = "note"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a petition's chain: how many events it has and the digest of the last."""

    number: int = 0
    digest: str = START


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is shown, and as the chain sees it."""

    event: Event
    link: Link


def within(petition_id: int, name: str) -> str:
    """What a text's digest is named by: equal texts of two petitions have nothing in common once they are erased."""
    return f"petition:{petition_id}:{name}"


class UnreadableEventError(Exception):
    """An event that nobody here could have written."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"event {number} cannot be read")


class Trail:
    """The events over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def append(self, happened: Event, head: Head, erasable: Mapping[str, str] | None = None) -> Head:
        """Add an event after the head it was made for; gives the new head.

        `erasable` names texts that stand elsewhere (her words, her contact): only their keyed digests are kept here.
        """
        texts = {**(erasable or {}), NOTE: happened.note or ""}
        digests = {
            name: self._keys.digest(within(happened.petition_id, name), text) for name, text in sorted(texts.items())
        }
        facts = _facts(happened)
        digest = link(head.digest, happened.number, facts, digests)
        row = {**_row(happened), "digests": _json(digests), "previous": head.digest, "digest": digest}
        self._connection.execute(insert(event).values(row))
        return Head(happened.number, digest)

    def of(self, petition_id: int, *readers: Reader) -> list[Event]:
        """The events of a petition in their order; with readers, those that they may read."""
        return [_event(row) for row in self._rows(petition_id) if not readers or row["reader"] in readers]

    def entries(self, petition_id: int) -> list[Entry]:
        """The events of a petition, each with its link. Raises UnreadableEventError."""
        return [_entry(row) for row in self._rows(petition_id)]

    def between(self, since: datetime, until: datetime, *, trial: bool) -> list[Event]:
        """What happened to every petition in a span, the last moment not in it, in order; of the trials, or without."""
        its = petition.c.trial.is_(trial), event.c.at >= since, event.c.at < until
        found = select(event).join_from(event, petition).where(*its).order_by(event.c.id)
        return [_event(row) for row in self._connection.execute(found).mappings()]

    def erase_notes(self, petition_id: int, kinds: Sequence[EventKind]) -> None:
        """Empty the notes of some kinds of event; their digests stay, and with them the chain."""
        which = event.c.petition_id == petition_id, event.c.kind.in_(kinds)
        self._connection.execute(update(event).where(*which).values(note=None))

    def officers(self, petition_id: int) -> dict[int, str]:
        """The names of the officers who acted on a petition, by their numbers."""
        e = event.c
        found = select(officer.c.id, officer.c.name).join_from(event, officer).where(e.petition_id == petition_id)
        return {row.id: row.name for row in self._connection.execute(found.distinct())}

    def _rows(self, petition_id: int) -> list[RowMapping]:
        found = select(event).where(event.c.petition_id == petition_id).order_by(event.c.number)
        return list(self._connection.execute(found).mappings())


def _row(happened: Event) -> dict[str, Any]:
    return {
        "petition_id": happened.petition_id,
        "number": happened.number,
        "kind": happened.kind,
        "at": happened.at,
        "party": happened.actor.party,
        "officer_id": happened.actor.officer_id,
        "reader": happened.reader,
        "from_state": happened.from_state,
        "to_state": happened.to_state,
        "note": happened.note,
        "details": _json(happened.details),
    }


def _facts(happened: Event) -> dict[str, str | int | None]:
    """What of an event can never be erased, as it enters the chain."""
    row = _row(happened)
    return {
        **{name: row[name] for name in row if name not in {NOTE, "at"}},
        "at": happened.at.astimezone(UTC).isoformat(),
    }


def _link(row: RowMapping) -> Link:
    return Link(row["number"], _facts(_event(row)), json.loads(row["digests"]), row["previous"], row["digest"])


def _entry(row: RowMapping) -> Entry:
    try:
        entry = Entry(_event(row), _link(row))
    except (ValueError, TypeError):  # a state, a party or JSON that is none
        raise UnreadableEventError(row["number"]) from None
    if not isinstance(entry.link.digests, dict):
        raise UnreadableEventError(row["number"])
    return entry


def _event(row: RowMapping) -> Event:
    return Event(
        petition_id=row["petition_id"],
        number=row["number"],
        kind=EventKind(row["kind"]),
        at=row["at"],
        actor=Actor(Party(row["party"]), row["officer_id"]),
        reader=Reader(row["reader"]),
        from_state=State(row["from_state"]) if row["from_state"] else None,
        to_state=State(row["to_state"]) if row["to_state"] else None,
        note=row["note"],
        details=json.loads(row["details"]),
    )


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
