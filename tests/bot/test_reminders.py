"""The office is reminded in time and up the ladder, once each; on each real database, at moments that are set."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from bot import announcing
from bot.clock import VIET_NAM
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.delivery.tables import outbox
from bot.petitions import ladder
from bot.petitions.days import DayRepository
from bot.petitions.life import State
from bot.petitions.petition import SENDER, EventKind, Petition, Reader
from bot.petitions.tables import timer
from bot.petitions.timers import OFFICES, What
from bot.review.officers import Holding, Officer, OfficerRepository, Role, Scope
from bot.review.powers import Matter
from bot.texts import say
from bot.views import bulletins as views
from bot.views.message import Message, plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, SETTINGS
from tests.bot.petitions import APPROVER, CLERK, MAI, QUESTION, WORDS, a_petition
from tests.bot.test_petition_jobs import MONDAY, NATIONAL, House, at

UNIT, ELSEWHERE = "14056", "14077"

LAN, HUE, MINH, ADMIN, NAM, XUAN = 101, 102, 103, 104, 105, 106
"""Accounts: a clerk, a controller and an approver of the unit, an administrator, a clerk of another unit and, named for
what is confidential, a controller of all."""

STAFF = {
    LAN: (Role.CLERK, UNIT, False),
    HUE: (Role.CONTROLLER, UNIT, False),
    MINH: (Role.APPROVER, UNIT, False),
    ADMIN: (Role.ADMINISTRATOR, "", False),
    NAM: (Role.CLERK, ELSEWHERE, False),
}

# Ten working days from Monday 16/11/2026, the 24th being a holiday, end on 01/12 at 17:00.
ASSIGNED_BY, STILL_BY = at(date(2026, 11, 17), 9), at(date(2026, 11, 18), 7, 30)
HALF = at(date(2026, 11, 25), 7, 30)
MOST = at(date(2026, 11, 30), 7, 30)
DUE = at(date(2026, 12, 1), 7, 30)
OVER = [at(date(2026, 12, day), 7, 30) for day in (2, 3, 4, 7)]


REMINDER = re.compile(r"^staff:petition:\d+:reminder:\d+$|^staff:nobody:")


class Staffed(House):
    """The upkeep of an office with officers."""

    def give(self, who: int, role: Role, unit: str = UNIT, *, restricted: bool = False) -> int:
        """Somebody holds a role; gives the officer's number."""
        given = MONDAY - timedelta(days=30)
        self.database.transact(
            lambda c: OfficerRepository(c).add(who, role, unit, f"Cán bộ {who}", given, "test", restricted=restricted)
        )
        return self.number(who)

    def end(self, who: int) -> None:
        self.database.transact(lambda c: OfficerRepository(c).end(who, None, self.clock.now(), "test"))

    def number(self, who: int) -> int:
        officer = self.database.read(lambda c: OfficerRepository(c).of(who))
        assert officer
        return officer.id

    def act(self, petition: Petition, how: Any, *args: Any) -> Petition:
        """An act of the register on a petition as it stands now."""
        return self.database.transact(lambda c: how(self.cases(c).register, self.now(petition), *args))  # type: ignore[no-any-return]

    def hand(self, petition: Petition, who: int | None) -> None:
        number = self.number(who) if who else None
        self.database.transact(
            lambda c: self.cases(c).register.hand(self.now(petition), CLERK, number, self.clock.now())
        )

    def reminders(self, petition: Petition) -> list[tuple[datetime, str, list[int]]]:
        """When the office was reminded, of what, and the accounts it reached, each of which was told."""

        def read(connection: Connection) -> Iterator[tuple[datetime, str, list[int]]]:
            accounts = {officer.id: officer.telegram_id for officer in OfficerRepository(connection).current()}
            for event in self.cases(connection).register.trail.of(petition.id, Reader.STAFF):
                if event.kind is EventKind.REMINDED:
                    to = [accounts.get(number, 0) for number in event.details["to"]]
                    told = connection.scalars(
                        select(outbox.c.chat_id)
                        .where(outbox.c.about == f"staff:petition:{petition.id}:reminder:{event.number}")
                        .order_by(outbox.c.id)
                    )
                    assert [chat for chat in told if chat in to] == [account for account in to if account]
                    yield event.at, event.details["what"], to

        return self.database.read(lambda c: list(read(c)))

    def whats(self, petition: Petition) -> list[str]:
        return [what for _, what, _ in self.reminders(petition)]

    def planned(self, petition: Petition) -> dict[What, datetime]:
        waiting = self.database.read(lambda c: self.cases(c).timers.waiting(petition.id))
        return {what: one.at for what, one in waiting.items() if what in OFFICES}

    def bodies(self, chat: int) -> list[Message]:
        """The reminders a chat was told; what else the staff hear is for other tests."""
        waiting = self.database.read(lambda c: OutboxRepository(c).waiting_for(chat))
        return [Message.from_json(one.body) for one in waiting if REMINDER.search(one.about)]

    def used(self, petition: Petition, moment: datetime) -> float:
        return self.database.read(lambda c: self.cases(c).clocking.used(self.now(petition), moment))

    async def live_until(self, moment: datetime) -> None:
        """Whatever is due until a moment is done at its own."""
        while (following := self._next_due()) and following < moment:
            await self.act_at(max(following, self.clock.moment))
        await self.act_at(moment)

    def _next_due(self) -> datetime | None:
        waiting = select(timer.c.at).where(timer.c.settled_at.is_(None)).order_by(timer.c.at).limit(1)
        return self.database.read(lambda c: next(iter(c.scalars(waiting)), None))


