"""Addresses of the pretended server: `<base>/bot<token>/<method>` and `<base>/file/bot<token>/<path>`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from tests.wire.errors import RefusedError


@dataclass(frozen=True)
class Route:
    """Where an address leads: to a method, or to a file."""

    method: str = ""
    file_path: str = ""


def route(address: str, token: str) -> Route:
    """Where the address leads for the bot with that token."""
    hit = re.fullmatch(r"(?P<base>.*?)/bot(?P<token>[^/]+)/(?P<rest>.+)", unquote(urlsplit(address).path))
    if not hit or not re.match(r"\d+:", hit["token"]):
        raise RefusedError(404, "Not Found")
    if hit["token"] != token:
        raise RefusedError(401, "Unauthorized")
    if hit["base"].endswith("/file"):
        return Route(file_path=hit["rest"])
    return Route(method=hit["rest"])
