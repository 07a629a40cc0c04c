"""Officers and their roles: given, held, ended and never deleted, also by two at once."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TypeVar

import pytest
from sqlalchemy import Connection, select

from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.review.appointments import Appointments, By, UnfitScopeError
from bot.review.officers import EVERYTHING, LastAdministratorError, Officer, OfficerRepository, Post, Role, Scope
from bot.review.tables import officer_role
from bot.review.traces import TraceRepository

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
LAN, MINH = 1001, 1002
CO_LE, NINH_GIANG = "14026", "14038"
Gives = TypeVar("Gives")


class Staff:
    """The officers, a transaction for each question."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def __call__(self, ask: Callable[[OfficerRepository], Gives]) -> Gives:
        return self.database.transact(lambda connection: ask(OfficerRepository(connection)))

    def add(self, who: int, role: Role, unit: str = "", name: str = "Lan", by: str = "command line: root") -> None:
        self(lambda o: o.add(who, role, unit, name, NOW, by))

    def end(self, who: int, role: Role | None = None) -> int:
        return self(lambda o: o.end(who, role, LATER, "command line: root"))

    def of(self, who: int) -> Officer | None:
        return self(lambda o: o.of(who))

    def roles(self, who: int) -> set[Role]:
        found = self.of(who)
        return set(found.roles) if found else set()

    def posts(self) -> list[Post]:
        return self(lambda o: o.posts())

    def rows(self) -> list[tuple[str, str, datetime | None, str]]:
        """Of every role ever given: what it was, who gave it, when it ended and by whom."""
        r = officer_role.c
        asked = select(r.role, r.given_by, r.ended_at, r.ended_by).order_by(r.id)
        return [(*row,) for row in self.database.read(lambda connection: connection.execute(asked).all())]


@pytest.fixture
def staff(database: Database) -> Staff:
    return Staff(database)


@pytest.fixture
def another(url: str) -> Iterator[Database]:
    """The same database as another process has it."""
    opened = Database(url)
    yield opened
    opened.close()


def test_nobody_is_an_officer_until_a_role_is_given(staff: Staff) -> None:
    assert staff.of(LAN) is None
    assert staff(lambda o: o.current()) == []
    assert staff.posts() == []


def test_an_officer_holds_what_was_given_and_for_which_commune(staff: Staff) -> None:
    staff.add(LAN, Role.CLERK, CO_LE)
    found = staff.of(LAN)
    assert found is not None
    assert (found.telegram_id, found.name) == (LAN, "Lan")
    assert found.roles == {Role.CLERK}
    assert {h.scope.unit for h in found.holdings} == {CO_LE}
    assert staff.of(MINH) is None
    [post] = staff.posts()
    assert post == Post(post.id, found.id, LAN, "Lan", Role.CLERK, Scope(CO_LE), NOW, "command line: root")
    assert staff(lambda o: o.post(post.id)) == post
    assert staff(lambda o: o.posts_of(found.id)) == [post]


def test_an_officer_is_a_value(staff: Staff) -> None:
    staff.add(LAN, Role.CLERK)
    found = staff.of(LAN)
    with pytest.raises(FrozenInstanceError):
        found.name = "Minh"  # type: ignore[union-attr,misc]


def test_an_officer_may_do_what_one_of_the_roles_held_allows(staff: Staff) -> None:
    staff.add(LAN, Role.ADMINISTRATOR)
    found = staff.of(LAN)
    assert found is not None
    assert found.may(Role.ADMINISTRATOR)
    assert found.may(Role.CLERK, Role.ADMINISTRATOR)
    assert not found.may(Role.CLERK)
    assert not found.may()


def test_a_second_role_and_a_second_commune_are_rows_of_their_own(staff: Staff) -> None:
    staff.add(LAN, Role.CLERK, CO_LE)
    staff.add(LAN, Role.CLERK, NINH_GIANG)
    staff.add(LAN, Role.APPROVER, NINH_GIANG)
    assert [(post.role, post.scope.unit) for post in staff.posts()] == [
        (Role.CLERK, CO_LE),
        (Role.CLERK, NINH_GIANG),
        (Role.APPROVER, NINH_GIANG),
    ]
    [found] = staff(lambda o: o.current())
    assert found.roles == {Role.CLERK, Role.APPROVER}
    assert {h.scope.unit for h in found.holdings} == {CO_LE, NINH_GIANG}


