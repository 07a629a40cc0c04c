"""Questions to the outbox: what must reach a chat is put here by the transaction that brings it about, and sent after.

A message is queued → sent, failed or blocked; blocked → queued again when the person writes again in time.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.database import insert_into
from bot.delivery.pacing import PaceRepository
from bot.delivery.tables import outbox, unreachable

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=15)
"""After the first failure; the wait doubles with each further one. So late after an outage everything is on its way."""

DOUBLINGS = 8
"""After so many the longest wait is reached."""

MOST_FAILURES = 296
"""After so many a message has failed for good: with the waits above about three days after the first."""

BLOCKED_KEPT = timedelta(days=30)
"""How long what was blocked is sent after all when the person writes again."""

KEPT = timedelta(days=90)
"""How long it is remembered whether a message arrived."""

OFFICIAL = ("staff", "reply", "officer", "register", "slip", "desk")
"""What messages are about, in the first place, that somebody is sent as an officer and not as a citizen."""


class Kind(StrEnum):
    """How urgent a message is."""

    OWN = "own"  # concerns what she did or waits for: sent at once
    BROADCAST = "broadcast"  # reminders and the like: paced


class Fate(StrEnum):
    """What became of a message."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Posted:
    """A message on its way: its number, the chat it goes to, what is sent, as it was put, and what it concerns."""

    id: int
    chat_id: int
    body: Mapping[str, Any]
    about: str


