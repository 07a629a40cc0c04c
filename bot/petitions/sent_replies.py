"""Everything the office sent as an answer, a refusal, a transfer or an extension: who wrote it, who let it leave."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, select

from bot.petitions.gathering import AT_ONCE, taken_along
from bot.petitions.mailbox import Wanted, asked_of
from bot.petitions.petition import EventKind
from bot.petitions.replies import ReplyKind, ReplyState
from bot.petitions.tables import event, petition, reply
from bot.review.officers import Officer
from bot.review.tables import officer

LETS_LEAVE = (EventKind.MOVED, EventKind.EXTENDED, EventKind.RELAYED)
"""Events that say what was sent."""


@dataclass(frozen=True, slots=True)
class SentReply:
    """A reply as it left, with what of its petition says where it belongs.

    `words` are those that were sent: None once they were erased.
    """

    id: int
    petition_id: int
    code: str
    book_number: int
    book_year: int
    category: str
    unit: str
    lodged_at: datetime
    restricted_at: datetime | None
    anonymised_at: datetime | None
    kind: ReplyKind
    reason: str
    agency: str
    until: date | None
    document_number: str
    document_on: date | None
    author: str
    submitted_at: datetime | None
    approver: str
    decided_at: datetime | None
    words: str | None = ""


class SentReplyRepository:
    """The replies that left, over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def sent(self, reader: Officer | None, wanted: Wanted) -> Iterator[SentReply]:
        """What was sent between two moments, of petitions that an officer may take along, in the order it left.

        Of what is wanted, the moments are those of the sending.
        """
        of_petition = Wanted(unit=wanted.unit, field=wanted.field)
        author, approver = officer.alias("author"), officer.alias("approver")
        columns = [getattr(R, name) for name in OF_THE_REPLY]
        found = (
            select(*columns, *(getattr(P, name) for name in OF_THE_PETITION), P.submitted_at.label("lodged_at"))
            .add_columns(author.c.name.label("author"), approver.c.name.label("approver"))
            .join_from(reply, petition, R.petition_id == P.id)
            .join(author, author.c.id == R.author_id)
            .outerjoin(approver, approver.c.id == R.decided_by)
            .where(R.state == ReplyState.SENT, taken_along(reader), *asked_of(of_petition))
            .order_by(R.id)
        )
        if wanted.since:
            found = found.where(R.decided_at >= wanted.since)
        if wanted.until:
            found = found.where(R.decided_at < wanted.until)
        rows = self._connection.execute(found, execution_options={"yield_per": AT_ONCE})
        for some in rows.mappings().partitions():
            texts = self._texts({row["petition_id"] for row in some})
            yield from (_sent(row, texts) for row in some)

    def _texts(self, petitions: Collection[int]) -> Mapping[int, str | None]:
        """What was sent, by the numbers of replies."""
        e = event.c
        found = select(e.note, e.details).where(e.petition_id.in_(petitions), e.kind.in_(LETS_LEAVE))
        told = ((json.loads(row.details).get("reply"), row.note) for row in self._connection.execute(found))
        return {number: note for number, note in told if number}


R, P = reply.c, petition.c

OF_THE_REPLY: Sequence[str] = (
    "id", "petition_id", "kind", "reason", "agency", "until", "document_number", "document_on", "submitted_at",
    "decided_at",
)  # fmt: skip
OF_THE_PETITION: Sequence[str] = (
    "code", "book_number", "book_year", "category", "unit", "restricted_at", "anonymised_at",
)  # fmt: skip
"""Columns that stand beside each other as they are."""


def _sent(row: RowMapping, texts: Mapping[int, str | None]) -> SentReply:
    told = {"kind": ReplyKind(row["kind"]), "approver": row["approver"] or "", "words": texts.get(row["id"], "")}
    return SentReply(**{**row, **told})
