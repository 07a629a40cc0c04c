"""Wrong codes and secrets that somebody typed: a few are mistakes, many are guessing."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from bot.petitions.tables import wrong_code

MOST = 5
"""How many wrong ones an account may type in `WITHIN`."""

WITHIN = timedelta(hours=1)


class GuessRepository:
    """The wrong codes over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, chat_id: int, at: datetime) -> None:
        """Somebody typed a code that is none, or a secret that does not fit."""
        self._connection.execute(insert(wrong_code).values(chat_id=chat_id, at=at))

    def are_too_many(self, chat_id: int, at: datetime) -> bool:
        """Whether an account is to wait before it may look up another code."""
        recent = wrong_code.c.chat_id == chat_id, wrong_code.c.at > at - WITHIN
        found = select(func.count()).select_from(wrong_code).where(*recent)
        return (self._connection.scalar(found) or 0) >= MOST

    def forget(self, at: datetime) -> None:
        """Remove what no longer counts."""
        self._connection.execute(delete(wrong_code).where(wrong_code.c.at <= at - WITHIN))
