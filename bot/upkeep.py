"""What is done by the clock for petitions and drafts: each act one transaction, done by one copy of the bot alone."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from bot import announcing, heralding, safekeeping
from bot.backup import BackupRefusedError
from bot.clock import VIET_NAM, Clock
from bot.database import Database, is_alone
from bot.delivery.outbox import Kind
from bot.office import Office, Offices
from bot.petitions import due, retention
from bot.petitions.attachments import AttachmentRepository
from bot.petitions.contents import older_than, remove_all, sweep
from bot.petitions.drafts import KEPT
from bot.petitions.life import OPEN
from bot.petitions.timers import OFFICES, Timer, What
from bot.views import chart
from bot.views.notice import told

log = logging.getLogger(__name__)

MOST = 200
"""Timers that are looked up in one go."""

AWAKE = time(7), time(21)
"""When people are told what can wait for the day: of their own drafts, of what they follow; on any day of the week."""

YOUNG = timedelta(days=1)
"""A stored file that nobody has and that is younger may be one that is about to be marked."""

PUT_OFF = timedelta(minutes=10)
"""How long a timer that failed is left alone, so that those behind it have their turn."""

Result = TypeVar("Result")


class Upkeep:
    """Looks after what nobody asks for; `folder` holds the files of petitions, `wake` is called when something is told.

    Several copies may serve one database: whoever comes second to a work leaves it to the first.
    """

    def __init__(
        self, database: Database, clock: Clock, offices: Offices, folder: Path, wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._offices = offices
        self._folder = folder
        self._wake = wake

    @property
    def opening(self) -> time:
        """When the office opens on a day it works."""
        return self._offices.opening

    async def act_on_timers(self) -> None:
        """Do all that is due for petitions; what fails is tried again later and holds up nothing else."""
        tried: set[int] = set()
        while timers := await self._due(tried):
            for timer in timers:
                await self._act_on(timer)
            tried.update(timer.id for timer in timers)

    async def _due(self, tried: Collection[int]) -> list[Timer]:
        """What is due and was not tried yet: some of it, nothing while another copy is at it."""
        due_now = await self._alone("timers", lambda office: office.cases.timers.due(office.at, MOST)) or []
        return [timer for timer in due_now if timer.id not in tried]

    async def _act_on(self, timer: Timer) -> None:
        try:
            await self._alone("timers", partial(_act_on, timer))
        except Exception:
            log.exception("the timer %s of petition %s was not acted on", timer.id, timer.petition_id)
            await self._alone("timers", partial(_put_off, timer))

    async def plan_reminders(self) -> None:
        """Let the office be reminded of every open petition, of those too that were lodged before it was.

        And of those whose officer may not answer for them any more, as of any that nobody answers for.
        """
        numbers = await self._alone("reminders", lambda office: office.cases.timers.unreminded())
        await self._each("reminders", _plan_reminders, numbers or [])
        numbers = await self._alone("reminders", lambda office: due.left_behind(office.cases))
        await self._each("reminders", _plan_for_left_behind, numbers or [])

    async def tell_bulletins(self) -> None:
        """Tell units what is due today, and leaders how last week was: once each, late rather than never.

        Leaders hear too of the replies of a month that wait to be judged.
        """
        await self._alone("bulletins", announcing.tell_daily)
        await self._alone("bulletins", announcing.tell_samples)
        week = await self._alone("bulletins", announcing.week_to_tell)
        if week:
            # A second of drawing holds up nobody's transaction.
            picture = await asyncio.to_thread(chart.week, week.shown, week.names)
            await self._alone("bulletins", partial(announcing.tell_weekly, week, picture))

    async def tell_followers(self) -> None:
        """Tell those who follow a procedure or a field what changed, by day: once each."""
        if AWAKE[0] <= self._clock.now().astimezone(VIET_NAM).time() < AWAKE[1]:
            await self._alone("followers", heralding.tell_changes)
            await self._alone("followers", heralding.tell_of_today)

    async def look_after_drafts(self) -> None:
        """Remind of drafts once, by day; those that lay for a week go, with their files."""
        if AWAKE[0] <= self._clock.now().astimezone(VIET_NAM).time() < AWAKE[1]:
            await self._alone("drafts", _remind_of_drafts)
        await self._alone("drafts", _forget_drafts)
        await self.remove_dropped()

    async def remove_dropped(self) -> None:
        """Remove the files of drafts that were given up; one that cannot go now is tried again."""
        names = await self._database.run(lambda connection: AttachmentRepository(connection).dropped())
        if names:
            gone = await asyncio.to_thread(remove_all, self._folder, names)
            await self._database.run(lambda connection: AttachmentRepository(connection).removed(gone))

    async def count_anew(self) -> None:
        """Count open petitions by the calendar as it is now, if it changed: a new edition brings other holidays."""
        numbers = await self._alone("calendar", lambda office: office.cases.register.counted_otherwise())
        await self._each("calendar", _count_anew, numbers or [])

    async def draw_samples(self) -> None:
        """Draw the replies of the month that ended which are to be judged; once, late rather than never."""
        await self._alone("samples", _draw_samples)

    async def anchor(self) -> None:
        """Sign the heads of the day."""
        await self._alone("anchor", _anchor)

    async def forget(self) -> None:
        """Forget wrong codes, files that were dropped, and the remarks whose time is over."""
        await self._alone("forget", _forget)

    async def back_up(self, night: time) -> None:
        """Make tonight's backup where the settings name a folder for it, beside whatever else is done meanwhile."""
        begun = await self._alone("backup", partial(safekeeping.begin, night))
        if begun is None:
            return
        end: Callable[[Office], None]
        try:
            end = partial(safekeeping.made, begun, await asyncio.to_thread(safekeeping.put, begun, self._database))
        except BackupRefusedError as refused:
            log.error("no backup was made: %s", refused)  # noqa: TRY400 - its sentence says everything
            end = partial(safekeeping.failed, begun, refused)
        except Exception as fault:
            log.exception("no backup was made")
            end = partial(safekeeping.failed, begun, fault)
        # Under a name that nobody else has: what came of it is always written down.
        await self._alone(f"backup {begun.number}", end)

    async def sweep(self) -> None:
        """Remove the files that nobody has any more."""
        # Files are as old as the machine says, whatever day a drill lives in.
        old = await asyncio.to_thread(older_than, self._folder, Clock().now() - YOUNG)
        known = await self._database.run(lambda connection: AttachmentRepository(connection).stored())
        await asyncio.to_thread(sweep, old, known)

    async def anonymise(self) -> None:
        """Forget who sent the petitions that were kept long enough."""
        for stored in await self._each("retention", _anonymise, await self._alone("retention", _expired) or []):
            await asyncio.to_thread(remove_all, self._folder, stored)

    async def _each(self, work: str, act: Callable[[int, Office], Result], numbers: Iterable[int]) -> list[Result]:
        """What an act gives for each petition, a transaction each; one that fails holds up no other."""
        given: list[Result] = []
        for number in numbers:
            try:
                result = await self._alone(work, partial(act, number))
            except Exception:
                log.exception("%s: petition %s was passed over", work, number)
            else:
                given += [] if result is None else [result]
        return given

    async def _alone(self, work: str, act: Callable[[Office], Result]) -> Result | None:
        """What an act gives; None when another copy is at this work."""

        def within(connection: Connection) -> tuple[Result | None, bool]:
            if not is_alone(connection, f"motcua {work}"):
                return None, False
            office = self._offices.open(connection)
            return act(office), office.outbox.has_new

        result, has_new = await self._database.run(within)
        if has_new:
            self._wake()
        return result


