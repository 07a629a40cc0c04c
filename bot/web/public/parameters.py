"""What the feed can be asked: one table of parameters, by which it is checked and described.

An empty parameter is one that was not given, and what nobody knows is passed over; both as the standard says.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from markupsafe import Markup
from starlette.datastructures import QueryParams

from bot.clock import VIET_NAM
from bot.petitions.open_requests import Wanted
from bot.texts import say

SPAN = timedelta(days=90)
"""How far apart the first and the last day of one question may lie, as the standard says."""

MOST = 1000
"""How many requests are answered with at most, as the standard says."""

MOST_CODES = 100
MOST_PAGES = 10_000

STATUSES = ("open", "closed")

CODE = re.compile(r"[A-Z0-9-]{4,16}", re.ASCII)
"""What the code of a petition may look like; anything else is nobody's."""

FIRST_YEAR, LAST_YEAR = 1990, 2190
"""Years outside of which no petition lies."""


class WrongParameterError(Exception):
    """A parameter that cannot be used, with the sentence that says so."""

    def __init__(self, sentence: Markup, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        self.sentence = sentence
        self.status = status
        super().__init__(str(sentence))


class WrongParametersError(Exception):
    """All that is wrong with a question."""

    def __init__(self, *wrong: WrongParameterError) -> None:
        self.sentences = [one.sentence for one in wrong]
        self.status = max(one.status for one in wrong)
        super().__init__(*self.sentences)


@dataclass(frozen=True, slots=True)
class Here:
    """What there is to ask for: the communes and the fields by their codes."""

    units: Collection[str]
    fields: Collection[str]


Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name, how it is read, what programs are told of it. `read` raises WrongParameterError."""

    name: str
    read: Callable[[str, Here], Any]
    schema: Callable[[Here], Schema]

    @property
    def about(self) -> Markup:
        """What it is, for people."""
        return say(f"feed.param_{self.name}")


def _unit(text: str, here: Here) -> str:
    if text not in here.units:
        raise WrongParameterError(say("feed.wrong_jurisdiction_id"), HTTPStatus.NOT_FOUND)
    return text


def _listed(text: str) -> list[str]:
    return [part for word in text.split(",") if (part := word.strip())]


def _codes(text: str, _: Here) -> list[str]:
    codes = list(dict.fromkeys(_listed(text.upper())))
    if len(codes) > MOST_CODES:
        raise WrongParameterError(say("feed.wrong_service_request_id", most=MOST_CODES))
    return codes


def _fields(text: str, here: Here) -> list[str]:
    fields = _listed(text)
    if not set(fields) <= set(here.fields):
        raise WrongParameterError(say("feed.wrong_service_code"))
    return fields


def _statuses(text: str, _: Here) -> set[str]:
    statuses = set(_listed(text))
    if not statuses <= set(STATUSES):
        raise WrongParameterError(say("feed.wrong_status"))
    return statuses


def _moment(name: str, hour: time) -> Callable[[str, Here], datetime]:
    """Reads a moment, or a day for its first or last moment in Việt Nam."""

    def read(text: str, _: Here) -> datetime:
        # In an address a plus that nobody encoded is a blank.
        said = text.strip().replace(" ", "+")
        try:
            is_day = len(said) == len("2026-11-01")
            at = datetime.combine(date.fromisoformat(said), hour, VIET_NAM) if is_day else datetime.fromisoformat(said)
        except ValueError:
            raise WrongParameterError(say("feed.wrong_date", name=name)) from None
        if at.tzinfo is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise WrongParameterError(say("feed.wrong_date", name=name))
        return at.astimezone(UTC)

    return read


def _number(name: str, most: int) -> Callable[[str, Here], int]:
    def read(text: str, _: Here) -> int:
        number = int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else 0
        if not 1 <= number <= most:
            raise WrongParameterError(say("feed.wrong_number", name=name, most=most))
        return number

    return read


def _several(of: Callable[[Here], Schema]) -> Callable[[Here], Schema]:
    return lambda here: {"type": "array", "items": of(here)}


A_MOMENT: Schema = {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}

JURISDICTION = Parameter("jurisdiction_id", _unit, lambda here: {"type": "string", "enum": sorted(here.units)})

PLACE: Sequence[Parameter] = (JURISDICTION,)
"""What every address of the feed can be asked."""

SEARCH: Sequence[Parameter] = (
    *PLACE,
    Parameter("service_request_id", _codes, _several(lambda _: {"type": "string"})),
    Parameter("service_code", _fields, _several(lambda here: {"type": "string", "enum": list(here.fields)})),
    Parameter("status", _statuses, _several(lambda _: {"type": "string", "enum": list(STATUSES)})),
    Parameter("start_date", _moment("start_date", time.min), lambda _: A_MOMENT),
    Parameter("end_date", _moment("end_date", time.max), lambda _: A_MOMENT),
    Parameter("page", _number("page", MOST_PAGES), lambda _: {"type": "integer", "minimum": 1, "maximum": MOST_PAGES}),
    Parameter("page_size", _number("page_size", MOST), lambda _: {"type": "integer", "minimum": 1, "maximum": MOST}),
)
"""What the list of requests can be asked."""


def read(asked: QueryParams, parameters: Sequence[Parameter], here: Here) -> dict[str, Any]:
    """The parameters that were given. Raises WrongParametersError with each that is wrong."""
    given: dict[str, Any] = {}
    wrong: list[WrongParameterError] = []
    for one in parameters:
        if text := ",".join(filter(None, asked.getlist(one.name))).strip():
            try:
                given[one.name] = one.read(text, here)
            except WrongParameterError as error:
                wrong.append(error)
    if wrong:
        raise WrongParametersError(*wrong)
    return given


def wanted(given: Mapping[str, Any], at: datetime) -> Wanted:
    """Which requests are asked for. Raises WrongParametersError where the days lie too far apart."""
    unit = given.get("jurisdiction_id", "")
    if codes := given.get("service_request_id"):
        return Wanted(codes=[code for code in codes if CODE.fullmatch(code)] or [""])
    since, until = given.get("start_date"), given.get("end_date")
    if until is None:
        until = since + SPAN if since else at
    since = since or until - SPAN
    # A day begins and ends within it, so ninety days from midnight to the last moment are a little more.
    if not since <= until <= since + SPAN + timedelta(days=1):
        raise WrongParametersError(WrongParameterError(say("feed.wrong_span", days=SPAN.days)))
    statuses = given.get("status", set())
    closed = "closed" in statuses if len(statuses) == 1 else None
    return Wanted((), given.get("service_code", ()), unit, closed, since, until)
