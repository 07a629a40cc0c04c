"""Questions a citizen puts to the office ("Hỏi cán bộ"): her chat is kept with her consent until the answer is hers.

A question is open → answered → delivered; or withdrawn, or forgotten after 14 days. Delivered, withdrawn or forgotten,
of it stay its number, its days and who answered. Its answer is its own outbox: taken, sent by the caller, then marked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

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

LEASE = timedelta(minutes=1)
"""How long whoever took an answer has to send it, before another takes it."""

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
"""After a failed sending; the wait doubles with each failure."""

DOUBLINGS = 9


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
class Delivery:
    """An answer on its way: the chat it goes to, the question it answers, its text, and who answered."""

    id: int
    chat_id: int
    words: str
    text: str
    answered_by: int


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
        values = {"chat_id": chat_id, "words": line, "consented_at": at, "asked_on": of, "failures": 0}
        free = insert_into(self._connection, asked).on_conflict_do_nothing(index_elements=[A.chat_id, A.slot])
        for slot in range(MOST_OPEN):
            number: int | None = self._connection.scalar(free.values(slot=slot, **values).returning(A.id))
            if number is not None:
                return number
        raise TooManyError(MOST_OPEN)

    def waiting(self, limit: int) -> list[Asked]:
        """The open questions of everybody, the longest waiting first."""
        return self._open(limit=limit)

    def of_chat(self, chat_id: int) -> list[Asked]:
        """The open questions of a chat: what it may see of itself, and withdraw."""
        return self._open(A.chat_id == chat_id)

    def of(self, number: int) -> Asked | None:
        """An open question; None for one that is answered, withdrawn or forgotten."""
        return next(iter(self._open(A.id == number)), None)

    def answer(self, number: int, officer_id: int, text: str, at: datetime) -> bool:
        """An officer answers an open question; gives false where another was faster, or it is no more."""
        given = {"answer": text, "answered_by": officer_id, "answered_on": at.astimezone(VIET_NAM).date()}
        return self._set({**given, "slot": None, "not_before": at}, A.id == number, *OPEN) > 0

    def withdraw(self, chat_id: int, number: int) -> bool:
        """A citizen takes back a question of her own that was not delivered yet: her chat and her words go."""
        return self._set(FORGOTTEN, A.id == number, A.chat_id == chat_id) > 0

    def forget(self, at: datetime) -> int:
        """Chat, words and answer go of what was asked 14 days ago, answered or not; gives how many."""
        return self._set(FORGOTTEN, A.chat_id.is_not(None), A.consented_at <= at - KEPT)

    def undelivered(self, limit: int, at: datetime) -> list[Delivery]:
        """Answers to send now, the oldest first. Whoever takes them has a minute; then another may take them.

        A kill between the sending and `delivered` therefore repeats an answer once, and loses none.
        """
        ready = select(A.id, A.chat_id, A.words, A.answer, A.answered_by).where(*ANSWERED, A.not_before <= at)
        found = ready.order_by(A.not_before, A.id).limit(limit).with_for_update(skip_locked=True)
        taken = [Delivery(*row) for row in self._connection.execute(found).all()]
        self._set({"not_before": at + LEASE}, A.id.in_([one.id for one in taken]))
        return taken

    def delivered(self, number: int) -> None:
        """An answer reached its chat, or never can (the bot is blocked): the chat and the words are forgotten."""
        self._set(FORGOTTEN, A.id == number, *ANSWERED)

    def failed(self, number: int, at: datetime) -> datetime | None:
        """An answer could not be sent; gives when it is tried again, None where it is no more to be sent."""
        failures = self._connection.scalar(select(A.failures).where(A.id == number, *ANSWERED).with_for_update())
        if failures is None:
            return None
        again: datetime = at + min(FIRST_WAIT * 2 ** min(failures, DOUBLINGS), LONGEST_WAIT)
        self._set({"failures": failures + 1, "not_before": again}, A.id == number)
        return again

    def _open(self, *which: ColumnElement[bool], limit: int | None = None) -> list[Asked]:
        found = select(A.id, A.words, A.asked_on, A.consented_at).where(*OPEN, *which).order_by(A.id).limit(limit)
        return [
            Asked(row.id, row.words, row.asked_on, row.consented_at + KEPT) for row in self._connection.execute(found)
        ]

    def _set(self, values: dict[str, Any], *which: ColumnElement[bool]) -> int:
        return self._connection.execute(update(asked).where(*which).values(values)).rowcount


A = asked.c
OPEN: Sequence[ColumnElement[bool]] = (A.chat_id.is_not(None), A.answer.is_(None))
ANSWERED: Sequence[ColumnElement[bool]] = (A.chat_id.is_not(None), A.answer.is_not(None))
FORGOTTEN = dict.fromkeys(("chat_id", "slot", "words", "consented_at", "answer", "not_before"))
"""What is taken out of a row that is over."""
