"""Work beside the chat that waits in a table: done when something was put there, and after every start."""

import asyncio
import logging
from abc import ABC, abstractmethod

log = logging.getLogger(__name__)


class Waking(ABC):
    """A task that sees to all that waits, sleeps until it is woken, and outlives whatever happens to one piece."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @abstractmethod
    async def drain(self) -> None:
        """See to all that can be seen to now, and return."""

    def start(self) -> None:
        """Begin with what waits, and go on with whatever comes from now on."""
        self._task = asyncio.create_task(self._work(), name=self._name)

    async def stop(self) -> None:
        """Stop; what was under way is begun again after the next start."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def wake(self) -> None:
        """Something came, or may be tried again."""
        self._woken.set()

    async def _work(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self.drain()
            except Exception:
                # Whatever happens to one piece, the others are seen to; its lease brings it back.
                log.exception("%s: one was not seen to", self._name)
            await self._woken.wait()
