"""What was not found: without who asked, by its words, until a clerk has seen to it or thirty days went by."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bot.database import Database
from bot.review.misses import KEPT, LONGEST, Miss, MissRepository, Outcome, anonymous
from bot.review.officers import OfficerRepository, Role
from bot.review.tables import miss

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
Gives = TypeVar("Gives")


class Queue:
    """What was not found, a transaction for each question."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def __call__(self, ask: Callable[[MissRepository], Gives]) -> Gives:
        return self.database.transact(lambda connection: ask(MissRepository(connection)))

    def add(self, words: str, days: int = 0) -> bool:
        return self(lambda q: q.add(words, DAY + timedelta(days=days)))

    def waiting(self, limit: int = 10) -> list[Miss]:
        return self(lambda q: q.waiting(limit))

    def texts(self, limit: int = 10) -> list[tuple[str, int]]:
        return [(one.text, one.number) for one in self.waiting(limit)]

    def settle(self, text: str, clerk: int, outcome: Outcome = Outcome.ALIAS) -> int:
        return self(lambda q: q.settle(text, clerk, outcome, NOW))

    def rows(self) -> list[dict[str, Any]]:
        asked = select(miss).order_by(miss.c.id)
        return self.database.read(lambda connection: [dict(row) for row in connection.execute(asked).mappings()])


@pytest.fixture
def queue(database: Database) -> Queue:
    return Queue(database)


@pytest.fixture
def clerk(database: Database) -> int:
    """The number of an officer."""

    def added(connection: Connection) -> int:
        officers = OfficerRepository(connection)
        officers.add(7, Role.CLERK, "", "Lan", NOW, "test")
        return officers.current()[0].id

    return database.transact(added)


def test_words_are_kept_without_who_asked(queue: Queue) -> None:
    assert queue.add("Cháu tên Bảo Ngọc mất Thẻ Nhựa, gọi 0912 345 678")
    (row,) = queue.rows()
    assert {**row, "id": 0} == {
        "id": 0,
        "text": "cháu mất thẻ nhựa gọi",
        "day": DAY,
        "number": 1,
        "outcome": "",
        "settled_at": None,
        "settled_by": None,
    }


@pytest.mark.parametrize("words", ["", "0912345678", "Nguyễn Thị Hoa", "???", "a.b@gmail.com"])
def test_words_of_which_nothing_may_be_kept_are_not_kept(queue: Queue, words: str) -> None:
    assert not queue.add(words)
    assert queue.rows() == []


def test_the_same_words_are_counted_by_the_day_and_shown_together(queue: Queue) -> None:
    for days in (0, 0, 2, 1):
        queue.add("Làm thẻ nhựa?", days)
    queue.add("làm  THẺ nhựa", 1)
    assert [(row["day"], row["number"]) for row in queue.rows()] == [
        (DAY, 2),
        (DAY + timedelta(days=2), 1),
        (DAY + timedelta(days=1), 2),
    ]
    (shown,) = queue.waiting()
    assert (shown.text, shown.number) == ("làm thẻ nhựa", 5)
    assert (shown.first_day, shown.last_day) == (DAY, DAY + timedelta(days=2))


def test_the_most_asked_comes_first_then_the_longest_waiting(queue: Queue) -> None:
    queue.add("mới", 3)
    queue.add("cũ", 1)
    for _ in range(3):
        queue.add("nhiều", 4)
    assert queue.texts() == [("nhiều", 3), ("cũ", 1), ("mới", 1)]
    assert queue.texts(limit=1) == [("nhiều", 3)]


def test_a_button_finds_its_words_while_they_wait(queue: Queue, clerk: int) -> None:
    queue.add("thẻ nhựa")
    queue.add("thẻ nhựa", 1)
    queue.add("việc khác")
    (shown, _) = queue.waiting()
    assert queue(lambda q: q.of(shown.id)) == shown
    queue.settle("thẻ nhựa", clerk)
    assert queue(lambda q: q.of(shown.id)) is None
    assert queue(lambda q: q.of(999)) is None


def test_a_button_outlives_the_older_rows_of_its_words(queue: Queue) -> None:
    queue.add("thẻ nhựa")
    queue.add("thẻ nhựa", 20)
    (shown,) = queue.waiting()
    assert queue(lambda q: q.forget(DAY + KEPT + timedelta(days=1))) == 1
    found = queue(lambda q: q.of(shown.id))
    assert found is not None
    assert (found.id, found.number, found.first_day) == (shown.id, 1, DAY + timedelta(days=20))


def test_what_is_settled_waits_no_more_and_says_who_settled_it(queue: Queue, clerk: int) -> None:
    queue.add("thẻ nhựa")
    queue.add("thẻ nhựa", 1)
    queue.add("việc khác")
    assert queue.settle("thẻ nhựa", clerk, Outcome.OUTSIDE) == 2
    assert queue.settle("thẻ nhựa", clerk) == 0
    assert queue.texts() == [("việc khác", 1)]
    settled = [(row["outcome"], row["settled_at"], row["settled_by"]) for row in queue.rows() if row["outcome"]]
    assert settled == [("outside", NOW, clerk)] * 2


def test_what_is_settled_and_missed_again_waits_anew(queue: Queue, clerk: int) -> None:
    for _ in range(4):
        queue.add("thẻ nhựa")
    queue.settle("thẻ nhựa", clerk)
    queue.add("thẻ nhựa")
    queue.add("thẻ nhựa")
    assert queue.texts() == [("thẻ nhựa", 2)]
    assert [(row["outcome"], row["settled_by"]) for row in queue.rows()] == [("", None)]


def test_after_thirty_days_words_are_gone_settled_or_not(queue: Queue, clerk: int) -> None:
    queue.add("thẻ nhựa")
    queue.add("việc khác")
    queue.add("việc mới", 1)
    queue.settle("thẻ nhựa", clerk)
    assert queue(lambda q: q.forget(DAY + timedelta(days=30))) == 0
    assert queue(lambda q: q.forget(DAY + timedelta(days=31))) == 2
    assert queue.texts() == [("việc mới", 1)]


def test_many_who_miss_the_same_at_once_are_all_counted(queue: Queue) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(queue.add, ["thẻ nhựa"] * 40))
    assert queue.texts() == [("thẻ nhựa", 40)]
    assert len(queue.rows()) == 1


def test_a_long_question_is_cut_between_words() -> None:
    kept = anonymous("xin cấp lại giấy tờ " * 30)
    assert len(kept) <= LONGEST
    assert kept.endswith((" xin", " cấp", " lại", " giấy", " tờ"))


@given(st.text(max_size=300))
def test_no_number_is_left_whatever_is_typed_and_twice_is_once(text: str) -> None:
    once = anonymous(text)
    assert not re.search(r"\d{3}", once)
    assert anonymous(once) == once
    assert len(once) <= LONGEST
