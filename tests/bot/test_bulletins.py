"""The line of the day, the week for the leaders, an officer's own figures: held against what was lodged and moved."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.delivery.tables import outbox
from bot.petitions.days import DayRepository
from bot.petitions.life import OPEN, State
from bot.petitions.petition import SENDER, Petition
from bot.petitions.repository import PetitionRepository
from bot.petitions.tables import bulletin
from bot.reports.bulletins import Load, Weekly, daily, weekly
from bot.reports.own_figures import OwnFigures, own_figures, quarter_of
from bot.review.officers import OfficerRepository, Role
from bot.review.staff_chats import Purpose, StaffChatRepository
from bot.texts import say
from bot.views import bulletins as views
from bot.views import chart
from bot.views.message import Message, plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, SETTINGS, Chat
from tests.bot.petitions import APPROVER, CLERK, MAI, QUESTION, STEP, WORDS, a_petition, cases_for
from tests.bot.test_petition_jobs import House, at
from tests.bot.test_reminders import ELSEWHERE, UNIT

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
OPENING = at(date(2026, 11, 25), 7, 30)
"""A Wednesday: the working days before it are 23, 20, 19, 18, 17 and 16; the 24th is a holiday."""

LAN, HUE, MINH, OF_ROADS, NAMED = 201, 202, 203, 204, 205
STAFF_CHAT, LEADERS = -1001, -1002

HERE, THERE = "Xã Cát Thành", "Xã Ninh Giang"


class Bulletins(House):
    """The upkeep of an office that tells what is due."""

    def give(self, who: int, role: Role, unit: str = UNIT, **scope: Any) -> int:
        given = at(MONDAY, 7)
        self.database.transact(
            lambda c: OfficerRepository(c).add(who, role, unit, f"Cán bộ {who}", given, "test", **scope)
        )
        officer = self.database.read(lambda c: OfficerRepository(c).of(who))
        assert officer
        return officer.id

    def set_chat(self, purpose: Purpose, chat_id: int, unit: str = "") -> None:
        self.database.transact(
            lambda c: StaffChatRepository(c).set(purpose, unit, chat_id, False, at(MONDAY, 7), "test")
        )

    def lodge(
        self, day: date, state: State = State.RECEIVED, hours: int = 9, unit: str = UNIT, **facts: Any
    ) -> Petition:
        petition = a_petition(self.database, state, at=at(day, hours), **facts)
        if unit != UNIT:
            self.database.transact(
                lambda c: cases_for(c).register.reroute(petition, CLERK, unit, at(day, hours) + 9 * STEP)
            )
        return self.now(petition)

    async def tell_at(self, moment: datetime) -> None:
        self.clock.moment = moment
        await self.upkeep.tell_bulletins()

    def told_to(self, chat: int) -> list[Message]:
        waiting = self.database.read(lambda c: OutboxRepository(c).waiting_for(chat))
        return [Message.from_json(one.body) for one in waiting if one.about.startswith(("staff:daily", "staff:weekly"))]

    def lines(self, chat: int) -> list[str]:
        """The lines of the one message that a chat was told."""
        (message,) = self.told_to(chat)
        return message.text.split("\n\n")[1].split("\n")

    def week(self, since: date, moment: datetime, *, trial: bool = False) -> Weekly:
        return self.database.read(lambda c: weekly(self.cases(c).register, since, moment, trial=trial))


@pytest.fixture
def house(database: Database, catalogue: Catalogue, tmp_path: Path) -> Bulletins:
    return Bulletins(database, catalogue, SETTINGS.model_copy(update={"data": tmp_path}))


def line(unit: str, today: int = 0, nearly: int = 0, overdue: int = 0, new: int = 0, awaiting: int = 0) -> str:
    numbers = {"today": today, "nearly": nearly, "overdue": overdue, "new": new, "awaiting": awaiting}
    return plain(say("bulletin.daily_unit", unit=unit, **numbers))


# Ten working days before a Wednesday at its opening: what was lodged on the 10th is due today, on the 9th overdue.
DUE_TODAY, OVERDUE, NEARLY, AHEAD = (date(2026, 11, day) for day in (10, 9, 11, 18))


def one_of_each(house: Bulletins, **facts: Any) -> None:
    """Two that are due today, one of which waits for approval, three overdue, one nearly so, two new, one answered."""
    house.lodge(DUE_TODAY, **facts)
    house.lodge(DUE_TODAY, State.AWAITING_APPROVAL, **facts)
    for state in (State.RECEIVED, State.ASSIGNED, State.AWAITING_APPROVAL):
        house.lodge(OVERDUE, state, **facts)
    house.lodge(NEARLY, **facts)
    for _ in range(2):
        house.lodge(AHEAD, State.SUBMITTED, **facts)
    house.lodge(OVERDUE, State.ANSWERED, **facts)
    house.lodge(OVERDUE, State.WITHDRAWN, **facts)


# The line of the day


async def test_a_unit_hears_at_its_opening_what_is_due(house: Bulletins) -> None:
    house.set_chat(Purpose.STAFF, STAFF_CHAT)
    one_of_each(house)
    await house.tell_at(OPENING - timedelta(minutes=1))
    assert house.told_to(STAFF_CHAT) == []
    await house.tell_at(OPENING)
    assert house.lines(STAFF_CHAT) == [line(HERE, today=2, nearly=1, overdue=3, new=2, awaiting=2)]
    (message,) = house.told_to(STAFF_CHAT)
    assert "25/11/2026" in message.text
    assert not any(secret in message.text for secret in (WORDS, MAI.name, "PA-", "thôn 5"))
    assert house.woken == 1


async def test_each_unit_has_its_line_and_those_of_one_chat_come_together(house: Bulletins) -> None:
    house.set_chat(Purpose.STAFF, STAFF_CHAT)
    house.set_chat(Purpose.STAFF, STAFF_CHAT - 7, ELSEWHERE)
    house.lodge(DUE_TODAY)
    house.lodge(OVERDUE, unit=ELSEWHERE)
    house.lodge(OVERDUE, unit="")
    await house.tell_at(OPENING)
    assert house.lines(STAFF_CHAT) == [line("Chưa rõ đơn vị", overdue=1), line(HERE, today=1)]
    assert house.lines(STAFF_CHAT - 7) == [line(name_of(house, ELSEWHERE), overdue=1)]


def name_of(house: Bulletins, unit: str) -> str:
    place = house.catalogue.communes.place(unit, "")
    assert place
    return f"{place.commune.kind.capitalize()} {place.commune.name}"


async def test_a_unit_with_nothing_due_hears_nothing(house: Bulletins) -> None:
    house.set_chat(Purpose.STAFF, STAFF_CHAT)
    house.give(LAN, Role.CLERK)
    house.lodge(AHEAD, State.SUBMITTED)
    house.lodge(OVERDUE, State.ANSWERED)
    await house.tell_at(OPENING)
    assert house.told_to(STAFF_CHAT) == house.told_to(LAN) == []


async def test_without_a_chat_each_who_sees_to_it_hears_of_what_they_may_see(house: Bulletins) -> None:
    house.give(LAN, Role.CLERK)
    house.give(HUE, Role.CONTROLLER, "")
    house.give(MINH, Role.APPROVER)
    house.give(OF_ROADS, Role.CLERK, field="road")
    house.give(NAMED, Role.CONTROLLER, UNIT, field="conduct", restricted=True)
    house.lodge(OVERDUE)
    house.lodge(OVERDUE, category="waste")
    house.lodge(DUE_TODAY, category="waste", unit=ELSEWHERE)
    house.lodge(DUE_TODAY, category="conduct")
    await house.tell_at(OPENING)
    assert house.lines(LAN) == [line(HERE, overdue=2)]
    assert house.lines(HUE) == [line(HERE, overdue=2), line(name_of(house, ELSEWHERE), today=1)]
    assert house.lines(OF_ROADS) == [line(HERE, overdue=1)]
    assert house.lines(NAMED) == [line(HERE, today=1)]
    assert house.told_to(MINH) == []


async def test_what_is_confidential_is_counted_in_no_chat_of_all(house: Bulletins) -> None:
    house.set_chat(Purpose.STAFF, STAFF_CHAT)
    number = house.give(NAMED, Role.CONTROLLER, "", restricted=True)
    other = house.give(HUE, Role.CONTROLLER, "", restricted=True)
    petition = house.lodge(OVERDUE, category="conduct")
    house.database.transact(lambda c: cases_for(c).concerned.name(petition.id, other, at(MONDAY, 9)))
    await house.tell_at(OPENING)
    assert house.told_to(STAFF_CHAT) == house.told_to(HUE) == []
    assert house.lines(NAMED) == [line(HERE, overdue=1)]
    assert number != other


async def test_who_sent_one_does_not_hear_of_it_as_an_officer_but_in_a_trial(house: Bulletins) -> None:
    house.give(LAN, Role.CLERK)
    house.give(HUE, Role.CONTROLLER)
    house.lodge(OVERDUE, chat_id=LAN)
    house.lodge(DUE_TODAY)
    house.lodge(OVERDUE, chat_id=LAN, trial=True)
    await house.tell_at(OPENING)
    trial = f"(THỬ) {line(HERE, overdue=1)}"
    assert house.lines(LAN) == [line(HERE, today=1), trial]
    assert house.lines(HUE) == [line(HERE, today=1, overdue=1), trial]


async def test_trials_have_a_line_of_their_own(house: Bulletins) -> None:
    house.set_chat(Purpose.STAFF, STAFF_CHAT)
    house.lodge(OVERDUE)
    house.lodge(OVERDUE, trial=True)
    house.lodge(DUE_TODAY, trial=True)
    await house.tell_at(OPENING)
    assert house.lines(STAFF_CHAT) == [line(HERE, overdue=1), f"(THỬ) {line(HERE, today=1, overdue=1)}"]


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (at(date(2026, 11, 25), 12), 1),  # between the shifts: late, and the same day
        (at(date(2026, 11, 25), 16, 59), 1),
        (at(date(2026, 11, 25), 17), 0),
        (at(date(2026, 11, 24), 9), 0),  # a holiday
        (at(date(2026, 11, 28), 9), 0),  # a Saturday
    ],
)
async def test_what_was_missed_is_told_late_on_the_same_day(house: Bulletins, moment: datetime, told: int) -> None:
    house.set_chat(Purpose.STAFF, STAFF_CHAT)
    house.lodge(OVERDUE)
    await house.tell_at(moment)
    assert len(house.told_to(STAFF_CHAT)) == told


async def test_it_is_told_once_a_day_whichever_copy_tells_it(house: Bulletins, catalogue: Catalogue) -> None:
    house.set_chat(Purpose.STAFF, STAFF_CHAT)
    house.set_chat(Purpose.LEADERS, LEADERS)
    house.lodge(OVERDUE)
    second = Database(house.database.url.render_as_string(hide_password=False))
    other = Bulletins(second, catalogue, house.settings)
    try:
        for day in (25, 26):
            for hours in (8, 9):
                other.clock.moment = house.clock.moment = at(date(2026, 11, day), hours)
                await asyncio.gather(*(one.upkeep.tell_bulletins() for one in (house, other, house, other)))
            await house.upkeep.tell_bulletins()  # whoever came second left it to the first
    finally:
        second.close()
    assert len(house.told_to(STAFF_CHAT)) == 2
    assert len(house.told_to(LEADERS)) == 2  # the words and the picture of one week
    assert house.database.read(lambda c: c.scalar(select(func.count()).select_from(bulletin))) == 3


async def test_killed_before_it_is_told_it_is_told_after_the_start(
    house: Bulletins, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.set_chat(Purpose.STAFF, STAFF_CHAT)
    house.lodge(OVERDUE)

    def killed(*_: object) -> Message:
        raise OSError("the machine lost its power")

    monkeypatch.setattr(views, "daily", killed)
    with pytest.raises(OSError, match="lost its power"):
        await house.tell_at(OPENING)
    monkeypatch.undo()
    assert house.database.read(lambda c: c.scalar(select(func.count()).select_from(outbox))) == 0
    await house.tell_at(OPENING + timedelta(minutes=10))
    assert len(house.told_to(STAFF_CHAT)) == 1


def test_the_line_adds_up_to_what_is_open(house: Bulletins) -> None:
    one_of_each(house)
    paused = house.lodge(OVERDUE, State.NEED_INFO)
    assert paused.due_at is None
    petitions = house.database.read(lambda c: PetitionRepository(c).in_states(OPEN))
    counted = house.database.read(lambda c: daily(petitions, house.cases(c).clocking, OPENING))
    assert counted.today + counted.nearly + counted.overdue == len(petitions) - 2 - 1  # the new ones and the paused one


# The week


def answer(house: Bulletins, petition: Petition, moment: datetime) -> None:
    """A petition in progress is answered at a moment."""
    house.clock.moment = moment
    house.move(petition, State.ASSIGNED, State.IN_PROGRESS, State.AWAITING_APPROVAL)
    house.database.transact(
        lambda c: cases_for(c).register.move_to(house.now(petition), State.ANSWERED, APPROVER, moment, "Đã sửa")
    )


def a_week(house: Bulletins) -> None:
    """The week from 16/11: five came, three were answered, one of them late; two real ones are open, one overdue."""
    house.lodge(date(2026, 11, 15), State.WITHDRAWN, hours=23)  # the Sunday before
    soon = house.lodge(MONDAY, hours=0)
    later = house.lodge(MONDAY)
    house.lodge(date(2026, 11, 20), State.REJECTED)
    house.lodge(date(2026, 11, 22), State.SUBMITTED, hours=23, unit=ELSEWHERE)
    house.lodge(date(2026, 11, 20), State.WITHDRAWN)
    house.lodge(date(2026, 11, 23), State.WITHDRAWN, hours=0)  # the Monday after
    late = house.lodge(date(2026, 11, 2))
    house.lodge(date(2026, 11, 2))  # overdue, never answered
    answer(house, soon, at(TUESDAY, 10))
    answer(house, late, at(date(2026, 11, 18), 16))
    answer(house, later, at(date(2026, 11, 20), 10))


def test_the_week_is_counted_as_by_hand(house: Bulletins) -> None:
    a_week(house)
    told = house.week(MONDAY, at(date(2026, 11, 23), 7, 30))
    # Answered on the first, the fourth and the twelfth working day.
    assert told == Weekly(MONDAY, False, 5, 2, 1, 4, (Load(UNIT, 1, 1), Load(ELSEWHERE, 1, 0)), rejected=1)
    assert (told.answered, told.open, told.overdue, told.until) == (3, 2, 1, date(2026, 11, 22))
    assert house.week(MONDAY, at(date(2026, 11, 23), 8), trial=True).is_empty


def test_what_is_answered_and_opened_again_was_answered_in_its_week_and_is_open_now(house: Bulletins) -> None:
    a_week(house)
    before = house.week(MONDAY, at(date(2026, 11, 23), 7, 30))
    answered = next(p for p in house.database.read(lambda c: PetitionRepository(c).every()) if p.answered_at)
    house.database.transact(lambda c: cases_for(c).register.reopen(answered, "chưa xong", at(date(2026, 11, 21), 9)))
    told = house.week(MONDAY, at(date(2026, 11, 23), 7, 30))
    assert (told.on_time, told.late, told.median_days) == (before.on_time, before.late, before.median_days)
    assert (told.open, told.reopened) == (before.open + 1, 1)


def test_what_is_done_after_a_week_changes_nothing_in_it(house: Bulletins) -> None:
    a_week(house)
    next_monday = date(2026, 11, 23)
    before = house.week(MONDAY, at(next_monday, 7, 30))
    late = next(p for p in house.database.read(lambda c: PetitionRepository(c).every()) if p.answered_at)
    house.database.transact(lambda c: cases_for(c).register.reopen(late, "chưa xong", at(next_monday, 9)))
    house.clock.moment = at(next_monday, 10)
    for state in (State.IN_PROGRESS, State.AWAITING_APPROVAL):
        house.move(late, state)
    again = house.now(late), State.ANSWERED, APPROVER, house.clock.moment, "Đã làm lại."
    house.database.transact(lambda c: cases_for(c).register.move_to(*again))
    after = house.week(MONDAY, at(next_monday, 16))
    assert replace(after, loads=before.loads) == before
    coming = house.week(next_monday, at(date(2026, 11, 30), 7, 30))
    assert (coming.received, coming.on_time, coming.late, coming.reopened) == (1, 1, 0, 1)


def test_what_was_passed_on_or_refused_is_told_beside_the_answers(house: Bulletins) -> None:
    house.lodge(MONDAY, State.TRANSFERRED)
    house.lodge(MONDAY, State.REJECTED)
    told = house.week(MONDAY, at(date(2026, 11, 23), 7, 30))
    assert (told.received, told.answered, told.transferred, told.rejected) == (2, 0, 1, 1)
    words = views.weekly(told, told, {}, b"").text
    assert plain(say("bulletin.others", reopened=0, transferred=1, rejected=1)) in words


def test_days_that_were_paused_are_not_counted(house: Bulletins) -> None:
    petition = house.lodge(MONDAY)
    house.clock.moment = at(TUESDAY, 17)
    house.move(petition, State.NEED_INFO, note=QUESTION)
    house.database.transact(lambda c: cases_for(c).register.supply(house.now(petition), "", at(date(2026, 11, 20), 7)))
    used = {
        moment: house.database.read(lambda c, m=moment: house.cases(c).clocking.days_used(house.now(petition), m))  # type: ignore[misc]
        for moment in (
            at(MONDAY, 16),
            at(TUESDAY, 8),
            at(TUESDAY, 17),
            at(date(2026, 11, 20), 7),
            at(date(2026, 11, 20), 8),
        )
    }
    assert list(used.values()) == [0, 1, 1, 1, 2]


async def test_the_leaders_are_told_of_last_week_on_monday_with_a_picture(house: Bulletins) -> None:
    house.set_chat(Purpose.LEADERS, LEADERS)
    a_week(house)
    opening = at(date(2026, 11, 23), 7, 30)
    await house.tell_at(opening - timedelta(minutes=1))
    assert house.told_to(LEADERS) == []
    await house.tell_at(opening)
    words, picture = house.told_to(LEADERS)
    assert words.text.split("\n") == [
        "Phản ánh, kiến nghị tuần từ 16/11/2026 đến 22/11/2026",
        "",
        "Tiếp nhận 5; đã trả lời 3: đúng hạn 2, trễ hạn 1",
        "Một nửa số phản ánh được trả lời trong 4 ngày làm việc hoặc nhanh hơn",
        "Người dân đề nghị xem lại 0; chuyển cơ quan khác 0; không tiếp nhận 1",
        "Hiện đang xử lý 2, trong đó quá hạn 1",
        f"– {HERE}: quá hạn 1 trên 1 đang xử lý",
    ]
    (file,) = picture.files
    assert (file.name, file.is_picture) == ("tuan-2026-11-16.png", True)
    with Image.open(BytesIO(file.content)) as drawn:
        assert (drawn.format, drawn.width) == ("PNG", 880)
        assert len(drawn.convert("RGB").getcolors(10**6) or ()) > 3


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (at(date(2026, 11, 25), 16), True),  # late, in the same week
        (at(date(2026, 11, 27), 16, 59), True),
        (at(date(2026, 11, 28), 9), False),  # a Saturday
        (at(date(2026, 11, 23), 7), False),
    ],
)
async def test_a_week_that_was_missed_is_told_late(house: Bulletins, moment: datetime, told: bool) -> None:
    house.set_chat(Purpose.LEADERS, LEADERS)
    await house.tell_at(moment)
    assert bool(house.told_to(LEADERS)) is told


async def test_where_monday_is_free_it_is_told_on_the_first_working_day(house: Bulletins) -> None:
    house.set_chat(Purpose.LEADERS, LEADERS)
    house.database.transact(
        lambda c: DayRepository(c).put(date(2026, 11, 23), False, "mất điện", at(MONDAY, 9), "test")
    )
    for day in (23, 24):  # and the 24th is a holiday
        await house.tell_at(at(date(2026, 11, day), 9))
        assert house.told_to(LEADERS) == []
    await house.tell_at(at(date(2026, 11, 25), 7, 30))
    assert "từ 16/11/2026 đến 22/11/2026" in house.told_to(LEADERS)[0].text


async def test_without_a_chat_of_the_leaders_nothing_is_told_until_there_is_one(house: Bulletins) -> None:
    await house.tell_at(at(date(2026, 11, 23), 8))
    house.set_chat(Purpose.LEADERS, LEADERS)
    await house.tell_at(at(date(2026, 11, 23), 9))
    words, _ = house.told_to(LEADERS)
    assert "Tiếp nhận 0; đã trả lời 0: đúng hạn 0, trễ hạn 0" in words.text
    assert "Một nửa" not in words.text


async def test_trials_are_told_apart_and_are_no_part_of_what_is_real(house: Bulletins) -> None:
    house.set_chat(Purpose.LEADERS, LEADERS)
    house.lodge(MONDAY, trial=True)
    await house.tell_at(at(date(2026, 11, 23), 8))
    assert [part.split("\n")[0] for part in house.told_to(LEADERS)[0].text.split("\n\n")[1:]] == [
        "(THỬ) Tiếp nhận 1; đã trả lời 0: đúng hạn 0, trễ hạn 0"
    ]
    house.lodge(MONDAY)
    await house.tell_at(at(date(2026, 11, 30), 8))
    parts = house.told_to(LEADERS)[2].text.split("\n\n")[1:]
    assert [part.startswith("(THỬ)") for part in parts] == [False, True]


@pytest.mark.parametrize("units", [0, 1, 8])
@pytest.mark.parametrize("trial", [True, False])
def test_the_picture_is_drawn_however_much_there_is(units: int, trial: bool) -> None:
    loads = tuple(Load(str(number), number * 3, number) for number in range(units))
    drawn = chart.week(Weekly(MONDAY, trial, 12, 0, 2, 3.5, loads), {"1": "Thị trấn Cổ Lễ", "2": "Xã Ninh Cường"})
    with Image.open(BytesIO(drawn)) as picture:
        assert picture.width == 880
        assert picture.height > 280 + 60 * units  # a unit more is a bar more, never thinner bars


@pytest.mark.bulk
def test_what_draws_is_not_loaded_at_the_start() -> None:
    code = "import sys, bot.app, bot.views.chart; sys.exit('matplotlib' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# An officer's own figures


def test_an_officers_own_figures_are_counted_as_by_hand(house: Bulletins) -> None:
    mine, others = house.give(LAN, Role.CLERK), house.give(HUE, Role.CONTROLLER)

    def hand(petition: Petition, to: int) -> None:
        house.database.transact(lambda c: cases_for(c).register.hand(house.now(petition), CLERK, to, at(MONDAY, 12)))

    overdue, this_week, ahead = (house.lodge(day) for day in (date(2026, 10, 20), date(2026, 11, 6), MONDAY))
    done, again, last_quarter = (house.lodge(day) for day in (date(2026, 11, 9), date(2026, 11, 9), date(2026, 9, 1)))
    theirs, tried = house.lodge(date(2026, 10, 20)), house.lodge(date(2026, 10, 20), trial=True)
    for petition in (overdue, this_week, ahead, done, again, last_quarter, tried):
        hand(petition, mine)
    hand(theirs, others)
    answer(house, last_quarter, at(date(2026, 9, 4), 9))
    answer(house, done, at(date(2026, 11, 12), 9))
    answer(house, again, at(date(2026, 11, 10), 9))
    house.database.transact(lambda c: cases_for(c).register.reopen(house.now(again), "chưa xong", at(MONDAY, 9)))

    def count(officer_id: int, moment: datetime, *, trial: bool = False) -> OwnFigures:
        return house.database.read(
            lambda c: own_figures(
                PetitionRepository(c).of_officer(officer_id), house.cases(c).clocking, moment, trial=trial
            )
        )

    wednesday = at(date(2026, 11, 18), 9)
    assert count(mine, wednesday) == OwnFigures(date(2026, 10, 1), 4, 1, 1, 1, 3, 1)
    assert count(mine, wednesday, trial=True) == OwnFigures(date(2026, 10, 1), 1, 0, 1, 0, None, 0)
    assert count(others, wednesday) == OwnFigures(date(2026, 10, 1), 1, 0, 1, 0, None, 0)
    assert count(mine, at(date(2027, 1, 5), 9)).answered == 0
    house.database.transact(lambda c: cases_for(c).register.move_to(overdue, State.WITHDRAWN, SENDER, wednesday))
    assert count(mine, wednesday).open == 3


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2026, 12, 31), date(2026, 10, 1)),
    ],
)
def test_a_quarter_begins_with_its_first_month(day: date, first: date) -> None:
    assert quarter_of(day) == first


def test_half_a_day_is_written_with_a_comma_and_trials_stand_apart() -> None:
    real = OwnFigures(date(2026, 10, 1), 4, 1, 1, 2, 3.5, 1)
    nothing = replace(real, open=0, due=0, overdue=0, answered=0, median_days=None, reopened=0)
    assert "trong 3,5 ngày" in views.figures(real, nothing).text
    assert "THỬ" not in views.figures(real, nothing).text
    of_trials = views.figures(nothing, real).text.split("\n\n")
    assert [part.startswith("(THỬ)") for part in of_trials[1:]] == [True]
    assert len(views.figures(real, real).text.split("\n\n")) == 3
    assert "Đang phụ trách 0" in views.figures(nothing, nothing).text


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_an_officer_asks_for_her_own_figures_in_the_chat_and_nobody_else_may(chat: Chat) -> None:
    now = chat.app.offices._clock.now()
    chat.database.transact(lambda c: OfficerRepository(c).add(LAN, Role.CLERK, "", "Lan", now, "test"))
    officer = chat.database.read(lambda c: OfficerRepository(c).of(LAN))
    assert officer
    petition = a_petition(chat.database, State.RECEIVED, trial=True)
    chat.database.transact(lambda c: cases_for(c).register.hand(petition, CLERK, officer.id, now))
    for words in ("số liệu của tôi", "so lieu cua toi"):
        shown = await chat.say(words, LAN)
        assert shown.text.startswith(plain(say("figures.heading")))
        assert "(THỬ) Đang phụ trách 1: đến hạn trong tuần này 0, quá hạn 0" in shown.text
    assert (await chat.say("số liệu của tôi", CITIZEN)).text == plain(say("chat.officers_only"))
