"""The outbox on its way: what a transaction left there is sent after it, and marked when its fate is known.

Of each chat one message is under way at a time, so that a chat keeps its order while others go on; several copies of
the bot are kept apart by claims, and keep the pace of broadcasts together. A kill between a sending and its mark
repeats that message once, when its lease is over; none is lost.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from telegram import Bot

from bot.clock import Clock
from bot.database import Database
from bot.delivery.outbox import Fate, Kind, OutboxRepository, Posted
from bot.delivery.pacing import gap
from bot.handlers.posting import Posting
from bot.handlers.showing import MovedError, NotSentError, Outcome, SlowDownError
from bot.office import Offices
from bot.views.message import Message

log = logging.getLogger(__name__)

AT_ONCE = 8
"""How many messages of a kind are under way at the same time, each to another chat."""

SENDING = 45.0
"""Seconds one sending may take; then it counts as failed."""

LEASE = timedelta(minutes=1)
"""How long whoever took a message has to send and mark it, before another takes it."""

Fates = Mapping[str, Fate]
"""What became of messages that others may wait to hear of, by what they concern."""

Mark = Callable[[OutboxRepository, datetime], Fates]
"""What became of a message, as it is written down."""


MARK_AGAIN = (0.5, 1.0, 2.0, 4.0)
"""Seconds between tries to mark what was sent, while the database is away: what is not marked is sent once more."""

AHEAD = timedelta(seconds=5)
"""How far off a turn may be for a message to be taken for it; so nobody holds many that another copy could send."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that was taken, and its turn in seconds of the event loop's clock."""

    posted: Posted
    turn: float


