"""Whole conversations of follow-ups, corrections and picks, written down before the code."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.clock import Clock
from bot.database import Database
from bot.office import Office, Offices
from bot.settings import Settings
from knowledge.catalogue import Catalogue
from tests.bot.conftest import DAY
from tests.conversing import broken, conversations

WANTED = 0.95
"""The least share of conversations that hold from their first line to their last."""


def test_there_are_sixty_conversations() -> None:
    assert len(conversations()) >= 60


def test_conversations_go_as_they_were_written_down(loaded: Database, catalogue: Catalogue) -> None:
    offices = Offices(Settings(today=DAY), Clock(DAY), loaded, catalogue)

    def opened(connection: Connection, at: datetime) -> Office:
        return replace(offices.open(connection), at=at)

    def talk(connection: Connection) -> list[list[str]]:
        return [list(broken(path, connection, opened, chat)) for chat, path in enumerate(conversations(), 1)]

    failed = [lines for lines in loaded.transact(talk) if lines]
    share = 1 - len(failed) / len(conversations())
    assert share >= WANTED, "\n".join(line for lines in failed for line in lines)
