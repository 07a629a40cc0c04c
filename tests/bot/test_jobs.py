"""What happens by the clock: the queue is APScheduler's own, the database is real."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection, select
from telegram.ext import ApplicationBuilder, Job

from bot import jobs
from bot.app import App
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.delivery.outbox import KEPT as SENT_KEPT
from bot.delivery.outbox import OutboxRepository
from bot.inbox.repository import KEPT, Arrived, InboxRepository
from bot.inbox.states import CONTEXT, StateRepository
from bot.review.asked import AskedRepository
from bot.review.misses import MissRepository
from bot.review.officers import OfficerRepository, Role
from bot.review.sign_ins import SignInRepository, Way
from bot.review.tables import desk_entry, desk_session
from bot.settings import Settings
from bot.views.message import Message
from knowledge.catalogue import Catalogue
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


class StoppedClock(Clock):
    """A clock that stands at NOW."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture
def app(database: Database, catalogue: Catalogue, tmp_path: Path) -> App:
    wire = Wire(BotApi())
    return App(Settings(data=tmp_path), StoppedClock(), database, catalogue, token=TOKEN, request=wire)


def jobs_of(app: App) -> dict[str, Job[Any]]:
    """The jobs of an application by their names."""
    queue = app.application.job_queue
    assert queue is not None
    return {str(job.name): job for job in queue.jobs()}


def test_what_is_old_is_forgotten_every_night_and_once_after_the_start(app: App) -> None:
    by_name = jobs_of(app)
    nightly, once = by_name["forget what is old"], by_name["forget what is old after the start"]
    fires = nightly.job.trigger.get_next_fire_time(None, NOW)
    assert fires.astimezone(VIET_NAM) == datetime(2026, 11, 23, 2, 30, tzinfo=VIET_NAM)
    assert once.job.trigger.get_next_fire_time(None, NOW) is not None
    assert nightly.job.coalesce
    assert nightly.job.misfire_grace_time is None


async def test_the_job_removes_what_was_answered_long_ago_and_nothing_else(app: App, database: Database) -> None:
    old, recent = NOW - KEPT - timedelta(seconds=1), NOW - KEPT + timedelta(seconds=1)
    for update_id, received, answered in ((1, old, True), (2, old, False), (3, recent, True)):
        database.transact(
            lambda c, u=update_id, at=received: InboxRepository(c).store([Arrived(u, u, "{}")], at)  # type: ignore[misc]
        )
        if answered:
            database.transact(lambda c, u=update_id: InboxRepository(c).answered(u))  # type: ignore[misc]
    for job in jobs_of(app).values():
        await job.run(app.application)
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
    sent_at = NOW - SENT_KEPT
    sent = database.transact(lambda c: OutboxRepository(c).put(5, [{}], sent_at, about="x"))
    database.transact(lambda c: OutboxRepository(c).sent(sent, sent_at))
    database.transact(lambda c: jobs.forget_old(c, StoppedClock()))
    assert [miss.text for miss in database.read(lambda c: MissRepository(c).waiting(9))] == ["cấp thẻ bơi lội"]
    assert [asked.words for asked in database.read(lambda c: AskedRepository(c).waiting(9))] == ["hỏi mới"]
    assert database.read(lambda c: OutboxRepository(c).states("x")) == []


async def test_what_may_wait_no_longer_is_removed_within_ten_minutes(app: App, database: Database) -> None:
    job = jobs_of(app)["forget what may wait no longer"]
    assert job.job.trigger.interval == timedelta(minutes=10)
    database.transact(lambda c: OutboxRepository(c).put(5, [{}], NOW, about="x", keep_until=NOW))
    database.transact(lambda c: OutboxRepository(c).put(5, [{}], NOW, about="y", keep_until=NOW + timedelta(seconds=1)))
    await job.run(app.application)
    waiting = database.read(lambda c: OutboxRepository(c).waiting_for(5))
    assert [one.about for one in waiting] == ["y"]


async def test_what_another_process_left_in_the_outbox_is_found_by_the_clock(
    database: Database, catalogue: Catalogue, tmp_path: Path
) -> None:
    api = BotApi()
    api.world.chats.person(5).started = True
    app = App(Settings(data=tmp_path), StoppedClock(), database, catalogue, token=TOKEN, request=Wire(api))
    job = jobs_of(app)["look for what waits"]
    assert job.job.trigger.interval == timedelta(seconds=10)
    async with app.application:
        app.delivery.start()
        await asyncio.sleep(0.3)
        body = Message(("Có việc mới",)).to_json()
        await database.run(lambda connection: OutboxRepository(connection).put(5, [body], NOW))
        await job.run(app.application)
        await asyncio.to_thread(api.wait_until, lambda: [shown.text for shown in api.shown(5)] == ["Có việc mới"])
        await app.delivery.stop(5)


@pytest.mark.filterwarnings("ignore:No `JobQueue` set up")
def test_an_application_without_a_queue_is_a_mistake_of_ours() -> None:
    application = ApplicationBuilder().token(TOKEN).updater(None).job_queue(None).build()
    database, nothing = Database("sqlite://"), cast("Any", None)
    with pytest.raises(RuntimeError, match="job queue"):
        jobs.schedule(application, database, Clock(), nothing, nothing, nothing, nothing)
    database.close()


def test_links_and_sessions_of_long_ago_are_forgotten_and_no_others(database: Database) -> None:
    def sign_in(connection: Connection, at: datetime) -> None:
        signed = SignInRepository(connection)
        officer_id = OfficerRepository(connection).add(70, Role.CLERK, "", "Cán bộ", at, "test")
        signed.invite(officer_id, at)
        signed.open(officer_id, Way.LINK, at)

    for days in (89, 91):
        database.transact(lambda c, at=NOW - timedelta(days=days): sign_in(c, at))  # type: ignore[misc]
    database.transact(lambda c: jobs.forget_old(c, StoppedClock()))

    def left(connection: Connection) -> list[datetime]:
        made = select(desk_entry.c.made_at).union_all(select(desk_session.c.made_at))
        return list(connection.scalars(made))

    assert database.read(left) == [NOW - timedelta(days=89)] * 2
