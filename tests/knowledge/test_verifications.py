"""A confirmation holds for exactly what an officer saw, and for as long as it is said."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.database import Database
from knowledge import ledger, tables
from knowledge.ledger import SaysOtherwiseError
from knowledge.procedures import Verification
from knowledge.repository import CatalogueRepository
from knowledge.verifications import VerificationRepository
from tests.knowledge.change_sets import amended, drawn
from tests.knowledge.versions import FIRST_LOAD, SECOND_LOAD, THIRD_LOAD, Folder, bring

BIRTH = ("1.000001", date(2026, 7, 31))
DAY = date(2026, 11, 23)
LETTER = "Công văn 15/UBND-VP"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "catalogue")


@pytest.fixture(autouse=True)
def _loaded(database: Database, folder: Folder) -> None:
    bring(database, folder, FIRST_LOAD)


def confirm(database: Database, document: str = LETTER, by: str = "Lan", seen: str = "") -> None:
    database.transact(lambda c: ledger.confirm(c, BIRTH, document, DAY, by, SECOND_LOAD, seen=seen))


def verified(database: Database) -> Verification | None:
    (birth, *_) = database.read(lambda c: CatalogueRepository(c).procedures())
    return birth.latest.verified


def history(database: Database) -> list[tuple[object, ...]]:
    """Every confirmation: by whom and when, and who took it back when."""
    told = tables.verification.c
    columns = told.confirmed_by, told.confirmed_at, told.withdrawn_by, told.withdrawn_at
    return database.read(lambda c: [tuple(row) for row in c.execute(select(*columns).order_by(told.id))])


def test_a_version_is_unconfirmed_until_an_officer_confirms_it(database: Database) -> None:
    assert verified(database) is None
    before = database.read(ledger.revision)
    confirm(database)
    assert verified(database) == Verification(LETTER, DAY, "Lan")
    assert database.read(ledger.revision) == before + 1


def test_nothing_else_is_confirmed_with_it(database: Database) -> None:
    confirm(database)
    others = database.read(lambda c: CatalogueRepository(c).procedures())[1:]
    assert {version.verified for procedure in others for version in procedure.versions} == {None}


def test_what_changes_is_unconfirmed_again_and_confirmed_when_it_is_put_back(database: Database) -> None:
    confirm(database)
    number = database.transact(lambda c: ledger.apply(c, drawn(c, amended(c, BIRTH[0])), SECOND_LOAD))
    assert verified(database) is None
    database.transact(lambda c: ledger.undo(c, number, THIRD_LOAD))
    assert verified(database) == Verification(LETTER, DAY, "Lan")


def test_a_release_that_says_something_else_ends_it(database: Database, folder: Folder) -> None:
    confirm(database)
    bring(database, folder.put("ways.csv", 2, fee="9000"), THIRD_LOAD)
    assert verified(database) is None


def test_it_is_taken_back_once(database: Database) -> None:
    confirm(database)
    taken = [database.transact(lambda c: ledger.withdraw(c, BIRTH, "Hòa", THIRD_LOAD)) for _ in range(2)]
    assert taken == [True, False]
    assert verified(database) is None
    assert history(database) == [("Lan", SECOND_LOAD, "Hòa", THIRD_LOAD)]


def test_the_last_of_two_confirmations_counts_and_both_are_remembered(database: Database) -> None:
    confirm(database)
    confirm(database, "Công văn 16/UBND-VP", "Hòa")
    assert verified(database) == Verification("Công văn 16/UBND-VP", DAY, "Hòa")
    assert history(database) == [("Lan", SECOND_LOAD, "Hòa", SECOND_LOAD), ("Hòa", SECOND_LOAD, "", None)]


def test_what_was_seen_is_what_is_confirmed(database: Database) -> None:
    seen = database.read(lambda c: VerificationRepository(c).digest(*BIRTH))
    assert seen
    database.transact(lambda c: ledger.apply(c, drawn(c, amended(c, BIRTH[0])), SECOND_LOAD))
    with pytest.raises(SaysOtherwiseError):
        confirm(database, seen=seen)
    assert verified(database) is None
    confirm(database)
    now = database.read(lambda c: CatalogueRepository(c).procedures())[0].versions[0].verified
    assert now == Verification(LETTER, DAY, "Lan")


def test_a_version_nobody_knows_is_not_confirmed(database: Database) -> None:
    with pytest.raises(SaysOtherwiseError):
        database.transact(lambda c: ledger.confirm(c, ("9.999999", date.min), LETTER, DAY, "Lan", SECOND_LOAD))
    assert database.read(lambda c: VerificationRepository(c).standing()) == {}
