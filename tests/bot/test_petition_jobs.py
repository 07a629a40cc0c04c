"""What is done for petitions by the clock: reminders, closings, drafts, the nightly rounds; on each real database."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select
from telegram.ext import ApplicationBuilder

from bot import jobs, upkeep
from bot.clock import VIET_NAM, Clock
from bot.database import Database, is_alone
from bot.delivery.outbox import OutboxRepository
from bot.delivery.tables import outbox
from bot.handlers.delivering import Delivery
from bot.handlers.fetching import Fetching
from bot.handlers.importing import Importing
from bot.office import Offices, cases_of, rules_of
from bot.petitions import due
from bot.petitions.attachments import Parcel
from bot.petitions.cases import Cases
from bot.petitions.contents import random_name, store
from bot.petitions.days import DayRepository
from bot.petitions.drafts import Draft
from bot.petitions.life import State
from bot.petitions.petition import SENDER, Event, EventKind, Petition, Reader
from bot.petitions.repository import PetitionRepository
from bot.petitions.timers import OFFICES, Timer, What
from bot.settings import Settings
from bot.upkeep import Upkeep
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, SETTINGS
from tests.bot.petitions import CLERK, QUESTION, STEP, a_petition
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire

MONDAY = datetime(2026, 11, 16, 9, tzinfo=VIET_NAM)
ANSWERED_AT = MONDAY + 5 * STEP
EIGHTH, NINTH, TENTH = date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 1)
"""Working days after the answer: weekends and the holiday on the 24th do not count."""

NATIONAL = SETTINGS.model_copy(update={"national_clock": True})


def at(day: date, hours: int, minutes: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hours, minutes, tzinfo=VIET_NAM)


class Given(Clock):
    """A clock that is set by hand."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)


class House:
    """The upkeep of one copy of the bot over a database, at a moment that is set."""

    def __init__(self, database: Database, catalogue: Catalogue, settings: Settings = SETTINGS) -> None:
        self.database = database
        self.settings = settings
        self.catalogue = catalogue
        self.clock = Given(MONDAY)
        self.woken = 0
        self.folder = settings.data / "files"
        self.offices = Offices(settings, self.clock, database, catalogue)
        self.upkeep = Upkeep(database, self.clock, self.offices, self.folder, self.wake)

    def wake(self) -> None:
        self.woken += 1

    async def act_at(self, moment: datetime) -> None:
        self.clock.moment = moment
        await self.upkeep.act_on_timers()

    def events(self, petition: Petition, kind: EventKind) -> list[Event]:
        """What its sender may read of a kind; what the office is reminded of is for test_reminders."""

        def read(connection: Connection) -> list[Event]:
            events = self.cases(connection).register.trail.of(petition.id, Reader.EVERYONE, Reader.SENDER)
            return [event for event in events if event.kind is kind]

        return self.database.read(read)

    def cases(self, connection: Connection) -> Cases:
        return cases_of(connection, rules_of(self.settings), OutboxRepository(connection), self.clock.now())

    def move(self, petition: Petition, *wanted: State, **facts: Any) -> Petition:
        for state in wanted:
            petition = self.database.transact(
                lambda c, p=petition, s=state: self.cases(c).register.move_to(p, s, CLERK, self.clock.now(), **facts)  # type: ignore[misc]
            )
        return petition

    def now(self, petition: Petition) -> Petition:
        return self.database.read(lambda c: PetitionRepository(c).by_id(petition.id))

    def waiting(self, petition: Petition) -> dict[What, Timer]:
        """What waits to be done for its sender."""
        waiting = self.database.read(lambda c: self.cases(c).timers.waiting(petition.id))
        return {what: timer for what, timer in waiting.items() if what not in OFFICES}

    def told(self, about: str) -> list[int]:
        return [told.chat_id for told in self.database.read(lambda c: OutboxRepository(c).states(about))]


def stored_in(folder: Path, at: datetime | None = None) -> Path:
    """A photo in the folder, written at a moment."""
    path = store(folder, random_name("jpg"), b"x")
    if at:
        os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def keep_file(cases: Cases, petition: Petition, path: Path) -> None:
    number = cases.attachments.add(CITIZEN, Parcel("f", "a.jpg", "image/jpeg", 1), MONDAY, petition.id)
    cases.attachments.kept(number, path.name, "image/jpeg", 1, "")


@pytest.fixture
def house(database: Database, catalogue: Catalogue, tmp_path: Path) -> House:
    return House(database, catalogue, SETTINGS.model_copy(update={"data": tmp_path}))


