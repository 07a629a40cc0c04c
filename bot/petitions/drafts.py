"""Petitions that are being written: one a chat, sealed, reminded of once and removed after a week."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from bot.database import insert_into
from bot.petitions.identity import Identity
from bot.petitions.petition import Channel, Place
from bot.petitions.sealing import Keys
from bot.petitions.tables import draft

REMINDED = timedelta(days=1)
"""How long a draft lies before its writer is reminded, once."""

KEPT = timedelta(days=7)
"""How long a draft is kept after its last change."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was given so far; every part may be empty. `notice` is the version of the privacy notice she agreed to."""

    words: str = ""
    category: str = ""
    about: str = ""  # code of the procedure it speaks of
    place: Place = field(default_factory=Place)
    chosen: bool = False  # she chose the category herself
    placed: bool = False  # she said the place herself
    asks_place: bool = False  # her words name several places
    placeless: bool = False  # she does not know where, or it is nowhere in particular
    identity: Identity = field(default_factory=Identity)
    shown: bool = False
    notice: str = ""
    channel: Channel = Channel.CHAT  # another than the chat: an officer enters it for who came or called
    printed: bool = False  # her name stands on the slip she is given

    @property
    def is_for_another(self) -> bool:
        """Whether an officer enters it for who came or called."""
        return self.channel is not Channel.CHAT

    def to_text(self) -> str:
        """The draft as it is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "Draft":
        """The draft that was sealed; a part that this version does not know is passed over."""
        kept: dict[str, Any] = json.loads(text)
        place, identity = (_known(of, kept.get(name, {})) for name, of in PARTS.items())
        channel = Channel(kept.get("channel", Channel.CHAT))
        return replace(cls(**_known(cls, kept)), place=Place(**place), identity=Identity(**identity), channel=channel)


PARTS: Mapping[str, type[Place | Identity]] = {"place": Place, "identity": Identity}


def _known(of: type[Draft | Place | Identity], kept: Mapping[str, Any]) -> dict[str, Any]:
    names = {part.name for part in fields(of)}
    return {name: value for name, value in kept.items() if name in names}


class DraftRepository:
    """The drafts over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def of(self, chat_id: int) -> Draft | None:
        """What a chat is writing; None when nothing is under way."""
        sealed = self._connection.scalar(select(draft.c.sealed).where(draft.c.chat_id == chat_id))
        return Draft.from_text(self._keys.unseal(sealed, _place(chat_id))) if sealed else None

    def waits(self, chat_id: int) -> bool:
        """Whether a chat left something unfinished; needs no key."""
        return self._connection.scalar(select(draft.c.chat_id).where(draft.c.chat_id == chat_id)) is not None

    def keep(self, chat_id: int, written: Draft, at: datetime) -> None:
        """What is written now."""
        values = {"sealed": self._keys.seal(written.to_text(), _place(chat_id)), "changed_at": at}
        row = insert_into(self._connection, draft).values(chat_id=chat_id, started_at=at, **values)
        self._connection.execute(row.on_conflict_do_update(index_elements=[draft.c.chat_id], set_=values))

    def drop(self, chat_id: int) -> bool:
        """A draft is sent or given up; gives whether there was one."""
        return self._connection.execute(delete(draft).where(draft.c.chat_id == chat_id)).rowcount > 0

    def to_remind(self, at: datetime) -> list[int]:
        """The chats that are to be reminded of a draft now; they will not be again."""
        lain = draft.c.changed_at <= at - REMINDED, draft.c.reminded_at.is_(None)
        found = update(draft).where(*lain).values(reminded_at=at).returning(draft.c.chat_id)
        return list(self._connection.scalars(found))

    def forget(self, at: datetime) -> list[int]:
        """Remove the drafts that lay too long; gives whose they were."""
        old = delete(draft).where(draft.c.changed_at < at - KEPT).returning(draft.c.chat_id)
        return list(self._connection.scalars(old))


def _place(chat_id: int) -> str:
    """What a sealed draft is bound to."""
    return f"draft:{chat_id}"
