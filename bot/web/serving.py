"""HTTP beside the workers, in one event loop: uvicorn, with the signals left to the application."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from functools import partial

import uvicorn

from bot.app import App, RefusedError, WayIn
from bot.settings import Settings
from bot.web.bounded import Bounded
from bot.web.site import site

log = logging.getLogger(__name__)

TO_FINISH = 4
"""Seconds that requests under way are given at the end."""


class Server(uvicorn.Server):
    """A server that is ended by cancelling `stay`; uvicorn's own would take the signals from the application."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave every signal where it is."""
        yield

    async def stay(self, listener: socket.socket) -> None:
        """Serve until cancelled, and then what had begun; cancelled again, not even that."""
        serving = asyncio.create_task(self.serve([listener]))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            self.should_exit = True
            await serving
            raise


@contextlib.contextmanager
def by_webhook(settings: Settings) -> Iterator[WayIn]:
    """A way in: Telegram brings updates to MOTCUA_LISTEN. Raises RefusedError when nothing can listen there."""
    with listening(settings) as listener:
        yield partial(_serve, listener)


def beside(listener: socket.socket, way_in: WayIn) -> WayIn:
    """Another way in, with the site of the application beside it."""

    async def both(app: App) -> None:
        async with open_at(listener, app):
            await way_in(app)

    return both


@contextlib.contextmanager
def listening_if_free(settings: Settings) -> Iterator[socket.socket | None]:
    """What listens at MOTCUA_LISTEN; None where nobody set it and its default is taken: the chat needs no port.

    Raises RefusedError when nothing can listen where it was set.
    """
    try:
        opened = listening(settings)
    except RefusedError as taken:
        if "listen" in settings.model_fields_set:
            raise
        log.warning("the desk is not open: %s", taken)
        yield None
        return
    with opened as listener:
        yield listener


@contextlib.asynccontextmanager
async def open_at(listener: socket.socket, app: App) -> AsyncIterator[None]:
    """While this is open, so is the site of an application."""
    serving = asyncio.create_task(_serve(listener, app))
    try:
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def _serve(listener: socket.socket, app: App) -> None:
    config = uvicorn.Config(
        site(app),
        http=Bounded,
        ws="none",
        lifespan="off",
        log_config=None,  # its lines go where ours go
        access_log=False,  # who asked for what is nobody's business
        server_header=False,
        proxy_headers=False,  # nobody's address is looked at
        timeout_graceful_shutdown=TO_FINISH,
    )
    host, port, *_ = listener.getsockname()
    log.info("listening at %s port %s", host, port)
    await Server(config).stay(listener)


def listening(settings: Settings) -> socket.socket:
    """What listens at MOTCUA_LISTEN. Raises RefusedError."""
    host, port = settings.listen_at
    try:
        return _listener(host, port)
    except OSError as error:
        raise RefusedError(f"MOTCUA_LISTEN: nothing can listen at {settings.listen} ({error.strerror}).") from None


def listening_here(settings: Settings) -> socket.socket:
    """What listens for one person at this machine: at MOTCUA_LISTEN, or where that is taken at a port that is free."""
    host, port = settings.listen_at
    try:
        return _listener(host, port)
    except OSError:
        return _listener("127.0.0.1", 0)


def _listener(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    return socket.create_server((host, port), family=family)
