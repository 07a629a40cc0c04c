"""Several copies of the bot on one PostgreSQL: what is changed at one is known at all, and they start side by side."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot import bell, groundwork, live, sitting
from bot.clock import Clock
from bot.database import Database, is_passing, time_of
from bot.inbox.repository import Arrived, InboxRepository
from bot.office import Office, Offices
from bot.review.aliases import AliasRepository
from bot.review.officers import OfficerRepository, Role
from knowledge.catalogue import Catalogue
from knowledge.release import read_release
from knowledge.repository import CatalogueRepository
from tests.bot.builders import small_catalogue
from tests.bot.conftest import CITIZEN, DAY, PATIENCE, SETTINGS, Chat
from tests.bot.running import PATIENCE as LONGER

BIRTH = "1.001193"
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
NEVER = 10_000.0

pytestmark = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def _given_back() -> Iterator[None]:
    """The collector of the test run."""
    yield
    gc.unfreeze()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A few shipped procedures."""
    return small_catalogue(tmp_path / "shipped")


@pytest.fixture
def elsewhere(database: Database) -> Iterator[Database]:
    """The same database as another copy has it."""
    opened = Database(database.url.render_as_string(hide_password=False))
    yield opened
    opened.close()


@pytest.fixture
async def running(database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    """A bot that looks at nothing unless it hears the bell."""
    groundwork.prepare(database, Clock(), folder)
    for pause in ("LOOK_AGAIN", "IN_ANY_CASE"):
        monkeypatch.setattr(live, pause, NEVER)
    talking = Chat(database, database.read(Catalogue.of_database), SETTINGS)
    await talking.start()
    await until(lambda: listeners(database) == 1)
    yield talking
    await talking.stop()


async def until(question: Callable[[], bool], seconds: float = PATIENCE) -> None:
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(question):
            await asyncio.sleep(0.02)


LISTENING = "query LIKE 'LISTEN %' AND datname = current_database()"


def listeners(database: Database) -> int:
    found = text(f"SELECT count(*) FROM pg_stat_activity WHERE {LISTENING}")
    return int(database.read(lambda connection: connection.execute(found).scalar_one()))


def change(database: Database) -> int:
    """The catalogue changes, by another copy."""
    return database.transact(lambda connection: CatalogueRepository(connection).raise_revision())


async def test_a_change_of_the_catalogue_is_heard_of(running: Chat, elsewhere: Database) -> None:
    older = running.app.offices.catalogue.revision
    newest = await asyncio.to_thread(change, elsewhere)
    await until(lambda: running.app.offices.catalogue.revision != older)
    assert running.app.offices.catalogue.revision == newest


async def test_what_the_office_teaches_is_known_before_anybody_asks_in_a_chat(
    running: Chat, elsewhere: Database
) -> None:
    def teach(connection: Connection) -> None:
        lan = OfficerRepository(connection).add(7, Role.CLERK, "", "Lan", AT, "test")
        AliasRepository(connection).add("bám biển nuôi con", BIRTH, lan, AT)

    def first() -> list[str]:
        return [hit.code for hit in running.app.offices._understanding.read("bám biển nuôi con", DAY).hits[:1]]

    assert first() != [BIRTH]
    await asyncio.to_thread(elsewhere.transact, teach)
    await until(lambda: first() == [BIRTH])


async def test_a_line_that_was_cut_is_taken_up_again_and_what_was_missed_is_looked_for(
    running: Chat, elsewhere: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "AGAIN", 0.2)
    cut = text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {LISTENING}")

    def cut_and_change() -> int:
        elsewhere.transact(lambda connection: connection.execute(cut))
        return change(elsewhere)

    missed = await asyncio.to_thread(cut_and_change)
    await until(lambda: running.app.offices.catalogue.revision == missed)
    await until(lambda: listeners(elsewhere) == 1)
    newest = await asyncio.to_thread(change, elsewhere)
    await until(lambda: running.app.offices.catalogue.revision != missed)
    assert running.app.offices.catalogue.revision == newest


async def test_a_line_without_words_is_tried_and_stays(
    running: Chat, elsewhere: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "QUIET", 0.01)
    newest = await asyncio.to_thread(change, elsewhere)  # the next silence is a short one
    await until(lambda: running.app.offices.catalogue.revision == newest)
    newest = await asyncio.to_thread(change, elsewhere)
    await until(lambda: running.app.offices.catalogue.revision == newest)
    assert listeners(elsewhere) == 1


async def test_a_clock_that_is_wrong_is_set_by_the_database(running: Chat, elsewhere: Database) -> None:
    clock, hour = running.app.clock, timedelta(hours=1)
    clock.set(Clock().now() + hour)
    before = clock.now()
    await asyncio.to_thread(change, elsewhere)
    await until(lambda: clock.now() < before)
    assert before - clock.now() > hour / 2


async def test_what_met_a_server_that_went_away_is_acted_on_again_and_nobody_is_told_of_a_mishap(
    running: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, cuts = Offices.open, list[Connection]()

    def cut(offices: Offices, connection: Connection, acting: Connection | None = None) -> Office:
        if len(cuts) < 2:
            cuts.append(connection)
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return opened(offices, connection, acting)

    running.stop_the_clock()
    monkeypatch.setattr(sitting, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(Offices, "open", cut)
    assert (await running.say("/start")).text.startswith("Kính chào ông/bà")
    assert (len(cuts), len(running.api.shown(CITIZEN))) == (2, 1)


def test_a_fault_of_our_own_is_no_passing_one(database: Database) -> None:
    for words, passes in (
        ("SELECT nothing", False),
        ("SELECT 1 / 0", False),
        ("SELECT pg_terminate_backend(pg_backend_pid())", True),
    ):
        with pytest.raises(DBAPIError) as met:
            database.transact(lambda connection, said=words: connection.execute(text(said)))  # type: ignore[misc]
        assert is_passing(met.value) is passes
    away = Database("postgresql+psycopg://u@127.0.0.1:1/x")
    with pytest.raises(DBAPIError) as met:
        away.transact(lambda connection: None)
    assert is_passing(met.value)
    away.close()


def test_who_holds_several_updates_waits_for_another_and_never_each_for_each(database: Database) -> None:
    numbers = range(40, 0, -1)  # the rows lie the other way round
    for update in [Arrived(number, number, "{}") for number in numbers]:
        database.transact(lambda connection: InboxRepository(connection).store([update], AT))  # noqa: B023 - at once
    acts: Sequence[Callable[[InboxRepository], object]] = (
        lambda inbox: inbox.begin(numbers),
        lambda inbox: inbox.answered(*numbers),
        lambda inbox: inbox.renew(numbers, AT),
        lambda inbox: inbox.claim(AT, timedelta(), 40),
    )

    def over_and_over(act: Callable[[InboxRepository], object]) -> None:
        for _ in range(60):
            database.transact(lambda connection: act(InboxRepository(connection)))

    with ThreadPoolExecutor(len(acts)) as side_by_side:
        for ended in [side_by_side.submit(over_and_over, act) for act in acts]:
            ended.result()
    assert database.read(lambda connection: InboxRepository(connection).waiting()) == 0


def test_updates_that_reach_two_copies_in_another_order_are_stored_once(database: Database) -> None:
    there = Barrier(2)

    def store(first: int, numbers: Sequence[int]) -> int:
        there.wait()
        new = [Arrived(first + number, number, "{}") for number in numbers]
        return database.transact(lambda connection: InboxRepository(connection).store(new, AT))

    with ThreadPoolExecutor(2) as side_by_side:
        for first in range(0, 30_000, 1000):
            both = [side_by_side.submit(store, first, order) for order in (range(200), range(199, -1, -1))]
            assert sum(stored.result() for stored in both) == 200


def test_copies_that_start_at_once_on_an_empty_database_load_it_once(empty_url: str, folder: Path) -> None:
    copies, barrier = [Database(empty_url) for _ in range(3)], Barrier(3)

    def start(database: Database) -> bool:
        barrier.wait(LONGER)
        return groundwork.prepare(database, Clock(), folder) is not None

    with ThreadPoolExecutor(len(copies)) as pool:
        loaded = list(pool.map(start, copies))
    assert sorted(loaded) == [False, False, True]
    said = copies[0].read(Catalogue.of_database)
    assert len(said) == len(read_release(folder).procedures)
    for database in copies:
        database.close()


def test_a_clock_is_set_before_anything_is_written(empty_url: str, folder: Path) -> None:
    clock, database = Clock(), Database(empty_url)
    clock.set(clock.now() + timedelta(days=400))
    groundwork.prepare(database, clock, folder)
    now = database.transact(time_of)
    database.close()
    assert now
    assert abs(clock.now() - now) < timedelta(hours=1)
