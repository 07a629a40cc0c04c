"""The settings: read once from the environment, prefix MOTCUA_. A wrong one stops the start with one sentence."""

import hmac
import re
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "MOTCUA_"
TELEGRAM = "https://api.telegram.org"
SECRET = frozenset(
    {
        "MOTCUA_BOT_TOKEN",
        "MOTCUA_PROXY",
        "MOTCUA_DATABASE_URL",
        "MOTCUA_WEBHOOK_SECRET",
        "MOTCUA_SECRET_KEY",
        "MOTCUA_BACKUP_KEY",
    }
)
"""Settings whose value is never shown, not even a wrong one."""

SHORTEST_SECRET = 32
"""How many characters MOTCUA_SECRET_KEY and MOTCUA_BACKUP_KEY have at least."""

WEBHOOK_PATH = "/telegram"
"""Where updates arrive when MOTCUA_WEBHOOK_URL names a host alone."""

WEBHOOK = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+)(?::\d{1,5})?(?P<path>(?:/[A-Za-z0-9._~-]*)*)", re.ASCII
)
"""An address without a query, a password or anything that would have to be decoded."""

USER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{4,31}", re.ASCII)
"""A user name in Telegram."""

REPLIES = frozenset({"answer", "refusal", "transfer", "extension", "relay"})
"""What the office writes to senders of petitions, and an approver lets leave."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that no other machine reaches."""

LOCAL = frozenset({"localhost", "127.0.0.1"})
"""Hosts where updates may arrive without TLS: a Bot API server on the same machine, and drills."""


class WrongSettingError(Exception):
    """A setting that cannot be used; its text names the setting and says what would be right."""


