"""The database's shape through its migrations, from any folder: the configuration is made here, not found on disk."""

from functools import cache, partial
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Index
from sqlalchemy.schema import SchemaItem

import migrations
from bot.database import Database, be_alone
from bot.delivery import tables as delivery_tables
from bot.inbox import tables as inbox_tables
from bot.petitions import tables as petition_tables
from bot.reports import tally
from bot.reports.quarter import dossier_repository
from bot.review import tables as review_tables
from knowledge import tables as catalogue_tables

METADATA = catalogue_tables.metadata
"""Every table of ours; the imports above register them."""

_OURS = (
    petition_tables.petition,
    inbox_tables.update_row,
    delivery_tables.outbox,
    tally.question_tally,
    dossier_repository.dossier_result,
    review_tables.officer,
)
assert all(table.metadata is METADATA for table in _OURS)  # noqa: S101 - one metadata, or nothing is compared


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database to a revision, the newest unless told."""
    database.transact(lambda connection: lead_to(connection, revision))


def downgrade(database: Database, revision: str = "base") -> None:
    """Take the database back to a revision, to nothing unless told."""
    database.transact(lambda connection: command.downgrade(_config(connection), revision))


def is_current(database: Database) -> bool:
    """Whether the database stands at the newest revision."""
    return database.transact(revision_of) == newest()


@cache
def newest() -> str:
    """The newest revision that this version knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def revision_of(connection: Connection) -> str | None:
    """At which revision a database stands; None for one that was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def knows(revision: str) -> bool:
    """Whether a revision is one of ours, and not of a newer version."""
    return any(one.revision == revision for one in ScriptDirectory.from_config(_config()).walk_revisions())


def lead_to(connection: Connection, revision: str = "head") -> None:
    """Bring an empty database, or an older one, to a revision in the caller's transaction, the newest unless told."""
    be_alone(connection, "motcua schema")  # of copies that start at once one migrates, and the others find it done
    command.upgrade(_config(connection), revision)


def clear(connection: Connection) -> None:
    """Take every table of ours away in the caller's transaction."""
    command.downgrade(_config(connection), "base")


def differences(database: Database) -> list[str]:
    """How the database differs from the models, a line each; none when all is well."""

    def compare(connection: Connection) -> list[str]:
        opts = {"compare_type": True, "include_object": partial(_is_there, connection.dialect.name)}
        context = MigrationContext.configure(connection, opts=opts)
        return [str(difference) for difference in compare_metadata(context, METADATA)]

    return database.transact(compare)


def _is_there(dialect: str, thing: SchemaItem, name: str, kind: str, *_: object) -> bool:
    """Whether something belongs to a kind of database: SQLite has no index but the plain one."""
    return not (isinstance(thing, Index) and dialect == "sqlite" and thing.dialect_options["postgresql"]["using"])


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = METADATA
    return config
