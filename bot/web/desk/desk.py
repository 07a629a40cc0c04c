"""The desk behind its door: who asks is known before anything is looked up, and one act is one transaction.

request ──▶ no session ──▶ the door (how to sign in)
        └─▶ session, officer ──▶ may not ──▶ refused, and written down
                             └─▶ the page's act, in a thread of the database ──▶ a page, a way on, or a file
"""

import hmac
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import App
from bot.review.sign_ins import SEEN_AGAIN
from bot.texts import say
from bot.web.desk import rendering
from bot.web.desk.asked import Asked, BadFormError, read
from bot.web.desk.door import Door
from bot.web.desk.pace import Pace
from bot.web.desk.replies import Download, Page, Redirect, Reply
from bot.web.desk.routes import ROUTES, DeskRoute, menu_of
from bot.web.desk.seat import Seat

log = logging.getLogger(__name__)

DESK = "/banlamviec"
DOOR = f"{DESK}/vao"

A_MINUTE = 240
"""How many requests of one session are answered a minute."""


class Desk:
    """The desk of an application."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._door = Door(app)
        self._pace = Pace(A_MINUTE)

    def routes(self) -> list[BaseRoute]:
        """Every address of the desk."""
        asks = [Route(route.path, self._answering(route), methods=[route.method]) for route in ROUTES]
        return [*self._door.routes(), *asks]

    def handlers(self) -> dict[Any, Any]:
        """What is said where there is no page, and of a fault of ours."""
        return {HTTPException: _no_page, Exception: self._failed}

    def _answering(self, route: DeskRoute) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            word = self._door.word_of(request)
            if not word:
                return RedirectResponse(DOOR, HTTPStatus.SEE_OTHER)
            if self._pace.is_over(word, time.monotonic()):
                return _plain("page.too_often", HTTPStatus.TOO_MANY_REQUESTS)
            try:
                asked = await read(request)
            except BadFormError:
                return _plain("page.bad_form", HTTPStatus.BAD_REQUEST)
            if request.method == "POST" and not self._is_ours(request, word, asked):
                return _plain("page.forged", HTTPStatus.FORBIDDEN)
            return await self._app.database.run(lambda connection: self._answer(connection, route, word, asked))

        return answer

    def _is_ours(self, request: Request, word: str, asked: Asked) -> bool:
        """Whether a form was sent from a page of this session and not from somewhere else on the web."""
        origin = request.headers.get("Origin", "")
        same = not origin or urlsplit(origin).netloc == request.headers.get("Host", "")
        here = request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
        return same and here and hmac.compare_digest(self._door.form_word(word).encode(), asked.said("csrf").encode())

    def _answer(self, connection: Connection, route: DeskRoute, word: str, asked: Asked) -> Response:
        """Within one transaction; what an act wrote is undone when its page cannot be made."""
        office = self._app.offices.open(connection)
        session = office.sign_ins.session(word, office.at)
        officer = office.officers.by_id(session.officer_id) if session else None
        if session is None or officer is None:
            return RedirectResponse(DOOR, HTTPStatus.SEE_OTHER)
        if office.at - session.seen_at > SEEN_AGAIN:
            office.sign_ins.touch(session, office.at)
        seat = Seat(office, officer, session, asked)
        if not route.is_open_to(officer):
            office.traces.leave(office.at, officer.id, seat.role, "refused", f"page:{route.name}")
            return self._shown(seat, word, Page("refused.html", status=HTTPStatus.FORBIDDEN))
        return self._shown(seat, word, route.act(seat))

    def _shown(self, seat: Seat, word: str, reply: Reply) -> Response:
        if isinstance(reply, Redirect):
            return RedirectResponse(reply.to, HTTPStatus.SEE_OTHER)
        if isinstance(reply, Download):
            return _file(reply)
        values = {**self._around(seat, word), **reply.values}
        return HTMLResponse(rendering.page(reply.template, values), reply.status)

    def _around(self, seat: Seat, word: str) -> dict[str, object]:
        """What every page shows around its own matter."""
        return {
            "officer": seat.officer,
            "menu": menu_of(seat.officer),
            "here": seat.asked.path,
            "csrf": self._door.form_word(word),
            "trial": not seat.office.settings.is_official,
            "asked": seat.asked,
        }

    async def _failed(self, _: Request, error: Exception) -> Response:
        """A fault of ours: a reference that stands in the log too, and nothing of what was typed."""
        reference = secrets.token_hex(4)
        log.error("desk, reference %s", reference, exc_info=error)
        return _plain("page.failed", HTTPStatus.INTERNAL_SERVER_ERROR, reference=reference)


async def _no_page(request: Request, error: HTTPException) -> Response:
    """A page nobody knows; elsewhere on the site the bare word, for programs."""
    if request.url.path.startswith(DESK) and error.status_code == HTTPStatus.NOT_FOUND:
        return _plain("page.unknown", HTTPStatus.NOT_FOUND)
    return PlainTextResponse(error.detail, error.status_code, error.headers)


def _file(file: Download) -> Response:
    """A file under its name; whatever stands in it, it can do nothing in a browser."""
    kind = "inline" if file.inline else "attachment"
    headers = {
        "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(file.content, media_type=file.media_type, headers=headers)


def _plain(key: str, status: HTTPStatus, **values: object) -> Response:
    """A page of one sentence, for whoever is not known to be an officer."""
    return HTMLResponse(rendering.page("plain.html", {"sentence": say(key, **values)}), status)
