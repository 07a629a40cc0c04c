from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot import schema
from bot.database import Database
from knowledge import tables
from knowledge.repository import CatalogueRepository


@pytest.fixture
def empty(empty_url: str) -> Database:
    return Database(empty_url)


def test_migrations_lead_to_the_models_and_back_from_any_folder(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert list(Path.cwd().iterdir()) == []
    assert not schema.is_current(empty)
    schema.upgrade(empty)
    assert schema.is_current(empty)
    assert schema.differences(empty) == []
    schema.downgrade(empty)
    assert not schema.is_current(empty)
    assert "change_set" not in str(empty.transact(_tables))
    empty.close()


def _tables(connection: object) -> list[str]:
    from sqlalchemy import inspect

    return inspect(connection).get_table_names()  # type: ignore[no-any-return]


def test_a_missing_column_is_a_difference(empty: Database) -> None:
    schema.upgrade(empty)
    empty.transact(lambda connection: connection.exec_driver_sql("ALTER TABLE version DROP COLUMN note"))
    assert any("note" in difference for difference in schema.differences(empty))
    empty.close()


def test_a_catalogue_that_was_loaded_before_offices_had_a_time_is_said_as_before(loaded: Database) -> None:
    said = loaded.read(_said)
    schema.downgrade(loaded, "0006")
    schema.upgrade(loaded)
    assert schema.differences(loaded) == []
    assert loaded.read(_said) == said
    announced = select(tables.change_set.c.announced_at.is_(None)).distinct()
    assert loaded.read(lambda connection: connection.scalars(announced).all()) == [False]


def _said(connection: Connection) -> object:
    said = CatalogueRepository(connection)
    return said.procedures(), said.decisions(), said.fields(), said.sources(), said.contact_points()
