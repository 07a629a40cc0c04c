"""Every rule of the files: one wrong cell is one fault that names its file, line, column, value and what is right."""

import csv
import shutil
import unicodedata
from pathlib import Path

import pytest

from knowledge.cells import Fault, Rule
from knowledge.contacts import KINDS
from knowledge.procedures import Change, Channel, DayBasis, EndReason, Level, Reception
from knowledge.release import SHIPPED, FaultyReleaseError, read_release
from tests.knowledge.versions import SOUND, Folder

P, W = "procedures.csv", "ways.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "catalogue")


def faults(folder: Folder) -> list[Fault]:
    with pytest.raises(FaultyReleaseError) as refused:
        read_release(folder.path)
    return list(refused.value.faults)


def listed(kind: type[Change | Channel | DayBasis | EndReason | Level | Reception]) -> str:
    return ", ".join(kind)


WRONG = [
    # What must not be empty.
    (Rule.REQUIRED, "sources.csv", 2, "label", "", ""),
    (Rule.REQUIRED, "fields.csv", 4, "name", "", ""),
    (Rule.REQUIRED, "fields.csv", 4, "source", "", ""),
    (Rule.REQUIRED, "decisions.csv", 2, "number", "", ""),
    (Rule.REQUIRED, "decisions.csv", 2, "issuer", " ", ""),
    (Rule.REQUIRED, P, 8, "code", "", ""),
    (Rule.REQUIRED, P, 8, "name", "", ""),
    (Rule.REQUIRED, P, 8, "levels", " ; ", ""),
    (Rule.REQUIRED, P, 8, "reception", "", ""),
    (Rule.REQUIRED, P, 8, "source", "", ""),
    (Rule.REQUIRED, W, 2, "channel", "", ""),
    (Rule.REQUIRED, W, 2, "source", "", ""),
    (Rule.REQUIRED, "papers.csv", 2, "name", "", ""),
    (Rule.REQUIRED, "units.csv", 2, "code", "", ""),
    (Rule.REQUIRED, "units.csv", 2, "name", "", ""),
    (Rule.REQUIRED, "units.csv", 2, "kind", "", ""),
    (Rule.REQUIRED, "offices.csv", 3, "unit", "", ""),
    (Rule.REQUIRED, "offices.csv", 3, "kind", "", ""),
    (Rule.REQUIRED, "offices.csv", 3, "name", " ", ""),
    (Rule.REQUIRED, "offices.csv", 3, "source", "", ""),
    (Rule.REQUIRED, "published_counts.csv", 2, "group", "", ""),
    # How a cell is written.
    (Rule.NFC, "sources.csv", 2, "label", unicodedata.normalize("NFD", "Cổng"), ""),
    (Rule.NFC, P, 2, "name", unicodedata.normalize("NFD", "Thủ tục đăng ký"), ""),
    (Rule.NFC, P, 8, "note", unicodedata.normalize("NFD", "ghi chú"), ""),
    (Rule.NFC, "papers.csv", 4, "case", unicodedata.normalize("NFD", "Trường hợp"), ""),
    (Rule.CODE, P, 8, "code", "1.00001", ""),
    (Rule.CODE, P, 8, "code", "1.0000011", ""),
    (Rule.CODE, P, 8, "code", "TN-nv-01", ""),
    (Rule.CODE, P, 8, "code", "TN-", ""),
    (Rule.DAY, "sources.csv", 2, "observed_on", "31/07/2026", ""),
    (Rule.DAY, "decisions.csv", 2, "signed_on", "2024-3-6", ""),
    (Rule.DAY, P, 8, "observed_on", "2023-02-29", ""),
    (Rule.DAY, P, 8, "ended_elsewhere_on", "20260105", ""),
    (Rule.DAY, P, 2, "ended_elsewhere_on", "2024-W10-3", ""),
    (Rule.DAY, W, 3, "valid_from", "2026-13-01", ""),
    (Rule.DAY, W, 3, "valid_to", "2027", ""),
    (Rule.DAY, "units.csv", 3, "valid_from", "1/7/2025", ""),
    (Rule.DAY, "units.csv", 2, "valid_to", "2025-07-32", ""),
    (Rule.NUMBER, P, 2, "lists", "-1", ""),
    (Rule.NUMBER, W, 2, "fee", "8.000đ", ""),
    (Rule.NUMBER, W, 2, "fee", "8 000", ""),
    (Rule.NUMBER, W, 2, "fee", "1234567890", ""),
    (Rule.NUMBER, "papers.csv", 2, "originals", "một", ""),
    (Rule.NUMBER, "papers.csv", 2, "copies", "1.5", ""),
    (Rule.CHOICE, P, 8, "levels", "commune; xã", listed(Level)),
    (Rule.CHOICE, P, 7, "to_basis", "guessed", listed(DayBasis)),
    (Rule.CHOICE, P, 4, "from_basis", "Stated", listed(DayBasis)),
    (Rule.CHOICE, P, 4, "begun", "mới", listed(Change)),
    (Rule.CHOICE, P, 7, "ended", "gone", listed(Change)),
    (Rule.CHOICE, P, 7, "end_reason", "bãi bỏ", listed(EndReason)),
    (Rule.CHOICE, "offices.csv", 3, "kind", "công an", ", ".join(KINDS)),
    (Rule.ADDRESS, "offices.csv", 3, "map", "http://maps.example.vn", ""),
    (Rule.ADDRESS, "offices.csv", 3, "map", "https://localhost", ""),
    (Rule.ADDRESS, "offices.csv", 3, "map", "https://maps.example.vn /a", ""),
    (Rule.ADDRESS, "offices.csv", 3, "map", "javascript:alert(1)//https://a.vn", ""),
    (Rule.YES, P, 2, "papers_complete", "true", ""),
    (Rule.YES, "papers.csv", 4, "conditional", "có", ""),
    # What must stand in another file, or must not stand twice.
    (Rule.UNKNOWN, P, 8, "source", "portal-1999", "sources.csv"),
    (Rule.UNKNOWN, P, 8, "field", "Hộ Tịch", "fields.csv"),
    (Rule.UNKNOWN, P, 2, "enacted_by", "btp/99", "decisions.csv"),
    (Rule.UNKNOWN, P, 7, "ended_by", "453/QĐ-UBND", "decisions.csv"),
    (Rule.UNKNOWN, P, 8, "ended_elsewhere", "hai-phong/8", "decisions.csv"),
    (Rule.UNKNOWN, P, 8, "replaced_by", "1.999999", P),
    (Rule.UNKNOWN, "fields.csv", 2, "source", "nowhere", "sources.csv"),
    (Rule.UNKNOWN, "decisions.csv", 2, "source", "nowhere", "sources.csv"),
    (Rule.UNKNOWN, W, 2, "source", "nowhere", "sources.csv"),
    (Rule.UNKNOWN, "papers.csv", 2, "source", "nowhere", "sources.csv"),
    (Rule.UNKNOWN, "units.csv", 2, "source", "nowhere", "sources.csv"),
    (Rule.UNKNOWN, "offices.csv", 3, "unit", "99999", "units.csv"),
    (Rule.UNKNOWN, "offices.csv", 3, "source", "nowhere", "sources.csv"),
    (Rule.UNKNOWN, "published_counts.csv", 2, "source", "nowhere", "sources.csv"),
    (Rule.NOT_OURS, P, 2, "enacted_by", "hai-phong/7", "Hải Phòng"),
    (Rule.NOT_OURS, P, 7, "ended_by", "nam-dinh/453; hai-phong/7", "Hải Phòng"),
    (Rule.DUPLICATE, "offices.csv", 3, "kind", "committee", ""),
    (Rule.DUPLICATE, "fields.csv", 4, "name", "Nội vụ", ""),
    # What two cells of a row say together.
    (Rule.NEEDS, P, 7, "to_basis", "", "valid_to"),
    (Rule.NEEDS, P, 4, "from_basis", "", "valid_from"),
    (Rule.NEEDS, P, 8, "from_basis", "stated", "valid_from"),
    (Rule.NEEDS, P, 2, "ended", "abolished", "valid_to"),
    (Rule.NEEDS, P, 2, "end_reason", "merged", "valid_to"),
    (Rule.CONTRADICTS, W, 2, "time_without_unit", "5", "time"),
    # A way or a paper of a version that is not there.
    (Rule.NO_VERSION, W, 5, "version_from", "2025-07-02", ""),
    (Rule.NO_VERSION, "papers.csv", 3, "version_from", "2024-04-01", ""),
]