async def test_she_is_reminded_two_days_before_in_office_hours_and_it_is_closed_at_its_time(house: House) -> None:
    petition = a_petition(house.database, State.ANSWERED, at=MONDAY)
    await house.act_at(at(EIGHTH, 16, 59))
    assert house.events(petition, EventKind.REMINDED) == []
    await house.act_at(at(EIGHTH, 17, 1))  # due, but the office has just closed
    assert house.events(petition, EventKind.REMINDED) == []
    assert house.waiting(petition)[What.CONFIRM_SOON].at == at(NINTH, 7, 30)
    assert house.woken == 0
    await house.act_at(at(NINTH, 7, 31))
    (reminded,) = house.events(petition, EventKind.REMINDED)
    assert reminded.details == {"what": "confirm_soon", "until": at(TENTH, 17).astimezone(UTC).isoformat()}
    assert house.told(f"petition:{petition.id}:event:{reminded.number}") == [CITIZEN]
    assert house.woken == 1
    await house.act_at(at(TENTH, 16, 59))
    assert house.now(petition).state is State.ANSWERED
    await house.act_at(at(TENTH, 17, 0))
    assert (house.now(petition).state, house.now(petition).closed_at) == (State.CLOSED_UNCONFIRMED, at(TENTH, 17, 0))
    assert len(house.told(f"petition:{petition.id}")) == 2
    assert house.waiting(petition) == {}


async def test_whatever_is_looked_at_twice_is_done_once(house: House) -> None:
    petition = a_petition(house.database, State.ANSWERED, at=MONDAY)
    for moment in (at(NINTH, 8), at(NINTH, 8), at(NINTH, 9), at(TENTH, 18), at(TENTH, 18), at(TENTH, 19)):
        await house.act_at(moment)
    assert len(house.events(petition, EventKind.REMINDED)) == 1
    assert house.now(petition).events == petition.events + 2


async def test_who_is_reminded_late_has_her_two_days_all_the_same(house: House) -> None:
    petition = a_petition(house.database, State.ANSWERED, at=MONDAY)
    away_until = date(2026, 12, 9)  # a Wednesday, long after both moments
    await house.act_at(at(away_until, 6))  # nobody is reminded before the office opens, nor closed without it
    assert house.now(petition).state is State.ANSWERED
    assert {timer.at for timer in house.waiting(petition).values()} == {at(away_until, 7, 30)}
    await house.act_at(at(away_until, 7, 30))
    (reminded,) = house.events(petition, EventKind.REMINDED)
    assert reminded.details["until"] == at(date(2026, 12, 10), 17).astimezone(UTC).isoformat()
    assert house.now(petition).state is State.ANSWERED
    await house.act_at(at(date(2026, 12, 10), 17))
    assert house.now(petition).state is State.CLOSED_UNCONFIRMED


@pytest.mark.parametrize("way", ["resolved", "reopened"])
async def test_what_has_moved_on_is_neither_reminded_nor_closed(house: House, way: str) -> None:
    petition = a_petition(house.database, State.ANSWERED, at=MONDAY)
    due_then = house.database.read(lambda c: house.cases(c).timers.due(at(TENTH, 18), 9))
    assert [timer.what for timer in due_then] == [What.CONFIRM_SOON, What.CONFIRM_END]

    def move(connection: Connection) -> None:
        register = house.cases(connection).register
        if way == "resolved":
            register.move_to(petition, State.RESOLVED, SENDER, ANSWERED_AT)
        else:
            register.reopen(petition, "chưa sửa", ANSWERED_AT)

    house.database.transact(move)
    moved = house.now(petition)
    house.clock.moment = at(TENTH, 18)
    for timer in due_then:  # another copy read them before she moved it
        house.database.transact(lambda c, t=timer: due.act_on(house.cases(c), t, house.clock.now()))  # type: ignore[misc]
    await house.upkeep.act_on_timers()
    assert house.now(petition) == moved


def test_a_timer_that_does_not_fit_its_petition_is_settled_and_does_nothing(house: House) -> None:
    petition = a_petition(house.database, State.RECEIVED, at=MONDAY)
    house.database.transact(lambda c: house.cases(c).timers.add(petition.id, What.CONFIRM_END, MONDAY))
    (timer,) = house.waiting(petition).values()
    house.database.transact(lambda c: due.act_on(house.cases(c), timer, MONDAY))
    assert house.now(petition) == petition
    assert house.waiting(petition) == {}


