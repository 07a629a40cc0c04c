"""Restoring a backup into an empty place, in one transaction: whole, with every count and digest held, or not."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from pydantic import ValidationError
from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from bot import schema
from bot.backup import rows
from bot.backup.manifest import JSON, MANIFEST, SECRET, FilePart, Manifest, TablePart
from bot.backup.refusing import BackupRefusedError, not_whole
from bot.backup.sealing import MARK, PIECE, Unsealing
from bot.database import Database
from bot.groundwork import expect_secret
from bot.petitions.contents import remove_all, store, stored_in
from bot.settings import Settings

if TYPE_CHECKING:
    from hashlib import _Hash as Digest

Row = dict[str, Any]

SEEDED = frozenset({"catalogue_revision"})
"""Tables in which the migrations themselves write a row."""

WRITTEN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How members of a backup are packed."""

MOST_NAMED = 3
"""Tables that are named where a database is not empty."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored."""

    manifest: Manifest

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.manifest.tables)


def restore(database: Database, settings: Settings, file: Path, key: str | None) -> Restored:
    """Put what a backup says into an empty database, its files into MOTCUA_DATA, and bring both to this version.

    Raises BackupRefusedError and WrongSettingError; then the database is as empty as it was.
    """
    with _opened(file, key) as archive:
        manifest = _manifest(archive, file)
        if not schema.knows(manifest.revision):
            raise BackupRefusedError(f"{file} was made by a newer version of motcua: restore it with that one.")
        if manifest.keys:
            secret = _read(archive, SECRET, file).decode("utf-8", "surrogateescape") if manifest.has_secret else None
            expect_secret(settings, manifest.keys, secret)
        restoring = _Restoring(archive, manifest, file, settings.data / "files")
        try:
            database.transact(restoring.put)
        except BaseException:
            restoring.take_back()
            raise
    return Restored(manifest)


