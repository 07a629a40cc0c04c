"""What the desk says to a browser: a page, the way to another one, or a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, BinaryIO

from sqlalchemy import Connection

from bot.database import Database
from bot.office import Office
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


@dataclass(frozen=True, slots=True)
class Made:
    """A file that takes a while: it is made when the page's transaction is kept, with transactions of its own."""

    name: str
    media_type: str
    make: Callable[[Database, Callable[[Connection], Office], BinaryIO], None]


Reply = Page | Redirect | Download | Made
