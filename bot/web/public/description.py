"""What anybody may ask, in OpenAPI 3.1: made of the tables by which questions are checked and answers written."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from bot.petitions.categories import Family
from bot.reports.public_figures import By
from bot.texts import say
from bot.views.message import plain
from bot.web.public.figures_files import COLUMNS, TABLES
from bot.web.public.parameters import STATUSES, Here, Parameter, Schema
from bot.web.public.published import LONGEST
from bot.web.public.questions import FEED, QUESTIONS, Question
from bot.web.public.records import EACH, ERRORS, REQUESTS, SERVICES, Format, Shape

TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
NUMBER: Schema = {"type": ["number", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}

STATISTICS = "/thong-ke"
KY = Parameter("ky", lambda text, _: text, lambda _: {"type": "string", "pattern": "^[0-9]{4}(-Q[1-4])?$"})

FAILURES: Mapping[str, str] = {"400": "errors", "404": "errors", "405": "errors", "429": "errors"}


def description(site: str, here: Here) -> dict[str, Any]:
    """The description of the feed and of the files of figures."""
    paths: dict[str, Any] = {}
    for question in QUESTIONS:
        for form in Format:
            paths[f"{FEED}/{question.path}.{form}"] = _path(question, form, here)
    paths[f"{STATISTICS}.json"] = _file("statistics_json", "application/json", {"$ref": _ref("statistics")}, here)
    paths[f"{STATISTICS}.csv"] = _file("statistics_csv", "text/csv", TEXT, here)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _said("title"),
            "description": _said("about"),
            "version": version("motcua"),
        },
        "servers": [{"url": site}],
        "paths": paths,
        "components": {"schemas": schemas(here)},
    }


def _said(name: str) -> str:
    return plain(say(f"feed.{name}"))


def _ref(name: str) -> str:
    return f"#/components/schemas/{name}"


def _path(question: Question, form: Format, here: Here) -> dict[str, Any]:
    reading = {
        "operationId": f"{question.name}_{form}",
        "summary": _said(f"does_{question.name}"),
        "parameters": [*_in_path(question), *(_parameter(one, here) for one in question.parameters)],
        "responses": {
            "200": _response(_said(f"does_{question.name}"), form, SAID[question.name]),
            **{status: _response(_said("about"), form, name) for status, name in FAILURES.items()},
        },
    }
    if question.name != "requests":
        return {"get": reading}
    refused = _response(_said("no_sending"), form, "errors")
    sending = {
        "operationId": f"send_{form}",
        "summary": _said("does_send"),
        "responses": {"403": refused, "429": refused},
    }
    return {"get": reading, "post": sending}


SAID = {"discovery": "discovery", "services": "services", "requests": "requests", "request": "requests"}
"""What is answered to each question: one request too comes in a list."""


def _in_path(question: Question) -> list[dict[str, Any]]:
    if "{" not in question.path:
        return []
    return [{"name": "service_request_id", "in": "path", "required": True, "schema": TEXT}]


def _parameter(one: Parameter, here: Here) -> dict[str, Any]:
    """A parameter; a list is written with commas between."""
    schema = one.schema(here)
    many = {"style": "form", "explode": False} if schema.get("type") == "array" else {}
    return {"name": one.name, "in": "query", "description": plain(one.about), "schema": schema, **many}


def _response(about: str, form: Format, schema: str) -> dict[str, Any]:
    media_type = form.media_type.partition(";")[0]
    return {"description": about, "content": {media_type: {"schema": {"$ref": _ref(schema)}}}}


def _file(name: str, media_type: str, schema: Schema, here: Here) -> dict[str, Any]:
    about = _said("does_statistics")
    there = {"description": about, "content": {media_type: {"schema": schema}}}
    later = {"description": about, "content": {"text/html": {"schema": TEXT}}}
    reading = {
        "operationId": name,
        "summary": about,
        "parameters": [_parameter(KY, here)],
        "responses": {"200": there, "404": there, "429": later},
    }
    return {"get": reading}


def schemas(here: Here) -> dict[str, Any]:
    """What is said, by name; how it is called in XML stands beside it."""
    count = _object({"at_least": COUNT, "at_most": {"type": ["integer", "null"], "minimum": 0}})
    row = {**{name: {"$ref": _ref("count")} for name in COLUMNS}, "median_working_days": NUMBER}
    rows = {"type": "array", "items": _object({"key": TEXT, "name": TEXT, **row})}
    rating = {"anyOf": [_object({"number": {"$ref": _ref("count")}, "mean": NUMBER}), {"type": "null"}]}
    return {
        "errors": _list(ERRORS, {"code": {"type": "integer"}, "description": TEXT}),
        "services": _list(SERVICES, _service(here)),
        "requests": _list(REQUESTS, _request(here)),
        "discovery": {**_object(_discovery()), "xml": {"name": "discovery"}},
        "count": count,
        "statistics": _object(
            {
                "agency": TEXT,
                **dict.fromkeys(("period", "since", "until"), MAYBE),
                "periods": {"type": "array", "items": TEXT},
                "smallest_number_told": COUNT,
                "total": {"anyOf": [_object(row), {"type": "null"}]},
                "process_rating": rating,
                "result_rating": rating,
                **{TABLES[by]: rows for by in By},
            }
        ),
    }


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(shape: Shape, properties: Mapping[str, Any]) -> dict[str, Any]:
    items = {**_object(properties), "xml": {"name": shape.each}}
    return {"type": "array", "items": items, "xml": {"name": shape.root, "wrapped": True}}


def _named(name: str, items: Schema) -> dict[str, Any]:
    return {"type": "array", "items": {**items, "xml": {"name": EACH[name]}}, "xml": {"wrapped": True}}


def _discovery() -> dict[str, Any]:
    endpoint = {
        **dict.fromkeys(("specification", "url", "changeset"), TEXT),
        "type": {"type": "string", "enum": ["production", "test"]},
        "formats": _named("formats", TEXT),
    }
    head = dict.fromkeys(("changeset", "contact", "key_service"), TEXT)
    return {**head, "endpoints": _named("endpoints", _object(endpoint))}


def _service(here: Here) -> dict[str, Any]:
    groups = [plain(say(f"quarterly_page.family_{family.name.lower()}")) for family in Family]
    return {
        "service_code": {"type": "string", "enum": list(here.fields)},
        **dict.fromkeys(("service_name", "description"), TEXT),
        "metadata": {"type": "boolean"},
        "type": {"type": "string", "enum": ["realtime", "batch", "blackbox"]},
        "keywords": TEXT,
        "group": {"type": "string", "enum": groups},
    }


def _request(here: Here) -> dict[str, Any]:
    return {
        "service_request_id": TEXT,
        "status": {"type": "string", "enum": list(STATUSES)},
        "status_notes": TEXT,
        "service_name": TEXT,
        "service_code": {"type": "string", "enum": list(here.fields)},
        "description": {"type": "string", "maxLength": LONGEST},
        **dict.fromkeys(("agency_responsible", "service_notice"), MAYBE),
        **dict.fromkeys(("requested_datetime", "updated_datetime"), MOMENT),
        "expected_datetime": MAYBE_MOMENT,
        **dict.fromkeys(("address", "address_id", "zipcode"), MAYBE),
        **dict.fromkeys(("lat", "long"), NUMBER),
        "media_url": MAYBE,
    }
