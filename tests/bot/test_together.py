"""What several ask for one by one is asked for at once, and each hears its own."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.together import Together


class Doubling:
    """A call that doubles numbers, once the test lets it; what was in each call is written down."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.may = asyncio.Event()

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.calls.append(list(numbers))
        await self.may.wait()
        if 13 in numbers:
            raise LookupError
        return [2 * number for number in numbers]


async def begun(doubling: Doubling, calls: int) -> None:
    async with asyncio.timeout(30):
        while len(doubling.calls) < calls:
            await asyncio.sleep(0)


async def test_who_comes_while_a_call_is_under_way_is_in_the_next() -> None:
    doubling = Doubling()
    together = Together(doubling, 3)
    first = asyncio.create_task(together.of(1))
    await begun(doubling, 1)
    others = [asyncio.create_task(together.of(number)) for number in range(2, 7)]
    await asyncio.sleep(0)
    doubling.may.set()
    assert await asyncio.gather(first, *others) == [2, 4, 6, 8, 10, 12]
    assert doubling.calls == [[1], [2, 3, 4], [5, 6]]


async def test_a_call_that_fails_is_told_to_all_in_it_and_the_next_goes_on() -> None:
    doubling = Doubling()
    together = Together(doubling, 2)
    waiting = [asyncio.create_task(together.of(number)) for number in (12, 13, 14)]
    doubling.may.set()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in results] == [LookupError, LookupError, int]
    assert results[2] == 28
    assert await together.of(4) == 8, "and who comes later is served too"


async def test_who_no_longer_waits_is_in_no_call() -> None:
    doubling = Doubling()
    together = Together(doubling, 5)
    first = asyncio.create_task(together.of(1))
    await begun(doubling, 1)
    gone, stays = asyncio.create_task(together.of(2)), asyncio.create_task(together.of(3))
    await asyncio.sleep(0)
    gone.cancel()
    first.cancel()
    await asyncio.sleep(0)
    doubling.may.set()
    assert await stays == 6
    assert doubling.calls == [[1], [3]]
    for cancelled in (first, gone):
        with pytest.raises(asyncio.CancelledError):
            await cancelled
