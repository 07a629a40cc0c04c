"""A `Message` to Telegram: HTML, buttons, files, and what to do when Telegram is slow, away, or the person left.

`show` replies to somebody who waits, and has patience; `post` tries once, for a message that is kept elsewhere.
"""

import asyncio
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from typing import Any

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.views.message import Button, File, Message

log = logging.getLogger(__name__)

# The library would rather be asked by its own method, and says so at every call.
warnings.filterwarnings("ignore", message=r"Please use 'Bot\.sendMessage'")

PAUSES = (0.5, 1.0, 2.0)
"""Seconds between tries while Telegram is not reached; then the update is put off."""

PUT_OFF = 10.0
"""Seconds until a message is tried again after its tries were used up."""

LONGEST_WAIT = 20.0
"""Seconds a worker waits at Telegram's word (429); beyond, the update is put off and the worker serves other chats."""


class Outcome(StrEnum):
    """What became of a message for good."""

    SENT = "sent"
    REFUSED = "refused"  # Telegram refuses the same message every time: a chat that is gone, or a fault of ours
    BLOCKED = "blocked"  # the chat takes nothing from the bot


class NotSentError(Exception):
    """A message could not be sent now; `again_after` seconds from now it may."""

    def __init__(self, again_after: float) -> None:
        self.again_after = again_after
        super().__init__(f"not sent; again after {again_after} s")


class SlowDownError(NotSentError):
    """Telegram asks to wait (429), and says for how long."""


class MovedError(Exception):
    """A group has another number now: it became a supergroup."""

    def __init__(self, to: int) -> None:
        self.to = to
        super().__init__(f"the group is {to} now")


class TopicGoneError(Exception):
    """The topic that a message was for is there no more."""


async def show(bot: Bot, chat_id: int, message: Message, thread: int | None = None) -> Outcome:
    """Send a message with all its parts, patiently. Raises NotSentError when it is to be tried again later."""
    outcome = Outcome.SENT
    for part in message.parts():
        try:
            outcome = await _patiently(bot, chat_id, part, thread)
        except (MovedError, TopicGoneError):
            outcome = Outcome.REFUSED
        if outcome is not Outcome.SENT:
            break
    return outcome


async def post(bot: Bot, chat_id: int, part: Message, thread: int | None = None) -> Outcome:
    """Send a part of a message, once, to a topic if one is given.

    Raises SlowDownError, NotSentError when Telegram is not reached, MovedError and TopicGoneError.
    """
    try:
        with in_our_words():
            await _send(bot, chat_id, part, thread)
    except Forbidden:
        log.info("a chat takes no messages from the bot any more")
        return Outcome.BLOCKED
    except BadRequest as refused:
        if NO_CHAT in refused.message.casefold():
            log.info("a chat does not know the bot yet, or is gone")
            return Outcome.BLOCKED
        if thread is not None and any(sign in refused.message.casefold() for sign in NO_TOPIC):
            raise TopicGoneError from refused
        # BadRequest is a NetworkError to the library, but no waiting mends it.
        log.error("Telegram refused a message of %s characters: %s", len(part.text), refused.message)  # noqa: TRY400
        return Outcome.REFUSED
    return Outcome.SENT


NO_CHAT = "chat not found"
NO_TOPIC = ("message thread not found", "topic_deleted", "topic_id_invalid")
"""How Telegram says so."""


@contextmanager
def in_our_words() -> Iterator[None]:
    """What Telegram says of a call, where waiting mends it or the chat has another number; the rest passes."""
    try:
        yield
    except (Forbidden, BadRequest):
        raise
    except ChatMigrated as moved:
        raise MovedError(moved.new_chat_id) from moved
    except RetryAfter as slow:
        raise SlowDownError(seconds(slow)) from slow
    except TelegramError as away:
        log.warning("Telegram is not reached: %s", type(away).__name__)
        raise NotSentError(PUT_OFF) from away


async def _patiently(bot: Bot, chat_id: int, part: Message, thread: int | None) -> Outcome:
    for pause in PAUSES:
        try:
            return await post(bot, chat_id, part, thread)
        except SlowDownError as slow:
            if slow.again_after > LONGEST_WAIT:
                raise
            await asyncio.sleep(slow.again_after)
        except NotSentError:
            await asyncio.sleep(pause)
    return await post(bot, chat_id, part, thread)


async def _send(bot: Bot, chat_id: int, part: Message, thread: int | None) -> None:
    for file in part.files:
        await _send_file(bot, chat_id, file, thread)
    if not part.files:
        await _send_words(bot, chat_id, part, thread)


async def _send_file(bot: Bot, chat_id: int, file: File, thread: int | None) -> None:
    """A file with what is in it, or by where Telegram has it already."""
    if file.is_picture:
        picture = file.file_id or file.content
        await bot.send_photo(chat_id, picture, filename=file.name, message_thread_id=thread)
    elif file.file_id:
        await bot.send_document(chat_id, file.file_id, message_thread_id=thread)
    else:
        await bot.send_document(chat_id, file.content, filename=file.name, message_thread_id=thread)


async def _send_words(bot: Bot, chat_id: int, part: Message, thread: int | None) -> None:
    """Words with their buttons, as plain JSON.

    The library's objects, for each button and for the message that Telegram gives back and nobody looks at, take as
    long as the call itself.
    """
    rows = [[_button(button) for button in row] for row in part.buttons]
    asked = {
        "chat_id": chat_id,
        "text": part.html,
        "parse_mode": ParseMode.HTML,
        "reply_markup": {"inline_keyboard": rows} if rows else None,
        "message_thread_id": thread,
        "link_preview_options": {"is_disabled": True},
    }
    await bot.do_api_request("sendMessage", api_kwargs=asked)


def _button(button: Button) -> dict[str, Any]:
    if button.is_app:
        return {"text": button.label, "web_app": {"url": button.url}}
    if button.url:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data}


def seconds(slow: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    after = slow.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
