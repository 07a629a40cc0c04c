"""Anchors: once a day the heads of the chains that grew are signed, each anchor over the one before it.

Whoever could write the whole database anew cannot sign it anew, as long as the secret is not theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, exists, insert, select

from bot.petitions.chain import START, anchor_root
from bot.petitions.sealing import Keys
from bot.petitions.tables import anchor, anchored, petition


@dataclass(frozen=True, slots=True)
class Anchor:
    """What was signed on a day: how many heads, the digest over them, the one before it, and the signature."""

    id: int
    day: date
    signed_at: datetime
    heads: int
    previous: str
    root: str
    signature: str

    @property
    def text(self) -> str:
        """What the signature is of; the root holds the heads and the anchor before."""
        return signed_text(self.day, self.signed_at, self.root)


@dataclass(frozen=True, slots=True)
class AnchoredHead:
    """The end of a petition's chain as an anchor holds it."""

    anchor_id: int
    petition_id: int
    number: int
    digest: str


class AnchorRepository:
    """The anchors over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def sign(self, day: date, at: datetime) -> Anchor | None:
        """Sign the heads that no anchor holds; None when there are none, or the day has its anchor already."""
        last = self.last()
        if last and last.day >= day:
            return None
        heads = self._unsigned()
        if not heads:
            return None
        root = anchor_root(_named(heads), last.root if last else START)
        values: dict[str, Any] = {
            "day": day,
            "signed_at": at,
            "heads": len(heads),
            "previous": last.root if last else START,
            "root": root,
            "signature": self._keys.sign(signed_text(day, at, root)),
        }
        number: int = self._connection.execute(insert(anchor).values(values).returning(anchor.c.id)).scalar_one()
        rows = [{"anchor_id": number, **{name: row[name] for name in HEAD}} for row in heads]
        self._connection.execute(insert(anchored), rows)
        return Anchor(number, **values)

    def all(self) -> list[Anchor]:
        """Every anchor, in order."""
        rows = self._connection.execute(select(anchor).order_by(anchor.c.id)).mappings()
        return [Anchor(**row) for row in rows]

    def last(self) -> Anchor | None:
        """The newest anchor."""
        row = self._connection.execute(select(anchor).order_by(anchor.c.id.desc()).limit(1)).mappings().first()
        return Anchor(**row) if row else None

    def heads(self) -> list[AnchoredHead]:
        """Every head of every anchor, those of older anchors first."""
        rows = self._connection.execute(select(anchored).order_by(anchored.c.anchor_id)).mappings()
        return [AnchoredHead(**row) for row in rows]

    def _unsigned(self) -> list[RowMapping]:
        # A chain only grows, so a head is new when no anchor holds its number.
        signed = exists().where(anchored.c.petition_id == P.id, anchored.c.number == P.events)
        heads = select(P.id.label("petition_id"), P.code, P.events.label("number"), P.head.label("digest"))
        return list(self._connection.execute(heads.where(~signed).order_by(P.id)).mappings())


P = petition.c
HEAD = ("petition_id", "number", "digest")


def signed_text(day: date, at: datetime, root: str) -> str:
    """What is signed of an anchor: "motcua 2026-11-22 2026-11-22T19:30:00+00:00 <root>"."""
    return f"motcua {day.isoformat()} {at.astimezone(UTC).isoformat()} {root}"


def _named(heads: Iterable[RowMapping]) -> list[tuple[str, int, str]]:
    return [(row["code"], row["number"], row["digest"]) for row in heads]
