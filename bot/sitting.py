"""Turns that wait together are taken in one sitting: one transaction for all, with one reading and one writing.

 turns ──▶ how far each came ──▶ read ahead ──▶ each act, without a database ──▶ write what they left ──▶ commit
                                                  └─ asks for more: it is done in a transaction of its own

Most turns are plain questions of people of whom we hold nothing but where their talk stands; what several of those need
of the database is little more than what one needs.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.ahead import (
    BEYOND,
    Ahead,
    BeyondError,
    CasesAhead,
    ChannelAhead,
    CitizensAhead,
    Left,
    MissesAhead,
    OfficersAhead,
    OutboxAhead,
    StatesAhead,
    SubscriptionsAhead,
    TallyAhead,
    read_ahead,
)
from bot.database import Database, is_passing
from bot.inbox.repository import InboxRepository, Replies, UpdateState
from bot.office import Act, Office, Offices
from bot.onlywrites import only_writes
from bot.review.channel import ChannelRepository
from bot.together import Together
from bot.views.message import Message

log = logging.getLogger(__name__)

Result = TypeVar("Result")

PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds between tries while the database is away; then the update's lease ends and it comes again."""

MOST = 32
"""Turns in one sitting: while it lasts nobody else writes to SQLite."""

MOST_ANSWERED = 64
"""Updates that are marked answered at once."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An update, the private chat it came from, what is to be done, and what is told beside it in the log."""

    update_id: int
    chat_id: int
    act: Act
    context: Context

    def take(self, office: Office) -> list[Message]:
        """Do it."""
        return list(self.context.run(self.act, office))


Taken = list[Message] | Exception | None
"""What is to be sent, or what the act raised; None for a turn that is to be taken by itself."""


class Sittings:
    """Takes turns, several at once where that can be, and marks what was answered.

    An update's effects, its mark in the inbox and what is to be sent are kept together or not at all; what is not kept
    since the database is away for a moment, or somebody else came first, is tried again.
    """

    def __init__(self, offices: Offices, database: Database) -> None:
        self._offices = offices
        self._database = database
        self._turns = Together(self._sit, MOST)
        self._answered = Together(self._mark, MOST_ANSWERED)

    async def take(self, update_id: int, chat_id: int, act: Act) -> list[Message]:
        """Act on an update once and give what is to be sent; an update handled before gives what was kept for it."""
        return await _patiently(lambda: self._take(update_id, chat_id, act))

    async def answered(self, update_id: int) -> None:
        """Everything for an update was sent, or there is nothing to send."""
        await _patiently(lambda: self._answered.of(update_id))

    async def later(self, update_id: int, not_before: datetime) -> None:
        """An update's reply could not be sent now; it is tried again from a moment on."""
        await _patiently(lambda: self._database.run(lambda c: InboxRepository(c).later(update_id, not_before)))

    async def _take(self, update_id: int, chat_id: int, act: Act) -> list[Message]:
        if chat_id > 0:  # a chat of the staff, or of the terminal, is nobody's of whom little is known
            taken = await self._turns.of(Turn(update_id, chat_id, act, copy_context()))
            if isinstance(taken, Exception):
                raise taken
            if taken is not None:
                return taken
        return await self._database.run(lambda connection: self._by_itself(connection, update_id, act))

    def _by_itself(self, connection: Connection, update_id: int, act: Act) -> list[Message]:
        inbox = InboxRepository(connection)
        state, kept = inbox.begin([update_id])[update_id]
        if state is not UpdateState.NEW:
            return _again(kept)
        messages = list(act(self._offices.open(connection)))
        inbox.done({update_id: [message.to_json() for message in messages]})
        return messages

    async def _mark(self, update_ids: Sequence[int]) -> list[None]:
        def answered(connection: Connection) -> None:
            only_writes(connection)
            InboxRepository(connection).answered(*update_ids)

        await self._database.run(answered)
        return [None] * len(update_ids)

    async def _sit(self, turns: Sequence[Turn]) -> list[Taken]:
        """Take some turns in one transaction. Raises what the database said, where the same may go well later."""
        try:
            return await self._database.run(lambda connection: self._sat(connection, turns))
        except DBAPIError as refused:
            if is_passing(refused):
                raise
            return [None] * len(turns)  # one of them left what the database does not take: each is taken by itself

    def _sat(self, connection: Connection, turns: Sequence[Turn]) -> list[Taken]:
        inbox = InboxRepository(connection)
        begun = inbox.begin(turn.update_id for turn in turns)
        new = {number for number, (state, _) in begun.items() if state is UpdateState.NEW}
        whole, left, replies = self._offices.open(connection, BEYOND), Left(), dict[int, Replies]()
        channel = ChannelRepository(connection, whole.channel.now)
        ahead = read_ahead(connection, [turn.chat_id for turn in turns if turn.update_id in new], channel, whole.at)
        office = _office_ahead(whole, ahead, left)
        taken = [
            _taken(turn, office, ahead, left) if turn.update_id in new else _again(begun[turn.update_id][1])
            for turn in turns
        ]
        for turn, messages in zip(turns, taken, strict=True):
            if turn.update_id in new and isinstance(messages, list):
                replies[turn.update_id] = [message.to_json() for message in messages]
        only_writes(connection)
        left.write(connection, whole.at)
        inbox.done(replies)
        return taken


async def _patiently(call: Callable[[], Awaitable[Result]]) -> Result:
    """Call, and again where nothing was kept for now. Raises what the database says at last, or says of us."""
    for pause in PAUSES:
        try:
            return await call()
        except DBAPIError as away:
            if not is_passing(away):
                raise
            log.warning("update is kept again: %s", type(away.orig).__name__)
            await asyncio.sleep(pause)
    return await call()


def _taken(turn: Turn, office: Office, ahead: Ahead, left: Left) -> Taken:
    """One turn; what it leaves is added to what all leave, unless it asked for more or fell."""
    if turn.chat_id not in ahead.plain:
        return None
    try:
        with left.by_one():
            return turn.take(office)
    except BeyondError:
        return None
    except Exception as fault:  # noqa: BLE001 - it is told to who takes this turn, and the others go on
        return fault


def _office_ahead(office: Office, ahead: Ahead, left: Left) -> Office:
    """An office that knows what was read ahead, and nothing else."""
    channel = office.channel
    return replace(
        office,
        states=StatesAhead(ahead, left),
        citizens=CitizensAhead(ahead, left),
        tally=TallyAhead(left),
        misses=MissesAhead(left),
        officers=OfficersAhead(ahead),
        outbox=OutboxAhead(ahead),
        subscriptions=SubscriptionsAhead(ahead),
        channel=ChannelAhead(BEYOND, channel.now, channel.by_setting),
        cases=CasesAhead.instead_of(office.cases),
        hurries=lambda _: False,
    )


def _again(kept: Replies) -> list[Message]:
    """What was to be sent for an update that was handled before."""
    return [Message.from_json(message) for message in kept]
