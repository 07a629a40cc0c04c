"""A question to the office: kept with the citizen's consent until it is answered, and no longer than 14 days."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, select

from bot.database import Database
from bot.review.asked import KEPT, LONGEST, MOST_OPEN, Answered, Asked, AskedRepository, TooManyError
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

    def answer(self, number: int, officer: int, at: datetime = NOW) -> Answered | None:
        return self(lambda q: q.answer(number, officer, at))

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


def test_an_answer_takes_chat_and_words_with_it_and_they_are_forgotten_here(desk: Desk, clerk: int) -> None:
    number = desk.ask()
    assert desk.answer(number, clerk) == Answered(HOA, "Nuôi ong có phải xin phép không?", NOW + KEPT)
    assert desk.waiting() == []
    assert desk(lambda q: q.of(number)) is None
    assert desk.left(number) == {"id": number, "asked_on": DAY, "answered_on": DAY, "answered_by": clerk}


def test_the_first_of_two_answers_counts(desk: Desk, clerk: int) -> None:
    number = desk.ask()
    with ThreadPoolExecutor(2) as pool:
        given = list(pool.map(lambda _: desk.answer(number, clerk), range(2)))
    assert sum(answered is not None for answered in given) == 1
    assert desk.answer(number, clerk) is None
    assert desk.answer(999, clerk) is None


def test_a_citizen_takes_back_her_own_question_alone(desk: Desk, clerk: int) -> None:
    number = desk.ask()
    assert not desk(lambda q: q.withdraw(MAI, number))
    assert desk(lambda q: q.withdraw(HOA, number))
    assert not desk(lambda q: q.withdraw(HOA, number))
    assert desk.left(number) == {"id": number, "asked_on": DAY}
    assert not desk.answer(number, clerk)
    for _ in range(MOST_OPEN):
        desk.ask()


def test_an_answered_question_cannot_be_taken_back_from_the_office(desk: Desk, clerk: int) -> None:
    number = desk.ask()
    desk.answer(number, clerk)
    assert not desk(lambda q: q.withdraw(HOA, number))


def test_after_fourteen_days_chat_and_words_are_gone_answered_or_not(desk: Desk, clerk: int) -> None:
    open_still, answered = desk.ask(), desk.ask(MAI)
    later = desk.ask(7, at=NOW + timedelta(days=1))
    desk.answer(answered, clerk)
    assert desk(lambda q: q.forget(NOW + KEPT - timedelta(seconds=1))) == 0
    assert desk(lambda q: q.forget(NOW + KEPT)) == 1
    assert desk(lambda q: q.forget(NOW + KEPT)) == 0
    assert desk.left(open_still) == {"id": open_still, "asked_on": DAY}
    assert set(desk.left(answered)) == {"id", "asked_on", "answered_on", "answered_by"}
    assert desk.waiting() == [later]