async def test_one_that_fails_stays_due_and_holds_up_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = (a_petition(house.database, State.ANSWERED, at=MONDAY) for _ in range(2))
    act_on = due.act_on

    def fails_for_the_first(cases: Cases, timer: Timer, moment: datetime) -> None:
        act_on(cases, timer, moment)
        if timer.petition_id == first.id:
            raise OSError("the disk is full")

    monkeypatch.setattr(due, "act_on", fails_for_the_first)
    await house.act_at(at(NINTH, 8))
    assert house.events(first, EventKind.REMINDED) == []
    assert len(house.events(second, EventKind.REMINDED)) == 1
    assert house.waiting(first)[What.CONFIRM_SOON].at == at(NINTH, 8, 10)  # those behind it have their turn
    assert f"of petition {first.id} was not acted on" in caplog.text
    monkeypatch.undo()
    await house.act_at(at(NINTH, 8, 10))
    assert len(house.events(first, EventKind.REMINDED)) == 1


async def test_whatever_is_due_is_done_in_one_go_however_much_it_is(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "MOST", 1)
    those = [a_petition(house.database, State.ANSWERED, at=MONDAY) for _ in range(3)]
    await house.act_at(at(NINTH, 8))
    assert [len(house.events(petition, EventKind.REMINDED)) for petition in those] == [1, 1, 1]


async def test_of_two_copies_the_second_leaves_the_work_to_the_first(house: House) -> None:
    petition = a_petition(house.database, State.ANSWERED, at=MONDAY)
    if house.database.is_sqlite:
        assert house.database.transact(lambda c: is_alone(c, "motcua timers"))
        return
    with house.database.engine.begin() as elsewhere:
        assert is_alone(elsewhere, "motcua timers")
        await house.act_at(at(NINTH, 8))
        assert house.events(petition, EventKind.REMINDED) == []
        assert house.database.transact(lambda c: is_alone(c, "motcua drafts"))
    await house.act_at(at(NINTH, 8))
    assert len(house.events(petition, EventKind.REMINDED)) == 1


@pytest.fixture
def national(database: Database, catalogue: Catalogue, tmp_path: Path) -> House:
    return House(database, catalogue, NATIONAL.model_copy(update={"data": tmp_path}))


async def test_counted_nationally_she_hears_how_far_it_is_every_week_after_its_day(national: House) -> None:
    petition = a_petition(national.database, State.RECEIVED, at=MONDAY, settings=national.settings)
    assert petition.due_at == at(date(2026, 12, 7), 17)  # the twentieth day is a Sunday
    await national.act_at(at(date(2026, 12, 14), 17, 1))
    assert national.events(petition, EventKind.REMINDED) == []
    await national.act_at(at(date(2026, 12, 15), 7, 31))
    (first,) = national.events(petition, EventKind.REMINDED)
    assert first.details == {"what": "update"}
    assert national.told(f"petition:{petition.id}:event:{first.number}") == [CITIZEN]
    assert national.waiting(petition)[What.UPDATE].at == at(date(2026, 12, 21), 17)
    await national.act_at(at(date(2026, 12, 22), 8))
    assert len(national.events(petition, EventKind.REMINDED)) == 2


async def test_while_the_office_waits_for_her_no_word_is_owed_and_a_pause_moves_the_week(national: House) -> None:
    petition = a_petition(national.database, State.RECEIVED, at=MONDAY, settings=national.settings)
    national.clock.moment = at(date(2026, 12, 4), 9)
    national.move(petition, State.NEED_INFO, note=QUESTION)
    await national.act_at(at(date(2026, 12, 15), 8))
    assert national.events(petition, EventKind.REMINDED) == []
    assert national.waiting(petition)[What.UPDATE].at > at(date(2026, 12, 22), 0)
    national.clock.moment = at(date(2026, 12, 18), 9)
    moved = national.move(petition, State.RECEIVED)
    assert moved.due_at == at(date(2026, 12, 21), 17)
    await national.act_at(at(date(2026, 12, 28), 17, 1))
    assert national.events(petition, EventKind.REMINDED) == []
    await national.act_at(at(date(2026, 12, 29), 8))
    assert len(national.events(petition, EventKind.REMINDED)) == 1


async def test_what_is_opened_again_is_owed_its_weeks_anew(national: House) -> None:
    petition = a_petition(national.database, State.ANSWERED, at=MONDAY, settings=national.settings)
    assert set(national.waiting(petition)) == {What.CONFIRM_SOON, What.CONFIRM_END}
    national.database.transact(lambda c: national.cases(c).register.reopen(petition, "", at(NINTH, 9)))
    (update,) = national.waiting(petition).values()
    assert update.what is What.UPDATE
    assert update.at == at(date(2026, 12, 28), 17)  # a week after the twentieth day, which is a Sunday


