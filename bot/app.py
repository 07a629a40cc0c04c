"""Putting the parts together: the application with its routes, its workers and its jobs."""

import asyncio
import logging
import os
import signal

from telegram import BotCommand
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest

from bot import jobs
from bot.clock import Clock
from bot.database import Database
from bot.handlers.arrivals import AnyApplication, Arrivals, handle, poll
from bot.handlers.showing import seconds
from bot.handlers.turns import Turns
from bot.inbox.repository import Arrived
from bot.inbox.workers import Workers
from bot.office import Offices
from bot.routes import routes
from bot.settings import Settings
from bot.texts import say
from knowledge.catalogue import Catalogue

log = logging.getLogger(__name__)

# Periods as timedelta, which the library is moving to; without this each 429 warns of the change.
os.environ.setdefault("PTB_TIMEDELTA", "true")

COMMANDS = ("start", "tracuu")
"""The commands in the menu; each has its line in the texts."""

PAUSE = 5.0
"""Seconds between tries to greet Telegram at the start."""


class RefusedError(Exception):
    """Telegram will not serve this bot, and no waiting mends it; the text says what would."""


class App:
    """The bot with all its parts, over any transport that speaks the Bot API."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        database: Database,
        catalogue: Catalogue,
        *,
        token: str,
        request: BaseRequest | None = None,
    ) -> None:
        self.application = _application(settings, token, request)
        turns = Turns(Offices(settings, clock, database, catalogue), clock)
        self.application.add_handlers(routes(turns))
        self.arrivals = Arrivals(database, clock)
        self.workers = Workers(database, clock, self.handle)
        jobs.schedule(self.application, database, clock)

    async def handle(self, arrived: Arrived) -> None:
        """Handle one stored update to its end."""
        await handle(self.application, arrived)

    async def start(self) -> None:
        """Greet Telegram and begin. Raises InvalidToken; waits while Telegram is away."""
        await _greet(self.application)
        await self.application.start()

    async def stop(self) -> None:
        """Let go of everything; what is in the inbox stays there for the next start."""
        await self.workers.stop()
        if self.application.running:
            await self.application.stop()
        await self.application.shutdown()
        # An application that was never greeted leaves the connections of its bot open.
        await self.application.bot.shutdown()

    async def serve(self) -> None:
        """Poll Telegram and work until asked to end. Raises RefusedError."""
        try:
            await self._serve()
        except InvalidToken:
            raise RefusedError(
                "MOTCUA_BOT_TOKEN: Telegram does not know this token; @BotFather shows the right one."
            ) from None
        except Conflict:
            raise RefusedError(
                "another program fetches this bot's updates; stop it, or take its webhook away, and start again."
            ) from None
        finally:
            await self.stop()

    async def _serve(self) -> None:
        await self.start()
        self.workers.start()
        polling = asyncio.create_task(poll(self.application.bot, self.arrivals, self.workers.wake))
        loop = asyncio.get_running_loop()
        for asked in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(asked, polling.cancel)
        try:
            await polling
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
    if settings.proxy:
        proxy = settings.proxy.get_secret_value()
        builder = builder.proxy(proxy).get_updates_proxy(proxy)
    return builder.connection_pool_size(64).get_updates_read_timeout(45).build()


async def _greet(application: AnyApplication) -> None:
    """Make ourselves known to Telegram, waiting while it is away. Raises InvalidToken."""
    while True:
        try:
            await application.initialize()
            # A webhook from an earlier way of running would keep every update from us.
            await application.bot.delete_webhook()
        except EndPointNotFound:
            break  # a server of the Bot API that knows no webhooks keeps none
        except RetryAfter as slow:
            await asyncio.sleep(seconds(slow))
        except NetworkError as away:
            log.warning("Telegram is not reached, trying again: %s", type(away).__name__)
            await asyncio.sleep(PAUSE)
        else:
            break
    try:
        await application.bot.set_my_commands([BotCommand(name, say(f"menu.{name}")) for name in COMMANDS])
    except TelegramError as refused:
        log.warning("the menu of commands is not set: %s", refused.message)