@pytest.fixture
def house(database: Database, catalogue: Catalogue, tmp_path: Path) -> Staffed:
    made = Staffed(database, catalogue, SETTINGS.model_copy(update={"data": tmp_path}))
    for who, (role, unit, restricted) in STAFF.items():
        made.give(who, role, unit, restricted=restricted)
    return made


def assigned(house: Staffed, who: int = LAN, state: State = State.RECEIVED, **facts: Any) -> Petition:
    """A petition that an officer answers for, lodged on Monday at nine."""
    petition = a_petition(house.database, state, at=MONDAY, **facts)
    house.clock.moment = MONDAY + timedelta(hours=1)
    house.hand(petition, who)
    return house.now(petition)


# The ladder


def officer(number: int, *holdings: Holding) -> Officer:
    return Officer(number, number, f"Cán bộ {number}", holdings)


def holds(role: Role, unit: str = UNIT, field: str = "", restricted: bool = False) -> Holding:
    return Holding(role, Scope(unit, field, restricted))


CLERK_1, CLERK_2 = officer(1, holds(Role.CLERK)), officer(2, holds(Role.CLERK, field="road"))
CONTROLLER, OF_ALL = officer(3, holds(Role.CONTROLLER)), officer(4, holds(Role.CONTROLLER, ""))
LEADER, CHIEF = officer(5, holds(Role.APPROVER)), officer(6, holds(Role.ADMINISTRATOR, ""))
NEIGHBOUR, OF_WASTE = officer(7, holds(Role.CLERK, ELSEWHERE)), officer(8, holds(Role.CONTROLLER, field="waste"))
NAMED = officer(9, holds(Role.CONTROLLER, "", restricted=True))
BOTH = officer(10, holds(Role.CLERK), holds(Role.APPROVER))
ALL = [CLERK_1, CLERK_2, CONTROLLER, OF_ALL, LEADER, CHIEF, NEIGHBOUR, OF_WASTE]

ROAD = Matter(UNIT, "road")


@pytest.fixture(scope="module")
def somebodys(servers: Any) -> Petition:
    """Any petition: the ladder looks at who answers for it alone."""
    database = Database(servers.prepared("sqlite"))
    petition = a_petition(database, at=MONDAY, chat_id=900)
    database.close()
    return petition


