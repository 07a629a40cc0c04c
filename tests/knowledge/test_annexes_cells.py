"""Headings, cells and rows over others as they are truly typed."""

from datetime import date

import pytest

from knowledge.annexes import rows
from knowledge.annexes.grids import letters
from knowledge.annexes.headings import guessed, known
from knowledge.annexes.sections import group_of, is_heading, section_of
from knowledge.annexes.values import Meaning
from knowledge.procedures import Change, EndReason, Level

COMMUNE, PROVINCE = Level.COMMUNE, Level.PROVINCE


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("STT", Meaning.NUMBER),
        ("Số TT", Meaning.NUMBER),
        ("Mã số TTHC", Meaning.CODE),
        ("Mã TTHC", Meaning.CODE),
        ("Số hồ sơ TTHC(1)", Meaning.CODE),
        ("MÃ THỦ TỤC HÀNH CHÍNH", Meaning.CODE),
        ("Tên thủ tục hành chính", Meaning.NAME),
        ("Tên thủ tụchành chính", Meaning.NAME),
        ("Tên TTHC thay thế", Meaning.NAME),
        ("Tên TTHC được thay thế", Meaning.REPLACES),
        ("Tên thủ tục hành chính bị thay thế", Meaning.REPLACES),
        ("Mã TTHC cũ", Meaning.REPLACES),
        ("TTHC được thay thế bởi", Meaning.SUCCESSOR),
        ("Lĩnh vực", Meaning.FIELD),
        ("Cấp thực hiện", Meaning.LEVEL),
        ("Thời hạn giải quyết", Meaning.TIME),
        ("Thời hạn giải quyêt", Meaning.TIME),
        ("Địa điểm thực hiện", Meaning.PLACE),
        ("Phí, lệ phí (nếu có)", Meaning.FEE),
        ("Phí,lệ phí", Meaning.FEE),
        ("Căn cứ pháp lý", Meaning.BASIS),
        ("Tên VBQPPL quy định nội dung sửa đổi, bổ sung, thay thế(2)", Meaning.BASIS),
        ("Tên VBQPPL quy định việc hủy bỏ, bãi bỏ TTHC", Meaning.BASIS),
        ("Cơ quan thực hiện", Meaning.AUTHORITY),
        ("Cách thức thực hiện", Meaning.WAY),
        ("Lý do bãi bỏ", Meaning.REASON),
        ("Ngày có hiệu lực", Meaning.EFFECTIVE),
        ("Ghi chú", Meaning.NOTE),
    ],
)
def test_a_column_is_known_by_its_heading(heading: str, meaning: Meaning) -> None:
    assert known(heading) is meaning


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Địa điểm, thời gian, cách thức thực hiện TTHC", Meaning.PLACE),
        ("Thời hạn giải quyết theo quy định (ngày)", Meaning.TIME),
        ("Mức phí, lệ phí theo Nghị quyết của HĐND tỉnh", Meaning.FEE),
        ("Mã lĩnh vực", None),
        ("Mức độ dịch vụ công", None),
        ("Họ và tên người lập", None),
    ],
)
def test_beside_known_headings_a_word_is_enough(heading: str, meaning: Meaning | None) -> None:
    assert known(heading) is None
    assert guessed(heading) is meaning


