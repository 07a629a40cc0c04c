"""`motcua doctor`: every setting with its value, and whether all is well."""

import argparse
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError

from bot import schema
from bot.cli.common import DONE, REFUSED, print_json
from bot.cli.doctor_telegram import of_telegram
from bot.cli.troubles import Trouble, away, of_database, of_machine
from bot.database import Database
from bot.inbox.repository import InboxRepository
from bot.petitions.attachments import AttachmentRepository
from bot.petitions.contents import stored_in
from bot.review.backups import BackupRepository
from bot.review.channel import read_channel
from bot.settings import PREFIX, Settings, read_settings
from knowledge.release import FaultyReleaseError, read_release
from knowledge.repository import CatalogueRepository

PACKAGES = ("python-telegram-bot", "rapidfuzz", "SQLAlchemy", "underthesea", "APScheduler")

ABSENT: dict[str, Any] = {"reached": True, "current": False, "loaded": False, "updates_waiting": None}

NO_FILES: dict[str, Any] = {"kept": None, "missing": None}

ELSEWHERE = "they are not in MOTCUA_DATA; all copies need the same folder"

NO_BACKUP: dict[str, Any] = {"last": None, "file": None, "bytes": None, "by": None, "fault": None}


def doctor(typed: argparse.Namespace) -> int:
    """Print the findings; refused when one of them stops the bot."""
    settings = read_settings()
    troubles = list(of_machine(settings))
    facts: dict[str, Any] = {
        "settings": _settings(settings),
        "unused_settings": _unused(settings),
        "packages": {name: version(name) for name in PACKAGES},
        "official_channel": settings.is_official,
        "catalogue": _catalogue(),
        **_of_database(settings, troubles),  # which may know of a decision that was entered at the desk
    }
    if settings.bot_token:
        troubles += of_telegram(settings, settings.bot_token.get_secret_value())
    facts["troubles"] = [asdict(trouble) for trouble in troubles]
    facts["well"] = facts["catalogue"]["faults"] == 0 and not any(trouble.stops for trouble in troubles)
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


def _of_database(settings: Settings, troubles: list[Trouble]) -> dict[str, Any]:
    database = Database(settings.database_url)
    try:
        if database.is_missing:
            why = "there is no file yet; the first `motcua run` makes it"
            return {"database": {**ABSENT, "why": why}, "backup": NO_BACKUP, "files": NO_FILES}
        current = schema.is_current(database)
        troubles += of_database(database, settings, current=current)
        loaded = database.read(lambda c: CatalogueRepository(c).is_loaded())
        waiting = database.read(lambda c: InboxRepository(c).waiting()) if current else None
        last = database.read(_backup) if current else NO_BACKUP
        decision = database.read(read_channel).decision if current else ""
        files = _files(settings, database.read(lambda c: AttachmentRepository(c).stored())) if current else NO_FILES
    except DBAPIError as error:
        why = str(error.orig).splitlines()[0]
        troubles.append(away(why))
        return {"database": {"reached": False, "why": why}, "backup": NO_BACKUP, "files": NO_FILES}
    finally:
        database.close()
    found = {"reached": True, "current": current, "loaded": loaded, "updates_waiting": waiting}
    is_official = settings.published_by(decision).is_official
    return {"official_channel": is_official, "database": found, "backup": last, "files": files}


def _files(settings: Settings, stored: Collection[str]) -> dict[str, Any]:
    """How many files of petitions there are, and how many of them this folder has not."""
    missing = len(set(stored) - set(stored_in(settings.data / "files")))
    return {"kept": len(stored), "missing": missing, **({"why": ELSEWHERE} if missing else {})}


def _backup(connection: Connection) -> dict[str, Any]:
    """The last backup, and why the last one that was tried came to nothing."""
    backups = BackupRepository(connection)
    last, failure = backups.last(), backups.last_failure()
    facts = {**NO_BACKUP, "fault": failure.fault if failure else None}
    if last and last.made_at:
        facts |= {
            "last": last.made_at.isoformat(timespec="seconds"),
            "file": last.file,
            "bytes": last.size,
            "by": last.by,
        }
    return facts


def _print(facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        if isinstance(value, dict):
            print(f"{name}:")
            for key, of_key in value.items():
                print(f"  {key}: {'-' if of_key is None else of_key}")
        elif name == "troubles":
            _tell(value)
        else:
            print(f"{name}: {', '.join(value) if isinstance(value, list) else value}")


def _tell(troubles: Sequence[Mapping[str, Any]]) -> None:
    """Each in a sentence, and what to do about it."""
    print(f"troubles: {len(troubles) or 'none'}")
    for trouble in troubles:
        print(f"  {'MUST BE MENDED' if trouble['stops'] else 'to be looked at'}: {trouble['what']}")
        print(f"    -> {trouble['to_do']}")
