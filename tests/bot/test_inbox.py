from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from bot.database import Database
from bot.inbox.repository import KEPT, Arrived, InboxRepository, UpdateState
from bot.inbox.states import StateRepository

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LEASE = timedelta(seconds=15)
Gives = TypeVar("Gives")


class Inbox:
    """The inbox, a transaction for each question."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def __call__(self, ask: Callable[[InboxRepository], Gives]) -> Gives:
        return self.database.transact(lambda connection: ask(InboxRepository(connection)))

    def store(self, *updates: tuple[int, int]) -> int:
        return self(lambda i: i.store([Arrived(u, chat, f'{{"update_id": {u}}}') for u, chat in updates], NOW))

    def claim(self, at: datetime = NOW) -> int | None:
        claimed = self.claim_some(1, at)
        return claimed[0] if claimed else None

    def claim_some(self, most: int, at: datetime = NOW) -> list[int]:
        return [claimed.update_id for claimed in self(lambda i: i.claim(at, LEASE, most))]


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


def test_an_update_stored_twice_is_one_update(inbox: Inbox) -> None:
    assert inbox.store((1, 7), (2, 7)) == 2
    assert inbox.store((2, 7), (3, 7)) == 1
    assert inbox(lambda i: i.waiting()) == 3
    assert inbox(lambda i: i.store([], NOW)) == 0


def test_a_chat_is_worked_on_by_one_worker_and_in_order(inbox: Inbox) -> None:
    inbox.store((5, 7), (4, 7), (6, 8))
    assert inbox.claim() == 4
    assert inbox.claim() == 6
    assert inbox.claim() is None
    inbox(lambda i: i.answered(4))
    assert inbox.claim() == 5


def test_of_each_chat_one_update_is_claimed_at_a_time(inbox: Inbox) -> None:
    inbox.store((1, 7), (2, 7), (3, 8), (4, 9), (5, 10))
    assert inbox.claim_some(3) == [1, 3, 4]
    assert inbox.claim_some(3) == [5]
    inbox(lambda i: i.answered(1, 4))
    assert inbox.claim_some(3) == [2]


def test_a_claim_whose_worker_fell_silent_is_taken_over(inbox: Inbox) -> None:
    inbox.store((1, 7))
    assert inbox.claim() == 1
    assert inbox.claim(NOW + LEASE - timedelta(seconds=1)) is None
    assert inbox.claim(NOW + LEASE) == 1


def test_a_renewed_claim_holds(inbox: Inbox) -> None:
    inbox.store((1, 7))
    inbox.claim()
    inbox(lambda i: i.renew([1], NOW + 2 * LEASE))
    assert inbox.claim(NOW + LEASE) is None


def test_an_update_put_off_waits_and_its_chat_waits_behind_it(inbox: Inbox) -> None:
    inbox.store((1, 7), (2, 7))
    inbox.claim()
    inbox(lambda i: i.later(1, NOW + timedelta(minutes=1)))
    assert inbox.claim() is None
    assert inbox.claim(NOW + timedelta(minutes=1)) == 1


def test_an_answered_update_forgets_what_was_written_and_remembers_its_number(inbox: Inbox) -> None:
    inbox.store((1, 7))
    inbox(lambda i: i.done({1: [{"paragraphs": ["x"], "buttons": []}]}))
    assert inbox(lambda i: i.begin([1])) == {1: (UpdateState.DONE, [{"paragraphs": ["x"], "buttons": []}])}
    inbox(lambda i: i.answered(1))
    assert inbox(lambda i: i.begin([1])) == {1: (UpdateState.ANSWERED, [])}
    assert inbox.store((1, 7)) == 0
    assert inbox(lambda i: i.forget(NOW + KEPT + timedelta(seconds=1))) == 1
    assert inbox.store((1, 7)) == 1


def test_a_start_frees_what_a_dead_process_had(inbox: Inbox) -> None:
    inbox.store((1, 7))
    inbox.claim()
    inbox(lambda i: i.free_all())
    assert inbox.claim() == 1


def test_the_state_of_a_chat_is_kept_and_replaced(database: Database) -> None:
    assert database.transact(lambda c: StateRepository(c).of(7, NOW)) == {}
    database.transact(lambda c: StateRepository(c).keep(7, {"choices": ["1.001193"]}, NOW))
    database.transact(lambda c: StateRepository(c).keep(7, {"choices": []}, NOW))
    assert database.transact(lambda c: StateRepository(c).of(7, NOW)) == {"choices": []}
    assert database.transact(lambda c: StateRepository(c).of(7, NOW + timedelta(seconds=1))) == {}
