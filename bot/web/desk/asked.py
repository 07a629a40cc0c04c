"""What a browser asks for, read whole and with bounds before anything is done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

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

    def page(self, number: int) -> str:
        """The address of another page of the same list."""
        return self.again(trang=number)

    def again(self, **changes: object) -> str:
        """This address with other words behind `?`; an empty one is left out."""
        words = {**self.query, **{name: str(value) for name, value in changes.items()}}
        return f"{self.path}?{urlencode({name: value for name, value in words.items() if value})}"


async def read(request: Request, most: int = LARGEST_UPLOAD) -> Asked:
    """A request as it was sent, of `most` bytes. Raises BadFormError."""
    if request.method != "POST":
        return _asked(request)
    if length(request) > most:
        raise BadFormError
    is_form = "multipart/form-data" in request.headers.get("Content-Type", "")
    if not is_form and length(request) > LARGEST_FORM:
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
    parts = {name: _known(str(value)) for name, value in request.path_params.items()}
    query = {name: _known(value) for name, value in request.query_params.items()}
    if not all(_can_be_kept(text) for texts in (form or {}).values() for text in texts):
        raise BadFormError
    return Asked(request.method, request.url.path, parts, query, form or {}, files or {})


def _known(text: str) -> str:
    """A part of an address; what no database can look for stands there as a letter that is unknown."""
    return text.replace("\0", "\ufffd")  # halves of letters come in forms alone


def _can_be_kept(text: str) -> bool:
    """Whether a database can hold a text: it has no NUL and no halves of letters."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def is_from_here(request: Request) -> bool:
    """Whether a form was sent from a page of ours, as far as the browser says."""
    origin = request.headers.get("Origin", "")
    is_same = not origin or urlsplit(origin).netloc == request.headers.get("Host", "")
    return is_same and request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


def length(request: Request) -> int:
    """What a request says of its length, before it is read; one that comes in pieces, and says nothing, is too long."""
    if "Transfer-Encoding" in request.headers:  # it is stronger than a length that is said beside it
        return LARGEST_UPLOAD + 1
    said = request.headers.get("Content-Length", "")
    return int(said) if said.isdecimal() else 0
