"""The door of the desk: a one-time link or the Mini App opens it, a cookie keeps it open, signing out closes it.

A link is used up by a button on its page and not by opening it: whoever previews links opens them too.
"""

import time
from collections.abc import Callable
from functools import cached_property
from http import HTTPStatus

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import App
from bot.office import Office
from bot.review.officers import Officer
from bot.review.sign_ins import AT_MOST, EntryRefusedError, Refusal, Signer, Way
from bot.texts import say
from bot.web.desk import mini_app, rendering
from bot.web.desk.asked import BadFormError, is_from_here, read
from bot.web.desk.pace import Pace

DESK = "/banlamviec"
TRIES = 30
"""How often a minute what nobody signed is looked at, all together; and how often each may try with what was signed.

The two are counted apart, so that whoever guesses keeps no officer out.
"""

LARGEST = 2**14
"""Bytes of a form that is sent to the door."""

LONGEST_WORD = 64
"""Characters of a session's word; a longer one is none of ours."""

GUESSED = "guessed"
"""Under what name tries are counted with what nobody signed."""


class Door:
    """Who comes in, and how it is remembered."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._pace = Pace(TRIES)
        # Browsers take a cookie of this name over TLS alone, for this very host.
        self._cookie = "__Host-motcua" if app.settings.behind_tls else "motcua"

    @cached_property
    def _signer(self) -> Signer:
        return self._app.offices.signer

    def routes(self) -> list[BaseRoute]:
        """The addresses that are open to everybody."""
        return [
            Route(f"{DESK}/vao", self._how, methods=["GET"]),
            Route(f"{DESK}/vao/{{link}}", self._ask, methods=["GET"]),
            Route(f"{DESK}/vao/{{link}}", self._enter, methods=["POST"]),
            Route(f"{DESK}/ung-dung", self._mini_app, methods=["GET"]),
            Route(f"{DESK}/ung-dung", self._enter_by_app, methods=["POST"]),
            Route(f"{DESK}/tep/{{digest}}/{{name}}", self._asset, methods=["GET"]),
        ]

    def word_of(self, request: Request) -> str:
        """The word of a session that the browser kept; empty without one."""
        word = request.cookies.get(self._cookie, "")
        return word if len(word) <= LONGEST_WORD else ""

    def form_word(self, word: str) -> str:
        """What a form of this session carries, and no other page can know."""
        return self._app.offices.keys.digest("desk form", word)

    def let_out(self, response: Response) -> Response:
        """The browser forgets its word."""
        response.delete_cookie(self._cookie, path="/", secure=self._app.settings.behind_tls, httponly=True)
        return response

    async def _how(self, _: Request) -> Response:
        return self.let_out(HTMLResponse(rendering.page("door.html", {"refused": ""})))

    async def _ask(self, request: Request) -> Response:
        """A page with the one button; nothing is looked up yet."""
        link = request.path_params["link"]
        return HTMLResponse(rendering.page("enter.html", {"to": f"{DESK}/vao/{link}"}))

    async def _enter(self, request: Request) -> Response:
        if not is_from_here(request):
            return self._forged()
        try:
            word, officer_id = self._signer.read(request.path_params["link"])
        except EntryRefusedError as guessed:
            return self._guessed(guessed)

        def whose(office: Office) -> Officer:
            office.sign_ins.accept(word, officer_id, office.at)
            return _somebody(office.officers.by_id(officer_id))

        return await self._let_in(whose, Way.LINK, f"officer:{officer_id}")

    async def _mini_app(self, _: Request) -> Response:
        return HTMLResponse(rendering.page("mini_app.html", {}))

    async def _enter_by_app(self, request: Request) -> Response:
        if not is_from_here(request):
            return self._forged()
        try:
            said = (await read(request, LARGEST)).said("init_data")
        except BadFormError:
            return self._refused(Refusal.ALTERED)
        token = self._app.settings.bot_token
        try:
            opener = mini_app.opener_of(said, token.get_secret_value() if token else "", self._app.clock.now())
        except EntryRefusedError as guessed:
            return self._guessed(guessed)

        def whose(office: Office) -> Officer:
            officer = _somebody(office.officers.of(opener.account))
            office.sign_ins.accept_once(opener.signature, officer.id, office.at)
            return officer

        return await self._let_in(whose, Way.MINI_APP, f"account:{opener.account}")

    def _guessed(self, refused: EntryRefusedError) -> Response:
        """What nobody signed, or not now: no database is asked about it."""
        return self._too_often() if self._pace.is_over(GUESSED, time.monotonic()) else self._refused(refused.why)

    def _too_often(self) -> Response:
        return _plain("page.too_often", HTTPStatus.TOO_MANY_REQUESTS)

    def _forged(self) -> Response:
        """Another site would sign somebody in as who they are not."""
        return _plain("page.forged", HTTPStatus.FORBIDDEN)

    async def _let_in(self, whose: Callable[[Office], Officer], way: Way, name: str) -> Response:
        """Whoever is found comes in; `name` is under what the tries are counted."""
        if self._pace.is_over(name, time.monotonic()):
            return self._too_often()

        def within(connection: Connection) -> str | EntryRefusedError:
            office = self._app.offices.open(connection)
            try:
                officer = whose(office)
            except EntryRefusedError as refused:
                _write_down(office, refused)
                return refused
            role = officer.holdings[0].role
            office.traces.leave(office.at, officer.id, role, "signed_in", f"officer:{officer.id}", way)
            return office.sign_ins.open(officer.id, way, office.at)

        word = await self._app.database.run(within)
        if isinstance(word, EntryRefusedError):
            return self._refused(word.why)
        response = RedirectResponse(DESK, HTTPStatus.SEE_OTHER)
        lasts = int(AT_MOST.total_seconds())
        secure = self._app.settings.behind_tls
        response.set_cookie(self._cookie, word, lasts, path="/", secure=secure, httponly=True, samesite="lax")
        return response

    def _refused(self, why: Refusal) -> Response:
        return HTMLResponse(rendering.page("door.html", {"refused": say(f"page.refused_{why}")}), HTTPStatus.FORBIDDEN)

    async def _asset(self, request: Request) -> Response:
        """A style or script of ours; its address names its content, so it may be kept for ever."""
        name = request.path_params["name"]
        known = {file.name for file in rendering.STATIC.iterdir()}
        if name not in known or rendering.asset(name) != request.url.path:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return FileResponse(rendering.STATIC / name, headers=kept)


def _plain(key: str, status: HTTPStatus) -> Response:
    return HTMLResponse(rendering.page("plain.html", {"sentence": say(key)}), status)


def _somebody(officer: Officer | None) -> Officer:
    """An officer who holds a role now. Raises EntryRefusedError for who holds none any more."""
    if officer is None:
        raise EntryRefusedError(Refusal.NOBODY)
    return officer


def _write_down(office: Office, refused: EntryRefusedError) -> None:
    """Somebody was not let in; whose link it was stands in the trail, where it is known."""
    officer = office.officers.by_id(refused.officer_id) if refused.officer_id else None
    if officer:
        role = officer.holdings[0].role
        office.traces.leave(office.at, officer.id, role, "not_let_in", f"officer:{officer.id}", refused.why)
