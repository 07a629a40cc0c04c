"""Acts that wait for SQLite's one writer share a transaction, and each is answered as if it had one of its own."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.database import Database

ACTS = 20


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    kept = Database(f"sqlite:///{tmp_path / 'kept.sqlite'}")
    kept.transact(lambda c: c.execute(text("CREATE TABLE kept (number INTEGER PRIMARY KEY, filled BLOB)")))
    kept.transact(lambda c: c.execute(text("CREATE TABLE child (kept INTEGER REFERENCES kept DEFERRABLE)")))
    yield kept
    kept.close()


def keeping(number: int, size: int = 0) -> Callable[[Connection], int]:
    def act(connection: Connection) -> int:
        connection.execute(text(f"INSERT INTO kept VALUES ({number}, zeroblob({size}))"))
        return number

    return act


def kept(database: Database) -> set[int]:
    return set(database.read(lambda c: c.scalars(text("SELECT number FROM kept")).all()))


def fail(connection: Connection) -> None:
    connection.execute(text("INSERT INTO kept VALUES (99, NULL)"))
    raise LookupError


@asynccontextmanager
async def at_work(database: Database) -> AsyncIterator[None]:
    """The writer is at an act which lasts as long as the block: whatever comes meanwhile waits together."""
    begun, held, loop = asyncio.Event(), threading.Event(), asyncio.get_running_loop()

    def hold(_: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        held.wait()

    first = asyncio.create_task(database.run(hold))
    await begun.wait()
    yield
    await asyncio.sleep(0)
    held.set()
    await first


async def outcomes(database: Database, *acts: Callable[[Connection], object]) -> list[object]:
    """What came of acts that waited together."""
    async with at_work(database):
        waiting = [asyncio.create_task(database.run(act)) for act in acts]
    return list(await asyncio.gather(*waiting, return_exceptions=True))


async def test_those_that_wait_share_a_commit(database: Database) -> None:
    commits: list[Connection] = []
    event.listen(database.engine, "commit", commits.append)
    assert await outcomes(database, *map(keeping, range(ACTS))) == list(range(ACTS))
    assert len(commits) <= ACTS // 2  # one, unless the machine is slow: then those that came late have another
    assert kept(database) == set(range(ACTS))


async def test_what_fails_is_undone_alone_and_told_to_who_waits_for_it(database: Database) -> None:
    found = await outcomes(database, keeping(1), fail, keeping(2), keeping(1), keeping(3))
    assert [type(one) for one in found] == [int, LookupError, int, IntegrityError, int]
    assert kept(database) == {1, 2, 3}


async def test_nobody_is_told_of_what_the_commit_refuses(database: Database) -> None:
    def orphan(connection: Connection) -> None:
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        connection.execute(text("INSERT INTO child VALUES (77)"))

    found = await outcomes(database, keeping(1), orphan, keeping(2))
    told = {one for one in found if isinstance(one, int)}
    assert isinstance(found[1], IntegrityError)
    assert kept(database) == told
    assert await database.run(keeping(4)) == 4


@pytest.mark.parametrize("fills", range(1, ACTS, 6))
async def test_on_a_full_disk_only_what_is_kept_was_told(database: Database, fills: int) -> None:
    pages = database.transact(lambda c: c.scalar(text("PRAGMA page_count")))
    database.transact(lambda c: c.execute(text(f"PRAGMA max_page_count={pages + 2}")))
    acts = [keeping(number, 2**16 if number == fills else 0) for number in range(ACTS)]
    found = await outcomes(database, *acts)
    assert isinstance(found[fills], OperationalError)
    assert kept(database) == {one for one in found if isinstance(one, int)}


async def test_an_act_that_nobody_waits_for_any_more_before_it_begins_is_not_done(database: Database) -> None:
    async with at_work(database):
        left, stays = (asyncio.create_task(database.run(keeping(number))) for number in (1, 2))
        await asyncio.sleep(0)
        left.cancel()
    await stays
    assert kept(database) == {2}
