"""Where an office is, over its time and over ours; what an officer said no release changes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.database import Database
from knowledge import ledger
from knowledge.catalogue import Catalogue
from knowledge.contacts import ContactPoint
from knowledge.procedures import Source
from knowledge.repository import CatalogueRepository
from tests.knowledge.versions import FIRST_LOAD, SECOND_LOAD, THIRD_LOAD, Folder, bring

POLICE, COMMITTEE = ("14026", "police"), ("14026", "committee")
NOTICE = Source("office/14026", "Thông báo của UBND xã Cổ Lễ", date(2026, 11, 23), "11/2026")
TODAY, MOVES = date(2026, 11, 23), date(2027, 3, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "catalogue")


@pytest.fixture(autouse=True)
def _loaded(database: Database, folder: Folder) -> None:
    bring(database, folder, FIRST_LOAD)


def put(database: Database, phone: str, valid_from: date | None = None, **facts: str) -> None:
    told = ContactPoint(*POLICE, "Công an xã Cổ Lễ", facts.get("address", ""), "", phone, "", NOTICE)
    database.transact(lambda c: ledger.put_contact_point(c, told, valid_from, "Lan", SECOND_LOAD))


def on(database: Database, day: date) -> ContactPoint | None:
    return database.read(Catalogue.of_database).contact(*POLICE, day)


def phones(database: Database, *days: date) -> list[str]:
    return [found.phone if (found := on(database, day)) else "none" for day in days]


def test_an_officer_fills_in_what_nobody_published(database: Database) -> None:
    before = database.read(ledger.revision)
    put(database, "0228 3883 113")
    found = on(database, TODAY)
    assert found
    assert (found.phone, found.source) == ("0228 3883 113", NOTICE)
    assert database.read(ledger.revision) == before + 1


def test_what_was_said_before_stays_known(database: Database) -> None:
    put(database, "1")
    put(database, "2")
    told = database.read(lambda c: ledger.history_of_contact_points(c, *POLICE))
    assert [(one.contact.phone, one.origin, one.recorded_by, one.recorded_to) for one in told] == [
        ("", "release", "", SECOND_LOAD),
        ("1", "office", "Lan", SECOND_LOAD),
        ("2", "office", "Lan", None),
    ]


def test_an_office_that_is_to_move_moves_on_its_day(database: Database) -> None:
    put(database, "cũ")
    put(database, "mới", MOVES)
    assert phones(database, TODAY, date(2027, 2, 28), MOVES, date(2028, 1, 1)) == ["cũ", "cũ", "mới", "mới"]


def test_what_is_said_of_today_ends_where_the_move_begins(database: Database) -> None:
    put(database, "mới", MOVES)
    put(database, "nay", TODAY)
    assert phones(database, date(2026, 1, 1), TODAY, date(2027, 2, 28), MOVES) == ["", "nay", "nay", "mới"]


def test_a_day_said_again_is_mended(database: Database) -> None:
    put(database, "sai", MOVES)
    put(database, "đúng", MOVES)
    assert phones(database, TODAY, MOVES) == ["", "đúng"]


def test_a_release_changes_no_office_of_which_an_officer_spoke(database: Database, folder: Folder) -> None:
    put(database, "0228 3883 113")
    folder.put("offices.csv", 3, phone="0999").put("offices.csv", 2, phone="0228 3883 002")
    bring(database, folder, THIRD_LOAD)
    assert phones(database, TODAY) == ["0228 3883 113"]
    committee = database.read(Catalogue.of_database).contact(*COMMITTEE, TODAY)
    assert committee
    assert committee.phone == "0228 3883 002"
    bring(database, folder.drop("offices.csv", 3), THIRD_LOAD)
    assert phones(database, TODAY) == ["0228 3883 113"]


def test_an_office_that_a_move_ended_is_not_put_back_by_a_release(database: Database, folder: Folder) -> None:
    put(database, "mới", MOVES)
    bring(database, folder.put("offices.csv", 3, phone="0999"), THIRD_LOAD)
    assert phones(database, TODAY, MOVES) == ["", "mới"]


def test_a_release_that_says_the_same_leaves_the_record(database: Database, folder: Folder) -> None:
    before = database.read(lambda c: ledger.history_of_contact_points(c, *COMMITTEE))
    bring(database, folder.put("offices.csv", 3, phone="0999"), THIRD_LOAD)
    assert database.read(lambda c: ledger.history_of_contact_points(c, *COMMITTEE)) == before
    (old, new) = database.read(lambda c: ledger.history_of_contact_points(c, *POLICE))
    assert (old.recorded_to, new.contact.phone, new.origin) == (THIRD_LOAD, "0999", "release")


def test_an_office_nobody_knows_is_none(database: Database) -> None:
    assert database.read(Catalogue.of_database).contact("14026", "bank", TODAY) is None


def test_the_source_an_officer_names_is_known_from_then_on(database: Database) -> None:
    put(database, "1")
    assert database.read(lambda c: CatalogueRepository(c).sources())[NOTICE.key] == NOTICE
    told = replace(NOTICE, label="Khác")
    again = ContactPoint(*COMMITTEE, "UBND", "", "", "", "", told)
    database.transact(lambda c: ledger.put_contact_point(c, again, None, "Lan", SECOND_LOAD))
    assert database.read(lambda c: CatalogueRepository(c).sources())[NOTICE.key] == NOTICE
