"""What was asked and not found: its words without numbers and names, how often, on which days; who asked, nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, case, delete, func, select, update

from bot.database import insert_into
from bot.review.tables import miss
from knowledge.text.names import without_persons

LONGEST = 200
"""Characters kept of a question."""

KEPT = timedelta(days=30)
"""How long a question that was not found is kept."""


class Outcome(StrEnum):
    """What a clerk made of words that were not found."""

    ALIAS = "alias"  # they mean a procedure
    OUTSIDE = "outside"  # không thuộc danh mục
    ASIDE = "aside"  # no question one could answer


@dataclass(frozen=True, slots=True)
class Miss:
    """Words that wait for a clerk: how often they were asked, from which day to which; `id` names them on a button."""

    id: int
    text: str
    number: int
    first_day: date
    last_day: date


class MissRepository:
    """What was not found, over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, words: str, day: date) -> bool:
        """Somebody's words found nothing on a day; gives false where nothing is left of them to keep.

        Never for a denunciation, a petition or an emergency: that is the caller's to see to. No moment is taken, so
        that nobody can lay it beside what is known of that moment.
        """
        text = anonymous(words)
        if text:
            self.add_all([(text, day)])
        return bool(text)

    def add_all(self, found_nothing: Iterable[tuple[str, date]]) -> None:
        """Words that are nobody's any more, each with the day on which they found nothing."""
        rows = [{"text": text, "day": day, "number": 1, "outcome": ""} for text, day in sorted(found_nothing)]
        if rows:
            row = insert_into(self._connection, miss).inline()  # its number is not asked for: nothing is read here
            counted = {"number": case((miss.c.outcome == "", miss.c.number + 1), else_=1), **WAITS_AGAIN}
            kept = row.on_conflict_do_update(index_elements=[miss.c.text, miss.c.day], set_=counted)
            self._connection.execute(kept, rows)

    def waiting(self, limit: int) -> list[Miss]:
        """What no clerk has settled: the most asked first, then the longest waiting."""
        first = _waiting().order_by(func.sum(miss.c.number).desc(), func.min(miss.c.day), miss.c.text).limit(limit)
        return self._read(first)

    def number(self) -> int:
        """How much no clerk has settled, the same words once."""
        waits = select(func.count(miss.c.text.distinct())).where(miss.c.outcome == "")
        return self._connection.scalar(waits) or 0

    def of(self, number: int) -> Miss | None:
        """The words behind a button, while they wait."""
        text = select(miss.c.text).where(miss.c.id == number).scalar_subquery()
        return next(iter(self._read(_waiting().where(miss.c.text == text))), None)

    def settle(self, text: str, officer_id: int, outcome: Outcome, at: datetime) -> int:
        """A clerk has seen to the words, however often they were asked; gives on how many days they waited."""
        open_still = update(miss).where(miss.c.text == text, miss.c.outcome == "")
        settled = open_still.values(outcome=outcome, settled_at=at, settled_by=officer_id)
        return self._connection.execute(settled).rowcount

    def forget(self, day: date) -> int:
        """Remove what was asked more than 30 days before a day; gives how many rows."""
        return self._connection.execute(delete(miss).where(miss.c.day < day - KEPT)).rowcount

    def _read(self, found: Select[Any]) -> list[Miss]:
        return [Miss(**row) for row in self._connection.execute(found).mappings()]


WAITS_AGAIN = {"outcome": "", "settled_at": None, "settled_by": None}
"""What was settled and is asked again the same day was not settled rightly: it waits anew."""


def anonymous(words: str) -> str:
    """What may be kept of a question: at most 200 characters, comparable, without what tells a person apart.

    "Cháu tên Bảo Ngọc mất thẻ 0912345678" -> "cháu mất thẻ". Idempotent; never raises, whatever is typed.
    """
    return without_persons(words, LONGEST)


def _waiting() -> Select[Any]:
    """A row for all that wait with the same words; the newest row's number names them, since it is kept longest."""
    m = miss.c
    days = func.min(m.day).label("first_day"), func.max(m.day).label("last_day")
    together = func.max(m.id).label("id"), m.text, func.sum(m.number).label("number"), *days
    return select(*together).where(m.outcome == "").group_by(m.text)