@pytest.mark.parametrize(
    ("what", "responsible", "officers", "told"),
    [
        (What.HALF, 1, ALL, [1]),
        (What.MOST, 1, ALL, [1, 3, 4]),
        (What.DUE, 1, ALL, [1, 3, 4, 5]),
        (What.OVERDUE, 1, ALL, [3, 4, 5]),
        (What.UNASSIGNED, None, ALL, [3, 4]),
        (What.STILL_UNASSIGNED, None, ALL, [5]),
        # Nobody answers for it yet: the unit's clerks do.
        (What.HALF, None, ALL, [1, 2]),
        (What.MOST, None, ALL, [1, 2, 3, 4]),
        (What.DUE, None, ALL, [1, 2, 3, 4, 5]),
        # The responsible holds no role any more, or one that does not reach it, or cannot answer: nobody does.
        (What.HALF, 99, ALL, [1, 2]),
        (What.HALF, 7, ALL, [1, 2]),
        (What.HALF, 5, ALL, [1, 2]),
        (What.HALF, 99, [CONTROLLER, LEADER], [3]),
        (What.MOST, 99, [CLERK_1, LEADER], [1]),
        (What.MOST, 99, [LEADER], [5]),
        (What.DUE, 99, ALL, [1, 2, 3, 4, 5]),
        # A step with nobody: the next one.
        (What.UNASSIGNED, None, [CLERK_1, LEADER], [5]),
        (What.STILL_UNASSIGNED, None, [CLERK_1, CONTROLLER], [3]),
        (What.OVERDUE, 1, [CLERK_1, CONTROLLER], [3]),
        # No step has anybody: whoever may see it.
        (What.OVERDUE, 1, [CLERK_1, CHIEF], [1]),
        (What.UNASSIGNED, None, [CLERK_1, CLERK_2, CHIEF], [1, 2]),
        (What.HALF, 99, [CLERK_1], [1]),
        # Several roles: one message all the same.
        (What.DUE, 10, [BOTH, CONTROLLER], [10, 3]),
        (What.OVERDUE, 10, [BOTH], [10]),
        # Nobody at all.
        *((what, 99, [CHIEF, NEIGHBOUR, OF_WASTE], []) for what in sorted(OFFICES)),
    ],
)
def test_each_step_of_the_ladder_reaches_its_own(
    somebodys: Petition, what: What, responsible: int | None, officers: list[Officer], told: list[int]
) -> None:
    petition = replace(somebodys, officer_id=responsible)
    assert [one.id for one in ladder.reached(what, petition, ROAD, officers)] == told


@pytest.mark.parametrize("what", sorted(OFFICES))
@pytest.mark.parametrize("who", [CLERK_1, CONTROLLER, LEADER], ids=["clerk", "controller", "approver"])
def test_who_sent_it_does_not_hear_of_it_as_an_officer_but_in_a_trial(
    somebodys: Petition, what: What, who: Officer
) -> None:
    others = [one for one in ALL if one is not who]
    hers = replace(somebodys, chat_id=who.telegram_id, officer_id=who.id)
    assert ladder.reached(what, hers, ROAD, ALL) == ladder.reached(what, replace(hers, chat_id=None), ROAD, others)
    assert ladder.reached(what, hers, ROAD, [who, CHIEF]) == []
    assert ladder.reached(what, replace(hers, trial=True), ROAD, [who]) == [who]


@pytest.mark.parametrize("what", sorted(OFFICES))
def test_of_what_is_confidential_named_reviewers_alone_hear_less_whom_it_concerns(
    somebodys: Petition, what: What
) -> None:
    other = officer(11, holds(Role.APPROVER, restricted=True))
    petition = replace(somebodys, officer_id=CLERK_1.id, confidential=True)
    matter = Matter(UNIT, "conduct", confidential=True)
    everybody = [*ALL, NAMED, other]
    assert {one.id for one in ladder.reached(what, petition, matter, everybody)} <= {NAMED.id, other.id}
    assert ladder.reached(what, petition, matter, everybody)
    of_named = replace(matter, concerned=frozenset({NAMED.id}))
    assert [one.id for one in ladder.reached(what, petition, of_named, everybody)] == [other.id]
    of_both = replace(matter, concerned=frozenset({NAMED.id, other.id}))
    assert ladder.reached(what, petition, of_both, everybody) == []