@pytest.mark.parametrize(("rule", "file", "line", "column", "value", "right"), WRONG)
def test_one_wrong_cell_is_one_fault(
    folder: Folder, rule: Rule, file: str, line: int, column: str, value: str, right: str
) -> None:
    folder.put(file, line, **{column: value})
    assert faults(folder) == [Fault(file, line, column, value, rule, right)]


@pytest.mark.parametrize(
    ("file", "line", "column", "value", "right"),
    [
        (P, 8, "reception", "công an", listed(Reception)),
        (W, 2, "channel", "fax", listed(Channel)),
        ("published_counts.csv", 2, "level", "huyện", listed(Level)),
    ],
)
def test_a_word_outside_a_list_is_one_fault_where_a_word_is_required(
    folder: Folder, file: str, line: int, column: str, value: str, right: str
) -> None:
    folder.put(file, line, **{column: value})
    assert faults(folder) == [Fault(file, line, column, value, Rule.CHOICE, right)]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("as_of", "", Rule.REQUIRED),
        ("as_of", "31/3/2024", Rule.DAY),
        ("level", "", Rule.REQUIRED),
        ("procedures", "", Rule.REQUIRED),
        ("procedures", "ba mươi", Rule.NUMBER),
    ],
)
def test_a_published_count_names_the_one_cell_that_is_wrong(
    folder: Folder, column: str, value: str, rule: Rule
) -> None:
    folder.put("published_counts.csv", 2, **{column: value})
    assert faults(folder) == [Fault("published_counts.csv", 2, column, value, rule)]


