"""Confirmations (đối chiếu): an officer held what a version says against a document of this province.

One holds for exactly what was confirmed. For a version that says anything else by now it says nothing; it holds again
when an undoing puts back what was confirmed.
"""

from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from knowledge import tables
from knowledge.procedures import Verification

Confirmed = tuple[str, date, str]
"""What is confirmed: the code, the day the version begins, and the digest of what it says."""

V, T = tables.version.c, tables.verification.c


class VerificationRepository:
    """The confirmations over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def digest(self, code: str, begins_on: date) -> str | None:
        """The digest of what is said today of a version; None without such a version."""
        said = select(V.digest).where(V.code == code, V.begins_on == begins_on, V.recorded_to.is_(None))
        return self._connection.scalar(said)

    def add(self, confirmed: Confirmed, verification: Verification, at: datetime) -> None:
        """One more confirmation."""
        code, begins_on, digest = confirmed
        values = {"code": code, "begins_on": begins_on, "digest": digest, "confirmed_at": at, "withdrawn_by": ""}
        said = {"document": verification.document, "confirmed_on": verification.on, "confirmed_by": verification.by}
        self._connection.execute(insert(tables.verification).values(**values, **said))

    def withdraw(self, code: str, begins_on: date, by: str, at: datetime) -> bool:
        """Take back what was confirmed of a version; false where nothing was."""
        standing = T.code == code, T.begins_on == begins_on, T.withdrawn_at.is_(None)
        ended = update(tables.verification).where(*standing).values(withdrawn_at=at, withdrawn_by=by)
        return self._connection.execute(ended).rowcount > 0

    def standing(self) -> dict[Confirmed, Verification]:
        """What nobody took back; of two confirmations of the same the later one."""
        rows = self._connection.execute(select(tables.verification).where(T.withdrawn_at.is_(None)).order_by(T.id))
        return {
            (row.code, row.begins_on, row.digest): Verification(row.document, row.confirmed_on, row.confirmed_by)
            for row in rows
        }
