"""The end of a press: Telegram shows a little clock on a button until the bot has answered it."""

import contextlib

from telegram import CallbackQuery
from telegram.error import TelegramError


async def end_press(query: CallbackQuery) -> None:
    """End the button's little clock; Telegram forgets a press after a while, and that is no harm."""
    with contextlib.suppress(TelegramError):
        await query.answer()
