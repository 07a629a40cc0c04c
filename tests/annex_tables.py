"""Small annexes for tests: a table of a few rows, and one file for each thing that can be wrong with a row."""

from collections.abc import Sequence
from datetime import date

from knowledge.annexes.reading import read_annex
from knowledge.annexes.values import Annex, AnnexFault, Trouble
from tests.annex_making import text_table

DAY = date(2026, 11, 23)
HEADS = ["STT", "Mã số TTHC", "Tên TTHC", "Ghi chú"]
NEW = ["THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH"]
BIRTH = ["1", "1.001193", "Thủ tục đăng ký khai sinh", ""]


def table(*lines: Sequence[str]) -> Annex:
    """A CSV file with these rows, read."""
    return read_annex(text_table(lines), "a.csv", DAY)


def listing(*lines: Sequence[str]) -> Annex:
    """Rows under the plainest heading, all of them new."""
    return table(NEW, HEADS, *lines)


FAULTY: list[tuple[Annex, AnnexFault]] = [
    (
        listing(["1", "1.00119", "Khai sinh"]),
        AnnexFault(Trouble.CODE, "", 3, "B (Mã số TTHC)", "1.00119", "1.001193"),
    ),
    (
        listing(["1", "1.001193", ""]),
        AnnexFault(Trouble.NO_NAME, "", 3, "C (Tên TTHC)"),
    ),
    (
        listing(["1", "", "Khai sinh", "x"]),
        AnnexFault(Trouble.NO_CODE, "", 3, "B (Mã số TTHC)", "", "1.001193"),
    ),
    (
        table(HEADS, BIRTH),
        AnnexFault(Trouble.NO_SECTION, "", 2, "C (Tên TTHC)", "Thủ tục đăng ký khai sinh"),
    ),
    (
        listing(["1", "1.001193", "=A1&B1"]),
        AnnexFault(Trouble.FORMULA, "", 3, "C (Tên TTHC)", "=A1&B1"),
    ),
    (
        listing(BIRTH, ["2", "1.001193", "Khai sinh"]),
        AnnexFault(Trouble.TWICE, "", 4, "B (Mã số TTHC)", "1.001193", "!3"),
    ),
    (
        table(NEW, [*HEADS, "Cấp thực hiện"], [*BIRTH, "Thôn"]),
        AnnexFault(Trouble.LEVEL, "", 3, "E (Cấp thực hiện)", "Thôn"),
    ),
    (
        table(NEW, [*HEADS, "Cấp thực hiện"], [*BIRTH, "Cấp huyện"]),
        AnnexFault(Trouble.LEVEL, "", 3, "E (Cấp thực hiện)", "Cấp huyện", "2025-07-01"),
    ),
    (
        table(NEW, [*HEADS, "Ngày có hiệu lực"], [*BIRTH, "31/02/2026"]),
        AnnexFault(Trouble.DAY, "", 3, "E (Ngày có hiệu lực)", "31/02/2026", "01/7/2026"),
    ),
    (
        table(["TTHC BỊ BÃI BỎ"], [*HEADS, "Lý do"], [*BIRTH, "Theo đề nghị"]),
        AnnexFault(Trouble.REASON, "", 3, "E (Lý do)", "Theo đề nghị"),
    ),
    (
        table(["TTHC MỚI BAN HÀNH (02 TTHC)"], HEADS, BIRTH),
        AnnexFault(Trouble.COUNT, "", 1, "", "TTHC MỚI BAN HÀNH (02 TTHC)", "1"),
    ),
    (
        table(NEW, ["(Kèm theo Quyết định số 9999/QĐ-UBND ngày 24/11/2026)"], HEADS, BIRTH),
        AnnexFault(Trouble.SIGNED_LATER, "", 0, "", "2026-11-24", "2026-11-23"),
    ),
]
"""Files with one thing wrong each, and what is told of it."""
