"""The topics of petitions in the forums of the staff: which thread is whose, and what it is called."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from bot.database import insert_into
from bot.petitions.tables import topic

LONGEST = 128
"""Characters of a topic's title, as Telegram has it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A petition's topic in a chat."""

    petition_id: int
    chat_id: int
    thread_id: int
    title: str


class TopicRepository:
    """The topics over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, petition_id: int, chat_id: int) -> Topic | None:
        """A petition's topic in a chat, if it has one."""
        row = self._connection.execute(ALL.where(T.petition_id == petition_id, T.chat_id == chat_id)).mappings().first()
        return Topic(**row) if row else None

    def of_petition(self, petition_id: int) -> list[Topic]:
        """Every topic of a petition."""
        return [Topic(**row) for row in self._connection.execute(ALL.where(T.petition_id == petition_id)).mappings()]

    def petition_of(self, chat_id: int, thread_id: int) -> int | None:
        """The number of the petition that a topic belongs to."""
        found = select(T.petition_id).where(T.chat_id == chat_id, T.thread_id == thread_id)
        return self._connection.scalar(found.limit(1))

    def keep(self, of: Topic) -> None:
        """A topic was made, or is called otherwise now."""
        row = insert_into(self._connection, topic).values(
            petition_id=of.petition_id, chat_id=of.chat_id, thread_id=of.thread_id, title=of.title
        )
        now = {"thread_id": of.thread_id, "title": of.title}
        self._connection.execute(row.on_conflict_do_update(index_elements=[T.petition_id, T.chat_id], set_=now))

    def erase(self, petition_id: int) -> None:
        """A petition is anonymised: what its topics were called goes; which they are stays."""
        self._connection.execute(update(topic).where(T.petition_id == petition_id).values(title=""))

    def drop(self, petition_id: int, chat_id: int) -> None:
        """A topic is there no more."""
        self._connection.execute(delete(topic).where(T.petition_id == petition_id, T.chat_id == chat_id))


T = topic.c
ALL = select(T.petition_id, T.chat_id, T.thread_id, T.title)
