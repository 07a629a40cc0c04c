"""Alembic's entry: runs the revisions over the connection and metadata that bot/schema.py hands in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from knowledge.mapping import Moment


def _plain(kind: str, thing: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our Moment as the column it is, so that a revision needs nothing of ours."""
    return "sa.DateTime()" if kind == "type" and isinstance(thing, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=True,  # SQLite alters a table by copying it
    render_item=_plain,
)
with context.begin_transaction():
    context.run_migrations()
