"""Whether this copy of the bot can do its work, for who watches it or sends people to it."""

import asyncio
import logging
from http import HTTPStatus

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot import schema
from bot.app import App
from bot.database import Database

log = logging.getLogger(__name__)

WITHIN = 5.0
"""Seconds in which a database that is well answers."""


class Health:
    """The health of an application."""

    def __init__(self, app: App) -> None:
        self._database = app.database

    async def show(self, _: Request) -> Response:
        """200 when the database answers and has the shape this version needs, else 503."""
        if await _is_well(self._database):
            return JSONResponse({"status": "ok"})
        return JSONResponse({"status": "unavailable"}, HTTPStatus.SERVICE_UNAVAILABLE)


async def _is_well(database: Database) -> bool:
    try:
        async with asyncio.timeout(WITHIN):
            return await asyncio.to_thread(schema.is_current, database)
    except (SQLAlchemyError, TimeoutError) as error:
        log.warning("the database does not answer: %s", type(error).__name__)
        return False
