"""What happens by the clock: the queue is APScheduler's own, the database is real."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram.ext import ApplicationBuilder, JobQueue

from bot import jobs
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.handlers.arrivals import AnyApplication
from bot.inbox.repository import KEPT, Arrived, InboxRepository
from bot.inbox.states import CONTEXT, StateRepository
from bot.review.asked import AskedRepository
from bot.review.misses import MissRepository
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


class StoppedClock(Clock):
    """A clock that stands at NOW."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture
def application() -> AnyApplication:
    wire = Wire(BotApi())
    return ApplicationBuilder().token(TOKEN).updater(None).request(wire).get_updates_request(wire).build()


def queue_of(application: AnyApplication, database: Database) -> JobQueue[Any]:
    jobs.schedule(application, database, StoppedClock())
    queue = application.job_queue
    assert queue is not None
    return queue


def test_what_is_old_is_forgotten_every_night_and_once_after_the_start(
    application: AnyApplication, database: Database
) -> None:
    by_name = {str(job.name): job for job in queue_of(application, database).jobs()}
    nightly, once = by_name["forget what is old"], by_name["forget what is old after the start"]
    fires = nightly.job.trigger.get_next_fire_time(None, NOW)
    assert fires.astimezone(VIET_NAM) == datetime(2026, 11, 23, 2, 30, tzinfo=VIET_NAM)
    assert once.job.trigger.get_next_fire_time(None, NOW) is not None
    assert nightly.job.coalesce
    assert nightly.job.misfire_grace_time is None


async def test_the_job_removes_what_was_answered_long_ago_and_nothing_else(
    application: AnyApplication, database: Database
) -> None:
    old, recent = NOW - KEPT - timedelta(seconds=1), NOW - KEPT + timedelta(seconds=1)
    for update_id, received, answered in ((1, old, True), (2, old, False), (3, recent, True)):
        database.transact(
            lambda c, u=update_id, at=received: InboxRepository(c).store([Arrived(u, u, "{}")], at)  # type: ignore[misc]
        )
        if answered:
            database.transact(lambda c, u=update_id: InboxRepository(c).answered(u))  # type: ignore[misc]
    for job in queue_of(application, database).jobs():
        await job.run(application)
    await asyncio.sleep(0)
    stored_anew = [
        database.transact(lambda c, u=u: InboxRepository(c).store([Arrived(u, u, "{}")], NOW))  # type: ignore[misc]
        for u in (1, 2, 3)
    ]
    assert stored_anew == [1, 0, 0]


def test_a_context_ends_after_half_an_hour_and_is_then_removed(database: Database) -> None:
    for chat, minutes in ((1, 29), (2, 31)):
        kept_at = NOW - timedelta(minutes=minutes)
        database.transact(lambda c, chat=chat, at=kept_at: StateRepository(c).keep(chat, {"about": "x"}, at))  # type: ignore[misc]
    assert database.transact(lambda c: StateRepository(c).forget(NOW - CONTEXT)) == 1
    assert database.transact(lambda c: StateRepository(c).of(1, NOW - CONTEXT)) == {"about": "x"}


def test_words_and_questions_are_forgotten_when_people_were_told(database: Database) -> None:
    database.transact(lambda c: MissRepository(c).add("cấp thẻ bay lượn", NOW.date() - timedelta(days=31)))
    database.transact(lambda c: MissRepository(c).add("cấp thẻ bơi lội", NOW.date() - timedelta(days=29)))
    database.transact(lambda c: AskedRepository(c).ask(5, "hỏi cũ", NOW - timedelta(days=15)))
    database.transact(lambda c: AskedRepository(c).ask(5, "hỏi mới", NOW - timedelta(days=13)))
    database.transact(lambda c: jobs.forget_old(c, StoppedClock()))
    assert [miss.text for miss in database.read(lambda c: MissRepository(c).waiting(9))] == ["cấp thẻ bơi lội"]
    assert [asked.words for asked in database.read(lambda c: AskedRepository(c).waiting(9))] == ["hỏi mới"]


@pytest.mark.filterwarnings("ignore:No `JobQueue` set up")
def test_an_application_without_a_queue_is_a_mistake_of_ours() -> None:
    application = ApplicationBuilder().token(TOKEN).updater(None).job_queue(None).build()
    database = Database("sqlite://")
    with pytest.raises(RuntimeError, match="job queue"):
        jobs.schedule(application, database, Clock())
    database.close()
