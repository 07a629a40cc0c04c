"""Of whose conduct a petition speaks: these officers see nothing of it, whatever roles they hold."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from bot.database import insert_into
from bot.petitions.petition import Petition
from bot.petitions.tables import concerned
from bot.review.powers import Matter
from knowledge.text.normalise import bare

SHORTEST = 2
"""Syllables of a name that is looked for in a text: "Lan" alone may be anybody."""


class ConcernedRepository:
    """Whom petitions speak of, over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def name(self, petition_id: int, officer_id: int, at: datetime) -> bool:
        """A petition speaks of an officer; gives false where that was said before."""
        row = insert_into(self._connection, concerned).values(
            petition_id=petition_id, officer_id=officer_id, named_at=at
        )
        return self._connection.scalar(row.on_conflict_do_nothing().returning(concerned.c.officer_id)) is not None

    def of(self, petition_id: int) -> frozenset[int]:
        """The numbers of the officers a petition speaks of."""
        found = select(concerned.c.officer_id).where(concerned.c.petition_id == petition_id)
        return frozenset(self._connection.scalars(found))

    def matter(self, petition: Petition) -> Matter:
        """What of a petition decides who may do something with it."""
        return Matter(petition.unit, petition.category, petition.confidential, self.of(petition.id))


def named_in(words: str, names: Iterable[tuple[int, str]]) -> frozenset[int]:
    """The numbers of those whose whole name stands in a text, with marks or without."""
    text = f" {bare(words)} "
    known = ((number, bare(name)) for number, name in names)
    return frozenset(number for number, name in known if len(name.split()) >= SHORTEST and f" {name} " in text)
