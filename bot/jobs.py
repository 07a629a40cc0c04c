"""What happens by the clock."""

from datetime import time
from typing import Any

from sqlalchemy import Connection
from telegram.ext import Application, ContextTypes

from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.handlers.delivering import deliver
from bot.inbox.repository import InboxRepository
from bot.inbox.states import CONTEXT, StateRepository
from bot.review.asked import AskedRepository
from bot.review.misses import MissRepository

NIGHT = time(2, 30, tzinfo=VIET_NAM)

EVERY = 600
"""Seconds between two times that ended contexts of chats are forgotten."""

DELIVERING = 10
"""Seconds between two looks for answers of clerks that wait to be sent."""

# APScheduler's own grace of one second would skip a job while the machine is busy.
KEPT: dict[str, object] = {"misfire_grace_time": None, "coalesce": True}


def schedule(application: Application[Any, Any, Any, Any, Any, Any], database: Database, clock: Clock) -> None:
    """Put every job on the application's queue (APScheduler); a job that was missed runs once, late."""
    queue = application.job_queue
    if queue is None:
        raise RuntimeError("the application was built without its job queue")

    async def forget(_: ContextTypes.DEFAULT_TYPE) -> None:
        await database.run(lambda connection: forget_old(connection, clock))

    async def forget_contexts(_: ContextTypes.DEFAULT_TYPE) -> None:
        await database.run(lambda connection: StateRepository(connection).forget(clock.now() - CONTEXT))

    async def deliver_answers(context: ContextTypes.DEFAULT_TYPE) -> None:
        await deliver(context.bot, database, clock)

    queue.run_daily(forget, NIGHT, name="forget what is old", job_kwargs=KEPT)
    queue.run_once(forget, 60, name="forget what is old after the start", job_kwargs=KEPT)
    queue.run_repeating(forget_contexts, EVERY, name="forget contexts", job_kwargs=KEPT)
    queue.run_repeating(deliver_answers, DELIVERING, first=1, name="deliver answers", job_kwargs=KEPT)


def forget_old(connection: Connection, clock: Clock) -> None:
    """Forget what people were told is not kept: handled updates, words that were not found, questions to the office."""
    InboxRepository(connection).forget(clock.now())
    MissRepository(connection).forget(clock.today())
    AskedRepository(connection).forget(clock.now())
