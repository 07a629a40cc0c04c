"""What happened to petitions, as an audit reads it: every event of some days, whatever petition it is of."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.petitions.gathering import AT_ONCE, taken_along
from bot.petitions.tables import event, petition
from bot.review.officers import Officer
from bot.review.tables import officer


@dataclass(frozen=True, slots=True)
class Happened:
    """An event with the code of its petition and the name of the officer who acted, if one did.

    `note` is None once it was erased; `withheld` says that the petition's sender asked for her data to be deleted.
    """

    at: datetime
    code: str
    number: int
    kind: str
    party: str
    name: str
    reader: str
    from_state: str | None
    to_state: str | None
    note: str | None
    reason: str
    digest: str
    withheld: bool


class HappenedRepository:
    """The events over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def between(self, reader: Officer | None, since: datetime, until: datetime) -> Iterator[Happened]:
        """The events of a span, the last moment not in it, of petitions that an officer may take along, in order."""
        e, p = event.c, petition.c
        found = (
            select(e.at, p.code, e.number, e.kind, e.party, officer.c.name, e.reader, e.from_state, e.to_state)
            .add_columns(e.note, e.details, e.digest, p.restricted_at)
            .join_from(event, petition, e.petition_id == p.id)
            .outerjoin(officer, officer.c.id == e.officer_id)
            .where(e.at >= since, e.at < until, taken_along(reader))
            .order_by(e.at, e.id)
        )
        rows = self._connection.execute(found, execution_options={"yield_per": AT_ONCE})
        for some in rows.partitions():
            for *told, details, digest, restricted_at in some:
                reason = json.loads(details).get("reason", "")
                at, code, number, kind, party, name, reader_, before, after, note = told
                yield Happened(
                    at, code, number, kind, party, name or "", reader_, before, after, note, reason, digest,
                    restricted_at is not None,
                )  # fmt: skip

    def codes(self, numbers: Collection[int]) -> dict[int, str]:
        """The codes of some petitions, by their numbers."""
        found = select(petition.c.id, petition.c.code).where(petition.c.id.in_(numbers))
        return {row.id: row.code for row in self._connection.execute(found)}