async def test_a_draft_is_reminded_of_once_by_day_and_goes_after_a_week_with_its_files(house: House) -> None:
    photo = stored_in(house.folder)

    def write(connection: Connection) -> None:
        cases = house.cases(connection)
        cases.drafts.keep(CITIZEN, Draft(words="đường hỏng"), house.clock.now())
        number = cases.attachments.add(CITIZEN, Parcel("f", "a.jpg", "image/jpeg", 1), house.clock.now())
        cases.attachments.kept(number, photo.name, "image/jpeg", 1, "")

    house.clock.moment = at(date(2026, 11, 16), 22)
    house.database.transact(write)
    for hours, reminders in ((23, 0), (24, 0), (24 + 8, 0), (24 + 9, 1), (24 + 10, 1), (6 * 24, 1)):
        house.clock.moment = at(date(2026, 11, 16), 22) + timedelta(hours=hours)
        await house.upkeep.look_after_drafts()
        assert house.told("draft") == [CITIZEN] * reminders
    assert house.database.read(lambda c: c.scalars(select(outbox.c.kind)).all()) == ["broadcast"]
    house.clock.moment += timedelta(days=1, minutes=1)
    await house.upkeep.look_after_drafts()
    assert house.database.read(lambda c: house.cases(c).drafts.of(CITIZEN)) is None
    (body,) = house.database.read(lambda c: c.scalars(select(outbox.c.body)).all())  # the unsent reminder is dropped
    assert "7 ng\\u00e0y kh\\u00f4ng vi\\u1ebft th\\u00eam" in body
    assert "b\\u1ecb x\\u00f3a v\\u00ec" in body
    assert not photo.exists()


async def test_a_changed_calendar_is_counted_by_at_night_and_whose_day_moves_is_told(house: House) -> None:
    petition = a_petition(house.database, State.RECEIVED, at=MONDAY)
    await house.upkeep.count_anew()
    assert house.events(petition, EventKind.DUE_MOVED) == []
    house.database.transact(lambda c: DayRepository(c).put(date(2026, 11, 19), False, "mất điện", MONDAY, "test"))
    await house.upkeep.count_anew()
    await house.upkeep.count_anew()
    (moved,) = house.events(petition, EventKind.DUE_MOVED)
    assert (petition.due_at, house.now(petition).due_at) == (at(TENTH, 17), at(date(2026, 12, 2), 17))
    assert house.told(f"petition:{petition.id}:event:{moved.number}") == [CITIZEN]


async def test_a_changed_calendar_moves_the_closing_unless_she_was_told_its_day(house: House) -> None:
    early, told = (a_petition(house.database, State.ANSWERED, at=MONDAY - timedelta(days=days)) for days in (0, 3))
    await house.act_at(at(EIGHTH, 8))  # the second was answered on the Friday before, and is reminded now
    assert set(house.waiting(told)) == {What.CONFIRM_END}
    end = house.waiting(told)[What.CONFIRM_END].at
    house.database.transact(lambda c: DayRepository(c).put(EIGHTH, False, "mất điện", MONDAY, "test"))
    await house.upkeep.count_anew()
    assert {what: timer.at for what, timer in house.waiting(early).items()} == {
        What.CONFIRM_SOON: at(NINTH, 17),
        What.CONFIRM_END: at(date(2026, 12, 2), 17),
    }
    assert house.waiting(told)[What.CONFIRM_END].at == end
    assert house.now(early).events == early.events


async def test_the_heads_of_the_day_are_signed_once(house: House) -> None:
    await house.upkeep.anchor()
    assert house.database.read(lambda c: house.cases(c).anchors.all()) == []
    a_petition(house.database, State.RECEIVED, at=MONDAY)
    await house.upkeep.anchor()
    await house.upkeep.anchor()
    (anchor,) = house.database.read(lambda c: house.cases(c).anchors.all())
    assert (anchor.day, anchor.heads) == (MONDAY.date(), 1)


async def test_wrong_codes_and_old_remarks_are_forgotten(house: House) -> None:
    today = MONDAY.date()
    days = house.settings.retention_days

    def fill(connection: Connection) -> None:
        cases = house.cases(connection)
        for _ in range(5):
            cases.guesses.add(CITIZEN, house.clock.now() - timedelta(hours=1))
        cases.remarks.add("road", "", "cũ", today - timedelta(days=days + 1))
        cases.remarks.add("road", "", "mới", today - timedelta(days=days))

    house.database.transact(fill)
    await house.upkeep.forget()
    assert house.database.read(lambda c: house.cases(c).remarks.number()) == 1
    early = MONDAY - timedelta(minutes=30)
    assert not house.database.read(lambda c: house.cases(c).guesses.are_too_many(CITIZEN, early))