# The whole way


async def test_from_half_of_the_limit_to_every_day_after_it_in_office_hours(house: Staffed) -> None:
    petition = assigned(house)
    await house.live_until(at(date(2026, 12, 7), 12))
    assert house.reminders(petition) == [
        (HALF, "half", [LAN]),  # the fifth day ended when the office closed, and the next was a holiday
        (MOST, "most", [LAN, HUE]),
        (DUE, "due", [LAN, HUE, MINH]),
        *((moment, "overdue", [HUE, MINH]) for moment in OVER),
    ]


async def test_what_nobody_answers_for_is_told_of_after_a_working_day_and_on_the_next(house: Staffed) -> None:
    petition = a_petition(house.database, at=MONDAY)
    await house.live_until(MOST)
    assert house.reminders(petition) == [
        (ASSIGNED_BY, "unassigned", [HUE]),
        (STILL_BY, "still_unassigned", [MINH]),
        (HALF, "half", [LAN]),
        (MOST, "most", [LAN, HUE]),
    ]


async def test_what_somebody_took_in_time_is_not_told_of_until_it_is_nobodys_again(house: Staffed) -> None:
    petition = assigned(house)
    await house.live_until(at(date(2026, 11, 19), 9))
    assert house.reminders(petition) == []
    house.hand(petition, None)
    await house.live_until(at(date(2026, 11, 23), 8))
    friday, monday = at(date(2026, 11, 20), 9), at(date(2026, 11, 23), 7, 30)
    assert house.reminders(petition) == [(friday, "unassigned", [HUE]), (monday, "still_unassigned", [MINH])]


async def test_another_unit_has_its_own_day_to_find_somebody(house: Staffed) -> None:
    petition = a_petition(house.database, at=MONDAY)
    await house.live_until(STILL_BY)
    house.act(petition, lambda register, now: register.reroute(now, CLERK, ELSEWHERE, house.clock.now()))
    assert house.planned(petition)[What.UNASSIGNED] == at(date(2026, 11, 18), 17)  # a whole day, to its end
    head = house.give(XUAN, Role.CONTROLLER, ELSEWHERE)
    await house.live_until(at(date(2026, 11, 19), 8))
    assert house.reminders(petition)[-1] == (at(date(2026, 11, 19), 7, 30), "unassigned", [XUAN])
    assert head == house.number(XUAN)


@pytest.mark.parametrize("closed", [State.ANSWERED, State.REJECTED, State.TRANSFERRED, State.WITHDRAWN, State.DIVERTED])
async def test_what_is_answered_or_closed_is_never_told_of(house: Staffed, closed: State) -> None:
    petition = a_petition(house.database, closed, at=MONDAY)
    assert house.planned(petition) == {}
    for moment in (ASSIGNED_BY, HALF, MOST, DUE, *OVER):
        await house.act_at(moment)
    assert house.reminders(petition) == []


@pytest.mark.parametrize(
    "moment",
    [
        at(date(2026, 11, 23), 17, 0),  # the office closes as half of the limit is over
        at(date(2026, 11, 23), 21),
        at(date(2026, 11, 24), 9),  # a holiday
        at(date(2026, 11, 25), 7, 29),
        at(date(2026, 11, 25), 12),
        at(date(2026, 11, 28), 9),  # a Saturday
    ],
)
async def test_nobody_is_reminded_outside_office_hours(house: Staffed, moment: datetime) -> None:
    petition = assigned(house)
    await house.act_at(moment)
    assert house.reminders(petition) == []
    assert house.planned(petition)[What.HALF] > moment
    await house.act_at(house.planned(petition)[What.HALF])
    assert len(house.reminders(petition)) == 1


# The clock changes


