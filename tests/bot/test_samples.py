"""Replies drawn by lot: a fair draw that anybody can repeat, once a month; judged by others than who wrote it."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.office import Offices
from bot.petitions import retention
from bot.petitions.replies import Reply, ReplyKind
from bot.petitions.samples import MOST, Criterion, Mark, Review, Sample, SampleRepository, lacking, lot
from bot.petitions.tables import reply_draw, reply_sample
from bot.review.officers import Role
from bot.review.powers import Power
from bot.review.staff_chats import Purpose, StaffChatRepository
from bot.texts import say
from bot.upkeep import Upkeep
from bot.views.message import Message, plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import SETTINGS
from tests.bot.desk import OURS, Browser, OpenDesk, opened, signed_in
from tests.bot.petitions import a_petition, cases_for
from tests.bot.quality import an_officer, replied
from tests.bot.test_petition_jobs import House, at

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

Gives = TypeVar("Gives")

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
NOW = at(date(2026, 11, 2), 3)
THEN = at(date(2026, 10, 20), 9)
ALL_GOOD = dict.fromkeys(Criterion, Mark.YES)
SEED = "0" * 32


# The lot.


def test_every_reply_is_drawn_as_often_as_any_other() -> None:
    """Two thousand draws of ten among forty: each number is expected five hundred times."""
    candidates, draws = range(1, 41), 2000
    drawn = Counter(number for seed in range(draws) for number in lot(f"seed {seed}", candidates))
    expected = draws * MOST / len(candidates)
    # Ten different numbers a draw scatter less than ten independent ones, which this allows for.
    scatter = sum((drawn[number] - expected) ** 2 for number in candidates) / (expected * (1 - MOST / len(candidates)))
    assert set(drawn) == set(candidates)
    assert scatter < 72  # what chance exceeds once in a thousand, with 39 degrees of freedom


def test_every_place_is_given_as_often_to_any_reply() -> None:
    first = Counter(lot(f"seed {seed}", range(5))[0] for seed in range(1000))
    assert sum((first[number] - 200) ** 2 / 200 for number in range(5)) < 18.5  # once in a thousand, 4 degrees


@given(st.text(max_size=32), st.sets(st.integers(1, 10**9), max_size=30))
def test_a_draw_has_ten_of_the_candidates_or_all_and_is_the_same_again(seed: str, candidates: set[int]) -> None:
    drawn = lot(seed, candidates)
    assert len(drawn) == len(set(drawn)) == min(MOST, len(candidates))
    assert set(drawn) <= candidates
    assert drawn == lot(seed, sorted(candidates, reverse=True))


def test_what_is_not_said_yet_is_lacking() -> None:
    assert lacking({}) == list(Criterion)
    assert lacking(ALL_GOOD) == []


# The month.


class Register:
    """An office whose replies leave in October."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clerk, self.other, self.chief = (
            an_officer(database, account, role, THEN)
            for account, role in ((31, Role.CLERK), (32, Role.CONTROLLER), (33, Role.APPROVER))
        )

    def reply(self, left_at: datetime = THEN, kind: ReplyKind = ReplyKind.ANSWER, **facts: Any) -> Reply:
        return replied(self.database, left_at, self.clerk, self.chief, kind, **facts)

    def __call__(self, ask: Callable[[SampleRepository], Gives]) -> Gives:
        return self.database.transact(lambda connection: ask(SampleRepository(connection)))

    def draw(self, month: date = OCTOBER, **facts: Any) -> bool:
        return self(lambda samples: samples.draw(month, NOW, trial=False, **facts))

    def drawn(self, month: date = OCTOBER) -> list[Sample]:
        return self(lambda samples: samples.of(month))


@pytest.fixture
def register(database: Database) -> Register:
    return Register(database)


@one_database
def test_of_many_replies_ten_are_drawn_as_the_seed_says(register: Register) -> None:
    numbers = [register.reply().id for _ in range(13)]
    assert register.draw(seed=SEED)
    drawn = register.drawn()
    assert [one.reply_id for one in drawn] == lot(SEED, numbers)
    assert [one.position for one in drawn] == list(range(1, 11))
    draw = register(lambda samples: samples.draw_of(OCTOBER))
    assert draw
    assert (draw.seed, list(draw.candidates), draw.trial, draw.drawn_at) == (SEED, numbers, False, NOW)
    assert draw.again == [one.reply_id for one in drawn]


