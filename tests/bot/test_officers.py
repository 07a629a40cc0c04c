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
from bot.review.officers import LastAdministratorError, Officer, OfficerRepository, Post, Role
from bot.review.tables import officer_role

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
    assert found.units == {CO_LE}
    assert staff.of(MINH) is None
    assert staff.posts() == [Post(LAN, "Lan", Role.CLERK, CO_LE, NOW, "command line: root")]


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
    assert [(post.role, post.unit) for post in staff.posts()] == [
        (Role.CLERK, CO_LE),
        (Role.CLERK, NINH_GIANG),
        (Role.APPROVER, NINH_GIANG),
    ]
    [found] = staff(lambda o: o.current())
    assert found.roles == {Role.CLERK, Role.APPROVER}
    assert found.units == {CO_LE, NINH_GIANG}


def test_a_role_for_every_commune_names_none(staff: Staff) -> None:
    staff.add(LAN, Role.CLERK, CO_LE)
    staff.add(LAN, Role.CLERK)
    found = staff.of(LAN)
    assert found is not None
    assert found.units == frozenset()


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