async def test_while_the_office_waits_for_her_nobody_is_reminded_and_it_goes_on_by_the_clock(house: Staffed) -> None:
    petition = assigned(house)
    house.clock.moment = at(date(2026, 11, 18), 10)
    house.move(petition, State.NEED_INFO, note=QUESTION)
    await house.live_until(at(date(2026, 12, 9), 10))
    assert house.reminders(petition) == []
    house.act(petition, lambda register, now: register.supply(now, "Đoạn gần chợ", house.clock.now()))
    due_at = house.now(petition).due_at
    assert due_at
    await house.live_until(due_at + timedelta(days=1))
    assert house.whats(petition)[:3] == ["half", "most", "due"]
    told = {what: moment for moment, what, _ in house.reminders(petition)}
    used = {what: house.used(petition, moment) for what, moment in told.items()}
    assert 0.5 <= used["half"] < 0.6
    assert 0.8 <= used["most"] < 0.9
    assert told["due"].astimezone(VIET_NAM).date() == due_at.astimezone(VIET_NAM).date()


async def test_a_question_after_the_due_day_stops_the_reminders_until_she_answers(house: Staffed) -> None:
    petition = assigned(house)
    await house.live_until(OVER[0])
    house.move(petition, State.NEED_INFO, note=QUESTION)
    await house.live_until(OVER[2])
    assert house.whats(petition)[-1:] == ["overdue"]
    assert len(house.whats(petition)) == 4
    house.act(petition, lambda register, now: register.supply(now, "", house.clock.now()))
    await house.live_until(OVER[3])
    assert house.whats(petition)[3:] == ["overdue", "overdue"]  # its limit was over before: nothing is given back


async def test_an_extension_moves_what_is_ahead_and_brings_nothing_a_second_time(house: Staffed) -> None:
    petition = assigned(house)
    await house.live_until(MOST)
    later = date(2026, 12, 8)
    house.act(petition, lambda register, now: register.extend(now, APPROVER, later, "chờ khảo sát", house.clock.now()))
    assert house.planned(petition) == {What.DUE: at(later, 7, 30)}
    await house.live_until(at(date(2026, 12, 9), 8))
    assert house.reminders(petition)[2:] == [
        (at(later, 7, 30), "due", [LAN, HUE, MINH]),
        (at(date(2026, 12, 9), 7, 30), "overdue", [HUE, MINH]),
    ]


async def test_an_extension_after_the_due_day_ends_the_daily_ones_until_its_new_day(house: Staffed) -> None:
    petition = assigned(house)
    await house.live_until(OVER[1])
    later = date(2026, 12, 8)
    house.act(petition, lambda register, now: register.extend(now, APPROVER, later, "chờ khảo sát", house.clock.now()))
    assert house.planned(petition) == {What.DUE: at(later, 7, 30)}
    await house.live_until(at(date(2026, 12, 9), 8))
    assert house.whats(petition) == ["half", "most", "due", "overdue", "overdue", "due", "overdue"]


async def test_what_is_opened_again_is_told_of_anew(house: Staffed) -> None:
    petition = assigned(house)
    await house.live_until(MOST)
    house.move(petition, State.ASSIGNED, State.IN_PROGRESS, State.AWAITING_APPROVAL)
    house.act(petition, lambda r, now: r.move_to(now, State.ANSWERED, APPROVER, house.clock.now(), "Đã sửa"))
    assert house.planned(petition) == {}
    await house.live_until(OVER[0])
    house.act(petition, lambda register, now: register.reopen(now, "chưa sửa", house.clock.now()))
    planned = house.planned(petition)
    assert set(planned) == {What.HALF, What.MOST, What.DUE}  # somebody answers for it still
    assert planned[What.DUE] == at(date(2026, 12, 16), 7, 30)
    await house.live_until(at(date(2026, 12, 17), 8))
    assert house.whats(petition) == ["half", "most", "half", "most", "due", "overdue"]


