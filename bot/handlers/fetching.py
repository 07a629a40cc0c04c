"""Files on their way from Telegram into our folder: fetched outside any transaction, checked, stored, then marked.

A kill on the way fetches a file again when its lease is over; a file stored but not marked is swept at night.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection
from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.clock import Clock
from bot.database import Database
from bot.office import Offices
from bot.petitions.attachments import Attachment, AttachmentRepository
from bot.petitions.contents import Kept, RefusedFileError, checked, random_name, store
from bot.views.files import refused

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Files that are fetched at the same time."""

WAIT = timedelta(seconds=30)
"""Before a file that was not to be had is asked for again; each failure waits as long again."""

GONE = "gone"
"""The reason of a file that Telegram does not give."""

Mark = Callable[[AttachmentRepository], object]


class Fetching:
    """Fetches what waits; woken when something was sent."""

    def __init__(self, bot: Bot, database: Database, clock: Clock, offices: Offices, folder: Path) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._offices = offices
        self._folder = folder
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to fetch what waits, and whatever is sent from now on."""
        self._task = asyncio.create_task(self._work(), name="fetching")

    async def stop(self) -> None:
        """Stop; what was under way is fetched again after the next start."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def wake(self) -> None:
        """Something was sent, or may be tried again."""
        self._woken.set()

    async def drain(self) -> None:
        """Fetch all that can be fetched now, and return."""
        while taken := await self._take():
            await asyncio.gather(*map(self._see_through, taken))

    async def _work(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self.drain()
            except Exception:
                # Whatever happens to one file, the others are fetched; its lease brings it back.
                log.exception("a file was not fetched")
            await self._woken.wait()

    async def _take(self) -> list[Attachment]:
        now = self._clock.now()
        return await self._database.run(lambda connection: AttachmentRepository(connection).take(now, AT_ONCE))

    async def _see_through(self, attachment: Attachment) -> None:
        try:
            data = await self._fetched(attachment)
            kept = await asyncio.to_thread(checked, attachment.name, attachment.declared_type, data)
        except RefusedFileError as unfit:
            await self._refuse(attachment, unfit.reason)
        except (BadRequest, Forbidden):
            await self._refuse(attachment, GONE)
        except TelegramError as away:
            log.warning("a file is not to be had now: %s", type(away).__name__)
            await self._put_off(attachment)
        else:
            await self._keep(attachment, kept)

    async def _fetched(self, attachment: Attachment) -> bytes:
        file = await self._bot.get_file(attachment.file_id)
        return bytes(await file.download_as_bytearray())

    async def _keep(self, attachment: Attachment, kept: Kept) -> None:
        name = random_name(kept.extension)
        await asyncio.to_thread(store, self._folder, name, kept.data)
        digest = sha256(kept.data).hexdigest()
        await self._mark(lambda files: files.kept(attachment.id, name, kept.media_type, len(kept.data), digest))

    async def _put_off(self, attachment: Attachment) -> None:
        def later(connection: Connection) -> bool:
            return AttachmentRepository(connection).again(attachment.id, self._clock.now() + WAIT)

        if not await self._database.run(later):
            await self._refuse(attachment, GONE)

    async def _refuse(self, attachment: Attachment, reason: str) -> None:
        """A file that is not taken; its sender is told which and why, in the same transaction."""

        def refuse(connection: Connection) -> None:
            office = self._offices.open(connection)
            office.cases.attachments.refused(attachment.id, reason)
            if (now := office.cases.attachments.by_id(attachment.id)) and (sender := office.cases.sender_of(now)):
                office.tell(sender, refused(now), f"file:{now.id}")

        await self._database.run(refuse)

    async def _mark(self, mark: Mark) -> None:
        await self._database.run(lambda connection: mark(AttachmentRepository(connection)))
