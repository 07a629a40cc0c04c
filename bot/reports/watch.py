"""What who watches the bot asks of the database: its shape, what waits and for how long, petitions by state.

Nobody's words and nobody's name are among it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, String, column, func, select, table

from bot.delivery.outbox import Fate, OutboxRepository
from bot.inbox.repository import InboxRepository
from bot.petitions.life import State
from bot.petitions.tables import petition
from bot.review.backups import BackupRepository
from knowledge.repository import CatalogueRepository

SHAPE = table("alembic_version", column("version_num", String))
"""Where the migrations keep the revision of the database."""


@dataclass(frozen=True, slots=True)
class Queues:
    """What waits, and since when; the catalogue's revision is None where nothing was loaded yet."""

    catalogue: int | None
    inbox: int
    inbox_since: datetime | None
    outbox_since: datetime | None
    outbox: Mapping[Fate, int]
    last_backup: datetime | None
    backup_failed: datetime | None  # when the last one came to nothing, unless one was made since

    @property
    def waiting(self) -> int:
        """How many messages are still to be sent."""
        return self.outbox[Fate.QUEUED]


class WatchRepository:
    """What is watched, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def kind(self) -> str:
        """Which database it is."""
        return "SQLite" if self._connection.dialect.name == "sqlite" else "PostgreSQL"

    def shape(self) -> str:
        """The revision at which the database stands; empty before the first."""
        return self._connection.scalar(select(SHAPE.c.version_num)) or ""

    def queues(self, at: datetime) -> Queues:
        """What waits now; of a database at the newest revision."""
        said, inbox = CatalogueRepository(self._connection), InboxRepository(self._connection)
        outbox, backups = OutboxRepository(self._connection), BackupRepository(self._connection)
        last, failure = backups.last(), backups.last_failure()
        return Queues(
            catalogue=said.revision() if said.is_loaded() else None,
            inbox=inbox.waiting(),
            inbox_since=inbox.oldest_waiting(),
            outbox_since=outbox.oldest_due(at),
            outbox=outbox.fates(),
            last_backup=last.made_at if last else None,
            backup_failed=failure.failed_at if failure else None,
        )

    def petitions(self) -> Mapping[tuple[State, bool], int]:
        """How many petitions there are of each state, trials apart: every state is named, draft alone is none here."""
        counted = select(P.state, P.trial, func.count()).group_by(P.state, P.trial)
        known = {(state, trial): 0 for state in State if state is not State.DRAFT for trial in (False, True)}
        return known | {(State(state), trial): number for state, trial, number in self._connection.execute(counted)}


P = petition.c
