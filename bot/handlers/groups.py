"""What happens in groups: commands and buttons of officers in a chat of the staff, and the bot's own place in it."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import Chat, ChatMember, Message, Update
from telegram.ext import ContextTypes

from bot.conversations import grouping
from bot.conversations.grouping import COMMANDS, Room
from bot.conversations.visit import Visit
from bot.handlers.presses import end_press
from bot.handlers.turns import Turns
from bot.views.message import Message as Shown

OUT = frozenset({ChatMember.LEFT, ChatMember.BANNED})
"""Where the bot is when it is in a group no more."""


class Groups:
    """The handlers of groups; each reads its update and takes a turn."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def command(self, name: str) -> Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]:
        """The handler of one command of officers."""
        act = COMMANDS[name]

        async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            words = _behind(update.effective_message)
            await self._take(update, context, lambda visit, room: act(visit, room, words))

        return handle

    async def button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button under a message of ours in a group."""
        query = update.callback_query
        if query:
            await end_press(query)
            data = query.data or ""
            await self._take(update, context, lambda visit, room: grouping.pressed(visit, room, data))

    async def membership(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot was let into a group or put out of it."""
        changed = update.my_chat_member
        if changed and changed.new_chat_member.status in OUT and changed.chat.type != Chat.PRIVATE:
            await self._turns.take(context.bot, update.update_id, changed.chat.id, grouping.gone(changed.chat.id))
        else:
            await self._turns.pass_over(update.update_id)

    async def migration(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A group became a supergroup; of the two messages that say so one is enough."""
        message = update.effective_message
        if message and message.migrate_to_chat_id:
            act = grouping.moved(message.chat_id, message.migrate_to_chat_id)
            await self._turns.take(context.bot, update.update_id, message.chat_id, act)
        else:
            await self._turns.pass_over(update.update_id)

    async def _take(
        self,
        update: Update,
        context: ContextTypes.DEFAULT_TYPE,
        of: Callable[[Visit, Room], Sequence[Shown]],
    ) -> None:
        room, user = _room(update), update.effective_user
        if room is None or user is None:
            await self._turns.pass_over(update.update_id)
            return
        act = grouping.within(user.id, room, of)
        await self._turns.take(context.bot, update.update_id, room.chat_id, act, thread=room.thread)


def _room(update: Update) -> Room | None:
    message, chat = update.effective_message, update.effective_chat
    if chat is None:
        return None
    thread, replied = None, ""
    if isinstance(message, Message):
        thread = message.message_thread_id if message.is_topic_message else None
        above = message.reply_to_message
        replied = (above.text or "") if above else ""
    return Room(chat.id, thread, bool(chat.is_forum), replied)


def _behind(message: Message | None) -> str:
    """What stands behind a command, its lines kept."""
    text = (message.text or "") if message else ""
    return text.partition(" ")[2].strip() if " " in text.partition("\n")[0] else text.partition("\n")[2].strip()