@contextmanager
def _opened(file: Path, key: str | None) -> Iterator[zipfile.ZipFile]:
    try:
        with file.open("rb") as opened, _archive_of(_unsealed(opened, file, key), file) as archive:
            yield archive
    except FileNotFoundError:
        raise BackupRefusedError(f"{file} is not there.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise not_whole(file, "altered, or its end is missing") from None
    except OSError as error:
        raise BackupRefusedError(f"{file} cannot be restored: {error.strerror}.") from None


def _archive_of(opened: BinaryIO, file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(opened)
    except (RuntimeError, ValueError, struct.error):  # a version, a name or an extra field that no archive has
        raise not_whole(file, "its directory cannot be read") from None


def _unsealed(opened: BinaryIO, file: Path, key: str | None) -> BinaryIO:
    is_sealed = opened.read(len(MARK)) == MARK
    opened.seek(0)
    if not is_sealed:
        return opened
    if key is None:
        raise BackupRefusedError(f"{file} is sealed: give its key by --key-file or MOTCUA_BACKUP_KEY.")
    return cast("BinaryIO", io.BufferedReader(Unsealing(opened, file, key), PIECE))


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    try:
        return JSON.validate_json(_read(archive, MANIFEST, file))
    except ValidationError:
        raise not_whole(file, "its manifest cannot be read") from None


def _read(archive: zipfile.ZipFile, name: str, file: Path) -> bytes:
    with _member(archive, name, file) as member:
        return member.read()


def _member(archive: zipfile.ZipFile, name: str, file: Path) -> IO[bytes]:
    try:
        member = archive.getinfo(name)
        if member.compress_type in WRITTEN:
            return archive.open(member)
    except (KeyError, RuntimeError, ValueError):  # not there, or said to be of a kind or at a place that we never write
        pass
    raise not_whole(file, f"{name} is missing")


class _Restoring:
    """Puts a backup into an empty database; `take_back` removes the files it put beside it."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest, file: Path, folder: Path) -> None:
        self._archive = archive
        self._manifest = manifest
        self._file = file
        self._folder = folder
        self._new: list[str] = []

    def put(self, connection: Connection) -> None:
        """Everything, in the caller's transaction."""
        _refuse_unless_empty(connection)
        schema.clear(connection)
        schema.lead_to(connection, self._manifest.revision)
        tables = rows.tables_of(connection)
        for table in tables:
            if table.name in SEEDED:
                connection.execute(delete(table))
        for part, table in self._matched(tables):
            self._fill(connection, part, table)
            _go_on_counting(connection, table)
            if rows.digest_of(connection, table) != (part.rows, part.digest):
                raise self._fault(f"{part.name} is not what was written")
        there = set(stored_in(self._folder))
        for enclosed in self._manifest.files:
            self._store(enclosed, is_new=enclosed.name not in there)
        schema.lead_to(connection)

    def take_back(self) -> None:
        """Remove the files that were put into the folder."""
        remove_all(self._folder, self._new)

    def _matched(self, tables: Sequence[Table]) -> Iterator[tuple[TablePart, Table]]:
        """The tables that the revision of the backup has, each with its part."""
        parts = {part.name: part for part in self._manifest.tables}
        shapes = {part.name: sorted(part.columns) for part in self._manifest.tables}
        if shapes != {table.name: sorted((c.name, rows.sort_of(c)) for c in table.columns) for table in tables}:
            raise self._fault(f"its tables are not those of revision {self._manifest.revision}")
        return ((parts[table.name], table) for table in tables)

    def _fill(self, connection: Connection, part: TablePart, table: Table) -> None:
        own, later, digest = _own_references(table), list[Row](), sha256()
        with _member(self._archive, part.member, self._file) as member:
            read = rows.rows(_told(member, digest), part.columns)
            try:
                while some := list(islice(read, rows.AT_ONCE)):
                    later += _put_off(some, own)
                    connection.execute(insert(table), some)
            except (ValueError, TypeError, AttributeError):
                raise self._fault(f"{part.name} cannot be read") from None
        if digest.hexdigest() != part.digest:
            raise self._fault(f"{part.name} is not what was written")
        _catch_up(connection, table, own, later)

    def _store(self, part: FilePart, *, is_new: bool) -> None:
        content = _read(self._archive, part.member, self._file)
        if (len(content), sha256(content).hexdigest()) != (part.size, part.digest):
            raise self._fault(f"{part.name} is not what was written")
        if is_new:
            self._new.append(part.name)
        try:
            store(self._folder, part.name, content)
        except ValueError:
            raise self._fault(f"{part.name} is no name of ours") from None

    def _fault(self, why: str) -> BackupRefusedError:
        return not_whole(self._file, why)


def _refuse_unless_empty(connection: Connection) -> None:
    stands = schema.revision_of(connection)
    if stands and not schema.knows(stands):
        raise BackupRefusedError("the database belongs to a newer version of motcua: restore into a new one.")
    tables = [table for table in rows.tables_of(connection) if table.name not in SEEDED]
    full = [table.name for table in tables if connection.execute(select(table).limit(1)).first()]
    if full:
        named = ", ".join(full[:MOST_NAMED]) + (", …" if full[MOST_NAMED:] else "")
        raise BackupRefusedError(f"the database is not empty (there is something in {named}): restore into a new one.")


def _told(member: IO[bytes], digest: "Digest") -> Iterator[bytes]:
    for line in member:
        digest.update(line)
        yield line


def _own_references(table: Table) -> list[str]:
    """The columns in which a row names another one of its own table, which may come after it."""
    return [c.name for c in table.columns if any(key.column.table is table for key in c.foreign_keys)]


def _put_off(some: Iterable[Row], own: Sequence[str]) -> Iterator[Row]:
    """The rows that name others of their table, as they are to be; in those that are written they name none yet."""
    for row in some:
        if any(row[name] is not None for name in own):
            yield dict(row)
            row.update(dict.fromkeys(own))


def _catch_up(connection: Connection, table: Table, own: Sequence[str], later: Sequence[Row]) -> None:
    """Let the rows name each other, when all of them are there."""
    if later:
        key = list(table.primary_key)
        named = update(table).where(*(column == bindparam(f"key_{column.name}") for column in key))
        values = [
            {f"key_{c.name}": row[c.name] for c in key} | {f"new_{name}": row[name] for name in own} for row in later
        ]
        connection.execute(named.values({name: bindparam(f"new_{name}") for name in own}), values)


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number the next row after the last one; SQLite does by itself."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
        last = connection.scalar(select(func.max(column))) if sequence else None
        if last:
            connection.execute(select(func.setval(sequence, last)))
