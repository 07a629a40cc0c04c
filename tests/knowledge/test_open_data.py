"""The whole catalogue out of a database and into an empty one: what comes back is what went out, to the byte."""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import Connection

from bot.database import Database
from knowledge import ledger
from knowledge.change_sets import ChangeSet, Edit, Recorded
from knowledge.contact_points import ContactPointRepository
from knowledge.loading import load
from knowledge.open_data.columns import EXPORTED, OFFICES, PROCEDURES, VERIFICATIONS
from knowledge.open_data.formats import Format, NotAnExportError, file_of, read, written
from knowledge.open_data.loading import AlreadyLoadedError, load_whole, whole_of
from knowledge.open_data.tables import Tables, tables_of
from knowledge.procedures import Field
from knowledge.release import FaultyReleaseError, Release, read_release
from knowledge.repository import CatalogueRepository
from knowledge.timeline import begins
from tests.bot.builders import small_catalogue
from tests.conftest import Servers
from tests.knowledge.versions import SOURCE, a_version

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
CODE, OTHER = "1.001193", "1.000894"
NOTE = '=HYPERLINK("https://x.example";"bấm")'
FORMATS = pytest.mark.parametrize("format_", list(Format))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Some of the shipped procedures, with versions through time."""
    return read_release(small_catalogue(tmp_path_factory.mktemp("few"), {CODE, OTHER, "2.000635", "TN-NV-13"}))


@pytest.fixture
def filled(database: Database, few: Release) -> Database:
    """A database with these."""
    database.transact(lambda c: load(c, few, AT))
    return database


@pytest.fixture
def other(servers: Servers, kind: str) -> Iterator[Database]:
    """A second database, at the newest revision and empty."""
    opened = Database(servers.prepared(kind))
    yield opened
    opened.close()


def changed(database: Database) -> None:
    """What an office does: a note, confirmations of which one holds no more, an office that is to move."""

    def act(connection: Connection) -> None:
        catalogue = CatalogueRepository(connection)
        *before, said = catalogue.recorded([CODE])[CODE]
        for last in (said, catalogue.recorded([OTHER])[OTHER][-1]):
            place = last.version.code, begins(last.version)
            ledger.confirm(connection, place, "Quyết định 1/QĐ-UBND", date(2026, 11, 20), "Trần Thị B", AT)
        noted = replace(said, version=replace(said.version, note=NOTE))
        edit = Edit(CODE, catalogue.digests([CODE])[CODE], (*before, noted))
        ledger.apply(connection, ChangeSet("Ghi chú", (edit,)), AT)
        contacts = ContactPointRepository(connection)
        police = next(c for c in contacts.current() if c.kind == "police")
        contacts.put(replace(police, phone="-0228 1", valid_from=date(2027, 3, 1)), "Trần Thị B", AT)

    database.transact(act)


@FORMATS
def test_out_and_in_and_out_again_is_the_same_to_the_byte(filled: Database, other: Database, format_: Format) -> None:
    changed(filled)
    first = written(filled.read(tables_of), format_)
    versions = other.transact(lambda c: load_whole(c, whole_of(read(first)), AT))
    assert versions == len(filled.read(tables_of)[PROCEDURES])
    assert written(other.read(tables_of), format_) == first


@pytest.mark.bulk
def test_so_it_is_with_everything_that_is_shipped(loaded: Database, other: Database) -> None:
    first = written(loaded.read(tables_of), Format.CSV)
    assert other.transact(lambda c: load_whole(c, whole_of(read(first)), AT)) > 2000
    assert written(other.read(tables_of), Format.CSV) == first


def test_what_comes_in_is_said_by_whom_it_was_and_stays_confirmed(
    filled: Database, other: Database, few: Release
) -> None:
    changed(filled)
    content = written(filled.read(tables_of), Format.CSV)
    other.transact(lambda c: load_whole(c, whole_of(read(content)), AT))
    assert other.read(lambda c: CatalogueRepository(c).procedures()) == filled.read(
        lambda c: CatalogueRepository(c).procedures()
    )
    assert other.read(lambda c: CatalogueRepository(c).of_office()) == {CODE}
    kept = other.transact(lambda c: load(c, few, AT))
    assert kept
    assert (kept.added, kept.changed, kept.gone) == ((), (), ())
    assert {code for code, _ in kept.kept} == {CODE}
    confirmed = [v for p in other.read(lambda c: CatalogueRepository(c).procedures()) for v in p.versions if v.verified]
    assert [v.code for v in confirmed] == [OTHER]


def test_a_database_with_a_catalogue_takes_no_other_one(filled: Database) -> None:
    before = filled.read(tables_of)
    whole = whole_of(before)
    with pytest.raises(AlreadyLoadedError):
        filled.transact(lambda c: load_whole(c, whole, AT))
    assert filled.read(tables_of) == before


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=12)
CELLS = st.one_of(TEXTS, st.from_regex(r"'{0,2}[=+\-@][ -~]{0,6}", fullmatch=True)).map(str.strip)


@pytest.mark.parametrize("format_", [Format.CSV, Format.XLSX])
@settings(max_examples=30)
@given(cells=st.lists(CELLS, min_size=3, max_size=3))
def test_whatever_stands_in_a_cell_comes_back(cells: list[str], format_: Format) -> None:
    row = ("k", *cells)
    tables: Tables = {file: [] for file in EXPORTED} | {"sources.csv": [row]}
    assert read(written(tables, format_))["sources.csv"] == [row]


def small(**rows: Sequence[tuple[str, ...]]) -> Tables:
    return {file: list(rows.get(file.removesuffix(".csv"), ())) for file in EXPORTED}


def test_no_program_that_opens_an_export_takes_a_text_for_a_formula() -> None:
    tables = small(sources=[("k", NOTE, "", "-1+1")])
    assert b"\nk,\"'=HYPERLINK" in file_of(tables, "sources.csv")
    book = load_workbook(io.BytesIO(written(tables, Format.XLSX)))
    cells = book["sources"][2]
    assert [cell.data_type for cell in cells if cell.value] == ["s", "s", "s"]
    assert cells[1].value == NOTE
    assert cells[1].quotePrefix


def test_json_holds_numbers_truths_and_lists_and_leaves_out_what_is_not_stated(filled: Database) -> None:
    whole = json.loads(written(filled.read(tables_of), Format.JSON))
    assert (whole["format"], whole["version"]) == ("motcua-catalogue", 1)
    assert set(whole) - {"format", "version"} == {file.removesuffix(".csv") for file in EXPORTED}
    birth = next(row for row in whole["procedures"] if row["code"] == CODE)
    assert birth["levels"] == ["commune"]
    assert isinstance(birth["lists"], int)
    assert "valid_to" not in birth
    assert {type(row["conditional"]) for row in whole["papers"]} == {bool}


def test_an_archive_has_one_old_day_on_every_part() -> None:
    with ZipFile(io.BytesIO(written(small(), Format.XLSX))) as book:
        assert {part.date_time[:3] for part in book.infolist()} == {(1980, 1, 1)}
    with ZipFile(io.BytesIO(written(small(), Format.CSV))) as packed:
        assert packed.namelist() == list(EXPORTED)


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(f"{name}.csv", content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "neither an archive nor JSON"),
        (b"\xff\xfe", "neither an archive nor JSON"),
        (b"[" * 100_000, "neither an archive nor JSON"),
        (b"{}", '"format": "motcua-catalogue"'),
        (b'{"format": "motcua-catalogue", "version": 2}', "version 2"),
        (b'{"format": "motcua-catalogue", "version": 1}', "lacks sources.csv"),
        (b"PK\x03\x04 and no more", "cannot be opened"),
        (archive(sources=b"key\n"), "lacks fields.csv"),
        (archive(**{file.removesuffix(".csv"): b"\xff" for file in EXPORTED}), "sources.csv is no CSV"),
        (archive(**{file.removesuffix(".csv"): b"a,b\n" for file in EXPORTED}), "sources.csv has not the columns"),
    ],
)
def test_what_is_no_export_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with pytest.raises(NotAnExportError) as refused:
        read(content)
    assert why in str(refused.value)


def test_rows_that_do_not_fit_are_refused() -> None:
    short = small(sources=[("k", "x")])
    with pytest.raises(NotAnExportError, match="another length"):
        read(written(short, Format.CSV))
    whole = json.loads(written(small(), Format.JSON))
    for rows in ([{"key": "k", "colour": "red"}], ["k"]):
        with pytest.raises(NotAnExportError, match="a row of sources has other names"):
            read(json.dumps({**whole, "sources": rows}).encode())


def test_an_archive_that_unpacks_without_end_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.open_data.formats.MOST", 1000)
    bomb = archive(sources=b"0" * 1001)
    with pytest.raises(NotAnExportError, match="MB"):
        read(bomb)


def test_faults_in_an_export_name_file_line_and_column() -> None:
    source = [("k", "Nguồn", "", "")]
    unit = [("14026", "Cổ Lễ", "xã", "", "", "", "")]
    office = [("14026", "police", "Công an", "", "", "", "", "k", "", "", "somebody")]
    verification = [("1.001193", "2026-01-01", "QĐ 1", "2026-11-20", "B")]
    tables = small(sources=source, units=unit, offices=office, verifications=verification)
    with pytest.raises(FaultyReleaseError) as faulty:
        whole_of(tables)
    told = {(fault.file, fault.line, fault.column) for fault in faulty.value.faults}
    assert told == {(OFFICES, 2, "said_by"), (VERIFICATIONS, 2, "version_from")}


def test_two_versions_whose_beginning_nobody_stated_are_told_apart(database: Database, other: Database) -> None:
    first, second = a_version(), a_version(observed_on=date(2026, 7, 31), name="Tên mới")
    edit = Edit(first.code, (), tuple(Recorded(version, (), "trang 1") for version in (first, second)))
    change = ChangeSet("x", (edit,), sources=(SOURCE,), fields=(Field("Hộ tịch", "", ""),))

    def act(connection: Connection) -> None:
        ledger.apply(connection, change, AT)
        for version in (first, second):
            place = version.code, begins(version)
            ledger.confirm(connection, place, version.name, date(2026, 11, 20), "B", AT)

    database.transact(act)
    before = database.read(tables_of)
    assert [row[1:3] for row in before[VERIFICATIONS]] == [("0001-01-01", first.name), ("", second.name)]
    other.transact(lambda c: load_whole(c, whole_of(before), AT))
    assert other.read(tables_of) == before