@one_database
def test_of_few_replies_all_are_drawn_and_nobody_knows_the_seed_before(register: Register) -> None:
    numbers = {register.reply().id, register.reply(kind=ReplyKind.REFUSAL).id}
    assert register.draw()
    assert {one.reply_id for one in register.drawn()} == numbers
    assert register.draw(SEPTEMBER)
    seeds = [register(lambda samples, m=month: samples.draw_of(m)) for month in (SEPTEMBER, OCTOBER)]  # type: ignore[misc]
    assert [len(one.seed) for one in seeds if one] == [32, 32]
    assert seeds[0] != seeds[1]


@one_database
def test_what_few_may_read_what_is_no_answer_and_what_left_in_another_month_is_never_drawn(register: Register) -> None:
    wanted = [
        register.reply(at(OCTOBER, 0)).id,
        register.reply(at(date(2026, 10, 31), 23, 59)).id,
    ]
    register.reply(at(date(2026, 9, 30), 23, 59))
    register.reply(at(NOVEMBER, 0))
    register.reply(kind=ReplyKind.EXTENSION)
    register.reply(trial=True)
    register.reply(category="conduct")  # confidential from the first
    deletion = register.reply()
    a_petition(register.database, at=THEN)

    def restrict(connection: Any) -> None:
        cases = cases_for(connection)
        cases.register.restrict(cases.register.petitions.by_id(deletion.petition_id), NOW)

    register.database.transact(restrict)
    assert register.draw()
    draw = register(lambda samples: samples.draw_of(OCTOBER))
    assert draw
    assert list(draw.candidates) == wanted


def test_a_month_is_drawn_once_though_two_copies_draw(register: Register) -> None:
    for _ in range(3):
        register.reply()
    both = Barrier(2, timeout=60)
    second = Database(register.database.url.render_as_string(hide_password=False))

    def draw(database: Database) -> bool:
        both.wait()
        return database.transact(lambda c: SampleRepository(c).draw(OCTOBER, NOW, trial=False))

    with ThreadPoolExecutor(2) as copies:
        given = list(copies.map(draw, (register.database, second)))
    second.close()
    assert sorted(given) == [False, True]
    counted = (select(func.count()).select_from(table) for table in (reply_draw, reply_sample))
    assert [register.database.read(lambda c, n=number: c.scalar(n)) for number in counted] == [1, 3]  # type: ignore[misc]


