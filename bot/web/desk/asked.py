"""What a browser asks for, read whole and with bounds before anything is done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

LARGEST_FORM = 2**20
"""Bytes of a form without files."""
LARGEST_UPLOAD = 21 * 2**20
"""Bytes of a form with a file: what Telegram lets a bot fetch, and a little for the rest of the form."""
MOST_FIELDS = 400
MOST_FILES = 5


class BadFormError(Exception):
    """What was sent is no form of ours, or more than one."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent with a form."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its path and what stands in it, the words behind `?`, and the form."""

    method: str
    path: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def said(self, name: str) -> str:
        """What one field of the form says; empty where it was not sent."""
        return next(iter(self.form.get(name, ())), "")

    def every(self, name: str) -> Sequence[str]:
        """Everything that was ticked under one name."""
        return self.form.get(name, ())

    def again(self, **changes: object) -> str:
        """This address with other words behind `?`; an empty one is left out."""
        words = {**self.query, **{name: str(value) for name, value in changes.items()}}
        return f"{self.path}?{urlencode({name: value for name, value in words.items() if value})}"


async def read(request: Request) -> Asked:
    """A request as it was sent. Raises BadFormError."""
    if request.method != "POST":
        return _asked(request)
    if _length(request) > LARGEST_UPLOAD:
        raise BadFormError
    is_form = "multipart/form-data" in request.headers.get("Content-Type", "")
    if not is_form and _length(request) > LARGEST_FORM:
        raise BadFormError
    try:
        async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LARGEST_FORM) as form:
            fields: dict[str, list[str]] = {}
            files: dict[str, Upload] = {}
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = await _upload(value)
                else:
                    fields.setdefault(name, []).append(value)
    except (FormParserError, MultiPartException, ClientDisconnect, UnicodeDecodeError) as wrong:
        raise BadFormError from wrong
    return _asked(request, fields, files)


async def _upload(file: UploadFile) -> Upload:
    content = await file.read(LARGEST_UPLOAD + 1)
    if len(content) > LARGEST_UPLOAD:
        raise BadFormError
    return Upload(file.filename or "", content)


def _asked(
    request: Request, form: Mapping[str, Sequence[str]] | None = None, files: Mapping[str, Upload] | None = None
) -> Asked:
    parts = {name: str(value) for name, value in request.path_params.items()}
    return Asked(request.method, request.url.path, parts, dict(request.query_params), form or {}, files or {})


def _length(request: Request) -> int:
    """What a request says of its length; one that does not say is told apart by the server, which reads no chunks."""
    said = request.headers.get("Content-Length", "")
    if said.isdecimal():
        return int(said)
    return LARGEST_UPLOAD + 1 if "Transfer-Encoding" in request.headers else 0
