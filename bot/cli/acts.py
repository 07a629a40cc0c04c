"""What commands over the tables share: the newest shape of the database, a refusal in a sentence, who types."""

import argparse
import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from bot import schema
from bot.cli.common import DONE, REFUSED, complain, opened
from bot.clock import Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.groundwork import expect_keys
from bot.office import cases_of, rules_of
from bot.petitions.cases import Cases
from bot.settings import read_settings

Act = Callable[[argparse.Namespace, Database, Clock], int | None]


class RefusalError(Exception):
    """Why a command cannot be done, in one sentence."""


def over_the_tables(act: Act, typed: argparse.Namespace) -> int:
    """Act over tables of the newest shape; gives the exit code, 0 unless the act gives another or refuses."""
    with opened() as (database, clock):
        try:
            if database.is_missing or not schema.is_current(database):
                raise RefusalError(  # noqa: TRY301 - every refusal is told in one place
                    "the database is not at the newest revision; `motcua database upgrade` brings it there."
                )
            return act(typed, database, clock) or DONE
        except RefusalError as refused:
            complain(str(refused))
            return REFUSED


def by_whom() -> str:
    """Who types this, as the machine knows them."""
    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run under a number nobody named
        user = str(os.getuid())
    return f"command line: {user}"


def cases_in(connection: Connection, clock: Clock) -> Cases:
    """The services of petitions in a transaction of a command; whoever is told is told by the bot that runs.

    Raises WrongSettingError for a secret that is not the bot's.
    """
    settings = read_settings()
    rules = rules_of(settings)
    expect_keys(connection, settings, rules.keys)
    return cases_of(connection, rules, OutboxRepository(connection), clock.now())


@contextmanager
def private_file(file: Path) -> Iterator[BinaryIO]:
    """A file that its owner alone may read: it may hold names and addresses. Raises RefusalError."""
    try:
        with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as opened_:
            yield opened_
    except OSError as error:
        raise RefusalError(f"{file} cannot be written: {error.strerror}.") from None
