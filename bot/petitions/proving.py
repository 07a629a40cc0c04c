"""What shows that the history of one petition is as it was written: its chain, and the anchors that hold a head of it.

Whether an anchor's root holds that head only the office can show: the root is made of the heads of other petitions too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from bot.petitions.anchors import Anchor
from bot.petitions.chain import anchor_root, first_broken
from bot.petitions.sealing import Keys
from bot.petitions.tables import anchor, anchored, petition
from bot.petitions.trail import Entry, Trail


@dataclass(frozen=True, slots=True)
class HeldHead:
    """A head of the chain as an anchor holds it, and whether both are still what they were."""

    anchor: Anchor
    number: int
    digest: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """The links of a chain, which of them is broken first, the anchors, and the key that checks their signatures."""

    entries: Sequence[Entry]
    broken: int | None
    heads: Sequence[HeldHead]
    public_key: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing is broken."""
        return self.broken is None and all(head.holds for head in self.heads)


class ProofRepository:
    """The proofs over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def of(self, petition_id: int) -> Proof:
        """The proof of a petition as it stands now. Raises UnreadableEventError."""
        entries = Trail(self._connection, self._keys).entries(petition_id)
        broken = first_broken(entry.link for entry in entries)
        digests = {entry.link.number: entry.link.digest for entry in entries}
        found = select(anchor, anchored.c.number, anchored.c.digest).join_from(anchored, anchor)
        rows = self._connection.execute(found.where(anchored.c.petition_id == petition_id).order_by(anchor.c.id))
        heads = []
        for *of_anchor, number, digest in rows:
            signed = Anchor(*of_anchor)
            heads.append(HeldHead(signed, number, digest, digests.get(number) == digest and self._is_as_signed(signed)))
        return Proof(entries, broken, heads, self._keys.public_key)

    def _is_as_signed(self, signed: Anchor) -> bool:
        """Whether an anchor holds what it signed."""
        heads = select(petition.c.code, anchored.c.number, anchored.c.digest).join_from(anchored, petition)
        rows = self._connection.execute(heads.where(anchored.c.anchor_id == signed.id))
        root = anchor_root([(row.code, row.number, row.digest) for row in rows], signed.previous)
        return root == signed.root and self._keys.verify(signed.text, signed.signature)
