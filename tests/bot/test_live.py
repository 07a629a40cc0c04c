"""The bot answers from the newest catalogue, whoever changed it and wherever; on the way there it answers on."""

import asyncio
import gc
import logging
import weakref
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot import groundwork, live
from bot.clock import Clock
from bot.database import Database
from bot.office import Offices
from bot.review.aliases import AliasRepository
from bot.review.officers import OfficerRepository, Role
from knowledge import ledger
from knowledge.catalogue import Catalogue
from knowledge.release import Release
from knowledge.repository import CatalogueRepository
from knowledge.timeline import Status, begins
from tests.bot.builders import change_cell, small_catalogue
from tests.bot.conftest import DAY, PATIENCE, SETTINGS, Chat
from tests.knowledge.change_sets import amended, begun, drawn

BIRTH, NEW = "1.001193", "1.000050"
NAME = "Thủ tục đăng ký nuôi trồng rong biển"
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _given_back() -> Iterator[None]:
    """The collector of the test run."""
    yield
    gc.unfreeze()


@pytest.fixture
def folder(database: Database, tmp_path: Path) -> Path:
    """A few shipped procedures, loaded."""
    made = small_catalogue(tmp_path / "shipped")
    groundwork.prepare(database, Clock(), made)
    return made


@pytest.fixture
def elsewhere(database: Database) -> Iterator[Database]:
    """The same database as another process has it."""
    opened = Database(database.url.render_as_string(hide_password=False))
    yield opened
    opened.close()


@pytest.fixture
async def running(database: Database, folder: Path) -> AsyncIterator[Chat]:
    """A bot that began with what the database said then."""
    talking = Chat(database, database.read(Catalogue.of_database), SETTINGS)
    await talking.start()
    yield talking
    await talking.stop()


def new_procedure(database: Database) -> int:
    """The number of a change set that brings a procedure, valid since before today."""

    def act(connection: Connection) -> int:
        return ledger.apply(connection, drawn(connection, begun(NEW, NAME, valid_from=date(2026, 11, 1))), AT)

    return database.transact(act)


async def until_known(running: Chat, database: Database) -> None:
    """Wait until the running bot answers from the newest state."""
    newest = database.read(ledger.revision)
    async with asyncio.timeout(PATIENCE):
        while running.app.offices.catalogue.revision != newest:
            await asyncio.sleep(0.02)


async def test_what_is_approved_elsewhere_is_answered_here_and_what_is_undone_is_not(
    running: Chat, elsewhere: Database
) -> None:
    assert "rong biển" not in (await running.say("nuôi trồng rong biển")).text
    number = await asyncio.to_thread(new_procedure, elsewhere)
    await until_known(running, elsewhere)
    assert "nuôi trồng rong biển" in (await running.say("nuôi trồng rong biển")).text
    await asyncio.to_thread(lambda: elsewhere.transact(lambda c: ledger.undo(c, number, AT)))
    await until_known(running, elsewhere)
    assert "rong biển" not in (await running.say(NEW)).text


async def test_what_is_asked_while_the_catalogue_is_read_anew_is_answered(running: Chat, elsewhere: Database) -> None:
    await asyncio.to_thread(new_procedure, elsewhere)
    newest, asked = elsewhere.read(ledger.revision), 0
    while asked < 3 or running.app.offices.catalogue.revision != newest:
        asked += 1
        assert (await running.say(BIRTH)).text.startswith("Đăng ký khai sinh\n")


async def test_a_release_that_is_loaded_beside_a_running_bot_is_answered(
    running: Chat, elsewhere: Database, folder: Path
) -> None:
    change_cell(folder, "procedures.csv", 2, "short_name", "Tên mới của thủ tục")
    assert await asyncio.to_thread(groundwork.prepare, elsewhere, Clock(), folder)
    await until_known(running, elsewhere)
    names = {p.latest.display_name for p in running.app.offices.catalogue.procedures()}
    assert "Tên mới của thủ tục" in names


async def test_a_confirmation_is_said_with_the_next_answer(running: Chat, elsewhere: Database) -> None:
    assert "Chưa đối chiếu" in (await running.say(BIRTH)).text
    birth = running.app.offices.catalogue.procedure(BIRTH)
    assert birth
    place = BIRTH, begins(birth.latest)
    await asyncio.to_thread(
        lambda: elsewhere.transact(lambda c: ledger.confirm(c, place, "Quyết định 5/QĐ-UBND", DAY, "Lan", AT))
    )
    await until_known(running, elsewhere)
    shown = (await running.say(BIRTH)).text
    assert "Chưa đối chiếu" not in shown
    assert "Quyết định 5/QĐ-UBND" in shown


