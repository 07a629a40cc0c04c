"""A question to the office: kept with the citizen's consent until its answer is hers, and no longer than 14 days."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, select

from bot.database import Database
from bot.review.asked import (
    FIRST_WAIT,
    KEPT,
    LEASE,
    LONGEST,
    LONGEST_WAIT,
    MOST_OPEN,
    Asked,
    AskedRepository,
    Delivery,
    TooManyError,
)
from bot.review.officers import OfficerRepository, Role
from bot.review.tables import asked

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)  # past midnight in Việt Nam
DAY = date(2026, 11, 23)
HOA, MAI = 5, 6
Gives = TypeVar("Gives")


class Desk:
    """The questions to the office, a transaction for each step."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def __call__(self, act: Callable[[AskedRepository], Gives]) -> Gives:
        return self.database.transact(lambda connection: act(AskedRepository(connection)))

    def ask(self, chat: int = HOA, words: str = "Nuôi ong có phải xin phép không?", at: datetime = NOW) -> int:
        return self(lambda q: q.ask(chat, words, at))

    def answer(self, number: int, officer: int, text: str = "Không phải xin phép.", at: datetime = NOW) -> bool:
        return self(lambda q: q.answer(number, officer, text, at))

    def take(self, at: datetime = NOW, limit: int = 10) -> list[Delivery]:
        return self(lambda q: q.undelivered(limit, at))

    def waiting(self, limit: int = 10) -> list[int]:
        return [one.id for one in self(lambda q: q.waiting(limit))]

    def row(self, number: int) -> dict[str, Any]:
        found = select(asked).where(asked.c.id == number)
        return dict(self.database.read(lambda connection: connection.execute(found).mappings().one()))

    def left(self, number: int) -> dict[str, Any]:
        """What still stands in a row."""
        return {name: value for name, value in self.row(number).items() if value is not None}


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def clerk(database: Database) -> int:
    """The number of an officer."""

    def added(connection: Connection) -> int:
        officers = OfficerRepository(connection)
        officers.add(7, Role.CLERK, "", "Lan", NOW, "test")
        return officers.current()[0].id

    return database.transact(added)


def test_a_question_waits_with_its_chat_and_the_moment_of_consent(desk: Desk) -> None:
    number = desk.ask(words="  Nuôi ong\ncó phải  xin phép không? ")
    words = "Nuôi ong có phải xin phép không?"
    assert desk(lambda q: q.waiting(5)) == [Asked(number, words, DAY, NOW + KEPT)]
    assert desk(lambda q: q.of(number)) == Asked(number, words, DAY, NOW + KEPT)
    row = desk.row(number)
    assert (row["chat_id"], row["consented_at"], row["asked_on"]) == (HOA, NOW, DAY)


def test_of_a_very_long_question_the_beginning_is_kept(desk: Desk) -> None:
    assert len(desk.row(desk.ask(words="giấy tờ " * 500))["words"]) <= LONGEST


def test_the_longest_waiting_comes_first(desk: Desk) -> None:
    first, second = desk.ask(HOA), desk.ask(MAI)
    assert desk.waiting() == [first, second]
    assert desk.waiting(limit=1) == [first]


def test_a_chat_has_few_open_questions_and_others_are_not_held_up(desk: Desk, clerk: int) -> None:
    numbers = [desk.ask() for _ in range(MOST_OPEN)]
    with pytest.raises(TooManyError) as refused:
        desk.ask()
    assert refused.value.most == MOST_OPEN
    desk.ask(MAI)
    desk.answer(numbers[1], clerk)
    desk.ask()
    with pytest.raises(TooManyError):
        desk.ask()


def test_of_many_questions_at_once_only_so_many_are_taken(desk: Desk) -> None:
    def taken(_: int) -> bool:
        try:
            desk.ask()
        except TooManyError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(taken, range(16))) == MOST_OPEN
    assert len(desk.waiting()) == MOST_OPEN


def test_a_chat_sees_its_own_open_questions(desk: Desk, clerk: int) -> None:
    mine, answered, _ = desk.ask(), desk.ask(), desk.ask(MAI)
    desk.answer(answered, clerk)
    assert [one.id for one in desk(lambda q: q.of_chat(HOA))] == [mine]


def test_an_answer_is_on_its_way_until_it_is_delivered_and_then_forgotten(desk: Desk, clerk: int) -> None:
    number = desk.ask()
    assert desk.take() == []
    assert desk.answer(number, clerk)
    assert desk.waiting() == []
    assert desk(lambda q: q.of(number)) is None
    assert desk.take() == [Delivery(number, HOA, "Nuôi ong có phải xin phép không?", "Không phải xin phép.", clerk)]
    desk(lambda q: q.delivered(number))
    assert desk.left(number) == {
        "id": number,
        "asked_on": DAY,
        "answered_on": DAY,
        "answered_by": clerk,
        "failures": 0,
    }
    assert desk.take(NOW + timedelta(days=1)) == []