async def test_a_calendar_that_changes_moves_the_reminders_both_ways(house: Staffed) -> None:
    petition = assigned(house)

    async def set_day(day: date, working: bool) -> None:
        house.database.transact(lambda c: DayRepository(c).put(day, working, "đổi lịch", MONDAY, "test"))
        await house.upkeep.count_anew()

    await set_day(date(2026, 11, 24), working=True)
    assert house.planned(petition)[What.HALF] == at(date(2026, 11, 23), 17)
    assert house.planned(petition)[What.DUE] == at(date(2026, 11, 30), 7, 30)
    await house.act_at(at(date(2026, 11, 24), 7, 30))
    assert house.whats(petition) == ["half"]
    await house.act_at(at(date(2026, 11, 30), 7, 30))
    assert house.whats(petition) == ["half", "due"]
    await set_day(date(2026, 11, 30), working=False)
    assert house.planned(petition) == {What.DUE: at(date(2026, 12, 1), 7, 30)}
    await house.live_until(at(date(2026, 12, 1), 8))
    assert house.whats(petition) == ["half", "due", "due"]  # of another due day


async def test_counted_nationally_the_office_is_reminded_by_days_of_the_calendar(
    database: Database, catalogue: Catalogue, tmp_path: Path
) -> None:
    house = Staffed(database, catalogue, NATIONAL.model_copy(update={"data": tmp_path}))
    house.give(LAN, Role.CLERK)
    house.give(MINH, Role.APPROVER)
    petition = a_petition(database, State.RECEIVED, at=MONDAY, settings=house.settings)
    house.clock.moment = MONDAY
    house.hand(petition, LAN)
    assert house.planned(petition) == {
        What.HALF: at(date(2026, 11, 27), 0),
        What.MOST: at(date(2026, 12, 3), 0),
        What.DUE: at(date(2026, 12, 7), 7, 30),
    }
    await house.live_until(at(date(2026, 12, 8), 8))
    assert [(moment, what) for moment, what, _ in house.reminders(petition)] == [
        (at(date(2026, 11, 27), 7, 30), "half"),
        (at(date(2026, 12, 3), 7, 30), "most"),
        (at(date(2026, 12, 7), 7, 30), "due"),
        (at(date(2026, 12, 8), 7, 30), "overdue"),
    ]


# Who is there


async def test_whose_role_ended_is_passed_over_and_hears_nothing(house: Staffed) -> None:
    petition = assigned(house)
    house.end(LAN)
    await house.act_at(HALF)
    assert house.reminders(petition) == [(HALF, "half", [HUE])]
    house.end(HUE)
    await house.act_at(MOST)
    assert house.reminders(petition)[1][1:] == ("most", [MINH])
    assert house.bodies(LAN) == []


async def test_what_somebody_left_behind_is_told_of_as_nobodys_and_once(house: Staffed) -> None:
    petition, others = assigned(house), assigned(house, HUE)
    house.clock.moment = at(date(2026, 11, 17), 2, 30)
    await house.upkeep.plan_reminders()
    assert What.UNASSIGNED not in house.planned(petition)
    house.end(LAN)
    for _ in range(2):
        await house.upkeep.plan_reminders()
    assert house.planned(petition)[What.UNASSIGNED] == at(date(2026, 11, 17), 17)
    assert What.UNASSIGNED not in house.planned(others)
    await house.live_until(at(date(2026, 11, 20), 9))
    days = [at(date(2026, 11, day), 7, 30) for day in (18, 19)]
    told = [(days[0], "unassigned", [HUE]), (days[1], "still_unassigned", [MINH])]
    assert house.reminders(petition) == told
    await house.upkeep.plan_reminders()
    await house.live_until(at(date(2026, 11, 24), 9))
    assert house.reminders(petition) == told
    house.hand(petition, HUE)
    house.end(HUE)
    await house.upkeep.plan_reminders()
    assert What.UNASSIGNED in house.planned(petition)  # it was left a second time


async def test_what_was_left_behind_and_found_somebody_is_not_told_of(house: Staffed) -> None:
    petition = assigned(house)
    house.end(LAN)
    await house.upkeep.plan_reminders()
    house.give(LAN, Role.CLERK)
    await house.live_until(at(date(2026, 11, 20), 9))
    assert house.reminders(petition) == []
    assert What.UNASSIGNED not in house.planned(petition)


