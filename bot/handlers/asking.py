"""Questions, commands and buttons of a citizen, handed to the conversation."""

import contextlib
from functools import partial

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.conversations import asking
from bot.handlers.turns import Turns
from bot.office import Act, Office
from bot.views.message import VERSION, Message
from bot.views.notice import told


class Asking:
    """The handlers of asking; each reads its update and takes a turn."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/start."""
        await self._turn(update, context, asking.start)

    async def look_up(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/tracuu WORDS."""
        await self._turn(
            update, context, partial(asking.ask, chat_id=_chat(update), words=" ".join(context.args or ()))
        )

    async def words(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Free text."""
        message = update.effective_message
        words = message.text if message and message.text else ""
        await self._turn(update, context, partial(asking.ask, chat_id=_chat(update), words=words))

    async def button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button: pressed now, or long ago under an older version."""
        query = update.callback_query
        if query is None:
            return
        with contextlib.suppress(TelegramError):
            # It only ends the button's little clock; Telegram forgets a press after a while, and that is no harm.
            await query.answer()
        await self._turn(update, context, partial(press, chat_id=_chat(update), data=query.data or ""))

    async def unknown_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command that does not exist."""
        await self._turn(update, context, lambda _: [told("chat.unknown_command")])

    async def not_words(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A picture, a voice, a sticker: what nobody here can read yet."""
        await self._turn(update, context, lambda _: [told("chat.words_only")])

    async def _turn(self, update: Update, context: ContextTypes.DEFAULT_TYPE, act: Act) -> None:
        await self._turns.take(context.bot, update.update_id, _chat(update), act)


def press(office: Office, chat_id: int, data: str) -> list[Message]:
    """What a button means; one of an older version is answered, never an error."""
    version, _, rest = data.partition(":")
    verb, _, about = rest.partition(":")
    if version == VERSION and verb == "pick":
        return asking.pick(office, about)
    if version == VERSION and verb == "more":
        return asking.more(office, about)
    if version == VERSION and verb == "none":
        return asking.none_of_these(office, chat_id)
    return [told("button.old")]


def _chat(update: Update) -> int:
    somewhere = update.effective_chat or update.effective_user
    return somewhere.id if somewhere else 0
