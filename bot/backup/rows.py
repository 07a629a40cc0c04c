"""Rows as lines of JSON, the same ones from either kind of database, so that their digests can be compared.

The tables are asked of the database itself and not of our models: a newer version backs up what an older one wrote.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    inspect,
    select,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import TypeEngine

REVISION = "alembic_version"
"""The table that says at which revision the database stands; it is no part of what people wrote."""

AT_ONCE = 2000
"""Rows held in memory."""


class Sort(StrEnum):
    """What a column holds, whatever the database calls it."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    FLOAT = "float"
    MOMENT = "moment"  # in UTC
    DATE = "date"
    TEXT = "text"
    WORDS = "words"  # each once, in no order
    BYTES = "bytes"  # in Base64


SORTS: Sequence[tuple[type[TypeEngine[Any]], Sort]] = (
    (Boolean, Sort.BOOLEAN),
    (Integer, Sort.INTEGER),
    (Float, Sort.FLOAT),
    (DateTime, Sort.MOMENT),
    (Date, Sort.DATE),
    (String, Sort.TEXT),
    (TSVECTOR, Sort.WORDS),
    (LargeBinary, Sort.BYTES),
)

WORDS = frozenset({("petition", "folded")})
"""Columns that PostgreSQL searches as words, and SQLite has as a text."""

WRITTEN: Mapping[Sort, Callable[[Any], Any]] = {
    Sort.MOMENT: lambda moment: f"{moment.isoformat()}Z",
    Sort.DATE: date.isoformat,
    Sort.BYTES: lambda held: b64encode(held).decode(),
    Sort.WORDS: lambda words: " ".join(sorted(set(words.split()))),
}
"""How JSON has what it has no form for."""

READ: Mapping[Sort, Callable[[Any], Any]] = {
    Sort.MOMENT: lambda moment: datetime.fromisoformat(moment).replace(tzinfo=None),
    Sort.DATE: date.fromisoformat,
    Sort.BYTES: lambda held: b64decode(held, validate=True),
}


def tables_of(connection: Connection) -> list[Table]:
    """Every table with its columns by name, each after those it refers to."""
    inspector, metadata = inspect(connection), MetaData()
    keys, foreign = inspector.get_multi_pk_constraint(), inspector.get_multi_foreign_keys()
    for of, columns in sorted(inspector.get_multi_columns().items(), key=lambda item: item[0][1]):
        key = keys[of]["constrained_columns"]
        Table(
            of[1],
            metadata,
            *(
                Column(one["name"], one["type"], primary_key=one["name"] in key, autoincrement=False)
                for one in sorted(columns, key=lambda one: one["name"])
            ),
            *(
                ForeignKeyConstraint(
                    one["constrained_columns"], [f"{one['referred_table']}.{name}" for name in one["referred_columns"]]
                )
                for one in foreign[of]
            ),
        )
    return [table for table in metadata.sorted_tables if table.name != REVISION]


def sort_of(column: Column[Any]) -> Sort:
    """What a column holds."""
    if (column.table.name, column.name) in WORDS:
        return Sort.WORDS
    return next(sort for kind, sort in SORTS if isinstance(column.type, kind))


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of a table in the order of its key, some at a time, a line of JSON each."""
    to_write = [(n, WRITTEN[sort_of(c)]) for n, c in enumerate(table.columns) if sort_of(c) in WRITTEN]
    columns = [_plain(column) for column in table.columns]
    ordered = select(*columns).order_by(*(_in_order(column, connection) for column in table.primary_key))
    for some in connection.execute(ordered.execution_options(yield_per=AT_ONCE)).partitions():
        yield b"".join(_line(row, to_write) for row in some)


def _plain(column: Column[Any]) -> ColumnElement[Any]:
    """A column as it can be read on either database."""
    is_vector = isinstance(column.type, TSVECTOR)
    return func.array_to_string(func.tsvector_to_array(column), " ") if is_vector else column


def _in_order(column: Column[Any], connection: Connection) -> ColumnElement[Any]:
    """Texts by their bytes, as SQLite has them: every server sorts by a language of its own."""
    by_bytes = connection.dialect.name == "postgresql" and sort_of(column) is Sort.TEXT
    return column.collate("C") if by_bytes else column


def _line(row: Iterable[Any], to_write: Iterable[tuple[int, Callable[[Any], Any]]]) -> bytes:
    values = list(row)
    for number, write in to_write:
        if values[number] is not None:
            values[number] = write(values[number])
    return json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def digest_of(connection: Connection, table: Table) -> tuple[int, str]:
    """How many rows a table has, and the digest of their lines."""
    count, digest = 0, sha256()
    for some in lines(connection, table):
        count += some.count(b"\n")
        digest.update(some)
    return count, digest.hexdigest()


def rows(read: Iterable[bytes], columns: Sequence[tuple[str, Sort]]) -> Iterator[dict[str, Any]]:
    """The rows that lines tell of. Raises ValueError or TypeError for lines that tell of none."""
    names = [name for name, _ in columns]
    to_read = [(name, READ[sort]) for name, sort in columns if sort in READ]
    for line in read:
        row = dict(zip(names, json.loads(line), strict=True))
        for name, value in to_read:
            if row[name] is not None:
                row[name] = value(row[name])
        yield row