async def test_what_cannot_be_read_is_logged_and_the_old_catalogue_answers_on(
    running: Chat, elsewhere: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(live, "AFTER_A_FAULT", 0.05)

    def say_levels(levels: str) -> None:
        words = text("UPDATE version SET levels = :levels WHERE code = :code")

        def say(connection: Connection) -> None:
            connection.execute(words, {"levels": levels, "code": BIRTH})
            raise_revision(connection)

        elsewhere.transact(say)

    with caplog.at_level(logging.ERROR, live.__name__):
        await asyncio.to_thread(say_levels, "sao Hỏa")
        async with asyncio.timeout(PATIENCE):
            while "was not read anew" not in caplog.text:
                await asyncio.sleep(0.02)
    assert (await running.say(BIRTH)).text.startswith("Đăng ký khai sinh\n")
    await asyncio.to_thread(say_levels, "province")
    await until_known(running, elsewhere)
    assert "cấp tỉnh" in (await running.say(BIRTH)).text


def raise_revision(connection: Connection) -> int:
    return CatalogueRepository(connection).raise_revision()


async def test_a_database_with_nothing_in_it_leaves_what_is_shipped(database: Database, catalogue: Catalogue) -> None:
    offices = Offices(SETTINGS, Clock(DAY), database, catalogue)
    following = live.Live(database, Clock(DAY), offices)
    database.transact(raise_revision)
    following.start()
    await following.stop()
    assert offices.catalogue is catalogue


# What the offices hold


@pytest.fixture
def offices(database: Database, folder: Path) -> Offices:
    return Offices(SETTINGS, Clock(DAY), database, database.read(Catalogue.of_database))


def learn(offices: Offices, database: Database) -> None:
    offices.learn(database.read(Catalogue.of_database))


def test_what_the_office_taught_is_understood_over_the_new_catalogue(offices: Offices, database: Database) -> None:
    def teach(connection: Connection) -> None:
        officers = OfficerRepository(connection)
        lan = officers.add(7, Role.CLERK, "", "Lan", AT, "test")
        AliasRepository(connection).add("bám biển nuôi con", NEW, lan, AT)

    database.transact(teach)
    before = database.transact(lambda c: offices.open(c).understand("bám biển nuôi con"))
    assert [hit.code for hit in before.hits[:1]] != [NEW]
    new_procedure(database)
    learn(offices, database)
    after = database.transact(lambda c: offices.open(c).understand("bám biển nuôi con"))
    assert [hit.code for hit in after.hits[:1]] == [NEW]


def test_an_office_that_is_open_finishes_with_what_it_began_with(offices: Offices, database: Database) -> None:
    first = offices.catalogue
    office = database.transact(offices.open)
    new_procedure(database)
    learn(offices, database)
    assert office.catalogue is first
    assert not office.understand(NEW).hits
    assert database.transact(offices.open).understand(NEW).hits


class At(Clock):
    """A clock that stands at a moment."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


@pytest.mark.parametrize(
    ("moment", "day", "status", "note"),
    [
        (datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC), date(2026, 11, 30), Status.NOT_YET, "nay"),
        (datetime(2026, 11, 30, 17, 0, 0, tzinfo=UTC), date(2026, 12, 1), Status.NEW, "mai"),
    ],
    ids=["23:59:59", "00:00:00"],
)
def test_what_is_dated_ahead_begins_by_itself_at_midnight_in_viet_nam(
    database: Database, folder: Path, moment: datetime, day: date, status: Status, note: str
) -> None:
    def ahead(connection: Connection) -> None:
        now = CatalogueRepository(connection).recorded([BIRTH])[BIRTH]
        (*_, tomorrow) = amended(connection, BIRTH, date(2026, 12, 1), note="mai")[1]
        (*_, today) = amended(connection, BIRTH, date(2026, 11, 1), note="nay")[1]
        ended = replace(today.version, valid_to=date(2026, 12, 1), to_basis=tomorrow.version.from_basis)
        first = replace(now[-1].version, valid_to=date(2026, 11, 1), to_basis=tomorrow.version.from_basis)
        stand = [*now[:-1], replace(now[-1], version=first), replace(today, version=ended), tomorrow]
        ledger.apply(connection, drawn(connection, (BIRTH, stand), begun(NEW, NAME)), AT)

    database.transact(ahead)
    settings = SETTINGS.model_copy(update={"today": None})
    offices = Offices(settings, At(moment), database, database.read(Catalogue.of_database))
    office = database.transact(offices.open)
    birth, new = (office.catalogue.standing(code, office.day) for code in (BIRTH, NEW))
    assert birth
    assert new
    assert (office.day, birth.version.note, new.status) == (day, note, status)


# What goes


def test_a_catalogue_nobody_asks_any_more_goes_without_the_collector(shipped: Release) -> None:
    made = Catalogue.of_release(shipped)
    made.prepare(DAY)
    made.ask("khai sinh cho con", DAY)
    gone = weakref.ref(made)
    parts = weakref.ref(made.communes)
    held: list[object] = [made]
    gc.disable()
    try:
        del made
        live.let_go(held)
        assert (gone(), parts()) == (None, None)
    finally:
        gc.enable()


def test_what_somebody_still_holds_stays_whole() -> None:
    shared = [["a"], {"b": ["c"]}]
    goes = [shared, [1, 2, 3]]
    things: list[object] = [[goes, goes]]
    del goes
    live.let_go(things)
    assert (things, shared) == ([], [["a"], {"b": ["c"]}])