def test_a_role_for_every_commune_names_none(staff: Staff) -> None:
    staff.add(LAN, Role.CLERK, CO_LE)
    staff.add(LAN, Role.CLERK)
    found = staff.of(LAN)
    assert found is not None
    assert EVERYTHING in {h.scope for h in found.holdings}


def test_a_role_given_twice_is_held_once_and_the_name_is_mended(staff: Staff) -> None:
    staff.add(LAN, Role.CLERK, CO_LE, name="Lna", by="terminal")
    first = staff.of(LAN)
    staff.add(LAN, Role.CLERK, CO_LE, name="Trần Thị Lan")
    second = staff.of(LAN)
    assert first
    assert second
    assert (second.id, second.name) == (first.id, "Trần Thị Lan")
    assert staff.rows() == [("clerk", "terminal", None, "")]


def test_officers_come_in_the_order_they_were_added(staff: Staff) -> None:
    staff.add(MINH, Role.CLERK, name="Minh")
    staff.add(LAN, Role.CLERK)
    staff.add(MINH, Role.APPROVER, name="Minh")
    assert [found.telegram_id for found in staff(lambda o: o.current())] == [MINH, LAN]
    assert staff.roles(MINH) == {Role.CLERK, Role.APPROVER}


def test_a_role_that_ended_is_not_held_and_its_row_says_who_ended_it(staff: Staff) -> None:
    staff.add(LAN, Role.CLERK, CO_LE)
    staff.add(LAN, Role.CLERK, NINH_GIANG)
    staff.add(LAN, Role.APPROVER)
    assert staff.end(LAN, Role.CLERK) == 2
    assert staff.roles(LAN) == {Role.APPROVER}
    assert staff.end(LAN) == 1
    assert staff.of(LAN) is None
    assert staff(lambda o: o.current()) == []
    ended = ("command line: root", LATER, "command line: root")
    assert staff.rows() == [("clerk", *ended), ("clerk", *ended), ("approver", *ended)]


def test_what_is_not_held_cannot_end(staff: Staff) -> None:
    staff.add(LAN, Role.CLERK)
    assert staff.end(MINH) == 0
    assert staff.end(LAN, Role.APPROVER) == 0
    assert staff.end(LAN, Role.CLERK) == 1
    assert staff.end(LAN, Role.CLERK) == 0
    assert staff.end(LAN) == 0


def test_a_role_given_again_after_its_end_is_a_new_row(staff: Staff) -> None:
    staff.add(LAN, Role.CLERK)
    staff.end(LAN)
    staff.add(LAN, Role.CLERK)
    assert staff.roles(LAN) == {Role.CLERK}
    assert [ended_at for _, _, ended_at, _ in staff.rows()] == [LATER, None]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, None])
def test_the_last_administrator_stays_with_every_role(staff: Staff, role: Role | None) -> None:
    staff.add(LAN, Role.ADMINISTRATOR, name="Trần Thị Lan")
    staff.add(LAN, Role.CLERK, name="Trần Thị Lan")
    staff.add(MINH, Role.APPROVER, name="Minh")
    with pytest.raises(LastAdministratorError) as refused:
        staff.end(LAN, role)
    assert (refused.value.telegram_id, refused.value.name) == (LAN, "Trần Thị Lan")
    assert staff.roles(LAN) == {Role.ADMINISTRATOR, Role.CLERK}
    assert staff.end(LAN, Role.CLERK) == 1
    assert staff.end(MINH) == 1


def test_an_administrator_may_go_while_another_stays(staff: Staff) -> None:
    staff.add(LAN, Role.ADMINISTRATOR)
    staff.add(MINH, Role.ADMINISTRATOR)
    assert staff.end(LAN) == 1
    with pytest.raises(LastAdministratorError):
        staff.end(MINH)


def test_an_administrator_of_two_communes_is_one_administrator(staff: Staff) -> None:
    staff.add(LAN, Role.ADMINISTRATOR, CO_LE)
    staff.add(LAN, Role.ADMINISTRATOR, NINH_GIANG)
    with pytest.raises(LastAdministratorError):
        staff.end(LAN)


