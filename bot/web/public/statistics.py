"""/thong-ke: the office's figures for everybody, as a page and as two files; read once in some minutes."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import App
from bot.reports.public_figures import PublicFiguresRepository, together
from bot.texts import say
from bot.web.desk import rendering
from bot.web.public.figures_files import as_csv, as_json
from bot.web.public.figures_page import page_of
from bot.web.public.figures_shown import Choice, Shown, choices_of
from bot.web.public.open_to_all import FRESH, File, Gate, later

PAGE = "/thong-ke"

LATEST = 4
"""How many quarters the twelve months are."""

NO_PERIOD = Choice("", ())

Write = Callable[[Shown], File]


class Statistics:
    """The figures of an application."""

    def __init__(self, app: App, gate: Gate) -> None:
        self._app = app
        self._gate = gate
        self._reading = asyncio.Lock()
        self._read: dict[str, tuple[float, Shown]] = {}

    def routes(self) -> list[BaseRoute]:
        """The page and the files."""
        writes: dict[str, Write] = {PAGE: page_of, f"{PAGE}.csv": as_csv, f"{PAGE}.json": as_json}
        return [Route(path, self._answering(write), methods=["GET"]) for path, write in writes.items()]

    def _answering(self, write: Write) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            if self._gate.is_over(request):
                sentence = say("page.too_often")
                return later(HTMLResponse(rendering.page("statistics_later.html", {"sentence": sentence})))
            shown = await self._shown(request.query_params.get("ky", ""))
            made = await asyncio.to_thread(write, shown)
            response = made.answer(request)
            if shown.is_unknown:
                response.status_code = HTTPStatus.NOT_FOUND
            return response

        return answer

    async def _shown(self, key: str) -> Shown:
        """What is shown of a period, the newest where none is asked for; whoever asks while it is read waits for it."""
        async with self._reading:
            newest = await self._kept(None)
            found = next((one for one in newest.choices if one.key == key), None)
            if not key or found == newest.chosen:
                return newest
            if found is None:
                return replace(newest, chosen=NO_PERIOD, figures=None, is_unknown=True)
            return await self._kept(found)

    async def _kept(self, wanted: Choice | None) -> Shown:
        at, read = time.monotonic(), self._read.get(wanted.key if wanted else "")
        if read and read[0] > at:
            return read[1]
        shown = await asyncio.to_thread(self._app.database.read, lambda connection: self._look(connection, wanted))
        self._read[wanted.key if wanted else ""] = at + FRESH, shown
        return shown

    def _look(self, connection: Connection, wanted: Choice | None) -> Shown:
        office = self._app.offices.open(connection)
        units = {one.code: f"{one.kind} {one.name}" for one in office.catalogue.communes.of_today()}
        repository = PublicFiguresRepository(connection, list(units))
        quarters = repository.quarters(office.day)
        choices, latest = choices_of(quarters), quarters[:LATEST]
        chosen = wanted or next(iter(choices), NO_PERIOD)
        of = {quarter: repository.of(quarter) for quarter in {*latest, *chosen.quarters}}
        return Shown(
            agency=office.settings.agency if office.settings.is_official else "",
            units=units,
            choices=choices,
            chosen=chosen,
            figures=together(of[one] for one in chosen.quarters) if chosen.quarters else None,
            year=together(of[one] for one in latest) if latest else None,
            so_far=repository.so_far(office.day),
        )
