"""HTTP beside the workers, in one event loop: uvicorn, with the signals left to the application."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Iterator
from functools import partial

import uvicorn

from bot.app import App, RefusedError, WayIn
from bot.settings import Settings
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
    with _listening(settings) as listener:
        yield partial(_serve, listener)


async def _serve(listener: socket.socket, app: App) -> None:
    config = uvicorn.Config(
        site(app),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,  # its lines go where ours go
        access_log=False,  # who asked for what is nobody's business
        server_header=False,
        proxy_headers=False,  # nobody's address is looked at
        timeout_graceful_shutdown=TO_FINISH,
    )
    log.info("listening at %s", app.settings.listen)
    await Server(config).stay(listener)


def _listening(settings: Settings) -> socket.socket:
    host, port = settings.listen_at
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise RefusedError(f"MOTCUA_LISTEN: nothing can listen at {settings.listen} ({error.strerror}).") from None
