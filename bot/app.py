"""Putting the parts together: the application with its routes, its workers and its jobs."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Collection, Coroutine
from functools import partial
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest

from bot import jobs
from bot.clock import Clock
from bot.database import Database
from bot.handlers import menus
from bot.handlers.arrivals import AT_ONCE, KINDS, AnyApplication, Arrivals, handle, poll
from bot.handlers.delivering import Delivery
from bot.handlers.fetching import Fetching
from bot.handlers.importing import Importing
from bot.handlers.inline import Inline
from bot.handlers.showing import seconds
from bot.handlers.turns import Turns
from bot.inbox.repository import Arrived
from bot.inbox.workers import Workers
from bot.live import Live
from bot.meters import Meters
from bot.office import Offices
from bot.review.officers import OfficerRepository
from bot.routes import routes
from bot.settings import Settings
from bot.sitting import Sittings
from bot.upkeep import Upkeep
from knowledge.catalogue import Catalogue

log = logging.getLogger(__name__)

# Periods as timedelta, which the library is moving to; without this each 429 warns of the change.
os.environ.setdefault("PTB_TIMEDELTA", "true")

PAUSE = 5.0
"""Seconds between tries to greet Telegram at the start."""

TO_FINISH = 4.0
"""Seconds that updates under way are given at the end; a way in may have taken as long, and supervisors wait for 10."""


class RefusedError(Exception):
    """The bot cannot be served, and no waiting mends it; the text says what would."""


class App:
    """The bot with all its parts, over any transport that speaks the Bot API.

    `chats` are the only ones that the transport reaches, where it does not reach all. `desk` is where the desk is
    reached, empty where it is not open; else it is as the settings say.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        database: Database,
        catalogue: Catalogue,
        *,
        token: str,
        request: BaseRequest | None = None,
        chats: Collection[int] | None = None,
        desk: str | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.database = database
        self.meters = Meters()
        self.application = _application(settings, token, request)
        self.offices = offices = Offices(settings, clock, database, catalogue, settings.site if desk is None else desk)
        bot, rate = self.application.bot, settings.send_rate
        self.delivery = Delivery(bot, database, clock, offices, rate=rate, chats=chats)
        self.importing = Importing(bot, database, clock, offices, self.delivery.wake)
        sittings = Sittings(offices, database)
        turns = Turns(offices, sittings, clock, self.delivery, self.importing, self.meters)
        self.fetching = Fetching(bot, database, clock, offices, settings.data / "files", self.delivery.wake)
        self.inline = Inline(offices)
        self.live = Live(database, clock, offices)
        self.application.add_handlers(routes(turns, self.fetching, self.inline))
        self.workers = Workers(database, clock, self.handle)
        self.arrivals = Arrivals(self.workers, partial(self.inline.take, self.application))
        self.upkeep = upkeep = Upkeep(database, clock, offices, settings.data / "files", self.delivery.wake)
        jobs.schedule(self.application, database, clock, self.delivery, self.fetching, self.importing, upkeep)

    async def handle(self, arrived: Arrived) -> None:
        """Handle one stored update to its end."""
        with self.meters.handling():
            await handle(self.application, arrived)

    async def start(self) -> None:
        """Greet Telegram and begin, waiting while it is away.

        Raises InvalidToken, RefusedError, and WrongSettingError for a secret that is not that of the database.
        """
        await self.offices.hold_keys()
        await self.offices.seat_staff()
        await _greet(self.application, self.settings)
        self.offices.are_called(self.application.bot.username)
        officers = await self.database.run(lambda connection: OfficerRepository(connection).current())
        # The persons of the terminal chat have numbers below zero.
        known = {officer.telegram_id: officer.roles for officer in officers if officer.telegram_id > 0}
        await menus.set_menus(self.application.bot, known)
        await self.application.start()
        self.live.start()

    async def stop(self, patience: float = 0) -> None:
        """Let go of everything, after `patience` seconds at most; what is in the inbox stays for the next start."""
        fetching = self.fetching.stop(), self.importing.stop()
        await asyncio.gather(self.workers.stop(patience), self.delivery.stop(patience), *fetching, self.live.stop())
        await self.inline.stop()
        if self.application.running:
            await self.application.stop()
        await self.application.shutdown()
        # An application that was never greeted leaves the connections of its bot open.
        await self.application.bot.shutdown()

    async def serve(self, way_in: "WayIn | None" = None) -> None:
        """Work on what comes in until asked to end: by polling, unless another way is given. Raises RefusedError."""
        try:
            await _until_asked_to_end(self._work(way_in or by_polling))
        except InvalidToken:
            raise RefusedError(
                "MOTCUA_BOT_TOKEN: Telegram does not know this token; @BotFather shows the right one."
            ) from None
        except Conflict:
            raise RefusedError(
                "another program fetches this bot's updates; stop it, or take its webhook away, and start again."
            ) from None
        finally:
            await self.stop(TO_FINISH)

    async def _work(self, way_in: "WayIn") -> None:
        await self.start()
        self.workers.start()
        self.delivery.start()
        self.fetching.start()
        self.importing.start()
        await way_in(self)


