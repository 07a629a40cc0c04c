"""A transaction that only writes to its end waits for PostgreSQL once: its statements go out together with the commit.

 reads ──▶ only_writes ──▶ statement, statement, … ──▶ all of them, and COMMIT ──▶ one wait for what comes back
                           └─ none of them is sent yet: what would read fails

Each wait is a way to the server and back, and a hand-over between threads. SQLite is no way off: nothing changes there.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:  # who uses SQLite loads no driver of PostgreSQL
    import psycopg

PIPELINE = "motcua_pipeline"


def only_writes(connection: Connection) -> None:
    """From here to its end the transaction reads nothing, and asks nothing of how many rows it wrote.

    For acts of `bot.database.Database`, which sends what waits. What the database refuses is raised at the end.
    """
    if connection.dialect.name != "sqlite" and PIPELINE not in connection.info:
        pipeline = _driver(connection).pipeline()
        pipeline.__enter__()
        connection.info[PIPELINE] = pipeline


@contextmanager
def sent_at_its_end(connection: Connection) -> Iterator[None]:
    """Around an act, within its transaction: what waits when it ends is sent and committed.

    Raises DBAPIError, of the kind that the statement itself would have raised.
    """
    try:
        yield
    except BaseException:
        # A connection that was cut is thrown away with all that waited.
        if not connection.invalidated and (pipeline := connection.info.pop(PIPELINE, None)):
            # It is all undone, and who waits is told of what happened first.
            with suppress(connection.dialect.loaded_dbapi.Error):
                pipeline.__exit__(None, None, None)
        raise
    if pipeline := connection.info.pop(PIPELINE, None):
        _send(connection, pipeline)


def _send(connection: Connection, pipeline: "psycopg.Pipeline") -> None:
    driver, error = _driver(connection), connection.dialect.loaded_dbapi.Error
    try:
        with ExitStack() as left:
            left.push(pipeline)
            # Not the driver's commit(): it would wait by itself, and leaving the pipeline once more.
            driver.execute("COMMIT")
    except error as last:
        refused: BaseException = last
        while isinstance(refused.__context__, error):  # what came after the first was refused for the first's sake
            refused = refused.__context__
        told = DBAPIError.instance(
            None, None, refused, error, hide_parameters=True, connection_invalidated=driver.closed
        )
        if driver.closed:
            connection.invalidate(refused)
        raise told from refused


def _driver(connection: Connection) -> "psycopg.Connection":
    return cast("psycopg.Connection", connection.connection.dbapi_connection)
