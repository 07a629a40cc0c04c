"""How what anybody may read is answered: kept for a few minutes, read by other sites too, not too often by one address.

Nobody is remembered: an address is counted for a minute, in this process alone, and stands in no log.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address

from starlette.requests import Request
from starlette.responses import Response

from bot.web.desk.pace import WINDOW, Pace

A_MINUTE = 120
"""How many requests of one address are answered a minute."""

FRESH = 300
"""Seconds for which an answer may be kept, by us and by whoever asks."""

READING = ("GET", "HEAD")
"""What may be done."""

FOR_OTHER_SITES = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""What lets pages elsewhere read a file: it is the same for everybody, and no cookie goes with it."""

Answer = Callable[[Request], Awaitable[Response]]


class Gate:
    """Counts who asks."""

    def __init__(self, *, behind_tls: bool) -> None:
        self._behind_tls = behind_tls
        self._pace = Pace(A_MINUTE)

    def is_over(self, request: Request) -> bool:
        """Count once more; whether it is more than may be."""
        return self._pace.is_over(self._asker(request), time.monotonic())

    def _asker(self, request: Request) -> str:
        """Who asks: an address, of the newer kind the part that one house has."""
        said = request.client.host if request.client else ""
        if self._behind_tls:
            # What our own proxy added stands last; whatever stands before it anybody may have written.
            said = request.headers.get("X-Forwarded-For", said).rpartition(",")[2].strip()
        try:
            address = ip_address(said)
        except ValueError:
            return ""
        return address.exploded[:19] if isinstance(address, IPv6Address) else str(address)


def later(response: Response) -> Response:
    """An answer to who asks too often: when to come again."""
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    response.headers["Retry-After"] = str(round(WINDOW))
    return response


@dataclass(frozen=True, slots=True)
class File:
    """Something that is the same for everybody for a while."""

    content: bytes
    media_type: str
    name: str = ""

    def answer(self, request: Request) -> Response:
        """The file, or word that it is still what the asker has."""
        tag = f'"{sha256(self.content).hexdigest()[:32]}"'
        headers = {"Cache-Control": f"public, max-age={FRESH}", "ETag": tag}
        if not self.media_type.startswith("text/html"):
            headers |= FOR_OTHER_SITES
        if self.name:
            headers["Content-Disposition"] = f'attachment; filename="{self.name}"'
        had = (one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(","))
        if tag in had:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(self.content, headers=headers, media_type=self.media_type)
