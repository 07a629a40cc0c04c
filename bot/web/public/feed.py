"""/open311/v2: petitions that officers published, for other people's programs, by the standard Open311 GeoReport v2.

request ──▶ too often: 429 ──▶ a form nobody knows, or no such address: 404
        └─▶ parameters ──▶ wrong: 400, one sentence each; a commune nobody knows: 404
                       └─▶ what is published ──▶ JSON or XML

It is for reading: there are no keys, so whoever would send a request is told so with the standard's 403.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.app import App
from bot.office import Office
from bot.petitions.categories import CONDUCT, categories
from bot.petitions.open_requests import OpenRequestRepository, Wanted
from bot.texts import say
from bot.views.message import plain
from bot.web.desk.pace import WINDOW
from bot.web.public.description import description
from bot.web.public.open_to_all import FOR_OTHER_SITES, READING, File, Gate, later
from bot.web.public.parameters import CODE, MOST, Here, WrongParametersError, read, wanted
from bot.web.public.published import of_discovery, of_request, of_service
from bot.web.public.questions import FEED, QUESTIONS, Question
from bot.web.public.records import ERRORS, REQUESTS, SERVICES, Format, Record, written, written_alone

FIELDS = tuple(key for key in categories() if key != CONDUCT)
"""What a petition that is published can be about: nothing about conduct ever is."""

Reading = Callable[[Request], Awaitable[Response]]


class NothingError(Exception):
    """What is asked for is not published, or not there."""


@dataclass(frozen=True, slots=True)
class Look:
    """A question within one view of the database."""

    office: Office
    requests: OpenRequestRepository
    given: Mapping[str, Any]
    code: str
    form: Format


class Feed:
    """The feed of an application."""

    def __init__(self, app: App, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    def routes(self) -> list[BaseRoute]:
        """Every address of the feed; the last is for all that there is not."""
        # Every method: a wrong one is answered in the standard's own shape too.
        asked = [_every_method(f"{FEED}/{one.path}.{{form}}", self._answering(one)) for one in QUESTIONS]
        described = _every_method(f"{FEED}/openapi.json", self._describe)
        return [described, *asked, _every_method(f"{FEED}/{{rest:path}}", self._nothing)]

    def _answering(self, question: Question) -> Reading:
        async def answer(request: Request) -> Response:
            form = _form_of(request)
            if refused := self._refused(request, form):
                return refused
            if request.path_params["form"] not in set(Format):
                return _errors(form, HTTPStatus.NOT_FOUND, say("feed.unknown_address"))
            try:
                made = await asyncio.to_thread(
                    self._app.database.read, lambda connection: self._look(connection, question, request, form)
                )
            except WrongParametersError as wrong:
                return _errors(form, wrong.status, *wrong.sentences)
            except NothingError:
                return _errors(form, HTTPStatus.NOT_FOUND, say("feed.unknown_request"))
            return File(made, form.media_type).answer(request)

        return answer

    def _look(self, connection: Connection, question: Question, request: Request, form: Format) -> bytes:
        office = self._app.offices.open(connection)
        given = read(request.query_params, question.parameters, self._here())
        code = request.path_params.get("service_request_id", "").upper()
        return ANSWERS[question.name](Look(office, OpenRequestRepository(connection), given, code, form))

    def _here(self) -> Here:
        return Here([one.code for one in self._app.offices.catalogue.communes.of_today()], FIELDS)

    def _refused(self, request: Request, form: Format) -> Response | None:
        """Who asks too often, or would do anything but read."""
        if self._gate.is_over(request):
            sentence = say("feed.too_often", seconds=round(WINDOW))
            return later(_errors(form, HTTPStatus.TOO_MANY_REQUESTS, sentence))
        if request.method in READING:
            return None
        if request.method == "POST" and request.url.path in SENT_TO:
            return _errors(form, HTTPStatus.FORBIDDEN, say("feed.no_sending"))
        refused = _errors(form, HTTPStatus.METHOD_NOT_ALLOWED, say("feed.only_reading"))
        refused.headers["Allow"] = ", ".join(READING)
        return refused

    async def _describe(self, request: Request) -> Response:
        """What can be asked, for programs."""
        if refused := self._refused(request, Format.JSON):
            return refused
        said = json.dumps(description(self._app.settings.site, self._here()), ensure_ascii=False, indent=1)
        return File(said.encode(), Format.JSON.media_type).answer(request)

    async def _nothing(self, request: Request) -> Response:
        form = _form_of(request)
        return self._refused(request, form) or _errors(form, HTTPStatus.NOT_FOUND, say("feed.unknown_address"))


SENT_TO = {f"{FEED}/requests.{form}" for form in Format}
"""Where the standard lets programs send requests."""


def _every_method(path: str, reading: Reading) -> Route:
    route = Route(path, reading)
    route.methods = None
    return route


def _form_of(request: Request) -> Format:
    """In which form is answered: the one that is asked for, else the one that every program of the standard reads."""
    return Format.JSON if request.url.path.endswith(".json") else Format.XML


def _errors(form: Format, status: int, *sentences: str) -> Response:
    """What went wrong, in the standard's shape."""
    records: list[Record] = [{"code": int(status), "description": plain(one)} for one in sentences]
    content = written(records, ERRORS, form)
    return Response(content, status, headers=FOR_OTHER_SITES, media_type=form.media_type)


def _discovery(look: Look) -> bytes:
    return written_alone(of_discovery(look.office.settings, FEED), "discovery", look.form)


def _services(look: Look) -> bytes:
    return written([of_service(categories()[key]) for key in FIELDS], SERVICES, look.form)


def _requests(look: Look) -> bytes:
    size = look.given.get("page_size", MOST)
    which = wanted(look.given, look.office.at)
    return written(_found(look, which, (look.given.get("page", 1) - 1) * size, size), REQUESTS, look.form)


def _request(look: Look) -> bytes:
    found = _found(look, Wanted(codes=[look.code]), 0, 1) if CODE.fullmatch(look.code) else []
    if not found:
        raise NothingError
    return written(found, REQUESTS, look.form)


def _found(look: Look, which: Wanted, skip: int, most: int) -> list[Record]:
    names = {one.code: f"{one.kind} {one.name}" for one in look.office.catalogue.communes.of_today()}
    agency = look.office.settings.agency
    return [of_request(one, names, agency) for one in look.requests.found(which, skip=skip, most=most)]


ANSWERS: Mapping[str, Callable[[Look], bytes]] = {
    "discovery": _discovery,
    "services": _services,
    "requests": _requests,
    "request": _request,
}
"""What is answered to each question."""
