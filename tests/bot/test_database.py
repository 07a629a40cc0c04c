import asyncio
from datetime import date

import pytest
from sqlalchemy import Connection, NullPool, create_engine, func, select, update
from sqlalchemy.exc import DBAPIError

from bot.database import Database
from bot.reports.tally import TallyRepository, question_tally

DAY = date(2026, 11, 22)


async def test_300_concurrent_increments_of_one_row_end_at_300(database: Database) -> None:
    await asyncio.gather(
        *(database.run(lambda connection: TallyRepository(connection).count(DAY, "answer")) for _ in range(300))
    )
    assert database.read(lambda connection: TallyRepository(connection).of(DAY)) == {"answer": 300}


async def test_300_that_read_before_they_write_end_at_300_too(database: Database) -> None:
    database.transact(lambda connection: TallyRepository(connection).count(DAY, "answer"))

    def increment(connection: Connection) -> None:
        number = connection.scalar(select(question_tally.c.number).with_for_update())
        connection.execute(update(question_tally).values(number=(number or 0) + 1))

    await asyncio.gather(*(database.run(increment) for _ in range(299)))
    assert database.read(lambda connection: TallyRepository(connection).of(DAY)) == {"answer": 300}


def test_what_fails_leaves_nothing_behind(database: Database) -> None:
    def fail(connection: Connection) -> None:
        TallyRepository(connection).count(DAY, "answer")
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        database.transact(fail)
    assert database.read(lambda connection: TallyRepository(connection).of(DAY)) == {}


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    def write_and_look(connection: Connection) -> dict[str, int]:
        TallyRepository(connection).count(DAY, "answer")
        return database.read(lambda reading: TallyRepository(reading).of(DAY))

    assert database.transact(write_and_look) == {}


def test_what_only_reads_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        database.read(lambda connection: TallyRepository(connection).count(DAY, "answer"))
    database.transact(lambda connection: TallyRepository(connection).count(DAY, "answer"))
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        database.read(lambda connection: TallyRepository(connection).count(DAY, "answer"))
    assert database.read(lambda connection: TallyRepository(connection).of(DAY)) == {"answer": 1}


@pytest.mark.parametrize("kind", ["postgresql"])  # a file cuts nobody off
def test_a_connection_that_was_cut_while_it_lay_idle_is_replaced_before_anybody_meets_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.IDLE", 0)
    own = select(func.pg_backend_pid())
    cut = database.transact(lambda connection: connection.scalar(own))
    admin = create_engine(database.url, poolclass=NullPool)
    with admin.begin() as connection:
        assert connection.scalar(select(func.pg_terminate_backend(cut, 5000)))
    assert database.transact(lambda connection: connection.scalar(own)) != cut
