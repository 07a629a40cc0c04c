"""Making a backup: one consistent view of the database while the bot serves, written whole or not at all.

The file is a ZIP (sealed whole where a key is given): a member of JSON lines for each table, the files of petitions as
they are, and a manifest. No part of it is held in memory whole.
"""

import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Table

from bot import schema
from bot.backup import rows
from bot.backup.manifest import FILES, JSON, MANIFEST, SECRET, TABLES, FilePart, Manifest, TablePart
from bot.backup.refusing import BackupRefusedError, UnwritableError
from bot.backup.sealing import PIECE, Sealing
from bot.clock import VIET_NAM
from bot.groundwork import kept_secret, settle
from bot.petitions.contents import path_of, stored_in
from bot.petitions.keyring import KeyringRepository
from bot.petitions.tables import keyring
from bot.settings import Settings

PART = ".part"
"""The ending of a file that is not whole yet."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written: how large it is, the digest of its bytes, and what stands in it."""

    file: Path
    size: int
    digest: str
    manifest: Manifest
    is_sealed: bool

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.manifest.tables)


def make(connection: Connection, settings: Settings, file: Path, at: datetime, key: str | None) -> Made:
    """Write what one view of the database says, and the files that lie beside it, sealed where a key is given.

    The secret is in it only when it is sealed. Raises BackupRefusedError.
    """
    if file.exists():
        raise BackupRefusedError(f"{file} is there already: give another name.")
    revision = schema.revision_of(connection)  # from this question on the view stands still
    if revision is None:
        raise BackupRefusedError("there is nothing to back up: this database was never migrated.")
    with _written(file) as counted:
        sealing = Sealing(counted, key) if key else None
        with zipfile.ZipFile(sealing or counted, "w", zipfile.ZIP_DEFLATED) as archive:
            secret = kept_secret(settings) if key else None
            parts = _Parts(archive, at)
            if secret:
                parts.put(SECRET, secret.encode("utf-8", "surrogateescape"))
            files = [part for part in map(parts.file, *_stored(settings.data / "files")) if part]
            tables = [parts.table(connection, table) for table in rows.tables_of(connection)]
            manifest = Manifest(1, at, revision, _keys_in(connection, tables), bool(secret), tables, files)
            parts.put(MANIFEST, JSON.dump_json(manifest, indent=1))
        if sealing:
            sealing.close()
    return Made(file, counted.size, counted.digest.hexdigest(), manifest, sealing is not None)


def _stored(folder: Path) -> tuple[list[str], list[Path]]:
    """The enclosed files by name, and where they lie."""
    names = sorted(stored_in(folder))
    return names, [path_of(folder, name) for name in names]


def _keys_in(connection: Connection, tables: list[TablePart]) -> str:
    known = any(table.name == keyring.name for table in tables)  # not at the first revisions
    return (KeyringRepository(connection).name() if known else None) or ""


class _Parts:
    """The members of the archive, each written piece by piece."""

    def __init__(self, archive: zipfile.ZipFile, at: datetime) -> None:
        self._archive = archive
        self._date = at.astimezone(VIET_NAM).timetuple()[:6]

    def put(self, name: str, content: bytes) -> None:
        """A member that is small."""
        self._archive.writestr(self._member(name), content)

    def table(self, connection: Connection, table: Table) -> TablePart:
        """The rows of a table."""
        count, digest = 0, sha256()
        with self._archive.open(self._member(f"{TABLES}/{table.name}.jsonl"), "w", force_zip64=True) as member:
            for some in rows.lines(connection, table):
                count += some.count(b"\n")
                digest.update(some)
                member.write(some)
        columns = [(column.name, rows.sort_of(column)) for column in table.columns]
        return TablePart(table.name, columns, count, digest.hexdigest())

    def file(self, name: str, path: Path) -> FilePart | None:
        """An enclosed file; none for one that was forgotten meanwhile, draft and all."""
        try:
            opened = path.open("rb")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BackupRefusedError(f"{path} cannot be read: {error.strerror}.") from None
        size, digest = 0, sha256()
        member = self._member(f"{FILES}/{name}")
        member.compress_type = zipfile.ZIP_STORED  # pictures and documents are compressed by themselves
        with opened, self._archive.open(member, "w", force_zip64=True) as to:
            while some := opened.read(PIECE):
                size += len(some)
                digest.update(some)
                to.write(some)
        return FilePart(name, size, digest.hexdigest())

    def _member(self, name: str) -> zipfile.ZipInfo:
        member = zipfile.ZipInfo(name, self._date)
        member.compress_type = zipfile.ZIP_DEFLATED
        member.external_attr = 0o600 << 16
        return member


class _Counted:
    """Passes bytes on to a file and counts them; it cannot go back, so that the digest is that of the file."""

    def __init__(self, to: BinaryIO) -> None:
        self._to = to
        self.size = 0
        self.digest = sha256()

    def write(self, data: bytes, /) -> int:
        """Take some more."""
        self.size += len(data)
        self.digest.update(data)
        return self._to.write(data)

    def flush(self) -> None:
        """Pass on what was taken."""
        self._to.flush()

    def close(self) -> None:
        """Whoever opened the file closes it."""


@contextmanager
def _written(file: Path) -> Iterator[_Counted]:
    """A file that has its name only once it is whole and on the disk, and that its owner alone may read.

    Raises UnwritableError; then nothing is left of it.
    """
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}{PART}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield _Counted(out)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(file)
        settle(file.parent)
    except OSError as error:
        raise UnwritableError(file, error) from None
    finally:
        draft.unlink(missing_ok=True)
