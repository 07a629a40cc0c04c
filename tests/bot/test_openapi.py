"""What programs are told they may ask is asked, with examples made of its description; every answer is as described.

What anybody may read describes itself. The pages of the desk are for people, so nothing is served that describes them;
what describes them to the test is made here, of the table of their addresses and of the words their pages read.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import Connection

from bot.database import Database
from bot.petitions.life import State
from bot.review.officers import Role
from bot.review.sign_ins import Way
from bot.web.desk import pages
from bot.web.desk.pages.overview import BEHIND
from bot.web.desk.reference.tables import TABLES
from bot.web.desk.routes import ROUTES
from bot.web.public.description import description
from bot.web.public.parameters import Here
from knowledge.catalogue import Catalogue
from tests.bot.desk import OURS, OpenDesk
from tests.bot.published import a_published_petition

on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

EXAMPLES = 8
"""How many questions of each kind are asked."""

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

READ = re.compile(r"""(?:query\.get|_in\(seat,|_read\(seat,)\s*\(?"([a-z-]+)\"""")
"""How a page reads a word of its address."""

TEXT = {"type": "string"}


@pytest.fixture
def desk(database: Database, catalogue: Catalogue) -> OpenDesk:
    at = datetime(2026, 9, 3, 2, tzinfo=UTC)
    for number in range(7):
        a_published_petition(database, State.RESOLVED, at + timedelta(days=number))
    # Behind a proxy, so that each question comes from an address of its own and none is asked too often.
    return OpenDesk(database, catalogue, OURS.model_copy(update={"behind_tls": True}))


def hold(schema: Any, asked_with: Callable[[], dict[str, Any]]) -> int:
    """Ask everything that is described; gives how many questions there were."""
    asked = 0

    for result in schema.get_all_operations():
        operation = result.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate(checks=CHECKS, **asked_with())

        ask()
    return asked


@on_sqlite
def test_what_anybody_may_ask_is_answered_as_described(desk: OpenDesk) -> None:
    numbers = count()

    def from_somewhere() -> dict[str, Any]:
        number = next(numbers)
        return {"headers": {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250}"}}

    schema = schemathesis.openapi.from_asgi("/open311/v2/openapi.json", desk.site)
    assert hold(schema, from_somewhere) > 50
    # Nobody guesses a code, so one that is there is asked for besides.
    [*_, found] = schema["/open311/v2/requests.json"]["GET"].Case().call(**from_somewhere()).json()
    for form in ("json", "xml"):
        of_one = schema[f"/open311/v2/requests/{{service_request_id}}.{form}"]["GET"]
        case = of_one.Case(path_parameters={"service_request_id": found["service_request_id"]})
        assert case.call_and_validate(checks=CHECKS, **from_somewhere()).status_code == 200


@on_sqlite
def test_pages_of_the_desk_are_answered_whatever_stands_in_their_address(desk: OpenDesk) -> None:
    def sign_in(connection: Connection) -> str:
        office = desk.office(connection)
        everything = 9000
        for role in Role:
            office.officers.add(everything, role, "", "Người nhiều vai", office.at, "test")
        officer = office.officers.of(everything)
        assert officer
        return office.sign_ins.open(officer.id, Way.LINK, office.at)

    word = desk.database.transact(sign_in)
    schema = schemathesis.openapi.from_dict(of_the_desk())
    schema.app = desk.site
    assert hold(schema, lambda: {"cookies": {"__Host-motcua": word}}) > len(ROUTES)


def of_the_desk() -> dict[str, Any]:
    """The pages of the desk that write nothing, each with every word that any of them reads."""
    folder = Path(pages.__file__).parent
    words = sorted({word for file in folder.glob("*.py") for word in READ.findall(file.read_text("utf-8"))})
    assert {"loc", "quy", "tim", "trang"} <= set(words)
    query = [{"name": word, "in": "query", "schema": TEXT} for word in words]
    paths = {route.path: {"get": {"parameters": [*_parts(route.path), *query], "responses": PAGE}} for route in READS}
    return {"openapi": "3.1.0", "info": {"title": "Bàn làm việc", "version": "1"}, "paths": paths}


READS = [route for route in ROUTES if route.reads and route.method == "GET"]

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SAID: dict[str, Any] = {kind: {"schema": {}} for kind in ("text/html", SHEET, DOCUMENT, "application/pdf")}
PAGE = {
    status: {"description": "Một trang hay một tệp", "content": SAID} for status in ("200", "303", "400", "403", "404")
}
"""Answers of a page."""


def _parts(path: str) -> list[dict[str, Any]]:
    """The parts of an address: what there is, and anything else."""
    free = {"type": "string", "minLength": 1}
    return [
        {"name": name, "in": "path", "required": True, "schema": {"anyOf": [{"enum": KNOWN.get(name, ["1"])}, free]}}
        for name in re.findall(r"{(\w+)}", path)
    ]


KNOWN = {"so": [*BEHIND], "table": [*TABLES], "row": ["2026-12-07", "moi"], "code": ["1.001193"], "number": ["1", "0"]}
"""What stands in addresses of pages that there are."""


def test_the_description_knows_every_parameter_that_is_read() -> None:
    said = description("https://motcua.example", Here(["14026"], ["road"]))
    names = {one["name"] for one in said["paths"]["/open311/v2/requests.json"]["get"]["parameters"]}
    assert names == {
        *("jurisdiction_id", "service_request_id", "service_code"),
        *("status", "start_date", "end_date", "page", "page_size"),
    }
    assert said["paths"]["/open311/v2/requests.xml"]["post"]["responses"].keys() == {"403", "429"}
