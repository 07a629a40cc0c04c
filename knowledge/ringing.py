"""Telling every program at the database that something it may have in memory changed."""

from sqlalchemy import Connection, func, select

CHANNEL = "motcua"
"""Where PostgreSQL calls it out."""


def ring(connection: Connection) -> None:
    """Whoever listens hears that something changed, once this transaction is kept; on SQLite nobody can listen.

    For what changes seldom: transactions that ring are kept one after the other.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(CHANNEL, "")))