async def test_where_nobody_is_left_administrators_hear_so_once_a_day_and_nothing_more(house: Staffed) -> None:
    first, second = assigned(house), assigned(house)
    for who in (LAN, HUE, MINH):
        house.end(who)
    await house.act_at(DUE)
    await house.act_at(DUE + timedelta(hours=1))
    for petition in (first, second):
        assert house.reminders(petition) == [(DUE, "due", [])]
    (told,) = house.bodies(ADMIN)
    assert told.text == plain(say("remind.nobody"))
    assert first.code not in told.text
    await house.act_at(OVER[0])
    assert len(house.bodies(ADMIN)) == 2
    assert house.bodies(NAM) == []


async def test_of_a_petition_about_conduct_the_officer_it_speaks_of_hears_nothing(house: Staffed) -> None:
    named, other = house.give(XUAN, Role.CONTROLLER, "", restricted=True), 107
    house.give(other, Role.APPROVER, UNIT, restricted=True)
    petition = a_petition(house.database, State.RECEIVED, at=MONDAY, category="conduct")
    house.database.transact(lambda c: house.cases(c).concerned.name(petition.id, named, MONDAY))
    await house.live_until(OVER[0])
    assert {account for _, _, to in house.reminders(petition) for account in to} == {other}
    assert house.bodies(XUAN) == house.bodies(LAN) == house.bodies(HUE) == house.bodies(MINH) == []


async def test_a_reminder_says_code_field_and_day_and_opens_the_petition(house: Staffed) -> None:
    petition = assigned(house)
    await house.live_until(OVER[1])
    texts = [message.text for message in house.bodies(HUE)]
    assert [text.split("\n")[-1] for text in texts] == [
        "Hạn trả lời: 17 giờ ngày 01/12/2026, còn 1 ngày làm việc",
        "Hạn trả lời: 17 giờ ngày 01/12/2026, là hôm nay",
        "Hạn trả lời: 17 giờ ngày 01/12/2026, đã quá 1 ngày làm việc",
        "Hạn trả lời: 17 giờ ngày 01/12/2026, đã quá 2 ngày làm việc",
    ]
    for message in [*house.bodies(LAN), *house.bodies(HUE), *house.bodies(MINH)]:
        assert petition.code in message.text
        assert plain(say("category.road")) in message.text
        assert [[button.data for button in row] for row in message.buttons] == [[f"v1:board:{petition.code}"]]
        assert not any(secret in message.text for secret in (WORDS, MAI.name, MAI.address, "thôn 5", "912345678"))


async def test_a_citizen_hears_nothing_of_what_the_office_is_reminded_of(house: Staffed) -> None:
    petition = assigned(house)
    await house.live_until(OVER[1])
    assert house.events(petition, EventKind.REMINDED) == []
    assert house.database.read(lambda c: OutboxRepository(c).waiting_for(CITIZEN)) == []


def test_while_the_clock_stands_a_reminder_names_no_day(somebodys: Petition) -> None:
    shown = views.reminder(replace(somebodys, due_at=None), What.UNASSIGNED, None)
    assert "Hạn trả lời" not in shown.text


# Once each, whatever happens


async def test_whatever_is_looked_at_twice_is_told_once(house: Staffed) -> None:
    petition = assigned(house)
    for moment in (HALF, HALF, HALF + timedelta(minutes=1), MOST, MOST, DUE, DUE, DUE + timedelta(hours=9), OVER[0]):
        await house.act_at(moment)
        await house.act_at(moment)
    assert house.whats(petition) == ["half", "most", "due", "overdue"]