def test_a_person_of_the_terminal_is_no_administrator_to_rely_on(staff: Staff) -> None:
    staff.add(LAN, Role.ADMINISTRATOR)
    staff.add(-5, Role.ADMINISTRATOR, name="Quản trị (thử tại máy này)")
    with pytest.raises(LastAdministratorError):
        staff.end(LAN)
    assert staff.end(-5) == 1


async def test_of_20_who_give_the_same_role_at_once_one_gives_it(database: Database, staff: Staff) -> None:
    def give(connection: Connection) -> None:
        OfficerRepository(connection).add(LAN, Role.CLERK, CO_LE, "Lan", NOW, "command line: root")

    await asyncio.gather(*(database.run(give) for _ in range(20)))
    assert len(staff.posts()) == 1
    assert len(staff(lambda o: o.current())) == 1


def slowly(database: Database, act: Callable[[OfficerRepository], object], then: Callable[[], object]) -> None:
    """`then` while the transaction of `act` is still open."""
    acted = Event()

    def within(connection: Connection) -> None:
        act(OfficerRepository(connection))
        acted.set()
        time.sleep(0.3)

    with ThreadPoolExecutor(1) as pool:
        open_still = pool.submit(database.transact, within)
        acted.wait(10)
        try:
            then()
        finally:
            open_still.result()


def test_a_role_that_another_process_is_just_giving_is_given_once(staff: Staff, another: Database) -> None:
    staff.add(LAN, Role.APPROVER)
    slowly(another, lambda o: o.add(LAN, Role.CLERK, "", "Lan", NOW, "a"), lambda: staff.add(LAN, Role.CLERK, by="b"))
    assert [(role, by) for role, by, *_ in staff.rows()] == [("approver", "command line: root"), ("clerk", "a")]


def test_of_the_last_two_administrators_who_go_at_once_one_stays(staff: Staff, another: Database) -> None:
    staff.add(LAN, Role.ADMINISTRATOR)
    staff.add(MINH, Role.ADMINISTRATOR, name="Minh")
    with pytest.raises(LastAdministratorError):
        slowly(another, lambda o: o.end(LAN, None, LATER, "a"), lambda: staff.end(MINH))
    assert staff.roles(MINH) == {Role.ADMINISTRATOR}
    assert staff.of(LAN) is None


def post_of(staff: Staff, who: int, role: Role = Role.ADMINISTRATOR) -> int:
    return next(post.id for post in staff.posts() if (post.telegram_id, post.role) == (who, role))


def end_post(staff: Staff, number: int) -> bool:
    return staff(lambda o: o.end_post(number, LATER, "Quản trị"))


def test_one_role_of_several_ends_by_its_number_and_only_once(staff: Staff) -> None:
    staff.add(LAN, Role.CLERK, CO_LE)
    staff.add(LAN, Role.CLERK, NINH_GIANG)
    number = post_of(staff, LAN, Role.CLERK)
    assert end_post(staff, number)
    assert not end_post(staff, number)
    assert staff(lambda o: o.post(number)) is None
    assert [post.scope.unit for post in staff.posts()] == [NINH_GIANG]


def test_the_last_administrators_role_does_not_end_by_its_number_either(staff: Staff) -> None:
    staff.add(LAN, Role.ADMINISTRATOR)
    staff.add(LAN, Role.CLERK)
    with pytest.raises(LastAdministratorError):
        end_post(staff, post_of(staff, LAN))
    assert end_post(staff, post_of(staff, LAN, Role.CLERK))
    staff.add(MINH, Role.ADMINISTRATOR, name="Minh")
    assert end_post(staff, post_of(staff, LAN))


def test_of_two_administrators_who_end_each_other_at_once_one_stays(staff: Staff, another: Database) -> None:
    staff.add(LAN, Role.ADMINISTRATOR)
    staff.add(MINH, Role.ADMINISTRATOR, name="Minh")
    lan, minh = post_of(staff, LAN), post_of(staff, MINH)
    with pytest.raises(LastAdministratorError):
        slowly(another, lambda o: o.end_post(lan, LATER, "Minh"), lambda: end_post(staff, minh))
    assert [post.telegram_id for post in staff.posts()] == [MINH]


