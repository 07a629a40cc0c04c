"""What the desk says to a browser: a page, the way to another one, or a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from bot.review.officers import Role


@dataclass(frozen=True, slots=True)
class Page:
    """A template with its values."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class Redirect:
    """The way to another page after something was done."""

    to: str


@dataclass(frozen=True, slots=True)
class Left:
    """What is to stand in the trail of a page that writes nothing itself: in which role, what, about what."""

    role: Role
    act: str
    about: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file; a picture may be shown on a page, whatever else there is is kept by the browser."""

    name: str
    media_type: str
    content: bytes
    inline: bool = False
    left: Left | None = None


Reply = Page | Redirect | Download
