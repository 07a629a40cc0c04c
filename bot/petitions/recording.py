"""How every act on a petition is written down: an event in its chain, what it changes in the register, who hears of it.

All in the transaction of whoever acts.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.petitions.clocking import Clocking
from bot.petitions.concerned import ConcernedRepository
from bot.petitions.life import State
from bot.petitions.petition import Actor, Event, EventKind, Petition, Reader
from bot.petitions.repository import PetitionRepository
from bot.petitions.sealing import Keys
from bot.petitions.trail import Head, Trail

Told = Callable[[Petition, Event], None]


class Recording:
    """The petitions and their trail over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection, keys: Keys, clocking: Clocking, told: Told) -> None:
        self.petitions = PetitionRepository(connection)
        self.trail = Trail(connection, keys)
        self._concerned = ConcernedRepository(connection)
        self._keys = keys
        self._clocking = clocking
        self._told = told

    def _event(
        self,
        held: Petition,
        kind: EventKind,
        actor: Actor,
        at: datetime,
        reader: Reader,
        note: str,
        details: Mapping[str, Any] | None = None,
        to: State | None = None,
    ) -> Event:
        before = held.state if to else None
        return Event(held.id, held.events + 1, kind, at, actor, reader, before, to, note, details or {})

    def _record(
        self, held: Petition, made: Event, changes: Mapping[str, Any], erasable: Mapping[str, str] | None = None
    ) -> Petition:
        head = self.trail.append(made, Head(held.events, held.head), erasable)
        self.petitions.change(held.id, {**changes, "events": head.number, "head": head.digest})
        now = self.petitions.by_id(held.id)
        self._clocking.reminding.follow(held, now, made.at)
        self._told(now, made)
        return now


COLUMNS = {
    "agency": "agency",
    "reason": "reason",
    "parent": "parent_id",
    "officer": "officer_id",
    "unit": "unit",
}
"""The facts that a petition itself carries, by the names of their columns."""


def carried(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a move that the petition itself carries."""
    return {column: facts[name] for name, column in COLUMNS.items() if name in facts}


def iso(at: datetime | None) -> str | None:
    """A moment as it stands in the details of an event."""
    return at.isoformat() if at else None