async def test_of_copies_that_look_at_once_one_tells(house: Staffed, catalogue: Catalogue) -> None:
    petitions = [assigned(house) for _ in range(5)]
    second = Database(house.database.url.render_as_string(hide_password=False))
    other = Staffed(second, catalogue, house.settings)
    try:
        for moment in (HALF, MOST, DUE, OVER[0]):
            house.clock.moment = other.clock.moment = moment
            await asyncio.gather(*(one.upkeep.act_on_timers() for one in (house, other, house, other)))
            await house.upkeep.act_on_timers()  # whoever came second left it to the first
    finally:
        second.close()
    for petition in petitions:
        assert house.whats(petition) == ["half", "most", "due", "overdue"]
    assert len(house.bodies(HUE)) == 3 * len(petitions)


async def test_killed_between_the_event_and_the_message_neither_stays_and_both_come_once(
    house: Staffed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    petition = assigned(house)

    def killed(*_: object) -> None:
        raise OSError("the machine lost its power")

    monkeypatch.setattr(announcing, "remind", killed)
    await house.act_at(HALF)
    assert house.reminders(petition) == []
    assert house.bodies(LAN) == []
    assert f"of petition {petition.id} was not acted on" in caplog.text
    monkeypatch.undo()
    for minutes in (10, 20, 30):
        await house.act_at(HALF + timedelta(minutes=minutes))
    assert house.whats(petition) == ["half"]
    assert len(house.bodies(LAN)) == 1


@pytest.mark.parametrize(
    ("back", "told"),
    [
        (MOST + timedelta(hours=1), ["most"]),
        (DUE + timedelta(hours=1), ["due"]),
        (OVER[2] + timedelta(hours=1), ["due"]),
    ],
)
async def test_who_was_away_is_told_once_where_the_clock_stands_now(
    house: Staffed, back: datetime, told: list[str]
) -> None:
    petition = assigned(house)
    for minutes in range(3):
        await house.act_at(back + timedelta(minutes=minutes))
    assert house.whats(petition) == told
    following = What.OVERDUE if told == ["due"] else What.DUE
    await house.act_at(house.planned(petition)[following])
    assert house.whats(petition) == [*told, following]


async def test_what_was_lodged_before_anybody_was_reminded_is_planned_once(house: Staffed) -> None:
    early, closed = assigned(house), a_petition(house.database, State.WITHDRAWN, at=MONDAY)
    as_planned = house.planned(early)
    house.database.transact(lambda c: c.execute(update(timer).values(settled_at=MONDAY)))
    assert house.planned(early) == {}
    for _ in range(2):
        await house.upkeep.plan_reminders()
    assert house.planned(early) == as_planned
    assert house.planned(closed) == {}
    waiting = house.database.read(lambda c: c.scalars(select(timer.c.what).where(timer.c.settled_at.is_(None))).all())
    assert sorted(waiting) == sorted(as_planned)


async def test_one_that_waits_for_her_is_planned_too(house: Staffed) -> None:
    petition = assigned(house, state=State.NEED_INFO)
    house.database.transact(lambda c: c.execute(update(timer).values(settled_at=MONDAY)))
    await house.upkeep.plan_reminders()
    assert set(house.planned(petition)) == {What.HALF, What.MOST, What.DUE}
    await house.live_until(OVER[0])
    assert house.reminders(petition) == []


def test_her_own_reminders_and_the_offices_are_kept_apart(house: Staffed) -> None:
    petition = assigned(house)
    house.move(petition, State.ASSIGNED, State.IN_PROGRESS, State.AWAITING_APPROVAL)
    assert set(house.planned(petition)) == {What.HALF, What.MOST, What.DUE}
    house.act(petition, lambda r, now: r.move_to(now, State.ANSWERED, APPROVER, house.clock.now(), "Đã sửa"))
    assert set(house.waiting(petition)) == {What.CONFIRM_SOON, What.CONFIRM_END}
    assert house.planned(petition) == {}
    house.act(petition, lambda register, now: register.reopen(now, "", house.clock.now()))
    assert house.waiting(petition) == {}
    house.act(petition, lambda r, now: r.move_to(now, State.WITHDRAWN, SENDER, house.clock.now()))
    assert house.planned(petition) == {}
