"""The settings: read once from the environment, prefix MOTCUA_. A wrong one stops the start with one sentence."""

from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "MOTCUA_"
TELEGRAM = "https://api.telegram.org"
SECRET = frozenset({"MOTCUA_BOT_TOKEN", "MOTCUA_PROXY", "MOTCUA_DATABASE_URL"})
"""Settings whose value is never shown, not even a wrong one."""


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
    data: Path = Path("var")
    database: SecretStr | None = Field(default=None, validation_alias="MOTCUA_DATABASE_URL")
    agency: str = ""
    channel_decision: str = ""
    data_contact: str = ""
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

    @field_validator("data")
    @classmethod
    def _is_a_folder(cls, value: Path) -> Path:
        if value.exists() and not value.is_dir():
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

    @property
    def database_url(self) -> str:
        """Where the database is; SQLite in the data folder unless MOTCUA_DATABASE_URL says otherwise."""
        if self.database:
            return self.database.get_secret_value()
        return f"sqlite:///{self.data.absolute() / 'motcua.sqlite'}"

    @property
    def is_official(self) -> bool:
        """Whether an agency published this channel by a decision and named a data contact (NĐ 224/2026, Điều 10)."""
        return bool(self.agency and self.channel_decision and self.data_contact)


def read_settings() -> Settings:
    """The settings of this process. Raises WrongSettingError with one sentence."""
    try:
        return Settings()
    except ValidationError as error:
        raise WrongSettingError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    reason = str(first["msg"]).removeprefix("Value error, ")
    if not first["loc"]:
        return f"{reason}."
    name = str(first["loc"][0]).upper()
    name = name if name.startswith(PREFIX) else PREFIX + name
    return f"{name}: {reason}." if name in SECRET else f"{name}: {reason} (not {first['input']!r})."
