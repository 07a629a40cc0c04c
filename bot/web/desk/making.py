"""Files that take a while: made on the disk after the page's own transaction is kept, one at a time, sent, and gone."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.database import Database
from bot.office import Office
from bot.web.desk.replies import Made

PIECE = 64 * 1024
"""Bytes that are read and sent at a time."""


class Workshop:
    """Where such files are made. Another one waits for its turn: whoever only looks at pages is to notice nothing."""

    def __init__(self, database: Database, office: Callable[[Connection], Office], folder: Path) -> None:
        self.database = database
        self.office = office
        self._folder = folder
        self._turn = asyncio.Semaphore(1)

    async def made(self, reply: Made) -> BinaryIO:
        """The file, open at its beginning; it has no name on the disk, so that nothing stays, whoever is killed."""
        async with self._turn:
            return await asyncio.to_thread(self._make, reply)

    def _make(self, reply: Made) -> BinaryIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = TemporaryFile(dir=self._folder)  # noqa: SIM115 - it is closed by whoever sent it
        try:
            reply.make(self.database, self.office, file)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file


class InTheMaking(Response):
    """An answer that is made once it is known that it may be sent."""

    def __init__(self, reply: Made, workshop: Workshop) -> None:
        super().__init__()
        self._reply = reply
        self._workshop = workshop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make the file and send it, a piece at a time."""
        file = await self._workshop.made(self._reply)
        with file:
            size = file.seek(0, 2)
            file.seek(0)
            headers = {**file_headers(self._reply.name), "Content-Length": str(size)}
            pieces = iter(lambda: file.read(PIECE), b"")
            await StreamingResponse(pieces, media_type=self._reply.media_type, headers=headers)(scope, receive, send)


def file_headers(name: str, kind: str = "attachment") -> dict[str, str]:
    """What a browser is told of a file: its name, and that whatever stands in it can do nothing."""
    return {
        "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
