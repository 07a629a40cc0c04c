"""Every route of Telegram, in order: the first that takes an update is the only one."""

from telegram import Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.conversations.commands import COMMANDS
from bot.handlers.chatting import Chatting
from bot.handlers.fetching import Fetching
from bot.handlers.turns import Turns

Route = BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]

PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
MENDED = filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE
GROUP = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE


def routes(turns: Turns, fetching: Fetching) -> list[Route]:
    """The routes, each with the reason for its place."""
    chatting = Chatting(turns, fetching)

    async def pass_over(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await turns.pass_over(update.update_id)

    return [
        # Buttons first: they can be nothing else.
        CallbackQueryHandler(chatting.button),
        # Known commands before the route that takes every command.
        *(CommandHandler(name, chatting.command(name), PRIVATE) for name in COMMANDS),
        # A command in a group gets one sentence; what people say to one another there is passed over below.
        CommandHandler(list(COMMANDS), chatting.in_a_group, GROUP),
        MessageHandler(PRIVATE & filters.COMMAND, chatting.unknown_command),
        # Commands are text too, so free text comes after them; a question mended by editing is asked anew.
        MessageHandler((PRIVATE | MENDED) & filters.TEXT & ~filters.COMMAND, chatting.words),
        # What a person sent that is not text is told apart from what Telegram says by itself (pinned, joined).
        MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, chatting.not_words),
        # Last: everything else (talk in groups, who blocked us) is passed over, so that no update stays in the inbox.
        TypeHandler(Update, pass_over),
    ]
