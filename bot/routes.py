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

from bot.handlers.asking import Asking
from bot.handlers.turns import Turns

Route = BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]

PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE


def routes(turns: Turns) -> list[Route]:
    """The routes, each with the reason for its place."""
    asking = Asking(turns)

    async def pass_over(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await turns.pass_over(update.update_id)

    return [
        # Buttons first: they can be nothing else.
        CallbackQueryHandler(asking.button),
        # Known commands before the route that takes every command.
        CommandHandler("start", asking.start, PRIVATE),
        CommandHandler("tracuu", asking.look_up, PRIVATE),
        MessageHandler(PRIVATE & filters.COMMAND, asking.unknown_command),
        # Commands are text too, so free text comes after them.
        MessageHandler(PRIVATE & filters.TEXT, asking.words),
        # What a person sent that is not text is told apart from what Telegram says by itself (pinned, joined).
        MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, asking.not_words),
        # Last: everything else (groups, edited messages) is passed over, so that no update stays in the inbox.
        TypeHandler(Update, pass_over),
    ]