@dataclass(frozen=True, slots=True)
class Told:
    """Whether a message arrived, and since when that is so; of one that is queued, since when it waits."""

    about: str
    chat_id: int
    fate: Fate
    since: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that did not reach its chat yet: what it concerns, since when it waits, and what it says."""

    about: str
    since: datetime
    body: Mapping[str, Any]


class OutboxRepository:
    """The outbox over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.has_new = False
        """Whether something was queued here: who waits for messages is to be woken after the transaction."""
        self.pace = PaceRepository(connection)

    def put(
        self,
        chat_id: int,
        bodies: Sequence[Mapping[str, Any]],
        at: datetime,
        *,
        about: str = "",
        kind: Kind = Kind.OWN,
        keep_until: datetime | None = None,
    ) -> int:
        """Let bodies reach a chat, in order; gives the number of the first. At least one is wanted.

        With `keep_until` nothing of them stays after that moment, nor once they were sent or failed.
        What is for a chat that blocked the bot is blocked at once.
        """
        fate = Fate.BLOCKED if self.is_unreachable(chat_id) else Fate.QUEUED
        row = insert(outbox).values(
            chat_id=chat_id,
            about=about,
            kind=kind,
            state=fate,
            failures=0,
            created_at=at,
            settled_at=at if fate is Fate.BLOCKED else None,
            keep_until=keep_until,
        )
        # Escaped to ASCII: half a letter, which JSON may carry, is no text to a database.
        rows = [row.values(body=json.dumps(body)) for body in bodies]
        numbers: list[int] = [self._connection.execute(row.returning(M.id)).scalar_one() for row in rows]
        self.has_new = self.has_new or fate is Fate.QUEUED
        return min(numbers)

    def claim(
        self,
        limit: int,
        at: datetime,
        lease: timedelta,
        *,
        kind: Kind | None = None,
        chats: Collection[int] | None = None,
    ) -> list[Posted]:
        """Messages to send now, taken for the time of the lease: of each chat its oldest alone, the oldest chat first.

        Kind OWN takes from the chats where a message of that kind waits, so that nobody's receipt stands behind a
        broadcast; BROADCAST takes from the others; without a kind every chat is looked at. `chats` are the only ones.
        """
        now = (or_(M.claimed_until.is_(None), M.claimed_until <= at), or_(M.not_before.is_(None), M.not_before <= at))
        found = select(M.id, M.chat_id, M.body, M.about).where(
            M.state == Fate.QUEUED, M.id.in_(_first_of(kind, chats, at)), *now
        )
        oldest = found.order_by(M.id).limit(limit).with_for_update(skip_locked=True)
        rows = self._connection.execute(oldest)
        taken = [Posted(row.id, row.chat_id, json.loads(row.body), row.about) for row in rows]
        if taken:
            self._set({"claimed_until": at + lease}, M.id.in_([posted.id for posted in taken]))
        return taken

    def sent(self, number: int, at: datetime) -> None:
        """A message arrived; what it said is forgotten."""
        self._settle(number, Fate.SENT, at)

    def failed(self, number: int, at: datetime) -> None:
        """A message can never be sent; what it said is forgotten."""
        self._settle(number, Fate.FAILED, at)

    def again(self, number: int, at: datetime) -> datetime | None:
        """A message could not be sent; gives when it is tried again, None when it has failed for good or is no more."""
        waiting = (M.id == number, M.state == Fate.QUEUED)
        failures = self._connection.scalar(select(M.failures).where(*waiting).with_for_update())
        if failures is None:
            return None
        if failures + 1 >= MOST_FAILURES:
            self.failed(number, at)
            return None
        moment = at + _wait(failures)
        self._set({"failures": failures + 1, "claimed_until": None, "not_before": moment}, *waiting)
        return moment

    def failures(self, number: int) -> int:
        """How often a message failed so far."""
        return self._connection.scalar(select(M.failures).where(M.id == number)) or 0

    def later(self, number: int, not_before: datetime) -> None:
        """A message is to wait as long as the channel asked; that is no failure."""
        self._set({"claimed_until": None, "not_before": not_before}, M.id == number, M.state == Fate.QUEUED)

    def blocked(self, chat_id: int, at: datetime) -> list[str]:
        """A chat takes nothing any more: it is flagged, and all that waits for it is blocked, so that we ask once.

        Gives what the messages concern that were blocked now.
        """
        row = insert_into(self._connection, unreachable).values(chat_id=chat_id, since=at)
        self._connection.execute(row.on_conflict_do_nothing())
        waits = update(outbox).where(M.chat_id == chat_id, M.state == Fate.QUEUED)
        settled = waits.values(state=Fate.BLOCKED, settled_at=at, **FREE).returning(M.about)
        return sorted(set(self._connection.scalars(settled)))

    def back(self, chat_id: int, at: datetime) -> int:
        """The person wrote again: what was blocked within 30 days is queued again, in order; gives how many."""
        if not self._connection.execute(delete(unreachable).where(unreachable.c.chat_id == chat_id)).rowcount:
            return 0
        lately = (M.chat_id == chat_id, M.state == Fate.BLOCKED, M.body.is_not(None), M.settled_at > at - BLOCKED_KEPT)
        queued = self._set({"state": Fate.QUEUED, "settled_at": None, "failures": 0, **FREE}, *lately, _lasts(at))
        self.has_new = self.has_new or queued > 0
        return queued

    def in_reach(self, at: datetime) -> int:
        """What is blocked for chats that are in reach is queued again; gives how many.

        On PostgreSQL a message may be put while its person comes back: neither transaction sees the other.
        """
        away = exists().where(unreachable.c.chat_id == M.chat_id)
        lately = M.state == Fate.BLOCKED, M.body.is_not(None), M.settled_at > at - BLOCKED_KEPT, ~away
        return self._set({"state": Fate.QUEUED, "settled_at": None, "failures": 0, **FREE}, *lately, _lasts(at))

    def drop(self, chat_id: int, about: str) -> int:
        """What concerns something and did not reach a chat yet is not sent any more; gives how many messages."""
        unsent = (M.chat_id == chat_id, M.about == about, M.state.in_((Fate.QUEUED, Fate.BLOCKED)))
        return self._connection.execute(delete(outbox).where(*unsent)).rowcount

    def drop_beginning(self, chat_id: int, *beginnings: str) -> int:
        """The same for whatever concerns one of some things or a part of one: "staff:" for all that the staff hear."""
        things = [one.removesuffix(":") for one in beginnings]
        of_them = [or_(M.about == one, M.about.startswith(f"{one}:", autoescape=True)) for one in things]
        unsent = (M.chat_id == chat_id, M.state.in_((Fate.QUEUED, Fate.BLOCKED)), or_(false(), *of_them))
        return self._connection.execute(delete(outbox).where(*unsent)).rowcount

    def drop_official(self, chat_id: int) -> int:
        """Nothing that waits for a chat as an officer's is sent to it any more; gives how many messages."""
        return self.drop_beginning(chat_id, *OFFICIAL)

    def drop_about(self, about: str) -> None:
        """What concerns something is not sent any more, to whomever it was to go."""
        self._connection.execute(delete(outbox).where(M.about == about, M.state.in_((Fate.QUEUED, Fate.BLOCKED))))

    def drop_all(self, chat_id: int) -> None:
        """Nothing that waits for a chat is sent to it any more."""
        self._connection.execute(delete(outbox).where(M.chat_id == chat_id, M.state.in_((Fate.QUEUED, Fate.BLOCKED))))

    def readdress(self, chat_id: int, to: int) -> None:
        """What waits for a chat waits for another, which is the same under a new number."""
        self._set({"chat_id": to, "claimed_until": None}, M.chat_id == chat_id, M.state == Fate.QUEUED)

    def states(self, about: str) -> list[Told]:
        """What became of every message about something or a part of it: "petition:17" or "petition:17:event:3"."""
        of_it = or_(M.about == about, M.about.startswith(f"{about}:", autoescape=True))
        found = select(M.about, M.chat_id, M.state, func.coalesce(M.settled_at, M.created_at)).where(of_it)
        rows = self._connection.execute(found.order_by(M.id))
        return [Told(of, chat, Fate(state), since) for of, chat, state, since in rows]

    def undelivered(self, since: datetime, limit: int) -> list[Told]:
        """What citizens were to hear of petitions and did not, settled after a moment, the newest first."""
        lost = M.state.in_((Fate.FAILED, Fate.BLOCKED)), M.settled_at > since, M.about.startswith("petition:")
        found = select(M.about, M.chat_id, M.state, M.settled_at).where(*lost)
        rows = self._connection.execute(found.order_by(M.settled_at.desc(), M.id.desc()).limit(limit))
        return [Told(of, chat, Fate(state), at) for of, chat, state, at in rows]

    def reached(self, chat_id: int, since: datetime, limit: int) -> list[Told]:
        """What reached a chat after a moment, the newest first; what was kept no longer than until then is unknown."""
        came = M.chat_id == chat_id, M.state == Fate.SENT, M.settled_at > since
        rows = self._connection.execute(select(M.about, M.settled_at).where(*came).order_by(M.id.desc()).limit(limit))
        return [Told(row.about, chat_id, Fate.SENT, row.settled_at) for row in rows]

    def waiting_for(self, chat_id: int) -> list[Waiting]:
        """What waits to reach a chat, in order: what a person may see of herself."""
        waits = (M.chat_id == chat_id, M.state.in_((Fate.QUEUED, Fate.BLOCKED)), M.body.is_not(None))
        found = select(M.about, M.created_at, M.body).where(*waits).order_by(M.id)
        return [Waiting(about, since, json.loads(body)) for about, since, body in self._connection.execute(found)]

    def is_unreachable(self, chat_id: int) -> bool:
        """Whether a chat takes nothing from the bot, as far as is known."""
        found = select(unreachable.c.chat_id).where(unreachable.c.chat_id == chat_id)
        return self._connection.scalar(found) is not None

    def waiting(self) -> int:
        """How many messages are still to be sent."""
        return self._connection.scalar(_QUEUED) or 0

    def oldest_due(self, at: datetime) -> datetime | None:
        """Since when the oldest message that could be sent now is to be sent; None where none is."""
        due = func.coalesce(M.not_before, M.created_at)
        waits = M.state == Fate.QUEUED, due <= at, _lasts(at)
        return self._connection.scalar(select(func.min(due, type_=M.created_at.type)).where(*waits))

    def fates(self) -> dict[Fate, int]:
        """How many messages there are of each fate, of those that are remembered."""
        rows = self._connection.execute(select(M.state, func.count()).group_by(M.state))
        return dict.fromkeys(Fate, 0) | {Fate(state): number for state, number in rows}

    def forget(self, at: datetime) -> int:
        """Remove the words of what stayed blocked, and what is kept no longer; gives how many rows went."""
        self._set({"body": None}, M.state == Fate.BLOCKED, M.settled_at <= at - BLOCKED_KEPT)
        self._connection.execute(delete(unreachable).where(unreachable.c.since <= at - KEPT))
        old = delete(outbox).where(M.settled_at <= at - KEPT)
        return self._connection.execute(old).rowcount + self.expire(at)

    def expire(self, at: datetime) -> int:
        """Remove what is kept no longer, though it was not sent; gives how many rows went."""
        return self._connection.execute(delete(outbox).where(M.keep_until <= at)).rowcount

    def free_all(self) -> None:
        """Forget every claim: for the one process that owns the database, at its start."""
        self._set({"claimed_until": None}, M.state == Fate.QUEUED)

    def _settle(self, number: int, fate: Fate, at: datetime) -> None:
        waiting = (M.id == number, M.state == Fate.QUEUED)
        self._connection.execute(delete(outbox).where(*waiting, M.keep_until.is_not(None)))
        self._set({"state": fate, "body": None, "settled_at": at, **FREE}, *waiting)

    def _set(self, values: Mapping[str, Any], *which: ColumnElement[bool]) -> int:
        return self._connection.execute(update(outbox).where(*which).values(values)).rowcount


M = outbox.c
FREE = {"claimed_until": None, "not_before": None}
"""What is taken out of a row that nobody has in hand."""
_QUEUED = select(func.count()).where(M.state == Fate.QUEUED)


def _lasts(at: datetime) -> ColumnElement[bool]:
    """Whether something may still be sent: it is kept for good, or until a later moment."""
    return or_(M.keep_until.is_(None), M.keep_until > at)


def _first_of(kind: Kind | None, chats: Collection[int] | None, at: datetime) -> ScalarSelect[int]:
    """The oldest message of each chat that waits and may still be sent: no later one may go before it."""
    found = select(func.min(M.id)).where(M.state == Fate.QUEUED, _lasts(at)).group_by(M.chat_id)
    if chats is not None:
        found = found.where(M.chat_id.in_(chats))
    if kind is not None:
        own = func.max(case((M.kind == Kind.OWN, 1), else_=0))
        found = found.having(own == (1 if kind is Kind.OWN else 0))
    return found.scalar_subquery()


def _wait(failures: int) -> timedelta:
    """How long to wait after one more failure."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(failures, DOUBLINGS)
    return min(doubled, LONGEST_WAIT)