WayIn = Callable[[App], Coroutine[Any, Any, None]]
"""Takes updates in for an application, and goes on until it is cancelled."""


async def by_polling(app: App) -> None:
    """Ask Telegram for updates for ever. Raises InvalidToken and Conflict."""
    await poll(app.application.bot, app.arrivals)


async def _until_asked_to_end(work: Coroutine[Any, Any, None]) -> None:
    """Work until a signal cancels it; a second signal cancels what the first one left to be finished."""
    working = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    for asked in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(asked, working.cancel)
    try:
        await working
    except asyncio.CancelledError:
        log.info("asked to end")


def _application(settings: Settings, token: str, request: BaseRequest | None) -> AnyApplication:
    builder = (
        ApplicationBuilder()
        .token(token)
        .updater(None)  # the inbox is the way in: stock polling confirms updates before they are stored
        .base_url(f"{settings.telegram_api}/bot")
        .base_file_url(f"{settings.telegram_api}/file/bot")
        .concurrent_updates(False)  # order and concurrency are the inbox's
    )
    if request is not None:
        return builder.request(request).get_updates_request(request).build()
    from bot.calling import calls_through  # the terminal chat need not wait until aiohttp is loaded

    proxy = settings.proxy.get_secret_value() if settings.proxy else None
    builder = builder.request(calls_through(proxy, connections=64))
    return builder.get_updates_request(calls_through(proxy, connections=1, read_timeout=45)).build()


async def _greet(application: AnyApplication, settings: Settings) -> None:
    """Make ourselves known to Telegram, waiting while it is away. Raises InvalidToken and RefusedError."""
    while True:
        try:
            await application.initialize()
            await _say_where_updates_go(application.bot, settings)
        except RetryAfter as slow:
            await asyncio.sleep(seconds(slow))
        except (BadRequest, Forbidden) as refused:
            # BadRequest is a NetworkError to the library, but no waiting mends it.
            raise RefusedError(f"Telegram refuses the start of this bot: {refused.message}.") from None
        except NetworkError as away:
            log.warning("Telegram is not reached, trying again: %s", type(away).__name__)
            await asyncio.sleep(PAUSE)
        else:
            return


async def _say_where_updates_go(bot: Bot, settings: Settings) -> None:
    if settings.webhook_url:
        await bot.set_webhook(
            settings.webhook_url,
            secret_token=settings.webhook_word,
            allowed_updates=KINDS,
            drop_pending_updates=False,  # what waits at Telegram came from people
            max_connections=AT_ONCE,
        )
    else:
        # A webhook from an earlier way of running would keep every update from us.
        await bot.delete_webhook()