@one_database
@pytest.mark.parametrize(
    ("before", "day", "months"),
    [
        (None, date(2026, 11, 1), [OCTOBER]),
        (None, date(2026, 1, 31), [date(2025, 12, 1)]),
        (OCTOBER, date(2026, 11, 30), []),
        (SEPTEMBER, date(2026, 12, 1), [OCTOBER, NOVEMBER]),
        (date(2024, 1, 1), date(2026, 11, 2), [date(2025 + n // 12, n % 12 + 1, 1) for n in range(10, 22)]),
    ],
)
def test_every_month_that_ended_is_drawn_late_rather_than_never(
    database: Database, before: date | None, day: date, months: list[date]
) -> None:
    samples = Register(database)
    if before:
        samples.draw(before)
    assert samples(lambda one: one.draw_what_ended(day, NOW, trial=False)) == months
    assert samples(lambda one: one.draw_what_ended(day, NOW, trial=False)) == []


@one_database
async def test_the_job_draws_the_month_and_leaders_hear_of_it_once_in_the_offices_hours(
    database: Database, loaded_catalogue: Catalogue, tmp_path: Path
) -> None:
    chat = -1002
    house = House(database, loaded_catalogue, SETTINGS.model_copy(update={"data": tmp_path}))
    house.offices = Offices(house.settings, house.clock, database, loaded_catalogue, "https://motcua.example")
    house.upkeep = Upkeep(database, house.clock, house.offices, house.folder, house.wake)
    register = Register(database)
    for _ in range(2):
        register.reply(trial=True)
    database.transact(lambda c: StaffChatRepository(c).set(Purpose.LEADERS, "", chat, False, THEN, "test"))

    def told() -> list[str]:
        waiting = database.read(lambda c: OutboxRepository(c).waiting_for(chat))
        return [Message.from_json(one.body).text for one in waiting if one.about.startswith("staff:samples")]

    for moment, heard in ((NOW, 0), (at(date(2026, 11, 2), 8), 1), (at(date(2026, 11, 3), 8), 1)):
        house.clock.moment = moment
        await house.upkeep.draw_samples()
        await house.upkeep.tell_bulletins()
        assert len(told()) == heard
    assert told() == [plain(say("bulletin.samples", number=2, month=10, year=2026))]
    assert database.read(lambda c: len(SampleRepository(c).of(OCTOBER))) == 2


# At the desk.

LIST = "/banlamviec/chat-luong/mau/2026-10"
ONE = f"{LIST}/1"
EDITION = re.compile(r'name="ban" value="(\d+)"')


@pytest.fixture
async def desk(database: Database, loaded_catalogue: Catalogue, tmp_path: Path) -> AsyncIterator[OpenDesk]:
    async for one in opened(database, loaded_catalogue, OURS.model_copy(update={"data": tmp_path})):
        yield one


def number_of(desk: OpenDesk, role: Role) -> int:
    number = desk.database.read(lambda c: desk.office(c).officers.number_of(desk.people[role]))
    assert number
    return number


def drawn(desk: OpenDesk, **facts: Any) -> Reply:
    """One reply that the clerk wrote, the approver let leave and the lot drew."""
    author, approver = number_of(desk, Role.CLERK), number_of(desk, Role.APPROVER)
    reply = replied(desk.database, THEN, author, approver, settings=OURS, trial=True, **facts)
    desk.database.transact(lambda c: desk.office(c).cases.samples.draw(OCTOBER, NOW, trial=True))
    return reply


def history(desk: OpenDesk) -> list[Review]:
    def read(connection: Any) -> list[Review]:
        samples = desk.office(connection).cases.samples
        return samples.history(samples.of(OCTOBER)[0])

    return desk.database.read(read)


async def judged(browser: Browser, remark: str = "", **marks: str) -> httpx.Response:
    """The form of the reply as it is shown, sent."""
    edition = EDITION.search(await browser.open(ONE))
    assert edition
    return await browser.post(ONE, ban=edition[1], **{"nhan-xet": remark}, **(ALL_GOOD | marks))


def traced(desk: OpenDesk, act: Power) -> list[str]:
    return [one.about for one in desk.database.read(lambda c: desk.office(c).traces.every()) if one.act == act]


@one_database
async def test_a_reply_is_read_covered_and_judged_and_every_judgement_is_kept(desk: OpenDesk) -> None:
    reply = drawn(desk)
    chief = await signed_in(desk, Role.CONTROLLER)
    assert "chờ chấm" in await chief.open(LIST)
    page = await chief.open(ONE)
    assert "Đã vá mặt đường" in page
    assert "Phạm Văn Duyệt" in page  # who answers for it is nobody's secret
    assert "Nguyễn Thị Mai" not in page
    assert "0912 345 678" not in page
    kept = await judged(chief, "  Nên ghi <số> điện thoại.  ", guides=Mark.NO, cites=Mark.NOT_APPLICABLE)
    assert (kept.status_code, kept.headers["location"]) == (303, LIST)
    assert "đạt 4/5" in await chief.open(LIST)
    assert (
        await judged(chief, "Nên ghi <số> điện thoại.", guides=Mark.NO, cites=Mark.NOT_APPLICABLE)
    ).status_code == 303
    assert (await judged(chief)).status_code == 303
    page = await chief.open(ONE)
    assert "Nên ghi &lt;số&gt; điện thoại." in page
    first, second = history(desk)  # pressed twice it is kept once
    assert (first.remark, first.marks[Criterion.GUIDES], first.good, first.asked) == (
        "Nên ghi <số> điện thoại.",
        Mark.NO,
        4,
        5,
    )
    assert (second.marks, second.reviewer_id) == (ALL_GOOD, number_of(desk, Role.CONTROLLER))
    assert traced(desk, Power.REVIEW) == [f"petition:{reply.petition_id}"] * 2
    assert traced(desk, Power.SEE)


@one_database
async def test_nobody_judges_what_they_wrote_or_let_leave(desk: OpenDesk) -> None:
    drawn(desk)
    approver = await signed_in(desk, Role.APPROVER)
    assert "do ông/bà soạn hoặc duyệt" in await approver.open(LIST)
    page = await approver.open(ONE)
    assert "nên người khác chấm" in page
    assert 'type="radio"' not in page
    assert (await approver.post(ONE, ban="0", **ALL_GOOD)).status_code == 200
    # Who writes what is drawn may hold another role too: it is the person that counts.
    add = desk.people[Role.CLERK], Role.CONTROLLER, "", "Người clerk", NOW, "test"
    desk.database.transact(lambda c: desk.office(c).officers.add(*add))
    author = await signed_in(desk, Role.CLERK)
    await author.open(ONE)
    assert (await author.post(ONE, ban="0", **ALL_GOOD)).status_code == 200
    assert history(desk) == []


@one_database
async def test_what_is_not_whole_or_was_said_of_something_older_is_told_and_nothing_of_it_is_lost(
    desk: OpenDesk,
) -> None:
    drawn(desk)
    chief = await signed_in(desk, Role.CONTROLLER)
    await chief.open(ONE)
    answer = await chief.post(ONE, ban="0", names="yes", plain="maybe", **{"nhan-xet": "Gần đủ."})
    assert answer.status_code == 400
    assert "Còn điều chưa chấm" in answer.text
    assert "Gần đủ." in answer.text
    assert 'name="names" value="yes" checked' in answer.text
    await judged(chief)
    answer = await chief.post(ONE, ban="0", **ALL_GOOD, **{"nhan-xet": "Đọc bản cũ."})
    assert "Người khác vừa chấm" in answer.text
    assert "Đọc bản cũ." in answer.text
    assert len(history(desk)) == 1


@one_database
async def test_whoever_sees_one_unit_learns_nothing_of_anothers_replies(desk: OpenDesk) -> None:
    reply = drawn(desk)
    an_officer(desk.database, 8100, Role.CONTROLLER, NOW, "14026")
    elsewhere = Browser(desk)
    await elsewhere.sign_in(8100)
    page = await elsewhere.open(LIST)
    code = desk.database.read(lambda c: desk.office(c).cases.register.petitions.by_id(reply.petition_id).code)
    assert "không thuộc phạm vi của ông/bà" in page
    assert code not in page
    for said in (await elsewhere.get(ONE), await elsewhere.post(ONE, ban="0", **ALL_GOOD)):
        assert said.status_code == 403
    assert desk.acts().count("refused") == 2
    assert history(desk) == []


@one_database
@pytest.mark.parametrize("path", ["2026-09", "2026-13", "x", "2026-10/2", "2026-10/0", "2026-10/x", "2026-13/1"])
async def test_what_was_not_drawn_is_told(desk: OpenDesk, path: str) -> None:
    drawn(desk)
    chief = await signed_in(desk, Role.CONTROLLER)
    said = await chief.get(f"/banlamviec/chat-luong/mau/{path}")
    assert said.status_code == 404
    assert "Không có trả lời bốc thăm này" in said.text


@one_database
async def test_what_was_remarked_goes_with_the_words_of_its_petition(desk: OpenDesk) -> None:
    reply = drawn(desk, kind=ReplyKind.REFUSAL)
    chief = await signed_in(desk, Role.CONTROLLER)
    await judged(chief, "Bà Mai đã gọi hai lần.")
    settings = desk.app.settings
    late = THEN + timedelta(days=settings.retention_days + 1)
    done = desk.database.transact(
        lambda c: retention.anonymise(cases_for(c, settings), reply.petition_id, late, settings.retention_days)
    )
    assert done == []
    (kept,) = history(desk)
    assert (kept.remark, kept.marks) == ("", ALL_GOOD)
    page = await chief.open(ONE)
    assert "không chấm được nữa" in page
    assert 'type="radio"' not in page
