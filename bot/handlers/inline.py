"""Inline mode: what is typed behind the bot's name in any chat is answered at once, or not at all.

It does not go through the inbox: Telegram sends every few letters that are typed, takes no answer after some seconds,
and the words are nobody's message to the office, so none of them is stored.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.conversations.inline import offers
from bot.handlers.arrivals import INLINE, AnyApplication, handle
from bot.inbox.repository import Arrived
from bot.office import Offices
from bot.views.inline import Offer

log = logging.getLogger(__name__)

REMEMBERED = 300
"""Seconds for which Telegram gives everybody the same answer to the same words."""

START = "inline"
"""What follows /start when the line above the cards is pressed: the greeting comes."""


class Inline:
    """Answers queries over the offices; of one person the newest alone."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices
        self._asking: dict[int, asyncio.Task[None]] = {}

    def take(self, application: AnyApplication, update: Mapping[str, Any]) -> None:
        """Begin to answer an update of a query; what the same person typed before is not answered any more."""
        person = _who(update)
        if before := self._asking.get(person):
            before.cancel()
        query = Arrived(update["update_id"], person, json.dumps(update))
        task = asyncio.create_task(handle(application, query), name="inline query")
        self._asking[person] = task
        task.add_done_callback(partial(self._done, person))

    def _done(self, person: int, task: "asyncio.Task[None]") -> None:
        if self._asking.get(person) is task:
            del self._asking[person]

    async def stop(self) -> None:
        """Leave whatever is not answered."""
        for task in list(self._asking.values()):
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    async def query(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The cards for a query."""
        query = update.inline_query
        if query is None:
            return
        found = await self._offices.glance(partial(offers, words=query.query))
        button = InlineQueryResultsButton(found.hint, start_parameter=START)
        await _answer(query, [_article(card) for card in found.cards], button)


async def _answer(query: InlineQuery, cards: list[InlineQueryResultArticle], button: InlineQueryResultsButton) -> None:
    """Telegram forgets a query after some seconds, and that is no harm: the person typed on."""
    try:
        await query.answer(cards, cache_time=REMEMBERED, is_personal=False, button=button)
    except TelegramError as refused:
        log.info("an inline query was not answered: %s", refused.message)


def _article(card: Offer) -> InlineQueryResultArticle:
    rows = [[InlineKeyboardButton(button.label, url=button.url) for button in row] for row in card.message.buttons]
    words = InputTextMessageContent(
        card.message.html, ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    keyboard = InlineKeyboardMarkup(rows) if rows else None
    return InlineQueryResultArticle(card.code, card.title, words, description=card.about, reply_markup=keyboard)


def _who(update: Mapping[str, Any]) -> int:
    query = update.get(INLINE)
    person = query.get("from") if isinstance(query, Mapping) else None
    number = person.get("id") if isinstance(person, Mapping) else None
    return number if isinstance(number, int) else 0
