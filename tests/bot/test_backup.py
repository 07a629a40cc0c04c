"""Backups: one form for both kinds of database; whole, or not at all."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, select

from bot import schema
from bot.backup import BackupRefusedError, Made, make, restore
from bot.backup.manifest import MANIFEST
from bot.backup.sealing import PIECE, Sealing, Unsealing
from bot.clock import Clock
from bot.database import Database
from bot.petitions.tables import petition
from bot.settings import Settings, WrongSettingError
from tests.bot.backups import PICTURE, everything, files_of, settings_in, use, verified
from tests.bot.petitions import a_petition
from tests.conftest import Servers

KEY = "a key that seals backups, and nothing else"
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "here")


@pytest.fixture
def used(database: Database, settings: Settings) -> Database:
    """A database with something of everything but the catalogue."""
    use(database, settings)
    return database


@pytest.fixture
def there(servers: Servers, kind: str) -> Iterator[Database]:
    """A database of the other kind with nothing in it."""
    database = Database(servers.empty(OTHER[kind]))
    yield database
    database.close()


def backed_up(database: Database, settings: Settings, file: Path, key: str | None = None) -> Made:
    return database.read(lambda connection: make(connection, settings, file, Clock().now(), key))


def digests(made: Made) -> dict[str, tuple[int, str]]:
    return {table.name: (table.rows, table.digest) for table in made.manifest.tables}


def test_what_is_restored_into_the_other_kind_is_the_same_row_by_row_and_so_is_its_backup(
    loaded: Database, there: Database, settings: Settings, tmp_path: Path
) -> None:
    used = loaded
    use(used, settings)
    first = backed_up(used, settings, tmp_path / "first")
    elsewhere = settings_in(tmp_path / "there")
    restore(there, elsewhere, first.file, None)
    rows = there.read(everything)
    assert rows == used.read(everything)
    assert all(rows[name] for name in ("petition", "petition_event", "officer", "version", "anchor", "petition_timer"))
    assert list(files_of(elsewhere).values()) == [PICTURE]
    assert files_of(elsewhere) == files_of(settings)
    assert schema.differences(there) == schema.differences(used)
    assert verified(there, elsewhere).is_whole
    assert verified(there, elsewhere).petitions == len(rows["petition"])
    second = backed_up(there, elsewhere, tmp_path / "second")
    assert digests(second) == digests(first)
    assert sorted(digests(first)) == sorted(schema.METADATA.tables)


def test_whoever_comes_next_is_numbered_after_all_that_was_restored(
    used: Database, there: Database, settings: Settings, tmp_path: Path
) -> None:
    restore(there, settings, backed_up(used, settings, tmp_path / "b").file, None)
    known = there.read(lambda c: set(c.scalars(select(petition.c.id))))
    assert a_petition(there, settings=settings).id == max(known) + 1
    assert verified(there, settings).is_whole


def test_a_backup_under_load_is_one_moment_and_holds_nobody_up(
    used: Database, there: Database, settings: Settings, tmp_path: Path
) -> None:
    lodged, enough = Event(), Event()

    def lodge() -> None:
        while not enough.is_set():
            a_petition(used, settings=settings)
            lodged.set()

    def back_up(connection: Connection) -> tuple[Made, dict[str, list[tuple[object, ...]]]]:
        made = make(connection, settings, tmp_path / "b", Clock().now(), KEY)
        lodged.clear()
        assert lodged.wait(60)
        return made, everything(connection)

    citizens = Thread(target=lodge)
    citizens.start()
    try:
        assert lodged.wait(60)
        made, rows = used.read(back_up)
    finally:
        enough.set()
        citizens.join()
    restore(there, settings, made.file, KEY)
    assert there.read(everything) == rows
    assert len(rows["petition"]) < len(used.read(everything)["petition"])
    assert verified(there, settings).is_whole


def test_what_an_older_version_wrote_is_restored_and_brought_to_this_one(
    used: Database, there: Database, settings: Settings, tmp_path: Path
) -> None:
    """Of an older shape, both as it is backed up and as it is restored."""
    rows, shape = used.read(everything), schema.differences(used)
    schema.downgrade(used, "0008")
    made = backed_up(used, settings, tmp_path / "b")
    assert made.manifest.revision == "0008"
    restore(there, settings, made.file, None)
    assert schema.is_current(there)
    assert schema.differences(there) == shape
    now = there.read(everything)
    assert now["petition_event"] == rows["petition_event"]
    assert now["petition"] == rows["petition"]
    assert verified(there, settings).is_whole


def test_a_migrated_database_without_anything_in_it_is_empty(
    used: Database, servers: Servers, kind: str, settings: Settings, tmp_path: Path
) -> None:
    migrated = Database(servers.prepared(kind))
    restore(migrated, settings, backed_up(used, settings, tmp_path / "b").file, None)
    assert migrated.read(everything) == used.read(everything)
    migrated.close()


def test_nothing_is_restored_over_something(used: Database, settings: Settings, tmp_path: Path) -> None:
    made, before = backed_up(used, settings, tmp_path / "b"), used.read(everything)
    with pytest.raises(BackupRefusedError, match="the database is not empty"):
        restore(used, settings, made.file, None)
    assert used.read(everything) == before


def rewritten(made: Made, name: str, changed: Callable[[bytes], bytes]) -> Path:
    """A backup in which a member was changed by somebody who knows how ZIP files are made."""
    file = made.file.with_name("rewritten")
    with zipfile.ZipFile(made.file) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, changed(content) if member == name else content)
    return file


def of_a_newer_version(manifest: bytes) -> bytes:
    return json.dumps(json.loads(manifest) | {"revision": "9999"}).encode()


def without_the_last(lines: bytes) -> bytes:
    return b"".join(lines.splitlines(keepends=True)[:-1])


def that_cannot_be_read(lines: bytes) -> bytes:
    return lines.replace(b'"', b"'", 1)


def of_another_width(lines: bytes) -> bytes:
    return lines + b"[]\n"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_a_newer_version_made_is_refused(
    used: Database, there: Database, settings: Settings, tmp_path: Path
) -> None:
    newer = rewritten(backed_up(used, settings, tmp_path / "b"), MANIFEST, of_a_newer_version)
    with pytest.raises(BackupRefusedError, match="made by a newer version"):
        restore(there, settings, newer, None)


@pytest.mark.bulk
@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("name", ["tables/officer.jsonl", "tables/petition_event.jsonl"])
def test_a_table_that_somebody_changed_is_refused_whole(
    used: Database, there: Database, settings: Settings, tmp_path: Path, name: str
) -> None:
    made = backed_up(used, settings, tmp_path / "b")
    elsewhere = settings_in(tmp_path / "there")
    for changed in (without_the_last, that_cannot_be_read, of_another_width):
        with pytest.raises(BackupRefusedError, match="no whole backup"):
            restore(there, elsewhere, rewritten(made, name, changed), None)
    assert there.read(schema.revision_of) is None
    assert files_of(elsewhere) == {}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_file_that_somebody_changed_is_refused_and_those_before_it_are_taken_back(
    used: Database, there: Database, settings: Settings, tmp_path: Path
) -> None:
    made = backed_up(used, settings, tmp_path / "b")
    [enclosed] = made.manifest.files
    elsewhere = settings_in(tmp_path / "there")
    with pytest.raises(BackupRefusedError, match="is not what was written"):
        restore(there, elsewhere, rewritten(made, enclosed.member, lambda _: b"another picture"), None)
    assert files_of(elsewhere) == {}
    assert there.read(schema.revision_of) is None


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_secret_must_be_that_of_the_database(
    used: Database, there: Database, settings: Settings, tmp_path: Path
) -> None:
    made = backed_up(used, settings, tmp_path / "b", KEY)
    assert not made.manifest.has_secret
    for other in (None, SecretStr("x" * 32)):
        with pytest.raises(WrongSettingError, match="sealed with another secret"):
            restore(there, settings_in(tmp_path / "there", secret_key=other), made.file, KEY)
    assert not (tmp_path / "there").exists()
    restore(there, settings_in(tmp_path / "there"), made.file, KEY)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_sealed_backup_brings_the_secret_that_was_made_and_an_open_one_does_not(
    database: Database, there: Database, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path / "here", secret_key=None)
    use(database, settings)
    made, unsealed = (backed_up(database, settings, tmp_path / f"b{key}", key) for key in (KEY, None))
    elsewhere = settings_in(tmp_path / "there", secret_key=None)
    secret = (tmp_path / "here" / "secret").read_text()
    assert secret.strip().encode() not in made.file.read_bytes()
    with zipfile.ZipFile(unsealed.file) as archive:
        assert not any(secret.strip().encode() in archive.read(name) for name in archive.namelist())
    with pytest.raises(WrongSettingError, match="sealed with another secret"):
        restore(there, elsewhere, unsealed.file, None)
    restore(there, elsewhere, made.file, KEY)
    assert (tmp_path / "there" / "secret").read_text() == secret
    assert (tmp_path / "there" / "secret").stat().st_mode & 0o777 == 0o600
    assert verified(there, elsewhere).is_whole


@pytest.mark.bulk
@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("key", [None, KEY], ids=["open", "sealed"])
def test_whatever_is_cut_off_or_altered_is_refused_in_a_sentence(
    database: Database, servers: Servers, settings: Settings, tmp_path: Path, key: str | None
) -> None:
    use(database, settings)
    whole = backed_up(database, settings, tmp_path / "b", key).file.read_bytes()
    places = [len(whole) * part // 7 for part in range(7)] + [len(whole) - 1, len(whole) - 30]
    contents = [whole[:place] for place in places]
    contents += [whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :] for place in places[1:]]
    contents += [whole + b"more"] if key else []
    refused: list[str] = []
    for number, content in enumerate(contents):
        (tmp_path / "altered").write_bytes(content)
        empty = Database(servers.empty("sqlite"))
        try:
            restore(empty, settings, tmp_path / "altered", key)
        except BackupRefusedError as refusal:
            refused.append(str(refusal))
            assert empty.read(schema.revision_of) is None, number
        else:
            # A byte of a ZIP file that says nothing, such as the hour a member was made at.
            assert key is None, number
            assert empty.read(everything) == database.read(everything), number
        finally:
            empty.close()
    assert len(refused) > len(contents) - 5
    assert not any("\n" in sentence for sentence in refused)


@pytest.mark.bulk
@pytest.mark.parametrize("kind", ["sqlite"])
def test_no_altered_byte_of_the_directory_is_more_than_a_sentence(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    use(database, settings)
    whole = backed_up(database, settings, tmp_path / "b").file.read_bytes()
    altered = tmp_path / "altered"
    last = whole.rindex(b"PK\x01\x02")
    for place in (*range(last, last + 46, 3), *range(whole.rindex(b"PK\x05\x06"), len(whole), 3)):
        altered.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with pytest.raises(BackupRefusedError):  # at the latest because there is something in this database
            restore(database, settings, altered, None)


def test_a_key_that_is_another_or_is_missing_is_told_apart(tmp_path: Path) -> None:
    sealed = io.BytesIO()
    sealing = Sealing(sealed, KEY)
    sealing.write(b"x" * 10)
    sealing.close()
    with pytest.raises(BackupRefusedError, match="sealed with another key"):
        Unsealing(io.BytesIO(sealed.getvalue()), tmp_path / "b", "another key")


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_is_sealed_is_read_from_any_place_on(tmp_path: Path, size: int) -> None:
    content = bytes(number * 31 % 251 for number in range(size))
    sealed = io.BytesIO()
    sealing = Sealing(sealed, KEY)
    for begin in range(0, size, 1000):
        sealing.write(content[begin : begin + 1000])
    sealing.close()
    assert size < 32 or content[:32] not in sealed.getvalue()
    read = io.BufferedReader(Unsealing(io.BytesIO(sealed.getvalue()), tmp_path / "b", KEY))
    assert read.read() == content
    for place in (0, size // 2, max(0, size - 1), size):
        read.seek(place)
        assert read.read(7) == content[place : place + 7]
    for cut in (1, 16, 17, PIECE + 16):
        with pytest.raises(BackupRefusedError):
            Unsealing(io.BytesIO(sealed.getvalue()[:-cut]), tmp_path / "b", KEY)


def test_pieces_that_change_places_are_found(tmp_path: Path) -> None:
    sealed = io.BytesIO()
    sealing = Sealing(sealed, KEY)
    sealing.write(b"a" * PIECE + b"b" * PIECE + b"c")
    sealing.close()
    whole, piece = sealed.getvalue(), PIECE + 16
    swapped = whole[:48] + whole[48 + piece : 48 + 2 * piece] + whole[48 : 48 + piece] + whole[48 + 2 * piece :]
    with pytest.raises(BackupRefusedError, match="altered"):
        io.BufferedReader(Unsealing(io.BytesIO(swapped), tmp_path / "b", KEY)).read()