class Settings(BaseSettings):
    """Every setting this version uses; an empty value is no value."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore", populate_by_name=True
    )

    bot_token: SecretStr | None = None
    telegram_api: str = TELEGRAM
    proxy: SecretStr | None = None
    webhook_url: str = ""
    webhook_secret: SecretStr | None = None
    bot_name: str = ""  # the bot's user name, for links printed where Telegram is not asked
    public_url: str = ""
    secret_key: SecretStr | None = None
    listen: str = "127.0.0.1:8080"
    behind_tls: bool = False
    data: Path = Path("var")
    database: SecretStr | None = Field(default=None, validation_alias="MOTCUA_DATABASE_URL")
    backup_dir: Path | None = None  # where a backup is put every night
    backup_key: SecretStr | None = None
    agency: str = ""
    channel_decision: str = ""
    data_contact: str = ""
    staff_chat: int | None = None  # a group for every unit without one of its own
    leaders_chat: int | None = None
    shifts: str = "07:30-11:30,13:30-17:00"
    transfer_days: int = Field(default=5, ge=1, le=60)
    answer_days: int = Field(default=10, ge=1, le=120)
    confirm_days: int = Field(default=10, ge=3, le=60)
    national_clock: bool = False
    without_approval: str = ""
    retention_days: int = Field(default=1825, ge=30)
    petitions_a_day: int = Field(default=5, ge=1)
    messages_a_minute: int = Field(default=60, ge=5)
    quarter: Literal["calendar", "fifteenth"] = "calendar"  # whose days a report counts: fifteenth is 15th to 14th
    returned_apart: bool = False  # dossiers given back have a column of their own in the form II.06a
    log: Literal["json", "text"] | None = None  # unless it is said: text at a terminal, else JSON
    send_rate: int = Field(default=30, ge=0)  # broadcasts a second; 0: no pacing
    today: date | None = None

    @field_validator("telegram_api")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError("must be an address such as https://api.telegram.org")
        return value.rstrip("/")

    @field_validator("proxy")
    @classmethod
    def _is_a_proxy(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value else None
        if parts and (parts.scheme not in {"http", "https", "socks5", "socks5h"} or not parts.hostname):
            raise ValueError("must be an address such as http://proxy:3128")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _is_a_webhook(cls, value: str) -> str:
        if not value:
            return value
        found = WEBHOOK.fullmatch(value)
        if not found or (found["scheme"] == "http" and found["host"] not in LOCAL):
            raise ValueError("must be an https address such as https://bot.example.vn/telegram")
        return value if found["path"] not in {"", "/"} else value.rstrip("/") + WEBHOOK_PATH

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_secret_word(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("must be 1 to 256 of the letters A-Z and a-z, digits, _ and -, as Telegram demands")
        return value

    @field_validator("bot_name")
    @classmethod
    def _is_a_user_name(cls, value: str) -> str:
        name = value.removeprefix("@")
        if name and not USER_NAME.fullmatch(name):
            raise ValueError("must be the user name that @BotFather shows, such as motcua_bot")
        return name

    @field_validator("public_url")
    @classmethod
    def _is_public(cls, value: str) -> str:
        found = WEBHOOK.fullmatch(value)
        is_ours = found and found["path"] in {"", "/"} and (found["scheme"] == "https" or found["host"] in LOCAL)
        if value and not is_ours:
            raise ValueError("must be an https address without a path such as https://motcua.example.vn")
        return value.rstrip("/")

    @field_validator("secret_key", "backup_key")
    @classmethod
    def _is_long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"must be a text of at least {SHORTEST_SECRET} characters")
        return value

    @field_validator("listen")
    @classmethod
    def _is_host_and_port(cls, value: str) -> str:
        found = re.fullmatch(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})", value)
        if not found or not 0 < int(found[1]) < 2**16:
            raise ValueError("must be a host and a port such as 127.0.0.1:8080 or [::1]:8080")
        return value

    @field_validator("data", "backup_dir")
    @classmethod
    def _is_a_folder(cls, value: Path | None) -> Path | None:
        if value and value.exists() and not value.is_dir():
            raise ValueError("must be a folder")
        return value

    @field_validator("database")
    @classmethod
    def _is_a_database(cls, value: SecretStr | None) -> SecretStr | None:
        address = value.get_secret_value() if value else "sqlite:///"
        try:
            readable = bool(make_url(address))
        except (ArgumentError, ValueError):
            readable = False
        if not readable or not address.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError(
                "must be an address such as sqlite:///file or postgresql+psycopg://user:password@host/name"
            )
        return value

    @field_validator("without_approval")
    @classmethod
    def _are_kinds(cls, value: str) -> str:
        if not _listed(value) <= REPLIES:
            raise ValueError(f"must be some of {', '.join(sorted(REPLIES))}, with commas between")
        return value

    @field_validator("today", mode="before")
    @classmethod
    def _is_a_day(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("must be a day such as 2026-11-22") from None

    @model_validator(mode="after")
    def _no_fixed_day_for_citizens(self) -> "Settings":
        if self.today and self.bot_token and self.telegram_api == TELEGRAM:
            raise ValueError("MOTCUA_TODAY is for drills and tests: it is refused together with Telegram's own address")
        return self

    @model_validator(mode="after")
    def _no_desk_in_the_open(self) -> "Settings":
        if not self.behind_tls and self.listen_at[0] not in LOOPBACK:
            raise ValueError(
                "MOTCUA_LISTEN is reached from other machines: put a TLS proxy before it and set "
                "MOTCUA_BEHIND_TLS=yes, or listen at 127.0.0.1"
            )
        return self

    @model_validator(mode="after")
    def _a_webhook_is_a_bots(self) -> "Settings":
        if self.webhook_url and not self.bot_token:
            raise ValueError("MOTCUA_WEBHOOK_URL needs MOTCUA_BOT_TOKEN: only the bot itself may tell Telegram of it")
        return self

    @property
    def webhook_word(self) -> str:
        """What Telegram says with each update to prove itself: MOTCUA_WEBHOOK_SECRET, else a word made of the token.

        Copies of the bot that share a token agree on it without being told.
        """
        if self.webhook_secret:
            return self.webhook_secret.get_secret_value()
        token = self.bot_token.get_secret_value() if self.bot_token else ""
        return hmac.digest(token.encode(), b"motcua webhook", "sha256").hex()

    @property
    def listen_at(self) -> tuple[str, int]:
        """Host, an IPv6 address without its brackets, and port of MOTCUA_LISTEN."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def site(self) -> str:
        """The address at which officers reach the desk: MOTCUA_PUBLIC_URL, else this machine's own."""
        return self.public_url or f"http://{self.listen}"

    @property
    def database_url(self) -> str:
        """Where the database is; SQLite in the data folder unless MOTCUA_DATABASE_URL says otherwise."""
        if self.database:
            return self.database.get_secret_value()
        return f"sqlite:///{self.data.absolute() / 'motcua.sqlite'}"

    @property
    def lifted(self) -> frozenset[str]:
        """The kinds of replies that leave without an approver: MOTCUA_WITHOUT_APPROVAL."""
        return _listed(self.without_approval)

    @property
    def is_official(self) -> bool:
        """Whether an agency published this channel by a decision and named a data contact (NĐ 224/2026, Điều 10)."""
        return bool(self.agency and self.channel_decision and self.data_contact)

    def published_by(self, decision: str) -> "Settings":
        """The settings with a decision that was entered at the desk; MOTCUA_CHANNEL_DECISION, when set, is stronger."""
        if self.channel_decision or not decision:
            return self
        return self.model_copy(update={"channel_decision": decision})


def read_settings() -> Settings:
    """The settings of this process. Raises WrongSettingError with one sentence."""
    try:
        return Settings()
    except ValidationError as error:
        raise WrongSettingError(_sentence(error)) from None


def _listed(value: str) -> frozenset[str]:
    """Words with commas between."""
    return frozenset(filter(None, (word.strip() for word in value.split(","))))


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    reason = str(first["msg"]).removeprefix("Value error, ")
    if not first["loc"]:
        return f"{reason}."
    name = str(first["loc"][0]).upper()
    name = name if name.startswith(PREFIX) else PREFIX + name
    return f"{name}: {reason}." if name in SECRET else f"{name}: {reason} (not {first['input']!r})."
