"""Annexes in the shapes that provinces publish, made anew by `python -m tests.annex_files`.

Codes and names are those of the catalogue; the decisions are invented, as their number 9999 says.
"""

import csv
import sys
from collections.abc import Callable, Mapping
from functools import cache
from io import StringIO
from pathlib import Path

from docx import Document

from tests.annex_making import HEADINGS, a_book, a_table, across, group, saved

FOLDER = Path(__file__).parent / "data" / "annexes"
CATALOGUE = Path(__file__).parents[1] / "knowledge" / "data" / "procedures.csv"

DECISION = "(Kèm theo Quyết định số 9999/QĐ-UBND ngày 20 tháng 11 năm 2026 của Chủ tịch Ủy ban nhân dân tỉnh Ninh Bình)"
PLACE = "Trung tâm Phục vụ hành chính công xã"
BASIS = "- Luật Hộ tịch năm 2014;\n- Nghị định số 123/2015/NĐ-CP."
DAYS = "03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ"


@cache
def names() -> Mapping[str, str]:
    """The names that the catalogue has, by their codes."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def name(code: str) -> str:
    """The name that the catalogue has under a code."""
    return names()[code]


def by_pages() -> bytes:
    """One sheet: titles, the heading on every page, groups in roman numbers, a name that goes on overleaf."""
    book, sheet = a_book("Phụ lục")
    across(sheet, "PHỤ LỤC")
    across(sheet, "DANH MỤC THỦ TỤC HÀNH CHÍNH THUỘC THẨM QUYỀN GIẢI QUYẾT CỦA UBND CẤP XÃ")
    across(sheet, DECISION)
    across(sheet, "Quyết định này có hiệu lực thi hành kể từ ngày 01/12/2026.")
    sheet.append(HEADINGS)
    sheet.append([f"({number})" for number in range(1, 8)])
    across(sheet, "A. THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH (03 TTHC)")
    group(sheet, "I", "Lĩnh vực Hộ tịch (02 TTHC)")
    sheet.append(["1", "3.000322", name("3.000322"), DAYS, PLACE, "Không", BASIS])
    sheet.append(["2", "3.000323.000.00.00.H42", f"{name('3.000323')} (1)", DAYS, PLACE, "Không", BASIS])
    group(sheet, "II", "Lĩnh vực Chứng thực (01 TTHC)")
    long = name("2.000884")
    sheet.append(["1", "2.000884", long[:60].rsplit(" ", 1)[0], "Trong ngày", PLACE, "10.000 đồng/trường hợp", ""])
    sheet.append(HEADINGS)
    sheet.append(["", "", long[len(long[:60].rsplit(" ", 1)[0]) :].strip()])
    across(sheet, "B. THỦ TỤC HÀNH CHÍNH ĐƯỢC SỬA ĐỔI, BỔ SUNG")
    across(sheet, "LĨNH VỰC HỘ TỊCH")
    sheet.append([1, "1.001193", name("1.001193"), "Ngay trong ngày", PLACE, "Không", BASIS])
    sheet.append([2, 1.00011, name("1.000110"), DAYS, PLACE])
    sheet.append([3, "1.000894\n1.004746", f"1. {name('1.000894')}\n2. {name('1.004746')}", DAYS, PLACE, "Không"])
    across(sheet, "C. THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ")
    sheet.append([1, "2.000986", name("2.000986"), "", "", "", ""])
    return saved(book)


def by_sheets() -> bytes:
    """A sheet for each change, each with its own columns; headings of two rows, cells merged down."""
    book, new = a_book("Mới ban hành")
    across(new, "DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH CẤP XÃ", 9)
    across(new, DECISION, 9)
    new.append(
        [
            "TT",
            "Lĩnh vực",
            "Mã TTHC",
            "Tên thủ tục hành chính",
            "Thời hạn",
            "Cách thức thực hiện",
            "",
            "",
            "Ghi chú khác",
        ]
    )
    new.append(["", "", "", "", "", "Trực tiếp", "BCCI", "Trực tuyến", ""])
    for column in "ABCDEI":
        new.merge_cells(f"{column}3:{column}4")
    new.merge_cells("F3:H3")
    new.append([1, "Hộ tịch", "1.004837", name("1.004837"), DAYS, "x", "", "x", ""])
    new.append([2, "", "1.004845", name("1.004845"), "02 ngày làm việc", "x", "x", "x", ""])
    new.merge_cells("B5:B6")
    new.append([3, "Chứng thực", "2.001019", name("2.001019"), "Trường hợp thường: trong ngày", "x"])
    new.append(["", "", "", "", "Trường hợp khác: 02 ngày làm việc"])
    for column in "ABCD":
        new.merge_cells(f"{column}7:{column}8")
    amended = book.create_sheet("Sửa đổi, bổ sung")
    amended.append(
        [
            "STT",
            "Mã TTHC",
            "Tên TTHC",
            "Tên VBQPPL quy định nội dung sửa đổi, bổ sung",
            "Cấp thực hiện",
            "Cơ quan thực hiện",
        ]
    )
    amended.append([1, "2.000635", name("2.000635"), "Nghị định số 123/2015/NĐ-CP", "Cấp tỉnh; cấp xã", "UBND cấp xã"])
    replaced = book.create_sheet("Thay thế")
    replaced.append(["STT", "TTHC được thay thế", "", "TTHC thay thế", "", "Ngày có hiệu lực"])
    replaced.append(["", "Mã số", "Tên", "Mã số", "Tên", ""])
    for cells in ("A1:A2", "B1:C1", "D1:E1", "F1:F2"):
        replaced.merge_cells(cells)
    replaced.append([1, "2.001023", name("2.001023"), "2.000986", name("2.000986"), "01/01/2027"])
    ended = book.create_sheet("Bãi bỏ")
    ended.append(["STT", "Mã TTHC", "Tên TTHC", "Lý do bãi bỏ"])
    ended.append([1, "1.000419", name("1.000419"), f"Được thay thế bởi thủ tục 1.000656 ({name('1.000656')})"])
    ended.append([2, "1.000593", name("1.000593"), "Chuyển thẩm quyền về cấp tỉnh"])
    ended.append([3, "1.003583", name("1.003583"), "Không còn quy định tại văn bản mới"])
    return saved(book)


def without_codes() -> bytes:
    """A list of new procedures that have no code yet, as the form of a decision allows."""
    book, sheet = a_book("Sheet1")
    across(sheet, "DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH TRONG LĨNH VỰC HỘ TỊCH", 6)
    across(sheet, DECISION, 6)
    sheet.append(["Số TT", "Tên TTHC", "Thời hạn giải quyết", "Địa điểm thực hiện", "Phí, lệ phí", "Cơ quan thực hiện"])
    sheet.append([1, name("3.000322"), DAYS, PLACE, "Không", "UBND cấp xã"])
    sheet.append([2, name("3.000323"), DAYS, PLACE, "Không", "UBND cấp xã"])
    return saved(book)


def divided(divider: str = ";") -> str:
    """A list of abolished procedures as a table of text."""
    written = StringIO()
    rows = csv.writer(written, delimiter=divider, lineterminator="\r\n")
    rows.writerows(
        [
            ["DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ (03 TTHC)", "", "", ""],
            [DECISION, "", "", ""],
            ["STT", "Mã số TTHC", "Tên thủ tục hành chính", "Lý do"],
            ["I", "Lĩnh vực Hộ tịch", "", ""],
            ["1", "1.000419", name("1.000419"), "Không còn quy định"],
            ["2", "1.000593", name("1.000593"), "- Không còn quy định;\n- Đã gộp vào thủ tục 1.000894"],
            ["II", "Chứng thực", "", ""],
            ["1", "2.000913", name("2.000913"), "Công bố nhầm"],
        ]
    )
    return written.getvalue()


def decision() -> bytes:
    """A whole decision with its annexes: the head in a table, tables cut by pages, internal steps at the end."""
    document = Document()
    a_table(
        document,
        [
            ["ỦY BAN NHÂN DÂN\nTỈNH NINH BÌNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["Số: 9999/QĐ-UBND", "Ninh Bình, ngày 20 tháng 11 năm 2026"],
        ],
    )
    for text in (
        "QUYẾT ĐỊNH",
        "Về việc công bố danh mục thủ tục hành chính được sửa đổi, bổ sung và bị bãi bỏ trong lĩnh vực tư pháp",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH NINH BÌNH",
        "Căn cứ Quyết định số 1329/QĐ-BTP ngày 01/6/2020 của Bộ trưởng Bộ Tư pháp về việc công bố thủ tục hành chính;",
        "Điều 1. Công bố kèm theo Quyết định này 05 thủ tục hành chính.",
        "Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày ký.",
        "PHỤ LỤC I",
        "DANH MỤC THỦ TỤC HÀNH CHÍNH ĐƯỢC SỬA ĐỔI, BỔ SUNG",
        "(Ban hành kèm theo Quyết định số 9999/QĐ-UBND ngày 20 tháng 11 năm 2026",
        "của Chủ tịch Ủy ban nhân dân tỉnh Ninh Bình)",
    ):
        document.add_paragraph(text)
    heads = ["STT", "Mã số TTHC", "Tên TTHC", "Thời hạn giải quyết", "Phí, lệ phí (nếu có)", "Căn cứ pháp lý"]
    amended = a_table(
        document,
        [
            heads,
            ["A", "THỦ TỤC HÀNH CHÍNH CẤP XÃ", "", "", "", ""],
            ["I", "Lĩnh vực Chứng thực (03 TTHC)", "", "", "", ""],
            ["1", "2.001035", name("2.001035"), "02 ngày", "50.000 đồng/giao dịch", "Nghị định số 23/2015/NĐ-CP"],
            ["2", "2.001016", name("2.001016"), "", "", ""],
        ],
    )
    for row in (1, 2):
        amended.cell(row, 1).merge(amended.cell(row, 5))
    for column in (3, 4, 5):
        amended.cell(3, column).merge(amended.cell(4, column))
    document.add_paragraph("")
    a_table(
        document, [["3", "2.001009", name("2.001009"), "02 ngày", "50.000 đồng/văn bản", "Nghị định số 23/2015/NĐ-CP"]]
    )
    document.add_paragraph("Phụ lục II. DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ")
    document.add_paragraph("Lĩnh vực Hộ tịch")
    a_table(
        document,
        [
            ["TT", "Số hồ sơ TTHC", "Tên TTHC", "Tên VBQPPL quy định việc bãi bỏ"],
            ["1", "1.000419", name("1.000419"), "Nghị định số 120/2025/NĐ-CP"],
            ["2", "1.000593", name("1.000593"), "Nghị định số 120/2025/NĐ-CP"],
        ],
    )
    document.add_paragraph("PHỤ LỤC III: QUY TRÌNH NỘI BỘ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH")
    a_table(document, [["TT", "Tên thủ tục hành chính", "Thời hạn"], ["1", name("2.001035"), "02 ngày"]])
    return saved(document)


FILES: Mapping[str, Callable[[], bytes]] = {
    "theo-trang.xlsx": by_pages,
    "nhieu-trang-tinh.xlsx": by_sheets,
    "chua-co-ma.xlsx": without_codes,
    "bai-bo.csv": lambda: divided().encode("utf-8-sig"),
    "bai-bo-utf16.csv": lambda: divided("\t").encode("utf-16"),
    "quyet-dinh.docx": decision,
}
"""Every file by its name, and what makes it."""


def many_rows(number: int) -> bytes:
    """An annex of so many new procedures, under invented codes."""
    book, sheet = a_book("Phụ lục")
    across(sheet, "DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH CẤP XÃ")
    across(sheet, DECISION)
    known = list(names().values())
    for at in range(number):
        if at % 25 == 0:
            sheet.append(HEADINGS)
        if at % 100 == 0:
            across(sheet, f"Lĩnh vực Hộ tịch {at // 100 + 1}")
        sheet.append([at + 1, f"9.{at + 1:06}", known[at % len(known)], DAYS, PLACE, "Không", BASIS])
    return saved(book)


def main() -> None:
    """Write all files."""
    FOLDER.mkdir(exist_ok=True)
    for file, make in FILES.items():
        (FOLDER / file).write_bytes(make())
        sys.stdout.write(f"{file}\n")


if __name__ == "__main__":
    main()