def test_being_named_for_what_is_confidential_is_as_it_was_said_last(staff: Staff) -> None:
    def give(restricted: bool) -> None:
        staff(lambda o: o.add(LAN, Role.CONTROLLER, CO_LE, "Lan", NOW, "test", field="road", restricted=restricted))

    for restricted in (False, True, True):
        give(restricted)
    assert [post.scope for post in staff.posts()] == [Scope(CO_LE, "road", restricted=True)]
    give(restricted=False)
    assert [post.scope for post in staff.posts()] == [Scope(CO_LE, "road")]
    assert len(staff.rows()) == 3


def test_who_held_a_role_once_is_known_by_number_account_and_name(staff: Staff) -> None:
    assert staff(lambda o: (o.number_of(LAN), o.roles_of(LAN))) == (None, None)
    staff.add(LAN, Role.CLERK)
    number = staff(lambda o: o.number_of(LAN))
    assert number is not None
    assert staff(lambda o: o.roles_of(LAN)) == frozenset({Role.CLERK})
    staff.end(LAN)
    assert staff(lambda o: o.by_id(number)) is None
    assert staff(lambda o: (o.account_of(number), o.name_of(number), o.roles_of(LAN))) == (LAN, "Lan", frozenset())


def appointments(connection: Connection) -> Appointments:
    """The roles as an administrator changes them on the command line."""
    officers, traces = OfficerRepository(connection), TraceRepository(connection)
    return Appointments(officers, traces, OutboxRepository(connection).drop_official, By("command line: root"), NOW)


@pytest.mark.parametrize(
    ("role", "scope", "right"),
    [
        (Role.CLERK, Scope(CO_LE, "road"), True),
        (Role.CLERK, Scope(restricted=True), False),
        (Role.CONTROLLER, Scope(CO_LE, "road", restricted=True), True),
        (Role.APPROVER, Scope(restricted=True), True),
        (Role.ADMINISTRATOR, Scope(), True),
        (Role.ADMINISTRATOR, Scope(CO_LE), False),
        (Role.ADMINISTRATOR, Scope(field="road"), False),
        (Role.ADMINISTRATOR, Scope(restricted=True), False),
    ],
)
def test_not_every_role_is_held_for_everything(database: Database, role: Role, scope: Scope, right: bool) -> None:
    def give(connection: Connection) -> None:
        appointments(connection).give(LAN, "Lan", role, scope, "QĐ 5")

    if right:
        database.transact(give)
    else:
        with pytest.raises(UnfitScopeError):
            database.transact(give)
    traces = database.read(lambda c: TraceRepository(c).every())
    assert [(trace.officer_id, trace.name, trace.act) for trace in traces] == [
        (None, "command line: root", "appoint")
    ] * right


def let_wait(connection: Connection) -> None:
    """Messages that an officer and another do not get yet; the officer blocked the bot."""
    outbox = OutboxRepository(connection)
    for who in (LAN, MINH):
        for about in ("staff:petition:1:event:1", "reply:3", "officer:1:petition", "register", "petition:9:event:1"):
            outbox.put(who, [{}], NOW, about=about)
    outbox.blocked(LAN, NOW)


@pytest.mark.parametrize("how", ["one", "all of a kind", "all", "named no more"])
def test_who_loses_a_role_gets_nothing_that_waits_for_an_officer(database: Database, how: str) -> None:
    def act(connection: Connection) -> list[str]:
        roles, officers = appointments(connection), OfficerRepository(connection)
        roles.give(LAN, "Lan", Role.CONTROLLER, Scope(restricted=True))
        let_wait(connection)
        roles.give(LAN, "Lan", Role.CONTROLLER, Scope(restricted=True))
        roles.give(LAN, "Lan", Role.CLERK, Scope(CO_LE))
        assert len(OutboxRepository(connection).waiting_for(LAN)) == 5  # nothing was lost yet
        if how == "one":
            assert roles.end(next(post for post in officers.posts() if post.role is Role.CONTROLLER))
        elif how == "named no more":
            roles.give(LAN, "Lan", Role.CONTROLLER, EVERYTHING)
        else:
            assert roles.end_all(LAN, None if how == "all" else Role.CLERK)
        outbox = OutboxRepository(connection)
        outbox.back(LAN, NOW)
        assert len(outbox.waiting_for(MINH)) == 5
        return [one.about for one in outbox.waiting_for(LAN)]

    assert database.transact(act) == ["petition:9:event:1"]
