"""What happens by the clock."""

from collections.abc import Callable, Coroutine
from datetime import time
from functools import partial
from typing import Any

from sqlalchemy import Connection
from telegram.ext import Application, ContextTypes

from bot.clock import VIET_NAM, Clock
from bot.database import Database, is_alone
from bot.delivery.outbox import OutboxRepository
from bot.handlers.delivering import Delivery
from bot.handlers.fetching import Fetching
from bot.handlers.importing import Importing
from bot.inbox.repository import InboxRepository
from bot.inbox.states import CONTEXT, StateRepository
from bot.review.asked import AskedRepository
from bot.review.channel import ChannelRepository
from bot.review.misses import MissRepository
from bot.review.proposals import ProposalRepository
from bot.review.sign_ins import SignInRepository
from bot.upkeep import Upkeep

NIGHT = time(2, 30, tzinfo=VIET_NAM)

EVERY = 600
"""Seconds between two times that ended contexts and messages of chats are forgotten, and drafts looked after."""

TIMERS = 60
"""Seconds between two looks at what is due for petitions, and at what those who follow are to hear."""

DELIVERING = 10
"""Seconds between two looks into the outbox and for files, left by another process or to be tried again."""

AFTER_THE_START = 60
"""Seconds until what was missed while the bot was away is made up for."""

# APScheduler's own grace of one second would skip a job while the machine is busy.
KEPT: dict[str, object] = {"misfire_grace_time": None, "coalesce": True}


def schedule(
    application: Application[Any, Any, Any, Any, Any, Any],
    database: Database,
    clock: Clock,
    delivery: Delivery,
    fetching: Fetching,
    importing: Importing,
    upkeep: Upkeep,
) -> None:
    """Put every job on the application's queue (APScheduler); a job that was missed runs once, late."""
    queue = application.job_queue
    if queue is None:
        raise RuntimeError("the application was built without its job queue")

    async def alone(work: str, act: Callable[[Connection], object]) -> None:
        # Two copies that remove the same rows in another order would hold each other up for ever.
        await database.run(lambda connection: is_alone(connection, f"motcua {work}") and act(connection))

    async def forget() -> None:
        await alone("old rows", lambda connection: forget_old(connection, clock))

    async def forget_contexts() -> None:
        await alone("contexts", lambda connection: StateRepository(connection).forget(clock.now() - CONTEXT))

    async def expire() -> None:
        await alone("expired", lambda connection: OutboxRepository(connection).expire(clock.now()))

    async def look_for_what_waits() -> None:
        await alone("in reach", lambda connection: OutboxRepository(connection).in_reach(clock.now()))
        delivery.wake()
        fetching.wake()
        importing.wake()

    nightly: dict[str, Work] = {
        "forget what is old": forget,
        "forget codes and remarks": upkeep.forget,
        "count anew": upkeep.count_anew,
        "plan reminders": upkeep.plan_reminders,
        "draw samples": upkeep.draw_samples,
        "anchor": upkeep.anchor,
        "sweep files": upkeep.sweep,
        "back up": partial(upkeep.back_up, NIGHT),
    }
    for name, work in nightly.items():
        queue.run_daily(_job(work), NIGHT, name=name, job_kwargs=KEPT)
        queue.run_once(_job(work), AFTER_THE_START, name=f"{name} after the start", job_kwargs=KEPT)
    # In the office's hours: at its opening, and late where that was missed.
    queue.run_daily(_job(upkeep.tell_bulletins), upkeep.opening, name="bulletins", job_kwargs=KEPT)
    late = {"interval": EVERY, "first": AFTER_THE_START}
    queue.run_repeating(_job(upkeep.tell_bulletins), **late, name="bulletins that were missed", job_kwargs=KEPT)
    queue.run_monthly(_job(upkeep.anonymise), NIGHT, 1, name="anonymise petitions", job_kwargs=KEPT)
    queue.run_once(_job(upkeep.anonymise), AFTER_THE_START, name="anonymise after the start", job_kwargs=KEPT)
    queue.run_repeating(_job(upkeep.remove_dropped), DELIVERING, name="remove dropped files", job_kwargs=KEPT)
    queue.run_repeating(_job(upkeep.act_on_timers), TIMERS, name="act on timers", job_kwargs=KEPT)
    # What an officer sets of the calendar is counted by soon after, and holds up no page of theirs.
    queue.run_repeating(_job(upkeep.count_anew), TIMERS, name="count anew what was set", job_kwargs=KEPT)
    queue.run_repeating(_job(upkeep.tell_followers), TIMERS, name="tell followers", job_kwargs=KEPT)
    queue.run_repeating(_job(upkeep.look_after_drafts), EVERY, name="look after drafts", job_kwargs=KEPT)
    queue.run_repeating(_job(forget_contexts), EVERY, name="forget contexts", job_kwargs=KEPT)
    queue.run_repeating(_job(expire), EVERY, name="forget what may wait no longer", job_kwargs=KEPT)
    queue.run_repeating(_job(look_for_what_waits), DELIVERING, name="look for what waits", job_kwargs=KEPT)


Work = Callable[[], Coroutine[Any, Any, None]]


def _job(work: Work) -> Callable[[ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]:
    """A work as the queue calls it."""

    async def job(_: ContextTypes.DEFAULT_TYPE) -> None:
        await work()

    return job


def forget_old(connection: Connection, clock: Clock) -> None:
    """Forget what people were told is not kept: updates, words not found, questions, what was sent; and old drafts."""
    InboxRepository(connection).forget(clock.now())
    MissRepository(connection).forget(clock.today())
    AskedRepository(connection).forget(clock.now())
    OutboxRepository(connection).forget(clock.now())
    ProposalRepository(connection).forget(clock.now())
    SignInRepository(connection).forget(clock.now())
    ChannelRepository(connection).forget(clock.now())