@pytest.mark.parametrize(("column", "value", "rule"), [("code", "1.2", Rule.CODE), ("version_from", "2025", Rule.DAY)])
def test_a_way_that_cannot_say_its_version_is_one_fault(folder: Folder, column: str, value: str, rule: Rule) -> None:
    folder.put(W, 5, code="1.000002", version_from="2025-07-01").drop(P, 3).drop(W, 4).put(W, 4, **{column: value})
    assert faults(folder) == [Fault(W, 4, column, value, rule)]


@pytest.mark.parametrize(
    ("column", "value", "rule"), [("source", "portal-1999", Rule.UNKNOWN), ("reception", "", Rule.REQUIRED)]
)
def test_the_ways_and_papers_of_a_faulty_version_are_not_faulty_too(
    folder: Folder, column: str, value: str, rule: Rule
) -> None:
    folder.put(P, 8, replaced_by="1.000003").put(P, 2, **{column: value})
    assert [(f.file, f.line, f.column, f.rule) for f in faults(folder)] == [(P, 2, column, rule)]


def test_a_faulty_way_may_also_have_no_version(folder: Folder) -> None:
    folder.put(W, 2, code="1.999999", fee="8.000đ")
    assert faults(folder) == [
        Fault(W, 2, "fee", "8.000đ", Rule.NUMBER),
        Fault(W, 2, "version_from", "", Rule.NO_VERSION),
    ]


@pytest.mark.parametrize("file", list(SOUND))
def test_a_missing_file_is_named(folder: Folder, file: str) -> None:
    (folder.path / file).unlink()
    assert faults(folder)[0] == Fault(file, 0, "", "", Rule.FILE_MISSING)


def test_missing_columns_are_named_once_for_the_file(folder: Folder) -> None:
    file = folder.path / "published_counts.csv"
    file.write_text(file.read_text("utf-8").replace("level", "cấp").replace("group", "nhóm"), "utf-8")
    assert faults(folder) == [Fault("published_counts.csv", 1, "level, group", "", Rule.COLUMNS)]


def test_an_empty_file_lacks_every_column(folder: Folder) -> None:
    (folder.path / "sources.csv").write_bytes(b"")
    assert faults(folder)[0] == Fault("sources.csv", 1, "key, label, observed_on, month, detail", "", Rule.COLUMNS)


def test_a_row_with_a_cell_too_many_is_named_and_not_read(folder: Folder) -> None:
    file = folder.path / "papers.csv"
    file.write_text(file.read_text("utf-8") + "1.000001,,,Giấy, chứng nhận,1,,,portal\n", "utf-8")
    assert faults(folder) == [Fault("papers.csv", 5, "", "", Rule.COLUMNS)]


def test_a_row_cut_short_lacks_its_source(folder: Folder) -> None:
    file = folder.path / "papers.csv"
    file.write_text(file.read_text("utf-8") + "1.000001,,,Giấy chứng nhận\n", "utf-8")
    assert faults(folder) == [Fault("papers.csv", 5, "source", "", Rule.REQUIRED)]


def test_another_column_and_another_order_of_columns_are_no_fault(folder: Folder) -> None:
    sound = read_release(folder.path).units
    cells = list(csv.DictReader((folder.path / "units.csv").read_text("utf-8").splitlines()))
    with (folder.path / "units.csv").open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, ["ghi chú", *reversed(cells[0])], restval="xem lại")
        writer.writeheader()
        writer.writerows(cells)
    assert read_release(folder.path).units == sound


def test_a_file_that_is_not_utf8_is_a_fault(folder: Folder) -> None:
    # A spreadsheet saves "CSV" as the machine it runs on likes it.
    (folder.path / "ways.csv").write_bytes("code,channel\n1.000001,counter".encode("utf-16"))
    assert faults(folder) == [Fault("ways.csv", 0, "", "", Rule.ENCODING)]


def test_a_fault_is_found_in_a_copy_of_the_shipped_files(tmp_path: Path) -> None:
    copied = shutil.copytree(SHIPPED, tmp_path / "copy")
    file = copied / "fields.csv"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines, "Lĩnh vực mới,,,không có nguồn\n"]), "utf-8")
    with pytest.raises(FaultyReleaseError) as refused:
        read_release(copied)
    wrong = Fault("fields.csv", len(lines) + 1, "source", "không có nguồn", Rule.UNKNOWN, "sources.csv")
    assert refused.value.faults == (wrong,)


def test_every_rule_has_its_test() -> None:
    of_files = {Rule.FILE_MISSING, Rule.ENCODING, Rule.COLUMNS}
    between_cells = {Rule.OVERLAP, Rule.EMPTY_INTERVAL, Rule.RING}  # in test_consistency.py
    assert {rule for rule, *_ in WRONG} | of_files | between_cells == set(Rule)
