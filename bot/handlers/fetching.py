"""Files on their way from Telegram into our folder: fetched outside any transaction, checked, stored, then marked.

So are files that were brought at the desk, which lie in it unchecked, and copies of pictures with cells that are black,
which are made of those that are in it.
A kill on the way fetches a file again when its lease is over; a file stored but not marked is swept at night.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection
from telegram import Bot
from telegram.error import TelegramError

from bot.clock import Clock
from bot.database import Database
from bot.handlers.downloading import content_of
from bot.handlers.waking import Waking
from bot.office import Offices
from bot.petitions.attachments import BROUGHT, TRIES, Attachment, AttachmentRepository
from bot.petitions.contents import (
    Kept,
    Kind,
    Refusal,
    RefusedFileError,
    checked,
    path_of,
    random_name,
    remove_all,
    store,
)
from bot.petitions.contents.covering import covered, read_cells
from bot.views.files import refused

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Files that are fetched at the same time."""

TOO_BIG = "file is too big"
"""What Telegram says of a file that no bot can fetch; whatever else it says may be otherwise an hour later."""


class Fetching(Waking):
    """Fetches what waits; woken when something was sent. `told` is called when a sender is told of her file."""

    def __init__(
        self, bot: Bot, database: Database, clock: Clock, offices: Offices, folder: Path, told: Callable[[], None]
    ) -> None:
        super().__init__("fetching")
        self._bot = bot
        self._database = database
        self._clock = clock
        self._offices = offices
        self._folder = folder
        self._told = told

    async def drain(self) -> None:
        """Fetch all that can be fetched now, and return."""
        while taken := await self._take():
            await asyncio.gather(*map(self._see_through, taken))

    async def _take(self) -> list[Attachment]:
        now = self._clock.now()
        return await self._database.run(lambda connection: AttachmentRepository(connection).take(now, AT_ONCE))

    async def _see_through(self, taken: Attachment) -> None:
        if taken.failures >= TRIES:
            # Whoever took it so often was killed over it.
            await self._refuse(taken, Refusal.CANNOT_BE_READ)
            return
        if taken.covers is not None:
            kept = await self._copied(taken, taken.covers)
        else:
            data = await self._fetched(taken)
            kept = None if data is None else await self._checked(taken, data)
        if kept is not None:
            await self._keep(taken, kept)

    async def _copied(self, taken: Attachment, number: int) -> Kept | None:
        """A copy of a picture of ours with black cells; None when there is none to be had, which is seen to."""
        picture = await self._database.run(lambda connection: AttachmentRepository(connection).by_id(number))
        try:
            data = await asyncio.to_thread(_covered, self._folder, picture.stored if picture else "", taken.cells)
        except (FileNotFoundError, ValueError):
            await self._refuse(taken, Refusal.GONE)
        except RefusedFileError as unfit:
            await self._refuse(taken, unfit.reason)
        except Exception:
            # A full machine may do better later.
            log.exception("no copy %s was made of file %s", taken.id, number)
            await self._fail(taken)
        else:
            return Kept(Kind.JPEG.media_type, Kind.JPEG, data)
        return None

    async def _fetched(self, taken: Attachment) -> bytes | None:
        """What Telegram gives, or what was brought at the desk; None where there is nothing, which is seen to."""
        if taken.file_id.startswith(BROUGHT):
            return await self._brought(taken)
        try:
            return await content_of(self._bot, taken.file_id)
        except TelegramError as away:
            if TOO_BIG in str(away).lower():
                await self._refuse(taken, Refusal.TOO_BIG)
                return None
            log.warning("file %s is not to be had now: %s", taken.id, type(away).__name__)
            await self._absent(taken)
            return None

    async def _brought(self, taken: Attachment) -> bytes | None:
        """What was brought at the desk lies in our folder until it is checked; what is not kept the night removes."""
        try:
            return await asyncio.to_thread(path_of(self._folder, taken.file_id.removeprefix(BROUGHT)).read_bytes)
        except (FileNotFoundError, ValueError):
            await self._refuse(taken, Refusal.GONE)
            return None

    async def _checked(self, taken: Attachment, data: bytes) -> Kept | None:
        """The file as it may be kept; None when it may not, or nobody can tell, which is seen to."""
        try:
            return await asyncio.to_thread(checked, taken.name, taken.declared_type, data)
        except RefusedFileError as unfit:
            await self._refuse(taken, unfit.reason)
        except Exception:
            # What decoders raise over hostile bytes is listed nowhere; a full machine may do better later.
            log.exception("file %s was not checked", taken.id)
            await self._fail(taken)
        return None

    async def _keep(self, taken: Attachment, kept: Kept) -> None:
        name = random_name(kept.extension)
        try:
            await asyncio.to_thread(store, self._folder, name, kept.data)
        except OSError:
            log.exception("file %s was not stored", taken.id)
            await self._absent(taken)
            return
        if not await self._database.run(partial(self._mark, taken.id, name, kept)):
            await asyncio.to_thread(remove_all, self._folder, [name])  # its draft was given up meanwhile

    def _mark(self, number: int, name: str, kept: Kept, connection: Connection) -> bool:
        """What was stored is hers now; of a petition that was lodged its trail says so. False: nobody waits for it."""
        cases = self._offices.open(connection).cases
        # As everywhere, a petition is held before its files.
        if (before := cases.attachments.by_id(number)) and before.petition_id:
            cases.register.petitions.hold(before.petition_id)
        digest = sha256(kept.data).hexdigest()
        now = cases.attachments.kept(number, name, kept.media_type, len(kept.data), digest)
        if now and now.petition_id:
            cases.register.enclose(now.petition_id, now, self._clock.now())
        return now is not None

    async def _absent(self, taken: Attachment) -> None:
        """It is asked for later, or given up."""
        if not await self._database.run(lambda c: AttachmentRepository(c).absent(taken, self._clock.now())):
            await self._refuse(taken, Refusal.GONE)

    async def _fail(self, taken: Attachment) -> None:
        """It is checked again later, or given up."""
        if not await self._database.run(lambda c: AttachmentRepository(c).failed(taken, self._clock.now())):
            await self._refuse(taken, Refusal.CANNOT_BE_READ)

    async def _refuse(self, taken: Attachment, reason: Refusal) -> None:
        """A file that is not taken; its sender is told which and why, in the same transaction."""

        def refuse(connection: Connection) -> bool:
            office = self._offices.open(connection)
            now = office.cases.attachments.refused(taken.id, reason)
            if now and (sender := office.cases.sender_of(now)):
                office.tell(sender, refused(now), f"file:{now.id}")
            return office.outbox.has_new

        if await self._database.run(refuse):
            self._told()


def _covered(folder: Path, stored: str, cells: str) -> bytes:
    """A picture of our folder whose named cells are black; without any it is the picture, written anew."""
    return covered(path_of(folder, stored).read_bytes(), read_cells(cells) if cells else ())
