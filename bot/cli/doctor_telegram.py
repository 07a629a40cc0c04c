"""What Telegram says of this bot: whether it answers, knows the token, and where it brings updates."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.cli.troubles import Trouble
from bot.clock import Clock
from bot.settings import Settings

PATIENCE = 5.0
"""Seconds that Telegram is waited for."""

APART = timedelta(seconds=30)
"""How far this machine's clock may be from Telegram's: what Telegram signs holds for minutes alone."""

UNKNOWN = frozenset({401, 404})
"""How Telegram says that it knows no such token."""

RECENT = timedelta(hours=24)
"""For how long a fault in bringing updates is told."""


class AwayError(Exception):
    """Telegram does not answer; its text says how that showed, and holds no address."""


def of_telegram(settings: Settings, token: str) -> Iterator[Trouble]:
    """What is wrong between this bot and Telegram."""
    try:
        with httpx.Client(proxy=_proxy(settings), timeout=PATIENCE) as client:
            yield from _asked(client, settings, f"{settings.telegram_api}/bot{token}")
    except AwayError as away:
        yield Trouble(
            f"Telegram is not reached at {settings.telegram_api} ({away}).",
            "see whether this machine reaches it, and whether MOTCUA_PROXY and MOTCUA_TELEGRAM_API are right; "
            "what citizens write waits at Telegram for 24 hours",
        )


def _asked(client: httpx.Client, settings: Settings, base: str) -> Iterator[Trouble]:
    said = _ask(client, f"{base}/getMe")
    yield from _of_clock(said)
    if said.status_code in UNKNOWN:
        yield Trouble("MOTCUA_BOT_TOKEN: Telegram does not know this token.", "take the right one from @BotFather")
    elif said.is_error:
        yield Trouble(f"Telegram answers {said.status_code}.", "wait, and try again; see https://t.me/botnews")
    else:
        yield from _of_webhook(_result(_ask(client, f"{base}/getWebhookInfo")), settings)


def _of_clock(said: httpx.Response) -> Iterator[Trouble]:
    """Whether this machine's clock and Telegram's agree."""
    try:
        theirs = parsedate_to_datetime(said.headers.get("Date", "")).astimezone(UTC)
    except (TypeError, ValueError):
        return
    apart = Clock().now() - theirs
    if abs(apart) > APART:
        way = "fast" if apart > timedelta() else "slow"
        yield Trouble(
            f"this machine's clock is {round(abs(apart).total_seconds())} seconds {way}.",
            "have it set by NTP (`timedatectl set-ntp true`): links, due days and the register go by it",
        )


def _of_webhook(info: dict[str, Any], settings: Settings) -> Iterator[Trouble]:
    there, ours = str(info.get("url") or ""), settings.webhook_url
    if there and there != ours:
        yield Trouble(
            f"Telegram brings this bot's updates to {urlsplit(there).netloc}, not here.",
            "stop what else uses this token, and start motcua again, which tells Telegram where they go",
        )
    elif ours and not there:
        yield Trouble("no webhook is set at Telegram yet.", "start motcua, which sets it", stops=False)
    fault, at = info.get("last_error_message"), info.get("last_error_date")
    if there and fault and isinstance(at, int) and Clock().now() - datetime.fromtimestamp(at, UTC) < RECENT:
        moment = datetime.fromtimestamp(at, UTC).isoformat()
        yield Trouble(
            f"Telegram could not bring updates at {moment}: {fault}.",
            "see whether MOTCUA_WEBHOOK_URL is reached from outside, with a certificate that is whole, and whether the "
            "proxy passes it on to MOTCUA_LISTEN",
            stops=False,
        )


def _ask(client: httpx.Client, address: str) -> httpx.Response:
    try:
        return client.get(address)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise AwayError(type(error).__name__) from None  # its own words may hold the address, and so the token


def _result(said: httpx.Response) -> dict[str, Any]:
    try:
        result = said.json()["result"]
    except (ValueError, KeyError, TypeError):
        return {}
    return result if isinstance(result, dict) else {}


def _proxy(settings: Settings) -> str | None:
    return settings.proxy.get_secret_value() if settings.proxy else None
