"""A database in use, and everything that stands in a database: what tests and drills of backups are made of."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from bot import schema
from bot.database import Database
from bot.groundwork import hold_keys, keys_of
from bot.petitions.contents import random_name, store
from bot.petitions.life import State
from bot.petitions.petition import Place
from bot.petitions.verifying import Verdict, verify
from bot.review.officers import OfficerRepository, Role
from bot.settings import Settings
from tests.bot.conftest import DAY, SECRET
from tests.bot.petitions import CLERK, WORDS, a_petition, cases_for

ADMINISTRATOR = 77
PICTURE = b"\xff\xd8 a picture \x00\xff"


def settings_in(folder: Path, **more: Any) -> Settings:
    """Settings of a bot that keeps everything in a folder."""
    return Settings(**{"today": DAY, "data": folder, "secret_key": SECRET, **more})


def use(database: Database, settings: Settings) -> None:
    """Let there be something of everything: petitions in every state, officers, anchors, a file."""
    database.transact(lambda connection: hold_keys(connection, settings, lambda: keys_of(settings)))
    database.transact(_staff)
    earlier = a_petition(
        database, State.RECEIVED, settings=settings, place=Place("14056", "thôn 5", 20.25, 106.1234567)
    )
    for number, state in enumerate(one for one in State if one is not State.DRAFT):
        parent = earlier if state is State.DUPLICATE else None
        words = f'{WORDS} Lần {number}: "ngoặc", \\ và\nxuống dòng.'
        later = a_petition(database, state, settings=settings, parent=parent, words=words)
    at = later.submitted_at + timedelta(hours=5)
    # It follows one that was lodged after it.
    database.transact(
        lambda c: cases_for(c, settings).register.move_to(earlier, State.DUPLICATE, CLERK, at, parent=later.id)
    )
    database.transact(lambda c: cases_for(c, settings).anchors.sign(DAY, at))
    store(settings.data / "files", random_name("jpg"), PICTURE)


def _staff(connection: Connection) -> None:
    given_at = datetime(2026, 11, 20, 8, 0, 0, 1, tzinfo=UTC)
    OfficerRepository(connection).add(ADMINISTRATOR, Role.ADMINISTRATOR, "", "Trần Văn Quản", given_at, "test")


def everything(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table as our models read it, in an order that no database has a say in."""
    return {
        table.name: sorted(map(_plain, connection.execute(select(table))), key=repr)
        for table in schema.METADATA.tables.values()
    }


def _plain(row: Any) -> tuple[Any, ...]:
    """The words that PostgreSQL searches are a set there."""
    told = row._mapping
    return tuple(frozenset(re.findall(r"[^\s']+", told[name])) if name == "folded" else told[name] for name in told)


def files_of(settings: Settings) -> dict[str, bytes]:
    """The enclosed files."""
    return {path.name: path.read_bytes() for path in (settings.data / "files").glob("??/??/*")}


def verified(database: Database, settings: Settings) -> Verdict:
    """What `motcua petitions verify` says."""
    return database.read(lambda c: verify(c, keys_of(settings), settings.data / "files"))
