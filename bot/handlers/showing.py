"""A `Message` to Telegram: HTML, buttons, and what to do when Telegram is slow, away, or the person left."""

import asyncio
import logging
from datetime import timedelta

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.views.message import Button, Message

log = logging.getLogger(__name__)

PAUSES = (0.5, 1.0, 2.0)
"""Seconds between tries while Telegram is not reached; then the update is put off."""

PUT_OFF = 10.0
"""Seconds until an update is tried again after its tries were used up."""

LONGEST_WAIT = 20.0
"""Seconds a worker waits at Telegram's word (429); beyond, the update is put off and the worker serves other chats."""


class NotSentError(Exception):
    """A message could not be sent now; `again_after` seconds from now it may."""

    def __init__(self, again_after: float) -> None:
        self.again_after = again_after
        super().__init__(f"not sent; again after {again_after} s")


async def show(bot: Bot, chat_id: int, message: Message) -> None:
    """Send a message. Raises NotSentError when it is to be tried again later; who blocked the bot is left alone."""
    try:
        await _send_patiently(bot, chat_id, message)
    except Forbidden:
        log.info("a chat takes no messages from the bot any more")
    except BadRequest as refused:
        # A chat that is gone, or a fault of ours: Telegram refuses the same message every time.
        log.error("Telegram refused a message of %s characters: %s", len(message.text), refused.message)  # noqa: TRY400


async def reaches(bot: Bot, chat_id: int, message: Message) -> bool:
    """Send a message that waits elsewhere until it has arrived; gives false when it is to be tried again later."""
    try:
        await show(bot, chat_id, message)
    except NotSentError:
        return False
    return True


async def _send_patiently(bot: Bot, chat_id: int, message: Message) -> None:
    for pause in (*PAUSES, None):
        try:
            await _send(bot, chat_id, message)
        except RetryAfter as slow:
            wait = seconds(slow)
            if pause is None or wait > LONGEST_WAIT:
                raise NotSentError(wait) from slow
            await asyncio.sleep(wait)
        except (BadRequest, Forbidden):
            raise  # BadRequest is a NetworkError to the library, but no waiting mends it
        except NetworkError as away:
            log.warning("Telegram is not reached: %s", type(away).__name__)
            if pause is None:
                raise NotSentError(PUT_OFF) from away
            await asyncio.sleep(pause)
        else:
            return


async def _send(bot: Bot, chat_id: int, message: Message) -> None:
    rows = [[_button(button) for button in row] for row in message.buttons]
    keyboard = InlineKeyboardMarkup(rows) if rows else None
    await bot.send_message(
        chat_id,
        message.html,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    return InlineKeyboardButton(button.label, callback_data=button.data)


def seconds(slow: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    after = slow.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
