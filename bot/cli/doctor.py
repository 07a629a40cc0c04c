"""`motcua doctor`: every setting with its value, and whether all is well."""

import argparse
import os
from importlib.metadata import version
from typing import Any

from pydantic import SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from bot import schema
from bot.cli.common import DONE, REFUSED, print_json
from bot.database import Database
from bot.inbox.repository import InboxRepository
from bot.settings import PREFIX, Settings, read_settings
from knowledge.release import FaultyReleaseError, read_release
from knowledge.repository import CatalogueRepository

PACKAGES = ("python-telegram-bot", "rapidfuzz", "SQLAlchemy", "underthesea", "APScheduler")

ABSENT: dict[str, Any] = {"reached": True, "current": False, "loaded": False, "updates_waiting": None}


def doctor(typed: argparse.Namespace) -> int:
    """Print the findings; refused when one of them stops the bot."""
    settings = read_settings()
    facts: dict[str, Any] = {
        "settings": _settings(settings),
        "unused_settings": _unused(settings),
        "packages": {name: version(name) for name in PACKAGES},
        "official_channel": settings.is_official,
        "catalogue": _catalogue(),
        "database": _database(settings),
    }
    facts["well"] = facts["catalogue"]["faults"] == 0 and facts["database"]["reached"]
    if typed.json:
        print_json(facts)
    else:
        _print(facts)
    return DONE if facts["well"] else REFUSED


def _settings(settings: Settings) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in settings:
        if name == "database":
            values[f"{PREFIX}DATABASE_URL"] = make_url(settings.database_url).render_as_string(hide_password=True)
        else:
            hidden = "(set, hidden)" if isinstance(value, SecretStr) else value
            values[PREFIX + name.upper()] = None if hidden in {None, ""} else str(hidden)
    return values


def _unused(settings: Settings) -> list[str]:
    """Settings of our prefix that this version does not use: misspelt, or of a later version."""
    known = set(_settings(settings))
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def _catalogue() -> dict[str, Any]:
    try:
        return {"faults": 0, "procedures": len(read_release().procedures)}
    except FaultyReleaseError as faulty:
        return {"faults": len(faulty.faults), "procedures": None}


def _database(settings: Settings) -> dict[str, Any]:
    database = Database(settings.database_url)
    try:
        if database.is_missing:
            return {**ABSENT, "why": "there is no file yet; the first `motcua run` makes it"}
        current = schema.is_current(database)
        loaded = database.read(lambda c: CatalogueRepository(c).is_loaded())
        waiting = database.read(lambda c: InboxRepository(c).waiting()) if current else None
    except DBAPIError as error:
        return {"reached": False, "why": str(error.orig).splitlines()[0]}
    finally:
        database.close()
    return {"reached": True, "current": current, "loaded": loaded, "updates_waiting": waiting}


def _print(facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        if isinstance(value, dict):
            print(f"{name}:")
            for key, of_key in value.items():
                print(f"  {key}: {'-' if of_key is None else of_key}")
        else:
            print(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
