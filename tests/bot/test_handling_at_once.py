"""Two officers at one petition in the same moment, each in a transaction of their own, on both databases."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.clock import Clock
from bot.conversations.pressing import press
from bot.conversations.visit import turn
from bot.database import Database
from bot.office import Offices
from bot.petitions.concerned import ConcernedRepository
from bot.petitions.life import State
from bot.petitions.petition import EventKind, Petition
from bot.petitions.repository import PetitionRepository
from bot.review.officers import OfficerRepository, Role
from bot.texts import say
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import DAY, SETTINGS
from tests.bot.petitions import a_petition, cases_for

FIRST, SECOND = 70, 71
CLOCK = Clock(DAY)


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


@pytest.fixture
def officers(database: Database) -> dict[int, int]:
    def add(connection: Any) -> dict[int, int]:
        staff = OfficerRepository(connection)
        for who in (FIRST, SECOND):
            staff.add(who, Role.CONTROLLER, "", f"Cán bộ {who}", CLOCK.now(), "test", restricted=True)
        return {one.telegram_id: one.id for one in staff.current()}

    return database.transact(add)


@pytest.fixture
def both(database: Database, catalogue: Catalogue) -> Callable[[str, str], Sequence[str]]:
    """What the two read who press buttons in the same moment."""
    offices = Offices(SETTINGS, CLOCK, database, catalogue)

    def act(barrier: Barrier, who: int, data: str) -> str:
        def within(connection: Connection) -> str:
            return "\n".join(m.text for m in turn(who, partial(press, data=data))(offices.open(connection)))

        barrier.wait()
        return database.transact(within)

    def at_once(one: str, other: str) -> list[str]:
        barrier = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            acts = [pool.submit(act, barrier, who, data) for who, data in ((FIRST, one), (SECOND, other))]
            return [done.result() for done in acts]

    return at_once


def now(database: Database, sent: Petition) -> Petition:
    return database.read(lambda c: PetitionRepository(c).by_id(sent.id))


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.NEED_INFO])
def test_one_of_two_takes_it(
    database: Database, officers: dict[int, int], both: Callable[[str, str], Sequence[str]], state: State
) -> None:
    for _ in range(5):
        sent = a_petition(database, state)
        answers = both(f"v1:take:{sent.code}", f"v1:take:{sent.code}")
        won = [told("desk.taken", code=sent.code) in text for text in answers]
        lost = [told("desk.moved_on", code=sent.code) in text for text in answers]
        assert sorted(won) == [False, True]
        assert lost == [not one for one in won]
        assert now(database, sent).officer_id == officers[FIRST if won[0] else SECOND]


def test_one_of_two_gives_it(
    database: Database, officers: dict[int, int], both: Callable[[str, str], Sequence[str]]
) -> None:
    for _ in range(5):
        sent = a_petition(database)
        data = [f"v1:hand:{sent.code}:{officers[who]}:0" for who in (FIRST, SECOND)]
        answers = both(*data)
        assert sum(told("desk.moved_on", code=sent.code) in text for text in answers) == 1
        events = database.read(lambda c, one=sent: cases_for(c).register.trail.of(one.id))  # type: ignore[misc]
        assert [event.kind for event in events].count(EventKind.MOVED) == 2


def test_two_petitions_are_not_each_the_others_duplicate(
    database: Database, officers: dict[int, int], both: Callable[[str, str], Sequence[str]]
) -> None:
    for _ in range(5):
        one, other = a_petition(database), a_petition(database)
        both(f"v1:merge:{one.code}:{other.code}:yes", f"v1:merge:{other.code}:{one.code}:yes")
        states = [now(database, sent).state for sent in (one, other)]
        assert sorted(states) == [State.DUPLICATE, State.SUBMITTED]


def test_who_is_named_while_they_take_it_does_not_keep_it(
    database: Database, officers: dict[int, int], both: Callable[[str, str], Sequence[str]]
) -> None:
    for _ in range(5):
        sent = a_petition(database)
        both(f"v1:named:{sent.code}:{officers[SECOND]}:yes", f"v1:take:{sent.code}")
        assert database.read(lambda c, one=sent: ConcernedRepository(c).of(one.id)) == {officers[SECOND]}  # type: ignore[misc]
        assert now(database, sent).officer_id is None
