"""Clerks' answers on their way to those who asked: sent after they were kept, and marked when they arrived.

A kill between the sending and the mark repeats an answer once; none is lost.
"""

from telegram import Bot

from bot.clock import Clock
from bot.database import Database
from bot.handlers.showing import reaches
from bot.review.asked import AskedRepository, Delivery
from bot.views.queue import answer_of_office

AT_ONCE = 20
"""How many answers are taken at a time."""


async def deliver(bot: Bot, database: Database, clock: Clock) -> None:
    """Send every answer that waits; who blocked the bot is left alone, and what could not be sent is tried again."""
    taken = await database.run(lambda connection: AskedRepository(connection).undelivered(AT_ONCE, clock.now()))
    for delivery in taken:
        arrived = await reaches(bot, delivery.chat_id, answer_of_office(delivery.words, delivery.text))
        await _mark(database, clock, delivery, arrived)


async def _mark(database: Database, clock: Clock, delivery: Delivery, arrived: bool) -> None:
    if arrived:
        await database.run(lambda connection: AskedRepository(connection).delivered(delivery.id))
    else:
        await database.run(lambda connection: AskedRepository(connection).failed(delivery.id, clock.now()))