def _act_on(timer: Timer, office: Office) -> None:
    if reminder := due.act_on(office.cases, timer, office.at):
        announcing.remind(office, reminder)


def _plan_reminders(number: int, office: Office) -> None:
    held = office.cases.register.petitions.hold(number)
    if held.state in OPEN and {What.DUE, What.OVERDUE}.isdisjoint(office.cases.timers.waiting(number)):
        office.cases.timers.settle_all(number, office.at, OFFICES)
        office.cases.clocking.reminding.plan(held, held.clock_from)


def _plan_for_left_behind(number: int, office: Office) -> None:
    due.plan_for_left_behind(office.cases, number, office.at)


def _put_off(timer: Timer, office: Office) -> None:
    office.cases.timers.put_off(timer.id, office.at + PUT_OFF)


def _count_anew(number: int, office: Office) -> bool:
    return office.cases.register.count_anew(number, office.at)


def _remind_of_drafts(office: Office) -> None:
    if office.channel.now.is_off:
        return  # nobody could go on now
    for chat in office.cases.drafts.to_remind(office.at):
        office.tell(chat, told("lodge.reminder"), "draft", kind=Kind.BROADCAST)


def _forget_drafts(office: Office) -> None:
    if not office.channel.now.has_been_on(office.at, KEPT):
        return  # who could not go on while it was switched off has the whole time again
    for chat in office.cases.drafts.forget(office.at):
        office.cases.attachments.drop(chat)
        office.outbox.drop(chat, "draft")
        office.tell(chat, told("lodge.forgotten"), "draft", kind=Kind.BROADCAST)


def _draw_samples(office: Office) -> None:
    office.cases.samples.draw_what_ended(office.day, office.at, trial=not office.settings.is_official)


def _anchor(office: Office) -> None:
    office.cases.anchors.sign(office.day, office.at)


def _forget(office: Office) -> None:
    office.cases.guesses.forget(office.at)
    office.cases.attachments.forget(office.at)
    office.cases.remarks.forget(office.day - timedelta(days=office.settings.retention_days))


def _expired(office: Office) -> list[int]:
    return [one.id for one in retention.expired(office.cases, office.at, office.settings.retention_days)]


def _anonymise(number: int, office: Office) -> list[str]:
    return retention.anonymise(office.cases, number, office.at, office.settings.retention_days) or []
