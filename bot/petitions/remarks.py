"""Remarks without a name (góp ý không ghi tên): read to learn from, no petition, without who sent them."""

from datetime import date

from sqlalchemy import Connection, delete, func, insert, select

from bot.petitions.tables import remark


class RemarkRepository:
    """The remarks over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, category: str, commune: str, words: str, day: date) -> None:
        """Keep a remark of a day; who sent it stands nowhere."""
        self._connection.execute(insert(remark).values(category=category, commune=commune, words=words, day=day))

    def number(self) -> int:
        """How many are kept."""
        return self._connection.scalar(select(func.count()).select_from(remark)) or 0

    def forget(self, before: date) -> int:
        """Remove what is older than a day; gives how many."""
        return self._connection.execute(delete(remark).where(remark.c.day < before)).rowcount
