"""Telegram's webhook: an update is stored, and only then is Telegram told that it arrived.

Nothing of a body is logged, nor who sent it: what people write to the office stands there.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.app import App
from bot.handlers.arrivals import BIGGEST

log = logging.getLogger(__name__)

WORD = "X-Telegram-Bot-Api-Secret-Token"
"""The header in which Telegram says the word that proves it is Telegram."""

LARGEST = 2**20
"""Bytes of the longest body that is read; an update takes some thousands."""

WITHIN = 20.0
"""Seconds until Telegram is asked to come again, when a body or the database keeps us waiting."""


class Webhook:
    """What Telegram brings, into the inbox of an application."""

    def __init__(self, app: App) -> None:
        self._word = app.settings.webhook_word.encode()
        self._arrivals = app.arrivals

    async def take(self, request: Request) -> Response:
        """200 once the update is stored, before or now; Telegram brings it again after any other answer."""
        return Response(status_code=await self._take(request))

    async def _take(self, request: Request) -> HTTPStatus:
        if not self._is_telegram(request):
            return HTTPStatus.FORBIDDEN
        try:
            async with asyncio.timeout(WITHIN):
                body = await _body(request)
                if body is None:
                    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
                update = _update(body)
                return HTTPStatus.BAD_REQUEST if update is None else await self._store(update)
        except (TimeoutError, ClientDisconnect):
            return HTTPStatus.SERVICE_UNAVAILABLE

    def _is_telegram(self, request: Request) -> bool:
        said = request.headers.get(WORD, "")
        return hmac.compare_digest(said.encode("latin-1"), self._word)

    async def _store(self, update: Mapping[str, Any]) -> HTTPStatus:
        try:
            await self._arrivals.store([update])
        except Exception as error:  # noqa: BLE001 - whatever keeps it from being stored, Telegram brings it again
            log.error("an update is not stored: %s", type(error).__name__)  # noqa: TRY400 - a trace may quote it
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK


async def _body(request: Request) -> bytes | None:
    """The body; None when it is too long, which is said before the rest of it is read."""
    body = bytearray()
    if _said_length(request) > LARGEST:
        return None
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _said_length(request: Request) -> int:
    said = request.headers.get("Content-Length", "")
    return int(said) if said.isdecimal() else 0


def _update(body: bytes) -> dict[str, Any] | None:
    """The update of a body; None for what is none."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    return update if type(number) is int and 0 <= number <= BIGGEST else None
