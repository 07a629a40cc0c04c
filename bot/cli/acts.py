"""What commands over the tables share: the newest shape of the database, a refusal in a sentence, who types."""

import argparse
import os
import pwd
from collections.abc import Callable

from sqlalchemy import Connection

from bot import schema
from bot.cli.common import DONE, REFUSED, complain, opened
from bot.clock import Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.office import cases_of, rules_of
from bot.petitions.cases import Cases
from bot.petitions.repository import PetitionRepository
from bot.settings import Settings, read_settings

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
    """The services of petitions in a transaction of a command; whoever is told is told by the bot that runs."""
    settings = read_settings()
    _refuse_without_secret(connection, settings)
    return cases_of(connection, rules_of(settings), OutboxRepository(connection), clock.now())


def _refuse_without_secret(connection: Connection, settings: Settings) -> None:
    """Keys of a new secret would open nothing of what is there, and sign beside those of the bot."""
    file = settings.data / "secret"
    if settings.secret_key is None and not file.exists() and PetitionRepository(connection).number():
        raise RefusalError(
            f"the petitions were sealed with a secret, and there is no {file}; "
            "give MOTCUA_DATA or MOTCUA_SECRET_KEY as the bot has it."
        )
