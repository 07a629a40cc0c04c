"""Questions a citizen puts to the office ("Hỏi cán bộ"): her chat is kept with her consent until she is answered.

A question is open → answered; or withdrawn, or forgotten after 14 days. Of what is over stay its number, its days and
who answered: an answer goes to the outbox in the transaction that gives it, with her chat and her words.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from bot.clock import VIET_NAM
from bot.database import insert_into
from bot.review.tables import asked
from bot.texts.words import shortened
from knowledge.text.normalise import drop_unseen, squash_spaces

MOST_OPEN = 3
"""How many questions one chat may have open."""

KEPT = timedelta(days=14)
"""How long a chat and its words are kept at most, from asking on."""

LONGEST = 1000
"""Characters kept of a question."""


class TooManyError(Exception):
    """The chat has as many open questions as it may have."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"{most} questions are open")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for an answer; on which day it was asked, and until when it is kept."""

    id: int
    words: str
    asked_on: date
    kept_until: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """Where an answer goes, the question it answers, and until when it may be kept to be sent."""

    chat_id: int
    words: str
    kept_until: datetime


class AskedRepository:
    """The questions to the office over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, chat_id: int, words: str, at: datetime, day: date | None = None) -> int:
        """A citizen agreed at a moment that her chat is kept with her question; gives its number. Raises TooManyError.

        The day it is said to be of is that of the moment, unless a drill has a day of its own.

        Each open question has a slot of its chat's, so that of two that come at once only one takes the last.
        """
        line = shortened(squash_spaces(drop_unseen(words)), LONGEST)
        of = day or at.astimezone(VIET_NAM).date()
        values = {"chat_id": chat_id, "words": line, "consented_at": at, "asked_on": of}
        free = insert_into(self._connection, asked).on_conflict_do_nothing(index_elements=[A.chat_id, A.slot])
        for slot in range(MOST_OPEN):
            number: int | None = self._connection.scalar(free.values(slot=slot, **values).returning(A.id))
            if number is not None:
                return number
        raise TooManyError(MOST_OPEN)

    def waiting(self, limit: int) -> list[Asked]:
        """The open questions of everybody, the longest waiting first."""
        return self._open(limit=limit)

    def number(self) -> int:
        """How many questions are open."""
        return self._connection.scalar(select(func.count()).where(OPEN)) or 0

    def of_chat(self, chat_id: int) -> list[Asked]:
        """The open questions of a chat: what it may see of itself, and withdraw."""
        return self._open(A.chat_id == chat_id)

    def of(self, number: int) -> Asked | None:
        """An open question; None for one that is answered, withdrawn or forgotten."""
        return next(iter(self._open(A.id == number)), None)

    def answer(self, number: int, officer_id: int, at: datetime) -> Answered | None:
        """An officer answers an open question, whose chat and words are forgotten here: they are given to be sent.

        Gives None where another was faster, or the question is no more.
        """
        found = select(A.chat_id, A.words, A.consented_at).where(A.id == number, OPEN).with_for_update()
        question = self._connection.execute(found).first()
        if question is None:
            return None
        given = {"answered_by": officer_id, "answered_on": at.astimezone(VIET_NAM).date()}
        self._set({**FORGOTTEN, **given}, A.id == number)
        return Answered(question.chat_id, question.words, question.consented_at + KEPT)

    def withdraw(self, chat_id: int, number: int) -> bool:
        """A citizen takes back an open question of her own: her chat and her words go.

        An answer that is under way already is the outbox's to drop.
        """
        return self._set(FORGOTTEN, A.id == number, A.chat_id == chat_id) > 0

    def forget(self, at: datetime) -> int:
        """Chat and words go of what was asked 14 days ago and is still open; gives how many."""
        return self._set(FORGOTTEN, OPEN, A.consented_at <= at - KEPT)

    def _open(self, *which: ColumnElement[bool], limit: int | None = None) -> list[Asked]:
        found = select(A.id, A.words, A.asked_on, A.consented_at).where(OPEN, *which).order_by(A.id).limit(limit)
        return [
            Asked(row.id, row.words, row.asked_on, row.consented_at + KEPT) for row in self._connection.execute(found)
        ]

    def _set(self, values: dict[str, Any], *which: ColumnElement[bool]) -> int:
        return self._connection.execute(update(asked).where(*which).values(values)).rowcount


A = asked.c
OPEN = A.chat_id.is_not(None)
FORGOTTEN = dict.fromkeys(("chat_id", "slot", "words", "consented_at"))
"""What is taken out of a row that is over."""