@pytest.mark.parametrize(
    "words", ["Thủ tục đăng ký khai sinh", "Trực tiếp", "Phí thẩm định hồ sơ cấp phép", "x" * 500, ""]
)
def test_what_stands_in_rows_is_no_heading(words: str) -> None:
    assert known(words) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1.001193", ("1.001193",)),
        ("1.001193.000.00.00.H42", ("1.001193",)),
        ("2.000992.H57", ("2.000992",)),
        ("Mã số: 1.001193", ("1.001193",)),
        ("1.001193\n2.000635", ("1.001193", "2.000635")),
        ("1.001193; 2.000635 và 1.000894", ("1.001193", "2.000635", "1.000894")),
        ("TN-NV-01", ("TN-NV-01",)),
        ("", ()),
        ("Không có mã số", ()),
        ("Chưa có mã", ()),
        ("-", ()),
        ("1.00119", None),
        ("1.OO1193", None),
        ("T-NDH-123456-TT", None),
        ("1.001193 khai sinh", None),
        ("1.001193, 1.00119", None),
    ],
)
def test_codes_of_a_cell(typed: str, found: tuple[str, ...] | None) -> None:
    assert rows.codes_in(typed) == found


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Đăng ký\nkhai  sinh", "Đăng ký khai sinh"),
        ("Đăng ký khai sinh (1)", "Đăng ký khai sinh"),
        ("Đăng ký khai sinh¹", "Đăng ký khai sinh"),
        ("Đăng ký khai sinh [2] (*)", "Đăng ký khai sinh"),
        ("Cấp giấy phép cho nhà dưới 500 m²", "Cấp giấy phép cho nhà dưới 500 m²"),
        ("3. Đăng ký khai sinh", "3. Đăng ký khai sinh"),
    ],
)
def test_a_name_loses_breaks_and_footnotes_alone(typed: str, name: str) -> None:
    assert rows.name_of(typed, has_number=True) == name


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("01/7/2026", date(2026, 7, 1)),
        ("Từ ngày 01 tháng 7 năm 2026", date(2026, 7, 1)),
        ("1.7.2026", date(2026, 7, 1)),
        ("2026-07-01", date(2026, 7, 1)),
        ("32/7/2026", None),
        ("tháng 7", None),
    ],
)
def test_days_as_they_are_written(typed: str, day: date | None) -> None:
    assert rows.day_in(typed) == day


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("Được thay thế bởi thủ tục 1.001193", EndReason.REPLACED_HERE),
        ("Chuyển về cấp tỉnh giải quyết", EndReason.MOVED),
        ("Thực hiện phân cấp cho Sở Tư pháp", EndReason.MOVED),
        ("Gộp vào thủ tục 1.000894", EndReason.MERGED),
        ("Không còn quy định tại Nghị định mới", EndReason.DROPPED),
        ("Công bố nhầm", EndReason.IN_ERROR),
        ("Theo đề nghị của Sở", None),
    ],
)
def test_reasons_by_their_words(typed: str, reason: EndReason | None) -> None:
    assert rows.reason_in(typed) is reason


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("=1+1", True),
        ("=cmd|' /C calc'!A0", True),
        ("+cmd|' /C calc'!A0", True),
        ("@SUM(A1)", True),
        ("-SUM(A1:A3)", True),
        ("- Trực tiếp\n- Trực tuyến", False),
        ("-5 ngày", False),
        ("+84 912 345 678", False),
        ("+ Bưu chính (nếu có)", False),
        ("@ubndxa", False),
        ("Phí = 0", False),
    ],
)
def test_a_formula_is_told_from_a_list_that_begins_with_a_dash(text: str, is_one: bool) -> None:
    assert rows.looks_like_a_formula(text) is is_one


@pytest.mark.parametrize(
    ("text", "change", "levels", "named", "announced"),
    [
        ("I. DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH", Change.NEW, set(), "", None),
        ("B. DANH MỤC TTHC ĐƯỢC SỬA ĐỔI, BỔ SUNG (12 TTHC)", Change.AMENDED, set(), "", 12),
        ("C. Danh mục thủ tục hành chính thay thế", Change.REPLACED, set(), "", None),
        ("D. THỦ TỤC HÀNH CHÍNH BỊ HỦY BỎ", Change.ABOLISHED, set(), "", None),
        ("THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ CẤP HUYỆN, XÃ", Change.ABOLISHED, {Level.DISTRICT, COMMUNE}, "", None),
        ("I.2. Thủ tục hành chính cấp huyện (05 TTHC)", None, {Level.DISTRICT}, "", 5),
        ("II. Lĩnh vực Hộ tịch (02 TTHC)", None, set(), "Hộ tịch", 2),
        ("LĨNH VỰC THI ĐUA, KHEN THƯỞNG", None, set(), "Thi đua, khen thưởng", None),
        (
            "DANH MỤC TTHC MỚI BAN HÀNH LĨNH VỰC ĐẤT ĐAI THUỘC THẨM QUYỀN CỦA UBND CẤP XÃ",
            Change.NEW,
            {COMMUNE},
            "Đất đai",
            None,
        ),
        ("DANH MỤC TTHC MỚI BAN HÀNH VÀ BỊ BÃI BỎ CẤP TỈNH", None, {PROVINCE}, "", None),
    ],
)
def test_a_heading_of_a_group_says_what_its_words_say(
    text: str, change: Change | None, levels: set[Level], named: str, announced: int | None
) -> None:
    found = section_of(text)
    assert found is not None
    assert is_heading(text)
    assert (found.change, set(found.levels), found.field, found.announced) == (change, levels, named, announced)


def test_what_is_replaced_by_a_section_of_its_own_has_ended() -> None:
    found = section_of("THỦ TỤC HÀNH CHÍNH BỊ THAY THẾ")
    assert found is not None
    assert (found.change, found.reason) == (Change.ABOLISHED, EndReason.REPLACED_HERE)


@pytest.mark.parametrize(
    "text",
    [
        "Điều 1. Công bố kèm theo Quyết định này danh mục thủ tục hành chính mới ban hành.",
        "Căn cứ Nghị định số 63/2010/NĐ-CP về kiểm soát thủ tục hành chính;",
        "Thủ tục đăng ký khai sinh",
        "(Kèm theo Quyết định số 9999/QĐ-UBND về việc công bố thủ tục hành chính mới ban hành)",
        "Ghi chú: thủ tục hành chính mới",
    ],
)
def test_other_lines_are_no_heading(text: str) -> None:
    assert not is_heading(text)


def test_a_bare_name_under_a_roman_number_is_a_field() -> None:
    found = group_of("Hộ tịch", "II")
    assert found is not None
    assert (found.field, found.style) == ("Hộ tịch", "roman")


def test_columns_are_called_as_a_spreadsheet_calls_them() -> None:
    assert [letters(at) for at in (0, 25, 26, 63)] == ["A", "Z", "AA", "BL"]
