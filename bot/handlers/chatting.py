"""What a person types, presses or sends, handed to the conversation; and what groups and pictures get."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import ContextTypes

from bot.conversations import shutting
from bot.conversations.commands import START, command
from bot.conversations.hearing import hear
from bot.conversations.pressing import press
from bot.conversations.visit import Turn, turn
from bot.handlers.enclosures import enclosure
from bot.handlers.fetching import Fetching
from bot.handlers.menus import for_officer
from bot.handlers.presses import end_press
from bot.handlers.turns import Turns
from bot.office import Office
from bot.views import message as views
from bot.views.notice import told
from knowledge.text.normalise import bare


class Chatting:
    """The handlers of the private chat; each reads its update and takes a turn."""

    def __init__(self, turns: Turns, fetching: Fetching) -> None:
        self._turns = turns
        self._fetching = fetching

    def command(self, name: str) -> Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]:
        """The handler of one command."""

        async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            words = " ".join(context.args or ())
            await self._take(update, context, partial(command, name=name, words=words))
            if name == START and (roles := await self._turns.roles_of(_chat(update))) is not None:
                # Roles that were given or ended since the start of the program are not in the menu yet.
                await for_officer(context.bot, _chat(update), roles)

        return handle

    async def words(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Free text, typed now, forwarded, or mended by editing what was sent before."""
        message = update.effective_message
        if message is None:
            return
        mended = update.edited_message is not None
        said = partial(hear, words=message.text or "", replied=_offers(message), mended=mended)
        await self._take(update, context, said)

    async def button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button: pressed now, or long ago under an older version."""
        query = update.callback_query
        if query is None:
            return
        await end_press(query)
        await self._take(update, context, partial(press, data=query.data or ""))

    async def unknown_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command that does not exist."""
        await self._take(update, context, partial(shutting.told_or_shut, key="chat.unknown_command"))

    async def not_words(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A picture, a file, a place, a contact: each may belong to a petition; a sticker is nothing we can use."""
        message = update.effective_message
        enclosed = enclosure(message) if message else None
        await self._take(update, context, enclosed or partial(shutting.told_or_shut, key="chat.words_only"))
        self._fetching.wake()

    async def in_a_group(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command in a group: questions are answered in a private chat alone."""
        await self._turns.take(context.bot, update.update_id, _chat(update), _only_private)

    async def _take(self, update: Update, context: ContextTypes.DEFAULT_TYPE, of: Turn) -> None:
        chat = _chat(update)
        await self._turns.take(context.bot, update.update_id, chat, turn(chat, of))


def _only_private(_: Office) -> list[views.Message]:
    return [told("chat.only_private")]


def _offers(message: Message) -> dict[str, str]:
    """What can be typed in reply to an older message of ours: the words on its buttons."""
    replied = message.reply_to_message
    markup = replied.reply_markup if replied else None
    if not isinstance(markup, InlineKeyboardMarkup):
        return {}
    buttons = (button for row in markup.inline_keyboard for button in row)
    return {bare(button.text): button.callback_data for button in buttons if isinstance(button.callback_data, str)}


def _chat(update: Update) -> int:
    somewhere = update.effective_chat or update.effective_user
    return somewhere.id if somewhere else 0
