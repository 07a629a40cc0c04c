"""What a Telegram Mini App says of who opened it (initData), checked as Telegram describes it.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app: the fields in the order of their
names, signed with a key made of the bot's token.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from bot.review.sign_ins import EntryRefusedError, Refusal

LASTS = timedelta(minutes=5)
"""How old what it brings may be."""

LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Opener:
    """The account of Telegram that opened a Mini App; `signature` is the same however the rest is written."""

    account: int
    signature: str


def opener_of(init_data: str, token: str, at: datetime) -> Opener:
    """Who opened the Mini App at most LASTS ago. Raises EntryRefusedError."""
    fields = _fields(init_data) if token else {}
    said = fields.pop("hash", "")
    if not hmac.compare_digest(_signature(fields, token).encode(), said.encode()):
        raise EntryRefusedError(Refusal.ALTERED)
    made_at = _moment(fields.get("auth_date", ""))
    if made_at is None or not at - LASTS < made_at <= at + LASTS:
        raise EntryRefusedError(Refusal.EXPIRED)
    return Opener(_account(fields.get("user", "")), said)


def _fields(init_data: str) -> dict[str, str]:
    """The fields, each of them once. Raises EntryRefusedError."""
    try:
        pairs = parse_qsl(init_data[:LONGEST], keep_blank_values=True, strict_parsing=True, errors="strict")
    except (ValueError, UnicodeDecodeError):
        raise EntryRefusedError(Refusal.ALTERED) from None
    if len(dict(pairs)) != len(pairs) or len(init_data) > LONGEST:
        raise EntryRefusedError(Refusal.ALTERED)
    return dict(pairs)


def _signature(fields: dict[str, str], token: str) -> str:
    key = hmac.digest(b"WebAppData", token.encode(), "sha256")
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    return hmac.digest(key, lines.encode("utf-8", "surrogatepass"), "sha256").hex()


def _moment(said: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(said), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _account(user: str) -> int:
    try:
        number = json.loads(user)["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise EntryRefusedError(Refusal.ALTERED) from None
    if type(number) is not int:
        raise EntryRefusedError(Refusal.ALTERED)
    return number
