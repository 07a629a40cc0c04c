"""Annexes on their way to the officer who sent them: fetched outside any transaction, read in a thread.

They come from Telegram, or from our folder where somebody brought them in at the desk. A kill on the way fetches a file
again when its lease is over. What was read is kept as a row, the file itself nowhere.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection
from telegram import Bot
from telegram.error import TelegramError

from bot.clock import Clock
from bot.database import Database
from bot.handlers.downloading import content_of
from bot.handlers.fetching import TOO_BIG
from bot.handlers.waking import Waking
from bot.office import Offices
from bot.petitions.contents import path_of, remove_all
from bot.review.proposals import ProposalRepository
from bot.review.sheets import Sheet
from bot.views import proposals as views
from bot.views.message import Message
from bot.views.notice import told
from knowledge.annexes.reading import read_annex
from knowledge.annexes.values import Annex, AnnexError
from knowledge.proposing.drawing import draw_up

log = logging.getLogger(__name__)

TRIES = 6
"""How often a file is asked for before it is given up."""

WAIT = timedelta(seconds=30)
"""How long after a failure it is tried again."""


class Importing(Waking):
    """Fetches and reads what waits, one file at a time; woken when something was sent."""

    def __init__(self, bot: Bot, database: Database, clock: Clock, offices: Offices, heard: Callable[[], None]) -> None:
        super().__init__("importing")
        self._bot = bot
        self._database = database
        self._clock = clock
        self._offices = offices
        self._heard = heard

    async def drain(self) -> None:
        """Fetch and read all that can be now, and return."""
        while taken := await self._database.run(self._take):
            for number, name, sheet in taken:
                await self._see_through(number, name, sheet)

    def _take(self, connection: Connection) -> list[tuple[int, str, Sheet]]:
        return self._offices.open(connection).proposals.take(self._clock.now())

    async def _see_through(self, number: int, name: str, sheet: Sheet) -> None:
        if sheet.tries > TRIES:
            # Whoever took it so often was killed over it.
            await self._give_up(number, told("proposal.not_fetched", name=name))
            return
        content = await (self._stored if sheet.stored else self._fetched)(number, name, sheet)
        if content is None:
            return
        try:
            annex = await asyncio.to_thread(read_annex, content, name, self._clock.today())
        except AnnexError as unreadable:
            await self._give_up(number, views.unreadable(name, unreadable.fault))
        else:
            await self._keep(number, sheet, annex)
        if sheet.stored:
            await asyncio.to_thread(remove_all, self._offices.folder, [sheet.stored])

    async def _stored(self, number: int, name: str, sheet: Sheet) -> bytes | None:
        """What our folder has; None when it has it no more, which is told."""
        try:
            return await asyncio.to_thread(path_of(self._offices.folder, sheet.stored).read_bytes)
        except OSError:
            log.exception("annex %s is gone", number)
            await self._give_up(number, told("proposal.not_kept", name=name))
            return None

    async def _fetched(self, number: int, name: str, sheet: Sheet) -> bytes | None:
        """What Telegram gives; None when it gives nothing, which is seen to."""
        try:
            return await content_of(self._bot, sheet.file_id)
        except TelegramError as away:
            if TOO_BIG in str(away).lower():
                await self._give_up(number, told("proposal.too_big", name=name))
            elif sheet.tries >= TRIES:
                await self._give_up(number, told("proposal.not_fetched", name=name))
            else:
                log.warning("annex %s is not to be had now: %s", number, type(away).__name__)
                later = self._clock.now() + WAIT
                await self._database.run(lambda c: self._offices.open(c).proposals.later(number, sheet, later))
            return None

    async def _keep(self, number: int, sheet: Sheet, annex: Annex) -> None:
        """It was read: its sender is told what it would change, in the transaction that keeps it."""
        known = await asyncio.to_thread(self._database.read, lambda c: ProposalRepository(c).known())
        drawn = await asyncio.to_thread(draw_up, annex, known, self._clock.today())

        def keep(connection: Connection) -> bool:
            office, read = self._offices.open(connection), replace(sheet, annex=annex)
            if proposal := office.proposals.read(number, read):
                office.advising.read(proposal.proposed_by, views.draft(proposal, drawn, read.edition), number)
            return office.outbox.has_new

        if await self._database.run(keep):
            self._heard()

    async def _give_up(self, number: int, why: Message) -> None:
        """It cannot be read: its sender is told why, and nothing of it stays."""

        def give_up(connection: Connection) -> bool:
            office = self._offices.open(connection)
            found = office.proposals.by_id(number)
            if found and office.proposals.drop(number):
                office.advising.read(found.proposed_by, why, number)
            return office.outbox.has_new

        if await self._database.run(give_up):
            self._heard()
