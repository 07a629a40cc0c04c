"""Annexes of decisions in the shapes that provinces publish; the files stand in tests/data/annexes/."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from knowledge.annexes.reading import read_annex, read_file
from knowledge.annexes.values import Annex, AnnexRow, Meaning, StatedDecision, Trouble
from knowledge.procedures import Change, EndReason, Level
from tests.annex_files import DAYS, FILES, FOLDER, name

DAY = date(2026, 11, 23)
COMMUNE = frozenset({Level.COMMUNE})


def annex(file: str) -> Annex:
    """One of the files, read."""
    return read_file(FOLDER / file, DAY)


def codes(read: Annex, change: Change) -> list[str]:
    """The codes of the rows under a change."""
    return [row.code for row in read.rows if row.change is change]


def row(read: Annex, code: str) -> AnnexRow:
    """The one row of a code."""
    (found,) = [one for one in read.rows if one.code == code]
    return found


@pytest.mark.parametrize("file", sorted(FILES))
def test_the_files_are_what_the_script_beside_them_makes(file: str) -> None:
    made, kept = FILES[file](), (FOLDER / file).read_bytes()
    if file.endswith(".csv"):
        assert made == kept
        return
    with ZipFile(BytesIO(made)) as packed, ZipFile(BytesIO(kept)) as stored:
        assert packed.namelist() == stored.namelist()
        assert all(packed.read(part) == stored.read(part) for part in packed.namelist())


@pytest.mark.parametrize("file", ["theo-trang.xlsx", "nhieu-trang-tinh.xlsx", "bai-bo.csv", "quyet-dinh.docx"])
def test_nothing_is_wrong_with_a_good_file(file: str) -> None:
    assert annex(file).faults == ()


def test_a_list_with_its_heading_on_every_page_is_one_list() -> None:
    read = annex("theo-trang.xlsx")
    assert codes(read, Change.NEW) == ["3.000322", "3.000323", "2.000884"]
    assert codes(read, Change.AMENDED) == ["1.001193", "1.000110", "1.000894", "1.004746"]
    assert codes(read, Change.ABOLISHED) == ["2.000986"]
    assert {one.levels for one in read.rows} == {COMMUNE}
    assert len({match.heading for match in read.columns}) == len(read.columns) == 7


def test_a_row_says_what_stands_in_its_cells_and_over_it() -> None:
    assert row(annex("theo-trang.xlsx"), "3.000322") == AnnexRow(
        sheet="Phụ lục",
        row=9,
        change=Change.NEW,
        code="3.000322",
        name=name("3.000322"),
        field="Hộ tịch",
        levels=COMMUNE,
        time=DAYS,
        place="Trung tâm Phục vụ hành chính công xã",
        fee="Không",
        basis="- Luật Hộ tịch năm 2014;\n- Nghị định số 123/2015/NĐ-CP.",
    )


def test_a_name_that_goes_on_overleaf_is_one_name() -> None:
    assert row(annex("theo-trang.xlsx"), "2.000884").name == name("2.000884")


def test_a_long_code_a_code_kept_as_a_number_and_two_in_a_cell_are_codes() -> None:
    read = annex("theo-trang.xlsx")
    assert row(read, "3.000323").name == name("3.000323")  # "3.000323.000.00.00.H42", and a footnote behind the name
    assert row(read, "1.000110").name == name("1.000110")  # the spreadsheet kept 1.00011
    assert [row(read, code).name for code in ("1.000894", "1.004746")] == [name("1.000894"), name("1.004746")]


def test_the_decision_is_read_from_the_lines_above() -> None:
    assert annex("theo-trang.xlsx").decision == StatedDecision(
        number="9999/QĐ-UBND",
        signed_on=date(2026, 11, 20),
        issuer="Ủy ban nhân dân tỉnh Ninh Bình",
        effective_on=date(2026, 12, 1),
    )


def test_each_sheet_has_its_change_by_its_name_and_its_own_columns() -> None:
    read = annex("nhieu-trang-tinh.xlsx")
    assert codes(read, Change.NEW) == ["1.004837", "1.004845", "2.001019"]
    assert codes(read, Change.AMENDED) == ["2.000635"]
    assert codes(read, Change.REPLACED) == ["2.000986"]
    assert codes(read, Change.ABOLISHED) == ["1.000419", "1.000593", "1.003583"]


def test_merged_cells_hold_for_every_row_they_cover() -> None:
    read = annex("nhieu-trang-tinh.xlsx")
    assert [row(read, code).field for code in ("1.004837", "1.004845", "2.001019")] == [
        "Hộ tịch",
        "Hộ tịch",
        "Chứng thực",
    ]
    assert row(read, "2.001019").time == "Trường hợp thường: trong ngày Trường hợp khác: 02 ngày làm việc"


def test_a_heading_of_two_rows_says_what_a_cross_under_it_means() -> None:
    read = annex("nhieu-trang-tinh.xlsx")
    assert row(read, "1.004837").way == "Trực tiếp; Trực tuyến"
    assert row(read, "1.004845").way == "Trực tiếp; BCCI; Trực tuyến"
    headings = [match.heading for match in read.columns if match.meaning is Meaning.WAY]
    assert headings[0] == "Cách thức thực hiện – Trực tiếp"


def test_what_is_replaced_and_what_replaces_it_are_told_apart() -> None:
    found = row(annex("nhieu-trang-tinh.xlsx"), "2.000986")
    assert found.replaces == ("2.001023",)
    assert found.effective_on == date(2027, 1, 1)


def test_an_end_has_its_reason_and_what_follows_it() -> None:
    read = annex("nhieu-trang-tinh.xlsx")
    ends = [(one.reason, one.replaced_by) for one in read.rows if one.change is Change.ABOLISHED]
    assert ends == [
        (EndReason.REPLACED_HERE, ("1.000656",)),
        (EndReason.MOVED, ()),
        (EndReason.DROPPED, ()),
    ]
    assert row(annex("bai-bo.csv"), "1.000593").reason is EndReason.MERGED
    assert row(annex("bai-bo.csv"), "2.000913").reason is EndReason.IN_ERROR


def test_several_levels_in_a_cell_are_all_levels() -> None:
    assert row(annex("nhieu-trang-tinh.xlsx"), "2.000635").levels == {Level.PROVINCE, Level.COMMUNE}


def test_a_list_without_codes_gives_its_rows_for_a_person_to_name() -> None:
    read = annex("chua-co-ma.xlsx")
    assert [(one.code, one.name, one.field, one.levels) for one in read.rows] == [
        ("", name(code), "Hộ tịch", COMMUNE) for code in ("3.000322", "3.000323")
    ]
    assert [fault.trouble for fault in read.faults] == [Trouble.NO_CODE] * 2


def test_a_table_of_text_says_the_same_in_either_encoding() -> None:
    read = annex("bai-bo.csv")
    assert read.rows == annex("bai-bo-utf16.csv").rows
    assert [(one.row, one.code, one.field) for one in read.rows] == [
        (5, "1.000419", "Hộ tịch"),
        (6, "1.000593", "Hộ tịch"),
        (8, "2.000913", "Chứng thực"),
    ]


def test_a_whole_decision_is_read_with_its_annexes() -> None:
    read = annex("quyet-dinh.docx")
    assert read.decision == StatedDecision(
        number="9999/QĐ-UBND",
        signed_on=date(2026, 11, 20),
        issuer="Ủy ban nhân dân tỉnh Ninh Bình",
        subject="công bố danh mục thủ tục hành chính được sửa đổi, bổ sung và bị bãi bỏ trong lĩnh vực tư pháp",
        effective_on=date(2026, 11, 20),
    )
    assert codes(read, Change.AMENDED) == ["2.001035", "2.001016", "2.001009"]
    assert codes(read, Change.ABOLISHED) == ["1.000419", "1.000593"]


def test_tables_of_a_document_go_on_from_page_to_page_and_end_with_their_annex() -> None:
    read = annex("quyet-dinh.docx")
    last = row(read, "2.001009")
    assert (last.sheet, last.row, last.field, last.levels) == ("[3]", 1, "Chứng thực", COMMUNE)
    assert row(read, "2.001016").fee == "50.000 đồng/giao dịch"  # merged down
    assert {match.sheet for match in read.columns} == {"[2]", "[4]"}  # of the internal steps nothing is told


def test_a_file_of_another_name_is_read_by_what_it_is() -> None:
    content = (FOLDER / "bai-bo.csv").read_bytes()
    assert read_annex(content, "bai-bo.xlsx", DAY).rows == annex("bai-bo.csv").rows