def test_the_first_of_two_answers_counts(desk: Desk, clerk: int) -> None:
    number = desk.ask()
    with ThreadPoolExecutor(2) as pool:
        won = list(pool.map(lambda text: desk.answer(number, clerk, text), ("một", "hai")))
    assert sorted(won) == [False, True]
    assert [one.text for one in desk.take()] == [("một", "hai")[won.index(True)]]
    assert not desk.answer(999, clerk)


def test_an_answer_taken_by_one_is_not_taken_by_another_until_time_is_up(desk: Desk, clerk: int) -> None:
    number = desk.ask()
    desk.answer(number, clerk)
    assert [one.id for one in desk.take()] == [number]
    assert desk.take(NOW + LEASE - timedelta(seconds=1)) == []
    assert [one.id for one in desk.take(NOW + LEASE)] == [number]  # the one who took it was killed


def test_of_many_senders_each_takes_other_answers(desk: Desk, clerk: int) -> None:
    numbers = {desk.ask(chat) for chat in range(12)}
    for number in numbers:
        desk.answer(number, clerk)
    with ThreadPoolExecutor(6) as pool:
        taken = [one.id for batch in pool.map(lambda _: desk.take(limit=3), range(8)) for one in batch]
    assert len(taken) == len(set(taken))
    rest = {one.id for one in desk.take(limit=20)}
    assert set(taken) | rest == numbers


def test_a_failed_sending_is_tried_again_later_and_later(desk: Desk, clerk: int) -> None:
    number = desk.ask()
    desk.answer(number, clerk)
    desk.take()
    assert desk(lambda q: q.failed(number, NOW)) == NOW + FIRST_WAIT
    assert desk(lambda q: q.failed(number, NOW)) == NOW + 2 * FIRST_WAIT
    assert desk.take(NOW + FIRST_WAIT) == []
    assert [one.id for one in desk.take(NOW + 2 * FIRST_WAIT)] == [number]
    waits = [desk(lambda q: q.failed(number, NOW)) for _ in range(20)]
    assert waits[-1] == NOW + LONGEST_WAIT


def test_what_is_over_is_not_tried_again(desk: Desk, clerk: int) -> None:
    number = desk.ask()
    assert desk(lambda q: q.failed(number, NOW)) is None
    desk.answer(number, clerk)
    desk(lambda q: q.delivered(number))
    assert desk(lambda q: q.failed(number, NOW)) is None


def test_delivered_forgets_no_question_that_is_still_open(desk: Desk) -> None:
    number = desk.ask()
    desk(lambda q: q.delivered(number))
    assert desk.waiting() == [number]


def test_a_citizen_takes_back_her_own_question_alone(desk: Desk, clerk: int) -> None:
    number = desk.ask()
    assert not desk(lambda q: q.withdraw(MAI, number))
    assert desk(lambda q: q.withdraw(HOA, number))
    assert not desk(lambda q: q.withdraw(HOA, number))
    assert desk.left(number) == {"id": number, "asked_on": DAY, "failures": 0}
    assert not desk.answer(number, clerk)
    for _ in range(MOST_OPEN):
        desk.ask()


def test_a_withdrawn_question_gets_no_answer_that_was_under_way(desk: Desk, clerk: int) -> None:
    number = desk.ask()
    desk.answer(number, clerk)
    assert desk(lambda q: q.withdraw(HOA, number))
    assert desk.take() == []


def test_after_fourteen_days_chat_and_words_are_gone_answered_or_not(desk: Desk, clerk: int) -> None:
    open_still, answered = desk.ask(), desk.ask(MAI)
    later = desk.ask(7, at=NOW + timedelta(days=1))
    desk.answer(answered, clerk)
    assert desk(lambda q: q.forget(NOW + KEPT - timedelta(seconds=1))) == 0
    assert desk(lambda q: q.forget(NOW + KEPT)) == 2
    assert desk(lambda q: q.forget(NOW + KEPT)) == 0
    assert desk.left(open_still) == {"id": open_still, "asked_on": DAY, "failures": 0}
    assert set(desk.left(answered)) == {"id", "asked_on", "answered_on", "answered_by", "failures"}
    assert desk.waiting() == [later]
    assert desk.take(NOW + KEPT) == []
