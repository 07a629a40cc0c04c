"""What is told of an annex: the columns, and each fault in one sentence."""

from datetime import date

import pytest

from bot.views import annex
from bot.views.message import LONGEST, Message, plain
from knowledge.annexes.reading import read_annex, read_file
from knowledge.annexes.values import AnnexFault, Trouble
from tests.annex_files import FOLDER
from tests.annex_making import workbook
from tests.annex_tables import FAULTY

DAY = date(2026, 11, 23)


def test_the_columns_are_told_with_what_they_were_taken_for() -> None:
    read = read_annex("STT;Mã TTHC;Tên TTHC;Người lập\n1;1.001193;Khai sinh;An\n".encode(), "a.csv", DAY)
    (told,) = annex.mapping(read)
    assert plain(told).split("\n") == [
        "Các cột được hiểu như sau:",
        "Cột A “STT” → số thứ tự",
        "Cột B “Mã TTHC” → mã thủ tục",
        "Cột C “Tên TTHC” → tên thủ tục",
        "Cột D “Người lập” → không dùng",
    ]


def test_each_kind_of_sheet_has_its_own_paragraph_and_tables_are_told_by_number() -> None:
    sheets = [plain(told) for told in annex.mapping(read_file(FOLDER / "nhieu-trang-tinh.xlsx", DAY))]
    assert [told.split("\n")[0] for told in sheets] == [
        "Các cột của trang tính “Mới ban hành” được hiểu như sau:",
        "Các cột của trang tính “Sửa đổi, bổ sung” được hiểu như sau:",
        "Các cột của trang tính “Thay thế” được hiểu như sau:",
        "Các cột của trang tính “Bãi bỏ” được hiểu như sau:",
    ]
    tables = annex.mapping(read_file(FOLDER / "quyet-dinh.docx", DAY))
    assert plain(tables[1]).startswith("Các cột của bảng 4 được hiểu như sau:\nCột A “TT” → số thứ tự")


def test_many_columns_with_long_headings_fit_in_messages() -> None:
    heads = ["STT", "Mã TTHC", "Tên TTHC", *(f"Cột khác số {at} {'rất dài ' * 20}" for at in range(60))]
    told = annex.mapping(read_annex(workbook([heads, ["1", "1.001193", "Khai sinh"]]), "a.xlsx", DAY))
    assert len(told) > 1
    assert all(len(part.text) <= LONGEST for part in Message(told).parts())


TOLD = {
    Trouble.CODE: "Dòng 3, cột B (Mã số TTHC): “1.00119” không phải mã thủ tục; đúng là N.NNNNNN, ví dụ 1.001193.",
    Trouble.NO_NAME: "Dòng 3, cột C (Tên TTHC): không có tên thủ tục; xin ghi tên như trong quyết định.",
    Trouble.FORMULA: "Dòng 3, cột C (Tên TTHC): ô này là công thức “=A1&B1”; xin dán lại ở dạng giá trị.",
    Trouble.TWICE: "Dòng 4, cột B (Mã số TTHC): mã 1.001193 đã có ở dòng 3; mỗi mã chỉ ghi một lần.",
    Trouble.DAY: "Dòng 3, cột E (Ngày có hiệu lực): “31/02/2026” không phải ngày; "
    "đúng là ngày/tháng/năm, ví dụ 01/7/2026.",
    Trouble.COUNT: "Dòng 1: tiêu đề “TTHC MỚI BAN HÀNH (02 TTHC)” không khớp: phía dưới có 1 thủ tục.",
    Trouble.SIGNED_LATER: "Ngày ký 24/11/2026 của quyết định chưa đến (hôm nay là 23/11/2026); xin xem lại ngày ký.",
}


@pytest.mark.parametrize("fault", [fault for _, fault in FAULTY if fault.trouble in TOLD], ids=lambda one: one.trouble)
def test_a_fault_is_one_sentence_with_its_place_and_what_would_be_right(fault: AnnexFault) -> None:
    assert plain(annex.fault(fault)) == TOLD[fault.trouble]


def test_a_level_that_has_ended_is_told_otherwise_than_one_that_never_was() -> None:
    told = [plain(annex.fault(fault)) for _, fault in FAULTY if fault.trouble is Trouble.LEVEL]
    assert told == [
        "Dòng 3, cột E (Cấp thực hiện): “Thôn” không phải cấp thực hiện; "
        "đúng là cấp trung ương, cấp tỉnh, cấp huyện hoặc cấp xã.",
        "Dòng 3, cột E (Cấp thực hiện): từ ngày 01/7/2025 không còn cấp huyện; đúng là cấp tỉnh hoặc cấp xã.",
    ]


@pytest.mark.parametrize(
    ("sheet", "row", "place"),
    [
        ("Mới <1>", 5, "trang tính “Mới <1>”, dòng 5"),
        ("Bãi bỏ", 0, "trang tính “Bãi bỏ”"),
        ("[2]", 5, "bảng 2, dòng 5"),
        ("[2]", 0, "trước bảng 2"),
        ("", 5, "dòng 5"),
        ("", 0, ""),
    ],
)
def test_a_place_is_told_as_a_person_finds_it(sheet: str, row: int, place: str) -> None:
    assert plain(annex.place(sheet, row)) == place


@pytest.mark.parametrize("trouble", [trouble for trouble in Trouble if trouble not in TOLD])
def test_every_refusal_is_one_sentence(trouble: Trouble) -> None:
    expected = {Trouble.TOO_MANY_ROWS: "20000", Trouble.LEVEL: ""}.get(trouble, "1.001193")
    told = plain(annex.fault(AnnexFault(trouble, value="", expected=expected)))
    assert told[0].isupper() or told[0] == "“"
    assert told.endswith(".")
    assert told.count(". ") == 0


def test_an_unknown_encoding_names_no_font() -> None:
    told = plain(annex.fault(AnnexFault(Trouble.ENCODING, expected="UTF-8")))
    assert told == "Không rõ bảng mã của tệp; xin lưu lại ở dạng CSV UTF-8 rồi gửi lại."
