"""The bodies of HTTP requests: forms, forms with files, JSON."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from tests.wire.errors import bad_request
from tests.wire.params import Upload


def read_body(content_type: str, body: bytes) -> dict[str, Any]:
    """The parameters in a body."""
    kind = content_type.partition(";")[0].strip().lower()
    match kind:
        case "application/json":
            return _json(body)
        case "multipart/form-data":
            boundary = re.search(r'boundary="?([^";]+)"?', content_type)
            return _parts(body, boundary[1].encode()) if boundary else {}
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _json(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(values, dict):
        raise bad_request("expected a JSON object")
    return {name: _flat(value) for name, value in values.items()}


def _flat(value: object) -> object:
    """Numbers and truth as a form would spell them; nested values stay."""
    return json.dumps(value) if isinstance(value, bool | int | float) else value


def _parts(body: bytes, boundary: bytes) -> dict[str, Any]:
    params: dict[str, Any] = {}
    # The first piece stands before the first boundary, the last after the closing one.
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        fields = dict(re.findall(r'\b(name|filename)="([^"]*)"', head.decode()))
        if "name" not in fields:
            continue
        if "filename" in fields:
            mime = re.search(r"(?im)^content-type:\s*([^\r\n]+)", head.decode())
            params[fields["name"]] = Upload(fields["filename"], content, mime[1] if mime else "text/plain")
        else:
            params[fields["name"]] = content.decode()
    return params
