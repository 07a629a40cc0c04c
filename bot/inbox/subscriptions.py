"""Who follows which procedure or field, to be told when it changes: the chat, what it follows, and since when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, and_, delete, or_, select

from bot.database import insert_into
from bot.inbox.tables import subscription

MOST = 50
"""How much one chat may follow."""


class Followed(StrEnum):
    """What can be followed."""

    PROCEDURE = "procedure"
    FIELD = "field"


class TooManyFollowedError(Exception):
    """The chat follows as much as one may; nothing was added."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Something that is followed: a procedure by its code, or a field by its key, since when."""

    kind: Followed
    key: str
    since: datetime


class SubscriptionRepository:
    """What is followed, over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def follow(self, chat_id: int, kind: Followed, key: str, at: datetime) -> bool:
        """A chat follows something from now on; gives false where it did before. Raises TooManyFollowedError."""
        followed = self.of(chat_id)
        if not any((one.kind, one.key) == (kind, key) for one in followed) and len(followed) >= MOST:
            raise TooManyFollowedError
        row = insert_into(self._connection, subscription).values(chat_id=chat_id, kind=kind, key=key, since=at)
        return self._connection.scalar(row.on_conflict_do_nothing().returning(S.id)) is not None

    def leave(self, chat_id: int, kind: Followed, key: str) -> bool:
        """A chat follows something no more; gives false where it did not."""
        gone = delete(subscription).where(S.chat_id == chat_id, S.kind == kind, S.key == key)
        return self._connection.execute(gone).rowcount > 0

    def of(self, chat_id: int) -> list[Subscription]:
        """What a chat follows, in the order it began to."""
        found = select(S.kind, S.key, S.since).where(S.chat_id == chat_id).order_by(S.id)
        return [Subscription(Followed(kind), key, since) for kind, key, since in self._connection.execute(found)]

    def follows(self, chat_id: int, kind: Followed, key: str) -> bool:
        """Whether a chat follows something."""
        found = select(S.id).where(S.chat_id == chat_id, S.kind == kind, S.key == key)
        return self._connection.scalar(found) is not None

    def forget(self, chat_id: int) -> int:
        """A chat follows nothing any more; gives how much it did."""
        return self._connection.execute(delete(subscription).where(S.chat_id == chat_id)).rowcount

    def followers(self, fields_of: Mapping[str, Collection[str]]) -> dict[int, list[str]]:
        """Of some codes, each with the keys of its fields: those that each chat follows, in their order.

        Whoever follows the procedure and its field finds it once.
        """
        fields = {key for keys in fields_of.values() for key in keys}
        of_procedures = and_(S.kind == Followed.PROCEDURE, S.key.in_([*fields_of]))
        of_fields = and_(S.kind == Followed.FIELD, S.key.in_(fields))
        rows = select(S.chat_id, S.kind, S.key).where(or_(of_procedures, of_fields))
        wanted: dict[int, set[tuple[str, str]]] = {}
        for chat_id, kind, key in self._connection.execute(rows.order_by(S.id)):
            wanted.setdefault(chat_id, set()).add((kind, key))
        return {chat_id: _hers(fields_of, of) for chat_id, of in wanted.items()}


def _hers(fields_of: Mapping[str, Collection[str]], wanted: Collection[tuple[str, str]]) -> list[str]:
    """The codes that a chat follows, by themselves or by a field of theirs."""
    fields = {key for kind, key in wanted if kind == Followed.FIELD}
    codes = {key for kind, key in wanted if kind == Followed.PROCEDURE}
    return [code for code, keys in fields_of.items() if code in codes or not fields.isdisjoint(keys)]


S = subscription.c
