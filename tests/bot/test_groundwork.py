"""What stands before anything is served."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import schema
from bot.clock import Clock
from bot.database import Database
from bot.groundwork import AlreadyRunningError, own, prepare
from bot.inbox.repository import Arrived, InboxRepository
from knowledge.release import FaultyReleaseError
from knowledge.repository import CatalogueRepository
from tests.bot.builders import FEW, change_cell, small_catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_catalogue(tmp_path / "shipped")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database that nobody serves yet."""
    database = Database(f"sqlite:///{tmp_path / 'motcua.sqlite'}")
    yield database
    database.close()


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    """A database of either kind with nothing in it."""
    database = Database(empty_url)
    yield database
    database.close()


def codes(database: Database) -> set[str]:
    return {p.code for p in database.read(lambda c: CatalogueRepository(c).procedures())}


def test_an_empty_database_is_migrated_and_loaded_once(empty: Database, folder: Path, clock: Clock) -> None:
    first = prepare(empty, clock, folder)
    assert first is not None
    assert {code for code, _ in first.added} == set(FEW) == codes(empty)
    assert schema.is_current(empty)
    assert prepare(empty, clock, folder) is None
    assert codes(empty) == set(FEW)


def test_a_new_release_changes_what_it_says_otherwise(database: Database, folder: Path, clock: Clock) -> None:
    prepare(database, clock, folder)
    change_cell(folder, "procedures.csv", 2, "name", "Thủ tục có tên khác")
    second = prepare(database, clock, folder)
    assert second is not None
    assert (len(second.added), len(second.changed), len(second.gone)) == (0, 1, 0)
    names = {v.name for p in database.read(lambda c: CatalogueRepository(c).procedures()) for v in p.versions}
    assert "Thủ tục có tên khác" in names


def test_a_faulty_folder_leaves_the_catalogue_as_it_was(database: Database, folder: Path, clock: Clock) -> None:
    prepare(database, clock, folder)
    change_cell(folder, "ways.csv", 3, "fee", "8.000đ")
    with pytest.raises(FaultyReleaseError) as faulty:
        prepare(database, clock, folder)
    assert [(f.file, f.line, f.column, f.value) for f in faulty.value.faults] == [("ways.csv", 3, "fee", "8.000đ")]
    assert codes(database) == set(FEW)


def test_one_process_serves_a_file_and_the_next_may_when_it_lets_go(file: Database, folder: Path, clock: Clock) -> None:
    prepare(file, clock, folder)
    held = own(file)
    assert held is not None
    with pytest.raises(AlreadyRunningError, match=r"motcua\.sqlite"):
        own(file)
    held.close()
    again = own(file)
    assert again is not None
    again.close()


def test_who_owns_a_file_forgets_the_claims_of_the_dead(file: Database, folder: Path, clock: Clock) -> None:
    prepare(file, clock, folder)
    hour = timedelta(hours=1)
    file.transact(lambda c: InboxRepository(c).store([Arrived(1, 7, "{}")], clock.now()))
    file.transact(lambda c: InboxRepository(c).claim(clock.now(), hour, 1))
    assert file.transact(lambda c: InboxRepository(c).claim(clock.now(), hour, 1)) == []
    held = own(file)
    assert file.transact(lambda c: InboxRepository(c).claim(clock.now(), hour, 1)) != []
    assert held is not None
    held.close()


@pytest.mark.parametrize("kind", ["postgresql"])
def test_many_copies_may_serve_a_server(database: Database, kind: str) -> None:
    assert kind == "postgresql"
    assert own(database) is None
    assert own(database) is None
