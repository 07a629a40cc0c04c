"""What happens by the clock."""

from datetime import time
from typing import Any

from telegram.ext import Application, ContextTypes

from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.inbox.repository import InboxRepository

NIGHT = time(2, 30, tzinfo=VIET_NAM)


def schedule(application: Application[Any, Any, Any, Any, Any, Any], database: Database, clock: Clock) -> None:
    """Put every job on the application's queue (APScheduler); a job that was missed runs once, late."""

    async def forget_answered(_: ContextTypes.DEFAULT_TYPE) -> None:
        await database.run(lambda connection: InboxRepository(connection).forget(clock.now()))

    if application.job_queue is None:
        raise RuntimeError("the application was built without its job queue")
    # APScheduler's own grace of one second would skip a job while the machine is busy.
    kept = {"misfire_grace_time": None, "coalesce": True}
    application.job_queue.run_daily(forget_answered, NIGHT, name="forget answered updates", job_kwargs=kept)
    application.job_queue.run_once(forget_answered, 60, name="forget answered updates after the start", job_kwargs=kept)
