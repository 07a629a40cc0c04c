"""The workers: whatever happens to one update, the others are handled, and none is handled by two at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.database import Database
from bot.inbox.repository import Arrived, InboxRepository
from bot.inbox.tables import update_row
from bot.inbox.workers import Workers
from tests.bot.test_outbox import Hands

PATIENCE = 30
LEASE = timedelta(seconds=0.15)
LOOK_AGAIN = 0.05

Handle = Callable[[Arrived], Awaitable[None]]


class Bench:
    """Workers over an inbox with a handler of the test's own; a lease ends when the test sets the clock on."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Hands()
        self.begun: list[int] = []
        self._workers: list[Workers] = []

    async def store(self, *update_ids: int) -> None:
        """Store updates, each of a chat of its own, and wake the workers."""
        arrived = [Arrived(update_id, update_id, "{}") for update_id in update_ids]
        await self.database.run(lambda c: InboxRepository(c).store(arrived, self.clock.now()))
        for workers in self._workers:
            workers.wake()

    def employ(self, handle: Handle, number: int = 2) -> Workers:
        """Workers that handle with this; what they begin is written down."""

        async def noted(arrived: Arrived) -> None:
            self.begun.append(arrived.update_id)
            await handle(arrived)

        workers = Workers(self.database, self.clock, noted, number=number)
        workers.start()
        self._workers.append(workers)
        return workers

    async def answer(self, arrived: Arrived) -> None:
        """What a handler does at its end."""
        await self.database.run(lambda c: InboxRepository(c).answered(arrived.update_id))

    async def until(self, question: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not question():
                await asyncio.sleep(0.01)

    def waiting(self) -> int:
        return self.database.read(lambda c: InboxRepository(c).waiting())

    def is_held(self) -> bool:
        """Whether the one update there is was claimed, or its claim renewed, since the clock was set."""
        held_until = self.database.read(lambda c: c.scalar(select(update_row.c.claimed_until)))
        return held_until == self.clock.at + LEASE

    async def outlast_two_leases(self) -> None:
        """Set the clock on by less than a lease, four times, each time the claim was renewed."""
        for _ in range(4):
            await self.until(self.is_held)
            self.clock.at += LEASE * 0.6
            await asyncio.sleep(2 * LOOK_AGAIN)
        await self.until(self.is_held)

    async def close(self) -> None:
        for workers in self._workers:
            await workers.stop()


@pytest.fixture
async def bench(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr("bot.inbox.workers.LEASE", LEASE)
    monkeypatch.setattr("bot.inbox.workers.LOOK_AGAIN", LOOK_AGAIN)
    made = Bench(database)
    yield made
    await made.close()


async def test_an_update_that_fails_kills_no_worker_and_is_tried_again(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail_once(arrived: Arrived) -> None:
        if arrived.update_id == 1 and bench.begun.count(1) == 1:
            raise RuntimeError("nobody foresaw this")
        await bench.answer(arrived)

    bench.employ(fail_once, number=1)
    await bench.store(1, 2, 3)
    await bench.until(lambda: bench.waiting() == 1)
    assert bench.begun == [1, 2, 3], "the others did not wait for the lease of the first"
    bench.clock.at += LEASE
    await bench.until(lambda: bench.waiting() == 0)
    assert bench.begun == [1, 2, 3, 1]
    assert "update 1 was not handled to its end" in caplog.text


async def test_a_claim_is_renewed_while_the_work_takes_longer_than_the_lease(bench: Bench) -> None:
    async def slowly(arrived: Arrived) -> None:
        await bench.outlast_two_leases()
        await bench.answer(arrived)

    bench.employ(slowly)
    bench.employ(slowly)
    await bench.store(1)
    await bench.until(lambda: bench.waiting() == 0)
    assert bench.begun == [1]


async def test_workers_that_stop_in_the_middle_leave_the_update_for_later(bench: Bench) -> None:
    never = asyncio.Event()

    async def wait(_: Arrived) -> None:
        await never.wait()

    stopped = bench.employ(wait)
    await bench.store(1)
    await bench.until(lambda: bench.begun == [1])
    await stopped.stop()
    assert bench.waiting() == 1
    bench.clock.at += LEASE
    bench.employ(bench.answer)
    await bench.until(lambda: bench.waiting() == 0)
    assert bench.begun == [1, 1]


async def test_workers_that_are_woken_and_stopped_at_once_stop(bench: Bench) -> None:
    for _ in range(30):
        workers = bench.employ(bench.answer, number=1)
        await asyncio.sleep(0.002)
        workers.wake()
        async with asyncio.timeout(PATIENCE):
            await workers.stop()
        assert still_working() == []


def still_working() -> list[str]:
    """The workers that did not stop."""
    return [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("worker")]


async def test_updates_of_many_chats_are_worked_on_at_once(bench: Bench) -> None:
    together = asyncio.Event()

    async def meet(arrived: Arrived) -> None:
        if len(bench.begun) == 3:
            together.set()
        await together.wait()
        await bench.answer(arrived)

    bench.employ(meet, number=3)
    await bench.store(1, 2, 3)
    await bench.until(lambda: bench.waiting() == 0)
    assert sorted(bench.begun) == [1, 2, 3]


async def test_what_another_copy_stored_is_found_without_being_woken(bench: Bench) -> None:
    bench.employ(bench.answer)
    await asyncio.sleep(0.1)
    await bench.database.run(lambda c: InboxRepository(c).store([Arrived(1, 1, "{}")], bench.clock.now()))
    await bench.until(lambda: bench.waiting() == 0)
    assert bench.begun == [1]


async def test_a_database_that_fails_for_a_moment_kills_no_worker(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object) -> None:
        raise ConnectionError("the database went away")

    with monkeypatch.context() as broken:
        broken.setattr(InboxRepository, "claim", away)
        bench.employ(bench.answer)
        await bench.until(lambda: "the database went away" in caplog.text)
    await bench.store(1)
    await bench.until(lambda: bench.waiting() == 0)
    assert bench.begun == [1]


async def test_a_renewal_that_fails_once_is_made_up_for(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    renew = InboxRepository.renew
    failed: list[bool] = []

    def once_away(self: InboxRepository, *facts: object) -> None:
        if not failed:
            failed.append(True)
            raise ConnectionError("the database went away")
        renew(self, *facts)  # type: ignore[arg-type]

    async def slowly(arrived: Arrived) -> None:
        await bench.outlast_two_leases()
        await bench.answer(arrived)

    monkeypatch.setattr(InboxRepository, "renew", once_away)
    bench.employ(slowly)
    await bench.store(1)
    await bench.until(lambda: bench.waiting() == 0)
    assert (failed, bench.begun) == ([True], [1])


async def test_what_is_taken_in_is_begun_at_once_and_what_there_is_no_room_for_right_after(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbox.workers.LOOK_AGAIN", PATIENCE * 2)
    workers = bench.employ(bench.answer, number=2)
    await asyncio.gather(*(workers.take_in([Arrived(n, n % 4, "{}") for n in range(at, at + 9)]) for at in (1, 10, 19)))
    await bench.until(lambda: bench.waiting() == 0)
    assert sorted(bench.begun) == list(range(1, 28)), "nothing waited for the next look"
    assert [n for n in bench.begun if n % 4 == 1] == list(range(1, 28, 4)), "a chat keeps its order"


async def test_what_comes_twice_is_begun_once(bench: Bench) -> None:
    workers = bench.employ(bench.answer)
    for _ in range(2):
        await workers.take_in([Arrived(1, 1, "{}"), Arrived(2, 2, "{}")])
        await bench.until(lambda: bench.waiting() == 0)
    assert sorted(bench.begun) == [1, 2]


async def test_workers_that_do_not_work_take_in_and_begin_nothing(bench: Bench) -> None:
    workers = bench.employ(bench.answer)
    await workers.stop()
    await workers.take_in([Arrived(1, 1, "{}")])
    assert bench.waiting() == 1
    assert bench.begun == []


async def test_an_update_that_nobody_waits_behind_is_claimed_in_one_look(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    claim = InboxRepository.claim

    def noted(self: InboxRepository, at: datetime, lease: timedelta, most: int) -> list[Arrived]:
        looks.append(most)
        return claim(self, at, lease, most)

    monkeypatch.setattr("bot.inbox.workers.LOOK_AGAIN", PATIENCE * 2)
    monkeypatch.setattr(InboxRepository, "claim", noted)
    workers = bench.employ(bench.answer, number=5)
    await bench.until(lambda: len(looks) == 1)
    for number in range(1, 5):
        await workers.take_in([Arrived(number, number, "{}")])
    await bench.until(lambda: bench.waiting() == 0)
    await asyncio.sleep(0.1)
    assert len(looks) == 5


async def test_a_chat_that_an_earlier_run_left_is_worked_off_without_another_look(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbox.workers.LOOK_AGAIN", PATIENCE * 2)
    left = [Arrived(number, number % 3, "{}") for number in range(1, 13)]
    await bench.database.run(lambda c: InboxRepository(c).store(left, bench.clock.now()))
    bench.employ(bench.answer, number=2)
    await bench.until(lambda: bench.waiting() == 0)
    assert sorted(bench.begun) == list(range(1, 13))
