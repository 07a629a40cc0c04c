"""Every route of Telegram, in order: the first that takes an update is the only one."""

from telegram import Chat, Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.conversations import grouping
from bot.conversations.commands import COMMANDS
from bot.handlers.chatting import Chatting
from bot.handlers.fetching import Fetching
from bot.handlers.groups import Groups
from bot.handlers.inline import Inline
from bot.handlers.turns import Turns

Route = BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]

PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
MENDED = filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE
GROUP = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE
MIGRATED = filters.StatusUpdate.MIGRATE


def routes(turns: Turns, fetching: Fetching, inline: Inline) -> list[Route]:
    """The routes, each with the reason for its place."""
    chatting, groups = Chatting(turns, fetching), Groups(turns)

    async def button(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        chat = update.effective_chat
        here = chatting if chat is None or chat.type == Chat.PRIVATE else groups
        await here.button(update, context)

    async def pass_over(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await turns.pass_over(update.update_id)

    return [
        # Buttons and inline queries first: they can be nothing else.
        CallbackQueryHandler(button),
        InlineQueryHandler(inline.query),
        # Known commands before the route that takes every command.
        *(CommandHandler(name, chatting.command(name), PRIVATE) for name in COMMANDS),
        # Officers have a few commands in a chat of the staff.
        *(CommandHandler(name, groups.command(name), GROUP) for name in grouping.COMMANDS),
        # Any other command in a group gets one sentence; what people say to one another there is passed over below.
        CommandHandler(list(COMMANDS), chatting.in_a_group, GROUP),
        MessageHandler(PRIVATE & filters.COMMAND, chatting.unknown_command),
        # Commands are text too, so free text comes after them; a question mended by editing is asked anew.
        MessageHandler((PRIVATE | MENDED) & filters.TEXT & ~filters.COMMAND, chatting.words),
        # What a person sent that is not text is told apart from what Telegram says by itself (pinned, joined).
        MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, chatting.not_words),
        # Where the bot is no more, or under what number: nobody is told in a chat, but the staff are.
        MessageHandler(MIGRATED, groups.migration),
        ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER),
        # Last: everything else (talk in groups) is passed over, so that no update stays in the inbox.
        TypeHandler(Update, pass_over),
    ]
