"""One update, one turn: act once, send what the act gave, then mark the update answered."""

from datetime import timedelta

from telegram import Bot

from bot.clock import Clock
from bot.database import Database
from bot.errors import unexpected
from bot.handlers.delivering import deliver
from bot.handlers.showing import NotSentError, show
from bot.office import Act, Offices
from bot.views.message import Message


class Turns:
    """Takes turns over the offices."""

    def __init__(self, offices: Offices, clock: Clock, database: Database) -> None:
        self._offices = offices
        self._clock = clock
        self._database = database

    async def take(self, bot: Bot, update_id: int, chat_id: int, act: Act) -> None:
        """The whole turn. A reply that cannot be sent now stays with its update and is sent later, never acted anew."""
        messages = await self._act(update_id, act)
        try:
            for message in messages:
                await show(bot, chat_id, message)
        except NotSentError as put_off:
            await self._offices.later(update_id, self._clock.now() + timedelta(seconds=put_off.again_after))
        else:
            await self._offices.answered(update_id)

    async def is_by_clerk(self, telegram_id: int) -> bool:
        """Whether a person sees to what citizens report and ask."""
        return await self._offices.has_clerk(telegram_id)

    async def deliver(self, bot: Bot) -> None:
        """Send what an officer just left for citizens, without waiting for the clock."""
        await deliver(bot, self._database, self._clock)

    async def pass_over(self, update_id: int) -> None:
        """An update that deliberately gets no reply."""
        await self._offices.answered(update_id)

    async def _act(self, update_id: int, act: Act) -> list[Message]:
        try:
            return await self._offices.handle(update_id, act)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person gets one calm sentence
            sorry = unexpected(error, update_id)
        return await self._offices.handle(update_id, lambda _: [sorry])