class Delivery:
    """Sends what waits in the outbox; `chats` are the only ones that `bot` reaches, where it does not reach all.

    `offices` are told what became of a message, since somebody else may wait to hear it.
    """

    def __init__(
        self,
        bot: Bot,
        database: Database,
        clock: Clock,
        offices: Offices,
        *,
        rate: int,
        chats: Collection[int] | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._offices = offices
        self._chats = chats
        self._posting = Posting(bot, database, offices)
        self._rate = rate
        self._woken = {kind: asyncio.Event() for kind in Kind}
        self._under_way = dict.fromkeys(Kind, 0)
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to send what waits, and whatever is queued from now on."""
        self._tasks = [asyncio.create_task(self._work(kind), name=f"delivery {kind}") for kind in Kind]

    async def stop(self, patience: float = 0) -> None:
        """Stop: nothing new is begun. What `patience` seconds do not finish is sent again after the next start."""
        self._stopping = True
        self.wake()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def wake(self) -> None:
        """Something was queued, or may be tried again."""
        for event in self._woken.values():
            event.set()

    async def blocked(self, chat_id: int) -> None:
        """A chat turned out to take nothing any more: what waits for it is not tried."""

        def mark(connection: Connection) -> None:
            fates = dict.fromkeys(OutboxRepository(connection).blocked(chat_id, self._clock.now()), Fate.BLOCKED)
            self._offices.delivered(connection, chat_id, fates)

        await self._database.run(mark)
        self.wake()

    async def drain(self) -> None:
        """Send all that can be sent now, one after the other, unpaced, and return."""
        while taken := await self._take(AT_ONCE):
            for one in taken:
                await self._see_through(one.posted)

    async def _work(self, kind: Kind) -> None:
        clock = asyncio.get_running_loop().time
        async with asyncio.TaskGroup() as sending:
            while not self._stopping:
                self._woken[kind].clear()
                taken = await self._take(AT_ONCE - self._under_way[kind], kind)
                for one in taken:
                    await asyncio.sleep(one.turn - clock())
                    self._under_way[kind] += 1
                    sending.create_task(self._send_beside(one.posted, kind))
                if not taken:
                    await self._woken[kind].wait()

    async def _send_beside(self, posted: Posted, kind: Kind) -> None:
        try:
            await self._see_through(posted, kind)
        finally:
            self._under_way[kind] -= 1
            self.wake()  # the next message of this chat may go now

    async def _take(self, limit: int, kind: Kind | None = None) -> list[Taken]:
        loop, paced = asyncio.get_running_loop(), kind is Kind.BROADCAST and self._rate > 0

        def claim(connection: Connection) -> tuple[timedelta, list[Posted]]:
            at, outbox = self._clock.now(), OutboxRepository(connection)
            first = outbox.pace.next(at) if paced else at
            if first > at + AHEAD:
                return first - at, []
            taken = outbox.claim(limit, at, LEASE, kind=kind, chats=self._chats)
            if paced and taken:
                outbox.pace.go_on(first + gap(self._rate) * len(taken))
            return first - at, taken

        try:
            wait, taken = await self._database.run(claim) if limit else (timedelta(), [])
        except Exception:
            # Senders outlive a database that is away for a moment; the clock wakes them.
            log.exception("the outbox was not looked at")
            return []
        if wait > AHEAD:
            loop.call_later((wait - AHEAD).total_seconds(), self.wake)
        first, between = loop.time() + wait.total_seconds(), gap(self._rate if paced else 0).total_seconds()
        return [Taken(posted, first + between * place) for place, posted in enumerate(taken)]

    async def _see_through(self, posted: Posted, kind: Kind | None = None) -> None:
        mark = await self._try(posted, kind)

        def marked(connection: Connection) -> None:
            outbox, at = OutboxRepository(connection), self._clock.now()
            self._offices.delivered(connection, posted.chat_id, mark(outbox, at))

        await self._mark(posted, marked)
        self.wake()  # others may hear of it now

    async def _mark(self, posted: Posted, marked: Callable[[Connection], None]) -> None:
        """Write down what became of a message, patiently."""
        for pause in (*MARK_AGAIN, None):
            try:
                await self._database.run(marked)
            except Exception as error:
                if pause is None:
                    log.exception("message %s was not marked; it is sent again when its lease is over", posted.id)
                    return
                log.warning("message %s is not marked yet: %s", posted.id, type(error).__name__)
                await asyncio.sleep(pause)
            else:
                return

    async def _try(self, posted: Posted, kind: Kind | None) -> Mark:
        """Send a message once; gives what is to be written down."""
        try:
            async with asyncio.timeout(SENDING):
                outcome = await self._posting.post(posted.chat_id, Message.from_json(posted.body))
        except SlowDownError as slow:
            wait = timedelta(seconds=slow.again_after)
            # Of a group Telegram counts by itself; of a person it means the whole bot.
            return _later(posted, wait, slows_all=kind is Kind.BROADCAST and posted.chat_id > 0 and self._rate > 0)
        except MovedError as moved:
            await self._posting.follow(posted.chat_id, moved.to)
            return _readdressed(posted, moved.to)
        except (NotSentError, TimeoutError):
            return _again(posted)
        except Exception:
            log.exception("message %s was not sent", posted.id)
            return _again(posted)
        return _settled(posted, outcome)


def _later(posted: Posted, pause: timedelta, *, slows_all: bool) -> Mark:
    """Telegram asked to wait, which is no failure; perhaps for all broadcasts, whichever copy sends them."""

    def mark(outbox: OutboxRepository, at: datetime) -> Fates:
        outbox.later(posted.id, at + pause)
        if slows_all:
            outbox.pace.pause(at, pause)
        return {}

    return mark


def _readdressed(posted: Posted, to: int) -> Mark:
    """What waits for a group waits for it under its new number."""

    def mark(outbox: OutboxRepository, _: datetime) -> Fates:
        outbox.readdress(posted.chat_id, to)
        return {}

    return mark


def _again(posted: Posted) -> Mark:
    """It did not arrive; of the first time, and of the last, somebody may wait to hear."""

    def mark(outbox: OutboxRepository, at: datetime) -> Fates:
        if outbox.again(posted.id, at) is None:
            return {posted.about: Fate.FAILED}
        return {posted.about: Fate.QUEUED} if outbox.failures(posted.id) == 1 else {}

    return mark


def _settled(posted: Posted, outcome: Outcome) -> Mark:
    """Its fate is known for good, and that of whatever waited behind it for a chat that takes nothing any more."""
    return lambda outbox, at: SETTLE[outcome](outbox, posted, at)


def _sent(outbox: OutboxRepository, posted: Posted, at: datetime) -> Fates:
    outbox.sent(posted.id, at)
    return {posted.about: Fate.SENT}


def _refused(outbox: OutboxRepository, posted: Posted, at: datetime) -> Fates:
    outbox.failed(posted.id, at)
    return {posted.about: Fate.FAILED}


def _blocked(outbox: OutboxRepository, posted: Posted, at: datetime) -> Fates:
    return dict.fromkeys(outbox.blocked(posted.chat_id, at), Fate.BLOCKED)


SETTLE: dict[Outcome, Callable[[OutboxRepository, Posted, datetime], Fates]] = {
    Outcome.SENT: _sent,
    Outcome.REFUSED: _refused,
    Outcome.BLOCKED: _blocked,
}
"""How each outcome is written down."""
