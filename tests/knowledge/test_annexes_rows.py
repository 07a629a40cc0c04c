"""How rows of an annex belong together, and what is told of each that is wrong."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from knowledge.annexes.reading import read_annex
from knowledge.annexes.sections import group_of
from knowledge.annexes.values import TOLERATED, Annex, AnnexFault, Trouble
from knowledge.procedures import Change, EndReason, Level
from knowledge.release import read_release
from knowledge.text.normalise import bare
from tests.annex_files import names
from tests.annex_making import workbook
from tests.annex_tables import BIRTH, DAY, FAULTY, HEADS, NEW, listing, table

COMMUNE, PROVINCE = Level.COMMUNE, Level.PROVINCE


def test_groups_end_where_the_next_of_their_kind_begins() -> None:
    read = table(
        HEADS,
        ["A", "THỦ TỤC HÀNH CHÍNH CẤP TỈNH"],
        ["I", "Mới ban hành"],
        ["1", "Lĩnh vực Hộ tịch"],
        ["1", "2.000635", "Cấp bản sao"],
        ["II", "Bị bãi bỏ"],
        ["1", "1.000419", "Khai tử lưu động"],
        ["B", "THỦ TỤC HÀNH CHÍNH CẤP XÃ"],
        ["I", "Mới ban hành"],
        ["2", "Lĩnh vực Chứng thực"],
        ["1", "2.001019", "Chứng thực di chúc"],
    )
    assert [(row.code, row.change, set(row.levels), row.field) for row in read.rows] == [
        ("2.000635", Change.NEW, {PROVINCE}, "Hộ tịch"),
        ("1.000419", Change.ABOLISHED, {PROVINCE}, ""),
        ("2.001019", Change.NEW, {COMMUNE}, "Chứng thực"),
    ]


def test_a_section_merged_across_ends_what_the_titles_before_it_said() -> None:
    lines = [
        [*HEADS],
        ["DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH"],
        BIRTH,
        ["PHỤ LỤC II"],
        ["DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ"],
        ["(Kèm theo Quyết định số 9999/QĐ-UBND ngày 20/11/2026 của UBND tỉnh Ninh Bình)"],
        [*HEADS],
        ["1", "1.000419", "Khai tử lưu động"],
        ["Tổng cộng: 02 thủ tục"],
    ]
    merged = [f"A{at}:D{at}" for at in (2, 4, 5, 6, 9)]
    read = read_annex(workbook(lines, merged), "a.xlsx", DAY)
    assert [(row.code, row.change) for row in read.rows] == [("1.001193", Change.NEW), ("1.000419", Change.ABOLISHED)]
    assert read.faults == ()
    assert read.decision.number == "9999/QĐ-UBND"


def test_a_heading_may_say_since_when_and_may_go_on_overleaf() -> None:
    read = table(
        ["A. TTHC MỚI BAN HÀNH (02 TTHC), CÓ HIỆU LỰC TỪ NGÀY 01/01/2027"],
        HEADS,
        ["I", "Lĩnh vực Hộ tịch (02 TTHC)"],
        BIRTH,
        HEADS,
        ["I", "Lĩnh vực Hộ tịch (tiếp theo)"],
        ["2", "1.000894", "Kết hôn"],
        ["B", "TTHC BỊ BÃI BỎ"],
        ["1", "1.000419", "Khai tử lưu động"],
    )
    assert [(row.field, row.effective_on) for row in read.rows] == [
        ("Hộ tịch", date(2027, 1, 1)),
        ("Hộ tịch", date(2027, 1, 1)),
        ("", None),
    ]
    assert read.faults == ()


def test_a_letter_that_only_looks_like_ours_is_mended() -> None:
    read = table(["(Kèm theo Quyết định số 9999/QÐ-UBND ngày 20/11/2026)"], NEW, HEADS, ["1", "1.001193", "Ðăng ký"])
    assert (read.decision.number, read.rows[0].name) == ("9999/QĐ-UBND", "Đăng ký")


def test_internal_steps_are_no_list_until_the_next_annex_begins() -> None:
    read = table(
        NEW,
        HEADS,
        BIRTH,
        ["PHỤ LỤC II. QUY TRÌNH NỘI BỘ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"],
        ["STT", "Tên TTHC", "Thời hạn giải quyết"],
        ["I", "Thủ tục đăng ký khai sinh"],
        ["1", "Tiếp nhận hồ sơ", "0,5 ngày"],
        ["PHỤ LỤC III. DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ"],
        HEADS,
        ["1", "1.000419", "Khai tử lưu động"],
    )
    assert [(row.code, row.change) for row in read.rows] == [("1.001193", Change.NEW), ("1.000419", Change.ABOLISHED)]
    assert read.faults == ()
    assert "Thời hạn giải quyết" not in {match.heading for match in read.columns}


def test_one_procedure_under_two_levels_is_one_row_with_both() -> None:
    read = table(
        NEW,
        HEADS,
        ["I", "Thủ tục hành chính cấp tỉnh"],
        BIRTH,
        ["II", "Thủ tục hành chính cấp xã"],
        BIRTH,
    )
    assert [(row.code, set(row.levels)) for row in read.rows] == [("1.001193", {PROVINCE, COMMUNE})]
    assert read.faults == ()


def test_a_name_alone_goes_on_from_the_row_above_unless_it_begins_anew() -> None:
    read = listing(BIRTH, ["", "", "có yếu tố nước ngoài", ""], ["", "", "Thủ tục đăng ký khai tử", ""])
    assert [row.name for row in read.rows] == [
        "Thủ tục đăng ký khai sinh có yếu tố nước ngoài",
        "Thủ tục đăng ký khai tử",
    ]
    assert [fault.trouble for fault in read.faults] == [Trouble.NO_CODE]


def test_a_code_before_its_name_in_one_cell_is_found() -> None:
    read = table(NEW, ["STT", "Tên TTHC", "Phí"], ["1", "1.001193 - Thủ tục đăng ký khai sinh", "Không"])
    assert [(row.code, row.name) for row in read.rows] == [("1.001193", "Thủ tục đăng ký khai sinh")]


def test_the_code_beside_the_old_name_is_the_old_one() -> None:
    heads = ["STT", "Mã TTHC", "Tên TTHC được thay thế", "Tên TTHC thay thế"]
    read = table(heads, ["1", "1.000419", "Tên trước đây", "Tên mới"])
    (row,) = read.rows
    assert (row.change, row.code, row.name, row.replaces) == (Change.REPLACED, "", "Tên mới", ("1.000419",))


def test_a_note_says_the_change_where_no_section_does() -> None:
    read = table(
        HEADS,
        ["1", "1.001193", "Khai sinh", "Sửa đổi, bổ sung"],
        ["2", "1.000419", "Khai tử lưu động", "Bãi bỏ, được thay thế bởi thủ tục 1.000656"],
    )
    assert [row.change for row in read.rows] == [Change.AMENDED, Change.ABOLISHED]
    assert (read.rows[1].reason, read.rows[1].replaced_by) == (EndReason.REPLACED_HERE, ("1.000656",))


def test_columns_of_several_parts_are_told_with_their_parts() -> None:
    lines = [
        ["Danh mục thủ tục hành chính mới ban hành"],
        ["STT", "Mã TTHC", "Tên TTHC", "Thời hạn giải quyết", ""],
        ["", "", "", "Theo quy định", "Sau cắt giảm"],
        ["1", "1.001193", "Khai sinh", "05 ngày", "03 ngày"],
    ]
    assert table(*lines).rows[0].time == "Theo quy định: 05 ngày; Sau cắt giảm: 03 ngày"


@pytest.mark.parametrize(("read", "fault"), FAULTY, ids=lambda one: getattr(one, "trouble", ""))
def test_what_is_wrong_is_told_with_its_place_and_what_would_be_right(read: Annex, fault: AnnexFault) -> None:
    assert read.faults == (fault,)


@pytest.mark.parametrize(("read", "fault"), FAULTY, ids=lambda one: getattr(one, "trouble", ""))
def test_a_row_with_a_fault_is_left_out_unless_a_person_may_settle_it(read: Annex, fault: AnnexFault) -> None:
    kept = fault.trouble in TOLERATED | {Trouble.TWICE, Trouble.SIGNED_LATER}
    assert len(read.rows) == (1 if kept else 0)


def test_formulas_of_a_spreadsheet_are_told_wherever_they_stand() -> None:
    read = read_annex(
        workbook(
            [
                NEW,
                HEADS,
                ["=ROW()-2", "1.001193", "Khai sinh"],
                [2, "1.000894", "Kết hôn", "=B3"],
                [3, "1.000656", "Khai tử"],
            ]
        ),
        "a.xlsx",
        DAY,
    )
    assert [(fault.trouble, fault.row, fault.column, fault.value) for fault in read.faults] == [
        (Trouble.FORMULA, 3, "A (STT)", "=ROW()-2"),
        (Trouble.FORMULA, 4, "D (Ghi chú)", "=B3"),
    ]
    assert [row.code for row in read.rows] == ["1.000656"]


def test_days_and_numbers_that_a_spreadsheet_keeps_are_read_as_they_are_shown() -> None:
    heads = ["STT", "Mã TTHC", "Tên TTHC", "Ngày có hiệu lực", "Phí, lệ phí", "Ghi chú"]
    read = read_annex(workbook([NEW, heads, [1.0, 1.0012, "Khai sinh", date(2027, 1, 1), 8000.0, 2.5]]), "a.xlsx", DAY)
    (row,) = read.rows
    assert (row.code, row.effective_on, row.fee, row.note) == ("1.001200", date(2027, 1, 1), "8000", "2.5")


def test_a_hidden_sheet_is_not_read() -> None:
    book = load_workbook(BytesIO(workbook([NEW, HEADS, BIRTH])))
    hidden = book.create_sheet("Nháp")
    hidden.append(HEADS)
    hidden.append(["1", "1.000894", "Kết hôn"])
    hidden.sheet_state = "hidden"
    written = BytesIO()
    book.save(written)
    assert [row.code for row in read_annex(written.getvalue(), "a.xlsx", DAY).rows] == ["1.001193"]


def test_a_district_may_be_named_in_what_was_decided_while_there_were_districts() -> None:
    line = ["(Kèm theo Quyết định số 453/QĐ-UBND ngày 06 tháng 3 năm 2024 của Chủ tịch UBND tỉnh Nam Định)"]
    read = table(NEW, line, [*HEADS, "Cấp thực hiện"], [*BIRTH, "Cấp huyện"])
    assert read.faults == ()
    assert read.rows[0].levels == {Level.DISTRICT}


@pytest.mark.bulk
@pytest.mark.parametrize("heads", [HEADS, ["Mã TTHC", "Tên TTHC"], ["STT", "Tên TTHC", "Phí, lệ phí"]])
def test_every_name_of_the_catalogue_comes_out_as_it_went_in(heads: list[str]) -> None:
    stands = names()
    cells = {"STT": "1", "Phí, lệ phí": "", "Ghi chú": ""}
    lines = [
        [{"Mã số TTHC": code, "Mã TTHC": code, "Tên TTHC": told}.get(head, cells.get(head, "")) for head in heads]
        for code, told in stands.items()
    ]
    read = table(NEW, heads, *lines)
    assert [row.name for row in read.rows] == list(stands.values())
    assert {fault.trouble for fault in read.faults} <= {Trouble.NO_CODE}


@pytest.mark.parametrize("form", ["Lĩnh vực {}", "LĨNH VỰC {}", "{}"])
def test_every_field_of_the_catalogue_is_read_from_a_row_over_others(form: str) -> None:
    said = (
        (field, form.format(field.upper() if form.isupper() else field))
        for field in (one.name for one in read_release().fields)
    )
    wrong = [
        (field, text)
        for field, text in said
        if (found := group_of(f"{text} (02 TTHC)", "II")) is None
        or bare(found.field) != bare(field)
        or found.change
        or found.announced != 2
    ]
    assert wrong == []
