"""What the office says for itself in its own tables, by a key: nothing is overwritten, and each says who said it when.

said ──said anew, or ended──▶ past        of a key one entry stands at a time
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from bot.database import insert_into
from bot.petitions.tables import office_entry
from bot.review.tables import officer


class NotSoEntryError(Exception):
    """Another entry stands by now than whoever changes it has seen."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the office said under a key, by whom and when; `ended_at` is None while it stands."""

    id: int
    key: str
    facts: Mapping[str, Any]
    made_at: datetime
    made_by: str
    ended_at: datetime | None = None
    ended_by: str = ""


class EntryRepository:
    """The entries of one table over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection, of: str) -> None:
        self._connection = connection
        self._of = of

    def standing(self) -> dict[str, Entry]:
        """What stands, by its key, in the order it was said."""
        return {one.key: one for one in self._all(E.standing)}

    def of(self, key: str) -> list[Entry]:
        """All that was ever said under a key, in order."""
        return self._all(E.key == key)

    def every_key(self) -> list[str]:
        """Every key under which something was ever said."""
        return list(self._connection.scalars(select(E.key).where(E.of == self._of).distinct().order_by(E.key)))

    def put(self, key: str, facts: Mapping[str, Any], officer_id: int, at: datetime, *, seen: int = 0) -> None:
        """Something else stands from now on; `seen` is what stood when it was read, 0: nothing.

        Raises NotSoEntryError.
        """
        if seen:
            self.end(key, officer_id, at, seen=seen)
        told = json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)
        values = {"of": self._of, "key": key, "standing": True, "facts": told, "made_at": at, "made_by": officer_id}
        row = insert_into(self._connection, office_entry).values(values)
        if self._connection.scalar(row.on_conflict_do_nothing().returning(E.id)) is None:
            raise NotSoEntryError

    def end(self, key: str, officer_id: int, at: datetime, *, seen: int) -> None:
        """What stands holds no more. Raises NotSoEntryError."""
        ended = update(office_entry).where(E.id == seen, E.of == self._of, E.key == key, E.standing)
        if not self._connection.execute(ended.values(standing=None, ended_at=at, ended_by=officer_id)).rowcount:
            raise NotSoEntryError

    def _all(self, *which: ColumnElement[bool]) -> list[Entry]:
        by, ender = officer.alias("maker"), officer.alias("ender")
        names = by.c.name.label("made_by"), func.coalesce(ender.c.name, "").label("ended_by")
        found = select(E.id, E.key, E.facts, E.made_at, E.ended_at, *names)
        joined = found.join_from(office_entry, by, E.made_by == by.c.id).outerjoin(ender, E.ended_by == ender.c.id)
        rows = self._connection.execute(joined.where(E.of == self._of, *which).order_by(E.id)).mappings()
        return [Entry(**{**row, "facts": json.loads(row["facts"])}) for row in rows]


E = office_entry.c
