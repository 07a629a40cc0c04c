"""What was loaded is said again, whole and in its order, by both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from bot import schema
from bot.database import Database
from knowledge import tables
from knowledge.procedures import Procedure
from knowledge.release import Release, read_release
from knowledge.repository import CatalogueRepository
from knowledge.timeline import version_on
from tests.conftest import BOTH, Servers
from tests.knowledge.versions import FIRST_LOAD, SECOND_LOAD, Folder, a_procedure, a_version, bring, dump


@pytest.fixture(scope="module", params=BOTH)
def said(request: pytest.FixtureRequest, servers: Servers) -> Iterator[Database]:
    """The shipped catalogue in a database that no test of these changes."""
    database = Database(servers.loaded(str(request.param)))
    yield database
    database.close()


def without_words(procedure: Procedure) -> Procedure:
    return a_procedure(*(replace(v, words=()) for v in procedure.versions))


# The shipped catalogue


def test_every_procedure_is_said_as_it_was_shipped(said: Database, shipped: Release) -> None:
    procedures = said.read(lambda c: CatalogueRepository(c).procedures())
    assert [without_words(p) for p in procedures] == list(shipped.procedures)


def test_every_version_said_has_its_words(said: Database) -> None:
    procedures = said.read(lambda c: CatalogueRepository(c).procedures())
    assert [v.code for p in procedures for v in p.versions if not v.words] == []


def test_papers_are_said_in_their_order(said: Database, shipped: Release) -> None:
    versions = [v for p in shipped.procedures for v in p.versions]
    told = said.read(lambda c: {v: CatalogueRepository(c).papers(v) for v in versions[::10]})
    assert told == {v: list(shipped.papers_of(v)) for v in versions[::10]}
    assert sum(map(len, told.values())) > 300


def test_every_way_and_paper_was_stored_once(said: Database, shipped: Release) -> None:
    stored = dump(said)
    assert len(stored["paper"]) == sum(map(len, shipped.papers.values()))
    assert len(stored["way"]) == sum(len(v.ways) for p in shipped.procedures for v in p.versions)


def test_units_offices_and_counts_are_said_in_their_order(said: Database, shipped: Release) -> None:
    assert said.read(lambda c: CatalogueRepository(c).units()) == list(shipped.units)
    assert said.read(lambda c: CatalogueRepository(c).contact_points()) == list(shipped.contacts)
    assert said.read(lambda c: CatalogueRepository(c).published_counts()) == list(shipped.counts)


def test_sources_fields_and_decisions_are_said_by_their_keys(said: Database, shipped: Release) -> None:
    assert said.read(lambda c: CatalogueRepository(c).sources()) == {s.key: s for s in shipped.sources}
    assert said.read(lambda c: CatalogueRepository(c).fields()) == {f.name: f for f in shipped.fields}
    assert said.read(lambda c: CatalogueRepository(c).decisions()) == {d.key: d for d in shipped.decisions}


def test_a_version_nobody_knows_has_no_papers(said: Database) -> None:
    assert said.read(lambda c: CatalogueRepository(c).papers(a_version(code="9.999999"))) == []


def test_one_content_is_one_change_set(said: Database, shipped: Release) -> None:
    with pytest.raises(IntegrityError):
        said.transact(lambda c: CatalogueRepository(c).add_change_set(shipped.digest, "office", SECOND_LOAD))


def test_a_moment_without_its_zone_is_refused(said: Database) -> None:
    naive = datetime(2026, 11, 15, 6, 30)  # noqa: DTZ001 - that is what is refused
    with pytest.raises(StatementError, match="a moment needs its zone"):
        said.transact(lambda c: CatalogueRepository(c).add_change_set("a", "release", naive))


# Small catalogues


def test_a_database_without_tables_was_never_loaded(empty_url: str) -> None:
    database = Database(empty_url)
    assert not database.read(lambda c: CatalogueRepository(c).is_loaded())
    database.close()


def test_a_database_is_loaded_since_its_first_change_set(database: Database, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "catalogue")
    digest = read_release(folder.path).digest
    asked = [database.read(lambda c: (CatalogueRepository(c).is_loaded(), CatalogueRepository(c).has(digest)))]
    bring(database, folder)
    asked.append(database.read(lambda c: (CatalogueRepository(c).is_loaded(), CatalogueRepository(c).has(digest))))
    assert asked == [(False, False), (True, True)]


def test_an_ended_record_is_said_no_more(database: Database, tmp_path: Path) -> None:
    bring(database, Folder(tmp_path / "catalogue"))
    old = ("1.000002", date(2024, 3, 31))
    database.transact(lambda c: CatalogueRepository(c).close([old, ("9.999999", date.min)], SECOND_LOAD, 1))
    procedures = {p.code: p for p in database.read(lambda c: CatalogueRepository(c).procedures())}
    (version,) = procedures["1.000002"].versions
    assert version.valid_from == date(2025, 7, 1)
    assert version_on(procedures["1.000002"].versions, date(2025, 6, 30)) is None
    assert old not in database.read(lambda c: CatalogueRepository(c).current_digests())


def test_an_ended_record_stays_ended_since_the_first_time(database: Database, tmp_path: Path) -> None:
    bring(database, Folder(tmp_path / "catalogue"))
    place = ("TN-NV-01", date.min)
    database.transact(lambda c: CatalogueRepository(c).close([place], FIRST_LOAD, 1))
    database.transact(lambda c: CatalogueRepository(c).close([place], SECOND_LOAD, 1))
    ended = select(tables.version.c.recorded_to).filter_by(code="TN-NV-01")
    assert database.read(lambda c: c.scalar(ended)) == FIRST_LOAD


def test_units_are_set_to_none(database: Database, tmp_path: Path) -> None:
    bring(database, Folder(tmp_path / "catalogue"))
    database.transact(lambda c: CatalogueRepository(c).set_units([]))
    assert database.read(lambda c: CatalogueRepository(c).units()) == []


@pytest.mark.parametrize("revision", ["0001", "0006"])
def test_a_database_of_an_older_shape_counts_as_not_loaded(loaded: Database, revision: str) -> None:
    assert loaded.read(lambda c: CatalogueRepository(c).is_loaded())
    schema.downgrade(loaded, revision)
    assert not loaded.read(lambda c: CatalogueRepository(c).is_loaded())


def test_a_moment_is_stored_in_utc_and_comes_back_aware(database: Database) -> None:
    here = datetime(2026, 11, 15, 6, 30, tzinfo=timezone(timedelta(hours=7)))
    database.transact(lambda c: CatalogueRepository(c).add_change_set("a", "release", here))
    made_at = database.read(lambda c: c.scalar(select(tables.change_set.c.made_at)))
    assert made_at == here
    assert made_at.tzinfo is UTC
