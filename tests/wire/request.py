"""The way to the pretended server inside one process, for `Application.builder().request(...)`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from tests.wire.api import BotApi
from tests.wire.errors import Json, LostError, MisuseError, RefusedError
from tests.wire.params import Upload
from tests.wire.polls import Poll
from tests.wire.routes import route

# What bot/calling.py says in these cases.
LOST_BEFORE = "aiohttp.ClientConnectorError"
LOST_AFTER = "aiohttp.ServerDisconnectedError"
READ_TIMEOUT = 5.0


class Wire(BaseRequest):
    """A transport into a BotApi; one may serve both the calls and getUpdates."""

    def __init__(self, api: BotApi, *, latency: float = 0.0) -> None:
        self.api = api
        self._latency = latency
        self._closed = False

    @property
    def read_timeout(self) -> float | None:
        """The patience of the library's own transport."""
        return READ_TIMEOUT

    async def initialize(self) -> None:
        """Open for calls."""
        self._closed = False

    async def shutdown(self) -> None:
        """Closed for calls; a mistake of the bot that its error handling swallowed is raised here."""
        self._closed = True
        self.api.check()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and body that HTTP would bring."""
        if self._closed:
            raise RuntimeError("This Wire is not initialized!")
        # Other tasks get their turn here, as they do while a real call is under way.
        await asyncio.sleep(self._latency)
        patience = self.read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            target = route(url, self.api.token)
            if target.file_path:
                return self._file(target.file_path)
            envelope = await self._call(target.method, _params(request_data), patience)
        except RefusedError as refused:
            envelope = refused.envelope()
        except LostError as lost:
            if lost.timed_out:
                raise TimedOut from lost
            raise NetworkError(LOST_BEFORE if lost.before else LOST_AFTER) from lost
        return envelope.get("error_code", 200), json.dumps(envelope).encode()

    async def until(self, question: Callable[[], object], seconds: float = 30) -> None:
        """Let the bot work until the question is answered with yes; an AssertionError inside it counts as no."""
        await asyncio.to_thread(self.api.wait_until, question, seconds)

    async def _call(self, method: str, params: dict[str, Any], patience: object) -> Json:
        if method.lower() != "getupdates":
            return self.api.call(method, params)
        poll = Poll(self.api, params)
        await self._wait(poll, patience)
        return poll.answer()

    async def _wait(self, poll: Poll, patience: object) -> None:
        loop, bell = asyncio.get_running_loop(), asyncio.Event()
        wait: float = poll.timeout
        if impatient := isinstance(patience, int | float) and patience < wait:
            wait = float(patience)
        with self.api.world.listening(lambda: loop.call_soon_threadsafe(bell.set)):
            try:
                async with asyncio.timeout(wait):
                    while not poll.ready():
                        await bell.wait()
                        bell.clear()
            except TimeoutError:
                if impatient:
                    raise TimedOut from None

    async def _request_wrapper(self, *args: Any, **kwargs: Any) -> bytes:
        """The library would dress a mistake of the bot as a fault of the network, and bots forgive those."""
        try:
            return await super()._request_wrapper(*args, **kwargs)
        except NetworkError as error:
            if isinstance(error.__cause__, MisuseError):
                raise error.__cause__ from None
            raise

    def _file(self, path: str) -> tuple[int, bytes]:
        content = self.api.world.files.content(path)
        return (200, content) if content is not None else (404, RefusedError(404, "Not Found").to_bytes())


def _params(data: RequestData | None) -> dict[str, Any]:
    """The parameters as they would travel, with the files beside them."""
    if data is None:
        return {}
    params: dict[str, Any] = dict(data.json_parameters)
    for name, (filename, content, mime) in data.multipart_data.items():
        params[name] = Upload(filename, content if isinstance(content, bytes) else content.read(), mime)
    return params
