"""The database's shape through its migrations, from any folder: the configuration is made here, not found on disk."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import migrations
from bot.database import Database
from bot.delivery import tables as delivery_tables
from bot.inbox import tables as inbox_tables
from bot.petitions import tables as petition_tables
from bot.reports import tally
from bot.review import tables as review_tables
from knowledge import tables as catalogue_tables

METADATA = catalogue_tables.metadata
"""Every table of ours; the imports above register them."""

_OURS = (
    petition_tables.petition,
    inbox_tables.update_row,
    delivery_tables.outbox,
    tally.question_tally,
    review_tables.officer,
)
assert all(table.metadata is METADATA for table in _OURS)  # noqa: S101 - one metadata, or nothing is compared


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database to a revision, the newest unless told."""
    database.transact(lambda connection: command.upgrade(_config(connection), revision))


def downgrade(database: Database, revision: str = "base") -> None:
    """Take the database back to a revision, to nothing unless told."""
    database.transact(lambda connection: command.downgrade(_config(connection), revision))


def is_current(database: Database) -> bool:
    """Whether the database stands at the newest revision."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    return database.transact(lambda connection: MigrationContext.configure(connection).get_current_revision()) == newest


def differences(database: Database) -> list[str]:
    """How the database differs from the models, a line each; none when all is well."""

    def compare(connection: Connection) -> list[str]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, METADATA)]

    return database.transact(compare)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = METADATA
    return config
