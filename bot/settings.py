"""The settings: read once from the environment, prefix MOTCUA_. A wrong one stops the start with one sentence."""

from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "MOTCUA_"
TELEGRAM = "https://api.telegram.org"


class WrongSettingError(Exception):
    """A setting that cannot be used; its text names the setting and says what would be right."""


class Settings(BaseSettings):
    """Every setting this version uses; an empty value is no value."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    bot_token: SecretStr | None = None
    telegram_api: str = TELEGRAM
    proxy: SecretStr | None = None
    data: Path = Path("var")
    database: SecretStr | None = Field(default=None, validation_alias=AliasChoices("MOTCUA_DATABASE_URL", "database"))
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

    @field_validator("database")
    @classmethod
    def _is_a_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        return value

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
    return f"{name if name.startswith(PREFIX) else PREFIX + name}: {reason} (not {first['input']!r})."
