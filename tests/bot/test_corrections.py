"""What people said is not right: without a name, one line, by procedure, until a clerk has seen to it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bot.database import Database
from bot.review.corrections import LONGEST, CorrectionRepository, Reported, without_numbers
from bot.review.officers import OfficerRepository, Role
from bot.review.tables import correction

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
BIRTH, DEATH, MARRIAGE = "1.001193", "1.000656", "1.000894"
Gives = TypeVar("Gives")


class Queue:
    """The clerks' queue, a transaction for each question."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def __call__(self, ask: Callable[[CorrectionRepository], Gives]) -> Gives:
        return self.database.transact(lambda connection: ask(CorrectionRepository(connection)))

    def add(self, code: str = BIRTH, minutes: int = 0) -> int:
        return self(lambda q: q.add(code, DAY, NOW + timedelta(minutes=minutes)))

    def explain(self, number: int, sentence: str) -> bool:
        return self(lambda q: q.explain(number, sentence))

    def waiting(self) -> list[Reported]:
        return self(lambda q: q.waiting())

    def settle(self, code: str, clerk: int, last: int | None = None) -> int:
        return self(lambda q: q.settle(code, clerk, NOW, last))

    def row(self, number: int) -> dict[str, Any]:
        asked = select(correction).where(correction.c.id == number)
        return dict(self.database.read(lambda connection: connection.execute(asked).mappings().one()))


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


def test_one_tap_waits_and_says_who_nowhere(queue: Queue) -> None:
    number = queue.add()
    assert queue.waiting() == [Reported(BIRTH, 1, (), NOW, (number,))]
    assert queue.row(number) == {
        "id": number,
        "code": BIRTH,
        "day": DAY,
        "sentence": "",
        "made_at": NOW,
        "settled_at": None,
        "settled_by": None,
    }


def test_nothing_waits_where_nothing_was_said(queue: Queue, clerk: int) -> None:
    assert queue.waiting() == []
    assert queue.settle(BIRTH, clerk) == 0
    assert not queue.explain(1, "sai lệ phí")


def test_what_waits_stands_by_procedure_the_most_reported_first_then_the_longest_waiting(queue: Queue) -> None:
    first = queue.add(DEATH, 1), queue.add(MARRIAGE, 2)
    birth = queue.add(BIRTH, 4), queue.add(BIRTH, 3)
    queue.explain(birth[1], "lệ phí sai")
    queue.explain(birth[0], "nơi nộp sai")
    assert queue.waiting() == [
        Reported(BIRTH, 2, ("nơi nộp sai", "lệ phí sai"), NOW + timedelta(minutes=3), birth),
        Reported(DEATH, 1, (), NOW + timedelta(minutes=1), first[:1]),
        Reported(MARRIAGE, 1, (), NOW + timedelta(minutes=2), first[1:]),
    ]


def test_a_sentence_is_added_once(queue: Queue) -> None:
    number, other = queue.add(), queue.add()
    assert queue.explain(number, "lệ phí sai")
    assert not queue.explain(number, "không, nơi nộp sai")
    assert queue.row(number)["sentence"] == "lệ phí sai"
    assert queue.row(other)["sentence"] == ""


def test_what_is_settled_is_not_explained_any_more(queue: Queue, clerk: int) -> None:
    number = queue.add()
    queue.settle(BIRTH, clerk)
    assert not queue.explain(number, "lệ phí sai")
    assert queue.row(number)["sentence"] == ""


def test_a_sentence_is_kept_on_one_line_of_at_most_500_characters(queue: Queue) -> None:
    number = queue.add()
    queue.explain(number, "lệ phí\n\n sai\0 \u200b" + "rất dài " * 100)
    kept = queue.row(number)["sentence"]
    assert kept.startswith("lệ phí sai rất dài rất")
    assert kept.endswith("…")
    assert LONGEST - 10 < len(kept) <= LONGEST


def test_a_number_is_hidden_before_the_sentence_is_cut() -> None:
    kept = without_numbers("x" * (LONGEST - 5) + " 036201001234")
    assert "0362" not in kept


@pytest.mark.parametrize(
    "number",
    [
        "036201001234",
        "036 201 001 234",
        "036.201.001.234",
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "+84 912 345 678",
        "84912345678",
        "02283.866.123",
        "9704 3600 1234 5678",
        "0011001234567",
        "０９１２３４５６７８",
        "0912\u200b345678",
        "10.000.000",
        "22-11-20261234",
        "1.001193 0912345678",
        "0912345678 22-11-2026",
        "12345678",
    ],
)
def test_a_number_that_may_be_a_persons_is_hidden(number: str) -> None:
    assert without_numbers(f"số {number}, xin xem lại") == "số …, xin xem lại"


def test_a_telephone_number_with_its_area_in_brackets_is_hidden() -> None:
    assert without_numbers("gọi (0228) 3866 123 không ai nghe") == "gọi (… không ai nghe"


@pytest.mark.parametrize(
    "said",
    [
        "từ 22/11/2026",
        "từ 22-11-2026 - 30-11-2026",
        "từ 2.9.2026",
        "từ 2026-11-22",
        "mã 1.001193",
        "mã 1.001193.000.00.00.H42",
        "mã 1.001193 1.000689",
        "phí 10.000.000 đồng, không phải 8.000đ",
        "phí 12.000.000 VNĐ",
        "giờ 7.30 - 11.30, 13.30-17.00",
        "giờ 7.30-11.30 13.30–17.00",
        "theo 453/QĐ-UBND ngày 06/3/2024",
        "1234567",
        "7h30-11h30",
    ],
)
def test_days_codes_sums_and_hours_stay(said: str) -> None:
    assert without_numbers(said) == said


@given(st.text("0123456789", min_size=8, max_size=30), st.text("đ ,:;/x", max_size=3))
def test_no_eight_digits_in_a_row_are_ever_kept(digits: str, around: str) -> None:
    assert without_numbers(f"{around}{digits}{around}") == " ".join(f"{around}…{around}".split())


def test_a_clerk_settles_all_that_waits_about_a_procedure(queue: Queue, clerk: int) -> None:
    numbers = [queue.add(), queue.add(), queue.add(DEATH)]
    assert queue.settle(BIRTH, clerk) == 2
    assert [reported.code for reported in queue.waiting()] == [DEATH]
    row = queue.row(numbers[0])
    assert (row["settled_at"], row["settled_by"]) == (NOW, clerk)
    assert queue.settle(BIRTH, clerk) == 0
    assert queue.add() not in numbers
    assert [reported.number for reported in queue.waiting()] == [1, 1]


def test_what_came_after_the_clerk_looked_goes_on_waiting(queue: Queue, clerk: int) -> None:
    queue.add()
    [seen] = queue.waiting()
    late = queue.add()
    assert queue.settle(BIRTH, clerk, last=max(seen.ids)) == 1
    [left] = queue.waiting()
    assert left.ids == (late,)


def test_of_two_clerks_who_settle_at_once_one_has_settled(queue: Queue, clerk: int, url: str) -> None:
    queue.add()
    acted, another = Event(), Database(url)

    def settle_slowly(connection: Connection) -> int:
        settled = CorrectionRepository(connection).settle(BIRTH, clerk, NOW)
        acted.set()
        time.sleep(0.3)
        return settled

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(another.transact, settle_slowly)
        acted.wait(10)
        assert queue.settle(BIRTH, clerk) == 0
        assert first.result() == 1
    another.close()
