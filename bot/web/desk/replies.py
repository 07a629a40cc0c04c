"""What the desk says to a browser: a page, the way to another one, or a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """A template with its values."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class Redirect:
    """The way to another page after something was done, with the key of a sentence that says so."""

    to: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to keep, never shown as a page of ours."""

    name: str
    content: bytes
    media_type: str


Reply = Page | Redirect | Download
