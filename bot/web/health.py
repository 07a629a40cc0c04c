"""Whether this copy of the bot can do its work, for who watches it or sends people to it.

/health/live ──▶ the program runs and its loop turns; nothing is asked of anything else
/health/ready, /health ──▶ each check by its name; 503 where one of them keeps the copy from its work

What waits too long, or was never backed up, is a warning: another copy would do no better.
"""

import asyncio
import logging
import time
from http import HTTPStatus

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot import schema
from bot.app import App
from bot.reports.watch import Queues, WatchRepository
from bot.web.checks import Check, Checks, Degree, check_index, check_queues, check_shape

log = logging.getLogger(__name__)

WITHIN = 5.0
"""Seconds in which a database that is well answers."""

TO_FOLLOW = 60.0
"""Seconds in which a changed catalogue is laid out anew; until then every copy answers from the former one."""


class Health:
    """The health of an application."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._behind_since: float | None = None
        self._looking: asyncio.Task[Checks] | None = None

    async def live(self, _: Request) -> Response:
        """200 as long as anything is answered at all."""
        return JSONResponse({"status": Degree.OK})

    async def ready(self, _: Request) -> Response:
        """200 when this copy can do its work, else 503; each check with its facts."""
        checks = await self._checks()
        if any(check.degree is Degree.FAILED for check in checks.values()):
            return JSONResponse({"status": "unavailable", "checks": _told(checks)}, HTTPStatus.SERVICE_UNAVAILABLE)
        return JSONResponse({"status": Degree.OK, "checks": _told(checks)})

    async def _checks(self) -> Checks:
        """The checks; whoever asks while they are made waits for the same, so that a slow database is asked once."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(), name="health")
        try:
            async with asyncio.timeout(WITHIN):
                return await asyncio.shield(self._looking)
        except TimeoutError:
            log.warning("the database does not answer within %s s", WITHIN)
            return {"database": Check(Degree.FAILED)}

    async def _look(self) -> Checks:
        try:
            return await self._app.database.run(self._within)
        except SQLAlchemyError as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            return {"database": Check(Degree.FAILED)}

    def _within(self, connection: Connection) -> Checks:
        """The checks within a transaction of the kind that the work is done in."""
        watch, at = WatchRepository(connection), self._app.clock.now()
        shape = check_shape(schema.revision_of(connection) or "")
        well = {"database": Check(Degree.OK), "migrations": shape}
        if shape.degree is Degree.FAILED:
            return well  # tables of another shape may not be asked
        queues = watch.queues(at)
        return {**well, "index": self._index(queues), **check_queues(queues, at)}

    def _index(self, queues: Queues) -> Check:
        """Whether what is answered from is what the database says; a change takes a moment to be laid out."""
        index = check_index(self._app.offices.catalogue.revision, queues)
        if index.degree is Degree.OK:
            self._behind_since = None
            return index
        self._behind_since = self._behind_since or time.monotonic()
        late = time.monotonic() - self._behind_since > TO_FOLLOW
        return Check(Degree.FAILED if late else Degree.WARNING, index.facts)


def _told(checks: Checks) -> dict[str, dict[str, object]]:
    return {name: {"status": check.degree, **check.facts} for name, check in checks.items()}
