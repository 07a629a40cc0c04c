"""One update, one turn: act once, send what the act gave, then mark the update answered."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.exc import DBAPIError
from telegram import Bot

from bot.clock import Clock
from bot.database import is_passing
from bot.errors import unexpected
from bot.handlers.delivering import Delivery
from bot.handlers.importing import Importing
from bot.handlers.showing import NotSentError, Outcome, show
from bot.meters import Meters
from bot.office import Act, Office, Offices
from bot.review.officers import Role
from bot.sitting import Sittings
from bot.views.message import Message

log = logging.getLogger(__name__)


class Turns:
    """Takes turns over the offices; what a turn left in the outbox is sent right after it."""

    def __init__(
        self,
        offices: Offices,
        sittings: Sittings,
        clock: Clock,
        delivery: Delivery,
        importing: Importing,
        meters: Meters,
    ) -> None:
        self._offices = offices
        self._sittings = sittings
        self._clock = clock
        self._delivery = delivery
        self._importing = importing
        self._meters = meters

    async def take(self, bot: Bot, update_id: int, chat_id: int, act: Act, thread: int | None = None) -> None:
        """The whole turn, in a topic of the chat if one is given.

        A reply that cannot be sent now stays with its update and is sent later, never acted anew.
        """
        coming = _Coming(chat_id, act)
        messages = await self._act(update_id, chat_id, coming)
        self._meters.answered(coming.kinds)
        try:
            await self._show(bot, chat_id, messages, thread)
        except NotSentError as put_off:
            await self._sittings.later(update_id, self._clock.now() + timedelta(seconds=put_off.again_after))
        else:
            await self._sittings.answered(update_id)
        if coming.left_something:
            self._delivery.wake()
        if coming.left_a_file:
            self._importing.wake()

    async def roles_of(self, telegram_id: int) -> frozenset[Role] | None:
        """The roles a person holds now, none for who held one before; None for who never was an officer."""
        return await self._offices.roles_of(telegram_id)

    async def pass_over(self, update_id: int) -> None:
        """An update that deliberately gets no reply."""
        await self._sittings.answered(update_id)

    async def _act(self, update_id: int, chat_id: int, act: Act) -> list[Message]:
        try:
            return await self._sittings.take(update_id, chat_id, act)
        except Exception as error:
            if isinstance(error, DBAPIError) and is_passing(error):
                raise  # nothing happened yet: the update waits in the inbox until its turn comes again
            sorry = unexpected(error, update_id)
            self._meters.fault()
        return await self._sittings.take(update_id, chat_id, lambda _: [sorry])

    async def _show(self, bot: Bot, chat_id: int, messages: Sequence[Message], thread: int | None) -> None:
        for message in messages:
            drawn = await self._offices.drawn(message)
            if await show(bot, chat_id, drawn, thread) is Outcome.BLOCKED:
                await self._delivery.blocked(chat_id)
                return


class _Coming:
    """An act of a chat that is in reach, since it wrote: what was blocked for it before waits again."""

    def __init__(self, chat_id: int, act: Act) -> None:
        self._chat_id = chat_id
        self._act = act
        self.left_something = False
        """Whether the act left something in the outbox, once it was done."""
        self.left_a_file = False
        """Whether it left a file that is to be fetched and read."""
        self.kinds: Sequence[str] = ()
        """The kinds of messages that it answered."""

    def __call__(self, office: Office) -> Sequence[Message]:
        office.outbox.back(self._chat_id, office.at)
        messages = self._act(office)
        self.left_something = office.outbox.has_new
        self.left_a_file = office.proposals.has_new
        self.kinds = office.tally.counted
        return messages
