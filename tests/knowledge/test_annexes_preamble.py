"""What a file says of its decision."""

from datetime import date

import pytest

from knowledge.annexes.preamble import stated
from knowledge.annexes.values import StatedDecision


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Quyết định này có hiệu lực kể từ ngày ký.", date(2026, 3, 6)),
        ("Quyết định này có hiệu lực thi hành từ ngày 01/7/2026.", date(2026, 7, 1)),
        ("Điều 2. Quyết định này có hiệu lực sau 10 ngày kể từ ngày ký", date(2026, 3, 16)),
        ("Danh mục này áp dụng từ ngày 15 tháng 3 năm 2026", date(2026, 3, 15)),
        ("Luật Hộ tịch có hiệu lực từ ngày 01/01/2016", None),
    ],
)
def test_the_day_a_decision_takes_effect(text: str, day: date | None) -> None:
    head = "(Kèm theo Quyết định số: 9999/QĐ-UBND ngày 06/3/2026 của Chủ tịch UBND tỉnh Ninh Bình)"
    assert stated([head, text]).effective_on == day


@pytest.mark.parametrize("head", ["Chủ tịch Ủy ban nhân dân tỉnh Ninh Bình", "ỦY BAN NHÂN DÂN\nTỈNH NINH BÌNH"])
def test_a_decision_by_its_own_head(head: str) -> None:
    lines = [head, "Số: 9999/QĐ-UBND", "Ninh Bình, ngày 06 tháng 3 năm 2026", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH NINH BÌNH"]
    found = stated([*lines, "Căn cứ Quyết định số 12/QĐ-BTP ngày 01/01/2026 của Bộ Tư pháp;", "V/v công bố danh mục"])
    assert (found.number, found.signed_on) == ("9999/QĐ-UBND", date(2026, 3, 6))
    assert (found.issuer, found.subject) == ("Ủy ban nhân dân tỉnh Ninh Bình", "công bố danh mục")


def test_a_file_that_cites_other_decisions_alone_says_nothing_of_its_own() -> None:
    assert stated(["Căn cứ Quyết định số 12/QĐ-BTP ngày 01/01/2026 của Bộ Tư pháp"]) == StatedDecision()


def test_a_day_that_no_calendar_has_is_no_day() -> None:
    found = stated(["(Kèm theo Quyết định số 9999/QĐ-UBND ngày 31 tháng 02 năm 2026 của UBND tỉnh Ninh Bình)"])
    assert (found.number, found.signed_on, found.issuer) == ("9999/QĐ-UBND", None, "UBND tỉnh Ninh Bình")


def test_a_blank_left_for_a_number_is_no_number() -> None:
    assert stated(["(Kèm theo Quyết định số      /QĐ-UBND ngày    tháng 9 năm 2025)"]).number == ""