async def test_files_that_nobody_has_are_swept_when_they_are_a_day_old(house: House) -> None:
    await house.upkeep.sweep()  # no folder yet
    petition = a_petition(house.database, at=MONDAY)
    now = Clock().now()  # files are as old as the machine says, whatever day it is by the bot's clock
    hers, nobodys, young = (stored_in(house.folder, now - timedelta(hours=hours)) for hours in (99, 25, 23))
    house.database.transact(lambda c: keep_file(house.cases(c), petition, hers))
    await house.upkeep.sweep()
    assert [file.exists() for file in (hers, nobodys, young)] == [True, False, True]


async def test_a_petition_kept_long_enough_is_anonymised_by_the_clock_with_its_files(house: House) -> None:
    petition, hers = a_petition(house.database, State.RESOLVED, at=MONDAY), stored_in(house.folder)
    house.database.transact(lambda c: keep_file(house.cases(c), petition, hers))
    await house.upkeep.anonymise()
    assert house.now(petition).anonymised_at is None
    house.clock.moment = MONDAY + timedelta(days=house.settings.retention_days, hours=2)
    await house.upkeep.anonymise()
    assert house.now(petition).anonymised_at == house.clock.moment
    assert not hers.exists()


async def test_one_petition_that_cannot_be_anonymised_or_counted_holds_up_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = (a_petition(house.database, State.RESOLVED, at=MONDAY) for _ in range(2))
    third, fourth = (a_petition(house.database, State.RECEIVED, at=MONDAY) for _ in range(2))
    house.database.transact(lambda c: DayRepository(c).put(date(2026, 11, 19), False, "mất điện", MONDAY, "test"))
    hold = PetitionRepository.hold

    def fails(repository: PetitionRepository, number: int) -> Petition:
        if number in {first.id, third.id}:
            raise OSError("the disk is full")
        return hold(repository, number)

    monkeypatch.setattr(PetitionRepository, "hold", fails)
    await house.upkeep.count_anew()
    house.clock.moment = MONDAY + timedelta(days=house.settings.retention_days, hours=2)
    await house.upkeep.anonymise()
    assert [bool(house.now(one).anonymised_at) for one in (first, second)] == [False, True]
    assert [house.now(one).due_at == one.due_at for one in (third, fourth)] == [True, False]
    assert f"retention: petition {first.id} was passed over" in caplog.text
    monkeypatch.undo()
    await house.upkeep.count_anew()  # what was left is found again by its calendar
    assert house.now(third).due_at == house.now(fourth).due_at


async def test_every_work_has_its_time_and_is_done_late_rather_than_never(house: House, catalogue: Catalogue) -> None:
    wire = Wire(BotApi())
    application = ApplicationBuilder().token(TOKEN).updater(None).request(wire).get_updates_request(wire).build()
    offices = Offices(house.settings, house.clock, house.database, catalogue)
    delivery = Delivery(application.bot, house.database, house.clock, offices, rate=0)
    fetching = Fetching(application.bot, house.database, house.clock, offices, house.folder, delivery.wake)
    importing = Importing(application.bot, house.database, house.clock, offices, delivery.wake)
    jobs.schedule(application, house.database, house.clock, delivery, fetching, importing, house.upkeep)
    queue = application.job_queue
    assert queue is not None
    by_name = {str(job.name): job for job in queue.jobs()}
    for name, seconds in (("act on timers", 60), ("look after drafts", 600), ("look for what waits", 10)):
        assert by_name[name].job.trigger.interval == timedelta(seconds=seconds)
    opening = by_name["bulletins"].job.trigger.get_next_fire_time(None, MONDAY)
    assert opening == datetime(2026, 11, 17, 7, 30, tzinfo=VIET_NAM)
    assert by_name["bulletins that were missed"].job.trigger.interval == timedelta(seconds=600)
    night = datetime(2026, 11, 17, 2, 30, tzinfo=VIET_NAM)
    for name in ("count anew", "plan reminders", "anchor", "forget codes and remarks", "sweep files"):
        assert by_name[name].job.trigger.get_next_fire_time(None, MONDAY) == night
    monthly = by_name["anonymise petitions"].job.trigger.get_next_fire_time(None, MONDAY)
    assert monthly == datetime(2026, 12, 1, 2, 30, tzinfo=VIET_NAM)
    late = {f"{name} after the start" for name in ("count anew", "plan reminders", "anchor", "anonymise")}
    assert late < set(by_name)
    assert all(job.job.misfire_grace_time is None and job.job.coalesce for job in by_name.values())
    for job in by_name.values():
        await job.run(application)
