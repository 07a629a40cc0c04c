"""What only writes to its end is kept whole or not at all, whatever the database says of it, and when."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ResourceClosedError

from bot.database import Database, is_passing
from bot.onlywrites import only_writes
from bot.reports.tally import TallyRepository, question_tally

DAY = date(2026, 11, 22)
TWICE = [{"day": DAY, "kind": "answer", "number": 1}] * 2

on_postgresql = pytest.mark.parametrize("kind", ["postgresql"])  # nothing waits on its way to a file


def counted(database: Database) -> dict[str, int]:
    return database.read(lambda connection: TallyRepository(connection).of(DAY))


async def test_what_is_written_to_the_end_is_kept(database: Database) -> None:
    def count(connection: Connection) -> int:
        number = connection.scalar(select(func.count()).select_from(question_tally)) or 0
        only_writes(connection)
        only_writes(connection)
        TallyRepository(connection).count(DAY, "answer")
        TallyRepository(connection).add_all({(DAY, "asked"): 2, (DAY, "missed"): 3})
        return number

    assert await database.run(count) == 0
    await asyncio.gather(*(database.run(count) for _ in range(20)))
    assert counted(database) == {"answer": 21, "asked": 42, "missed": 63}


def test_what_the_database_refuses_is_told_as_ever_and_all_of_it_is_undone(database: Database) -> None:
    def twice(connection: Connection) -> None:
        only_writes(connection)
        TallyRepository(connection).count(DAY, "asked")
        for row in TWICE:
            connection.execute(insert(question_tally).values(row))
        TallyRepository(connection).count(DAY, "missed")

    for _ in range(3):
        with pytest.raises(IntegrityError) as refused:
            database.transact(twice)
        assert not is_passing(refused.value)
        assert counted(database) == {}
    database.transact(lambda connection: TallyRepository(connection).count(DAY, "answer"))
    assert counted(database) == {"answer": 1}


def test_an_act_that_falls_undoes_what_waits_and_its_fault_is_told(database: Database) -> None:
    def fall(connection: Connection) -> None:
        only_writes(connection)
        for row in TWICE:
            connection.execute(insert(question_tally).values(row))
        raise RuntimeError("half-way")

    with pytest.raises((RuntimeError, IntegrityError)):
        database.transact(fall)
    assert counted(database) == {}


@on_postgresql
def test_what_reads_after_all_falls_and_undoes(database: Database) -> None:
    def read(connection: Connection) -> None:
        only_writes(connection)
        TallyRepository(connection).count(DAY, "answer")
        connection.execute(select(question_tally)).all()

    with pytest.raises(ResourceClosedError):
        database.transact(read)
    assert counted(database) == {}


@on_postgresql
def test_who_is_cut_off_before_the_end_may_try_again(database: Database) -> None:
    def cut(connection: Connection) -> None:
        number = connection.scalar(select(func.pg_backend_pid()))
        database.read(lambda other: other.execute(text("SELECT pg_terminate_backend(:n)"), {"n": number}))
        only_writes(connection)
        TallyRepository(connection).count(DAY, "answer")

    for _ in range(2):
        with pytest.raises(DBAPIError) as away:
            database.transact(cut)
        assert is_passing(away.value)
        assert away.value.connection_invalidated
    database.transact(lambda connection: TallyRepository(connection).count(DAY, "asked"))
    assert counted(database) == {"asked": 1}
