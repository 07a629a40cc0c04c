"""What people agreed to, under which version of the privacy notice, and when they took it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.petitions.tables import consent

NOTICE = "2026-11"
"""The version of the privacy notice in the texts; a new wording is a new version."""

LODGING = "lodging"


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent; to what, under which notice, from when, and until when if it was taken back."""

    purpose: str
    notice: str
    given_at: datetime
    withdrawn_at: datetime | None


class ConsentRepository:
    """The consents over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def give(self, chat_id: int | None, petition_id: int, notice: str, at: datetime) -> None:
        """Somebody agreed that a petition is kept and handled; without a chat, at the counter or by telephone."""
        given = {"chat_id": chat_id, "petition_id": petition_id, "purpose": LODGING, "notice": notice, "given_at": at}
        self._connection.execute(insert(consent).values(given))

    def of(self, chat_id: int) -> list[Consent]:
        """What somebody agreed to, in order."""
        c = consent.c
        found = select(c.purpose, c.notice, c.given_at, c.withdrawn_at).where(c.chat_id == chat_id).order_by(c.id)
        return [Consent(**row) for row in self._connection.execute(found).mappings()]

    def withdraw(self, chat_id: int, at: datetime) -> int:
        """Somebody takes back what she agreed to; gives how much. What was done before stays lawful."""
        mine = consent.c.chat_id == chat_id, consent.c.withdrawn_at.is_(None)
        return self._connection.execute(update(consent).where(*mine).values(withdrawn_at=at)).rowcount

    def forget(self, petition_id: int) -> None:
        """A petition is anonymised: who agreed is forgotten, that somebody did stays."""
        self._connection.execute(update(consent).where(consent.c.petition_id == petition_id).values(chat_id=None))
