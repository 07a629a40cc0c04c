"""The desk behind its door: who asks is known before anything is looked up, and one act is one transaction.

request ──▶ no session ──▶ the door (how to sign in)
        └─▶ session, officer ──▶ may not ──▶ refused, and written down
                             └─▶ the page's act, in a thread of the database ──▶ a page, a way on, or a file
"""

import asyncio
import hmac
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import App
from bot.logs import request_now
from bot.office import Office
from bot.review.sign_ins import SEEN_AGAIN, Session, SignInRepository
from bot.texts import say
from bot.web.desk import rendering
from bot.web.desk.asked import LARGEST_FORM, Asked, BadFormError, is_from_here, length, read
from bot.web.desk.door import Door
from bot.web.desk.making import InTheMaking, Workshop, file_headers
from bot.web.desk.pace import Pace
from bot.web.desk.replies import Download, Made, Page, Redirect, Reply
from bot.web.desk.routes import ROUTES, DeskRoute, menu_of
from bot.web.desk.seat import Seat
from bot.web.desk.typed import DAYS, is_no_day

log = logging.getLogger(__name__)

DESK = "/banlamviec"
DOOR = f"{DESK}/vao"

Note = Callable[[Office], None]
"""What is written down of a request beside what it does: that a session is used, that somebody was refused."""

A_MINUTE = 240
"""How many requests of one session are answered a minute."""


class Desk:
    """The desk of an application."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._door = Door(app)
        self._pace = Pace(A_MINUTE)
        self._workshop = Workshop(app.database, app.offices.open, app.settings.data)

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
            if length(request) > LARGEST_FORM and not await asyncio.to_thread(self._is_open, word):
                return RedirectResponse(DOOR, HTTPStatus.SEE_OTHER)  # no file is read of who is not signed in
            try:
                asked = await read(request)
            except BadFormError:
                return _plain("page.bad_form", HTTPStatus.BAD_REQUEST)
            if request.method == "POST" and not self._is_ours(request, word, asked):
                return _plain("page.forged", HTTPStatus.FORBIDDEN)
            answered = await (self._look if route.reads else self._act)(route, word, asked)
            if request.method == "POST":
                # What an act has to tell, or a file that came, does not wait until the clock looks for it.
                self._app.delivery.wake()
                self._app.importing.wake()
            return answered

        return answer

    def _is_open(self, word: str) -> bool:
        """Whether a session lasts."""
        at = self._app.clock.now()
        return self._app.database.read(lambda c: SignInRepository(c).session(word, at)) is not None

    def _is_ours(self, request: Request, word: str, asked: Asked) -> bool:
        """Whether a form was sent from a page of this session and not from somewhere else on the web."""
        known = hmac.compare_digest(self._door.form_word(word).encode(), asked.said("csrf").encode())
        return known and is_from_here(request)

    async def _act(self, route: DeskRoute, word: str, asked: Asked) -> Response:
        """One transaction; what an act wrote is undone when its page cannot be made."""

        def within(connection: Connection) -> Response:
            answered, notes = self._answer(connection, route, word, asked)
            self._write_down(connection, notes)
            return answered

        return await self._app.database.run(within)

    async def _look(self, route: DeskRoute, word: str, asked: Asked) -> Response:
        """A page that writes nothing waits for no writer; that somebody looked is written down by itself, if at all."""
        database = self._app.database
        answered, notes = await asyncio.to_thread(
            database.read, lambda connection: self._answer(connection, route, word, asked)
        )
        if notes:
            await database.run(lambda connection: self._write_down(connection, notes))
        return answered

    def _write_down(self, connection: Connection, notes: Sequence[Note]) -> None:
        if notes:
            office = self._app.offices.open(connection)
            for note in notes:
                note(office)

    def _answer(
        self, connection: Connection, route: DeskRoute, word: str, asked: Asked
    ) -> tuple[Response, Sequence[Note]]:
        """What is answered, and what is to be written down of it."""
        office = self._app.offices.open(connection)
        session = office.sign_ins.session(word, office.at)
        officer = office.officers.by_id(session.officer_id) if session else None
        if session is None:
            return RedirectResponse(DOOR, HTTPStatus.SEE_OTHER), ()
        if officer is None:
            return RedirectResponse(DOOR, HTTPStatus.SEE_OTHER), [_lost(session, route)]
        notes: list[Note] = []
        if office.at - session.seen_at > SEEN_AGAIN:
            notes.append(lambda now: now.sign_ins.touch(session, office.at))
        seat = Seat(office, officer, session, asked)
        if not route.is_open_to(officer):
            refused = office.at, officer.id, seat.role, "refused", f"page:{route.name}"
            notes.append(lambda now: now.traces.leave(*refused))
            return self._shown(seat, word, Page("refused.html", status=HTTPStatus.FORBIDDEN)), notes
        reply = route.act(seat)
        if isinstance(reply, Download) and reply.left:
            left = office.at, officer.id, reply.left.role, reply.left.act, reply.left.about
            notes.append(lambda now: now.traces.leave(*left))
        return self._shown(seat, word, reply), notes

    def _shown(self, seat: Seat, word: str, reply: Reply) -> Response:
        if isinstance(reply, Redirect):
            return RedirectResponse(reply.to, HTTPStatus.SEE_OTHER)
        if isinstance(reply, Download):
            return _file(reply)
        if isinstance(reply, Made):
            return InTheMaking(reply, self._workshop)
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
            "unread": any(is_no_day(seat.asked.query.get(name, "")) for name in DAYS),
        }

    async def _failed(self, _: Request, error: Exception) -> Response:
        """A fault of ours: a reference that stands in the log too, and nothing of what was typed."""
        reference = request_now()
        log.error("desk, reference %s", reference, exc_info=error)
        return _plain("page.failed", HTTPStatus.INTERNAL_SERVER_ERROR, reference=reference)


def _lost(session: Session, route: DeskRoute) -> Note:
    """Who holds no role any more is refused, which is written down; a role that is given again opens no old session."""

    def note(office: Office) -> None:
        office.sign_ins.end(session, office.at, "no role")
        role = office.officers.last_role_of(session.officer_id)
        if role:
            office.traces.leave(office.at, session.officer_id, role, "refused", f"page:{route.name}")

    return note


async def _no_page(request: Request, error: HTTPException) -> Response:
    """A page nobody knows; elsewhere on the site the bare word, for programs."""
    if request.url.path.startswith(DESK) and error.status_code == HTTPStatus.NOT_FOUND:
        return _plain("page.unknown", HTTPStatus.NOT_FOUND)
    return PlainTextResponse(error.detail, error.status_code, error.headers)


def _file(file: Download) -> Response:
    """A file under its name; whatever stands in it, it can do nothing in a browser."""
    headers = file_headers(file.name, "inline" if file.inline else "attachment")
    return Response(file.content, media_type=file.media_type, headers=headers)


def _plain(key: str, status: HTTPStatus, **values: object) -> Response:
    """A page of one sentence, for whoever is not known to be an officer."""
    return HTMLResponse(rendering.page("plain.html", {"sentence": say(key, **values)}), status)
