"""What several ask for one by one is asked for at once: whoever comes while a call is under way is in the next.

of ──▶ waiting ──▶ one call for all that wait ──▶ each hears its own
                    └─ meanwhile others wait for the next
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Together(Generic[Item, Result]):
    """Calls of one kind; `call` gives a result for each item, in their order, and is given so many at most."""

    def __init__(self, call: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]], most: int) -> None:
        self._call = call
        self._most = most
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._calling: asyncio.Task[None] | None = None

    async def of(self, item: Item) -> Result:
        """What comes of one item. Raises what the call raised for all that were in it."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._calling is None or self._calling.done():
            self._calling = asyncio.create_task(self._call_for_all())
        return await future

    async def _call_for_all(self) -> None:
        while self._waiting:
            some = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            still = [
                (item, future) for item, future in some if not future.done()
            ]  # whoever was cancelled waits no more
            if still:
                await self._call_for([item for item, _ in still], [future for _, future in still])

    async def _call_for(self, items: Sequence[Item], futures: Sequence[asyncio.Future[Result]]) -> None:
        try:
            results = await self._call(items)
        except BaseException as fault:
            for future in futures:
                if not future.done():
                    future.set_exception(fault) if isinstance(fault, Exception) else future.cancel()
            if not isinstance(fault, Exception):
                raise
            return
        for future, result in zip(futures, results, strict=True):
            if not future.done():
                future.set_result(result)
