"""The nightly backup: once a night by one copy of the bot, beside the earlier ones, and told of where it failed."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.backup import kept, restore, rotate
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.delivery.tables import outbox
from bot.jobs import NIGHT
from bot.office import Offices
from bot.review.backups import BY_SCHEDULE, GIVEN_UP, Backup, BackupRepository
from bot.settings import Settings
from bot.texts import say
from bot.upkeep import Upkeep
from knowledge.catalogue import Catalogue
from tests.bot.backups import ADMINISTRATOR, everything, settings_in, use
from tests.bot.test_petition_jobs import Given
from tests.conftest import Servers

TONIGHT = datetime(2026, 11, 22, 2, 30, 1, tzinfo=VIET_NAM)
A_DAY = timedelta(days=1)
KEY = "a key that seals backups, and nothing else"


class Copy:
    """A copy of the bot that makes backups, at a moment that is set."""

    def __init__(self, database: Database, catalogue: Catalogue, settings: Settings) -> None:
        self.database = database
        self.clock = Given(TONIGHT)
        offices = Offices(settings, self.clock, database, catalogue)
        self.upkeep = Upkeep(database, self.clock, offices, settings.data / "files", lambda: None)

    async def back_up_at(self, moment: datetime) -> None:
        self.clock.moment = moment
        await self.upkeep.back_up(NIGHT)

    def last(self) -> Backup | None:
        return self.database.read(lambda c: BackupRepository(c).last())

    def failure(self) -> Backup | None:
        return self.database.read(lambda c: BackupRepository(c).last_failure())

    def told(self) -> list[tuple[int, str]]:
        """Who is told what."""
        rows = self.database.read(lambda c: c.execute(select(outbox.c.chat_id, outbox.c.body)).all())
        return [(row.chat_id, json.loads(row.body)["paragraphs"][0]) for row in rows]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def settings(tmp_path: Path, folder: Path) -> Settings:
    return settings_in(tmp_path / "data", backup_dir=folder)


@pytest.fixture
def copy(database: Database, catalogue: Catalogue, settings: Settings) -> Copy:
    use(database, settings)
    return Copy(database, catalogue, settings)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


async def test_a_backup_is_made_once_a_night_and_can_be_restored(
    copy: Copy, folder: Path, servers: Servers, settings: Settings
) -> None:
    before = copy.database.read(everything)
    await copy.back_up_at(TONIGHT)
    await copy.back_up_at(TONIGHT + timedelta(minutes=1))
    await copy.back_up_at(TONIGHT + timedelta(hours=23))
    assert names(folder) == ["motcua-2026-11-22-023001.zip"]
    last = copy.last()
    assert last
    assert (last.by, last.file, last.sealed, last.fault) == (BY_SCHEDULE, "motcua-2026-11-22-023001.zip", False, "")
    assert last.size == (folder / last.file).stat().st_size
    assert last.made_at == TONIGHT.astimezone(UTC)
    await copy.back_up_at(TONIGHT + A_DAY)
    assert names(folder) == ["motcua-2026-11-22-023001.zip", "motcua-2026-11-23-023001.zip"]
    assert copy.told() == []
    empty = Database(servers.empty("sqlite"))
    restore(empty, settings, folder / last.file, None)
    restored = empty.read(everything)
    assert {n: rows for n, rows in restored.items() if n != "backup"} == {
        name: rows for name, rows in before.items() if name != "backup"
    }
    empty.close()


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_night_that_was_missed_is_made_up_for(copy: Copy, folder: Path) -> None:
    await copy.back_up_at(TONIGHT + timedelta(hours=5))
    await copy.back_up_at(TONIGHT + timedelta(hours=20))
    assert names(folder) == ["motcua-2026-11-22-073001.zip"]
    await copy.back_up_at(TONIGHT + A_DAY)
    assert names(folder) == ["motcua-2026-11-22-073001.zip", "motcua-2026-11-23-023001.zip"]


async def test_of_two_copies_one_makes_it(copy: Copy, catalogue: Catalogue, settings: Settings, folder: Path) -> None:
    other = Copy(copy.database, catalogue, settings)
    begun = copy.database.transact(lambda c: BackupRepository(c).begin(BY_SCHEDULE, TONIGHT))
    await other.back_up_at(TONIGHT + timedelta(seconds=1))
    assert names(folder) == []
    assert copy.last() is None
    # The first was killed meanwhile: the next look after a while finds that nothing came of it.
    await other.back_up_at(TONIGHT + GIVEN_UP + timedelta(minutes=1))
    assert len(names(folder)) == 1
    last = copy.last()
    assert last
    assert last.id > begun


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_without_a_folder_none_is_made(database: Database, catalogue: Catalogue, tmp_path: Path) -> None:
    copy = Copy(database, catalogue, settings_in(tmp_path))
    await copy.back_up_at(TONIGHT)
    assert copy.last() is None
    assert names(tmp_path) == []


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_with_a_key_it_is_sealed(database: Database, catalogue: Catalogue, tmp_path: Path, folder: Path) -> None:
    settings = settings_in(tmp_path / "data", backup_dir=folder, backup_key=KEY)
    copy = Copy(database, catalogue, settings)
    await copy.back_up_at(TONIGHT)
    assert names(folder) == ["motcua-2026-11-22-023001.sealed"]
    assert (folder / names(folder)[0]).stat().st_mode & 0o777 == 0o600


def block(folder: Path) -> None:
    """Where the folder is to be there is something else."""
    folder.write_text("no folder")


def free(folder: Path) -> None:
    folder.unlink()


async def test_administrators_hear_once_that_none_was_made_and_again_after_one_was(copy: Copy, folder: Path) -> None:
    block(folder)
    for night in range(3):
        await copy.back_up_at(TONIGHT + night * A_DAY)
    failure = copy.failure()
    assert failure
    assert "cannot be written" in failure.fault
    assert copy.last() is None
    assert copy.told() == [(ADMINISTRATOR, say("backup.failed"))]

    free(folder)
    await copy.back_up_at(TONIGHT + 3 * A_DAY)
    assert copy.failure() is None
    assert copy.last()
    (folder / "motcua-2026-11-26-023001.zip").write_text("in the way")
    await copy.back_up_at(TONIGHT + 4 * A_DAY)
    assert len(copy.told()) == 2
    assert (folder / "motcua-2026-11-26-023001.zip").read_text() == "in the way"


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_fault_nobody_foresaw_is_told_too_without_its_words(copy: Copy, folder: Path) -> None:
    copy.database.transact(lambda c: c.exec_driver_sql("UPDATE consent SET given_at = 'no moment'"))
    await copy.back_up_at(TONIGHT)
    failure = copy.failure()
    assert failure
    assert failure.fault == "ValueError"
    assert names(folder) == []
    assert len(copy.told()) == 1


def put(folder: Path, day: date, hour: int = 2) -> Path:
    path = folder / f"motcua-{day}-{hour:02}3000.zip"
    path.touch()
    return path


def test_what_is_no_nightly_backup_is_never_removed(tmp_path: Path) -> None:
    names_of_others = ("motcua-2001-01-01.zip", "my.zip", ".motcua-young.zip.part", "motcua.sqlite")
    others = [tmp_path / name for name in names_of_others]
    for path in others:
        path.touch()
    days = [put(tmp_path, date(2026, 1, 1) + timedelta(days=n)) for n in range(9)]
    rotate(tmp_path, Clock().now() - A_DAY)
    assert all(path.exists() for path in others)
    # The first four days of the year end a week of their own.
    assert [path.exists() for path in days] == [False, False, *[True] * 7]


def test_what_a_killed_process_left_goes_when_it_is_old(tmp_path: Path) -> None:
    left = tmp_path / ".motcua-2026-11-22-023001.zip.0011223344556677.part"
    left.touch()
    rotate(tmp_path, Clock().now() - A_DAY)
    assert left.exists()
    assert rotate(tmp_path, Clock().now() + A_DAY) == [left]
    assert not left.exists()


def test_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    last = date(2026, 11, 22)  # a Sunday
    stay = sorted(kept(last - timedelta(days=n) for n in range(800)))
    assert stay[-7:] == [last - timedelta(days=n) for n in range(6, -1, -1)]
    assert {day for day in stay if day.weekday() == 6} >= {last - timedelta(weeks=n) for n in range(4)}
    ends = {(day + A_DAY).month for day in stay[:11]}
    assert stay[0] == date(2025, 12, 31)
    assert all((day + A_DAY).day == 1 for day in stay[:11])
    assert len(ends) == 11
    assert len(stay) == 7 + 3 + 11


@given(st.sets(st.integers(0, 900), max_size=120))
def test_what_goes_night_by_night_is_what_would_go_at_once(nights: set[int]) -> None:
    there: set[date] = set()
    for night in sorted(nights):
        there = kept({*there, date(2024, 2, 1) + timedelta(days=night)})
    assert there == kept(date(2024, 2, 1) + timedelta(days=night) for night in nights)
