"""Numbers that a person should not have typed, and those that only look like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.kinds.private import Private, private_numbers

CITIZEN, OLD, ACCOUNT, CARD, CODE = (
    Private.CITIZEN_ID,
    Private.OLD_ID,
    Private.ACCOUNT,
    Private.CARD,
    Private.ONE_TIME_CODE,
)


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("cccd của tôi là 036123456789", {CITIZEN}),
        ("036123456789", {CITIZEN}),
        ("036 123 456 789", {CITIZEN}),
        ("số 036.123.456.789 nhé", {CITIZEN}),
        ("0361-2345-6789", {CITIZEN}),
        ("０３６１２３４５６７８９", {CITIZEN}),
        ("mã số thuế 036123456789", {CITIZEN}),
        ("cccd 036123456789 k biết làm sao", {CITIZEN}),
        ("số định danh 999123456789", {CITIZEN}),
        ("tài khoản định danh 036123456789", {CITIZEN}),
        ("cmnd 163456789", {OLD}),
        ("CMND: 163.456.789", {OLD}),
        ("CMND 163 456 789", {OLD}),
        ("163456789 là số cmnd của em", {OLD}),
        ("chứng minh thư cũ của mẹ em là 162345678", {OLD}),
        ("căn cước 163456789", {OLD}),
        ("stk 0011001234567 vietcombank", {ACCOUNT}),
        ("stk 0912345678", {ACCOUNT}),
        ("số tài khoản 0011 0012 3456 7", {ACCOUNT}),
        ("tài khoản agribank 3201205123456", {ACCOUNT}),
        ("thẻ 4111 1111 1111 1111", {CARD}),
        ("4111111111111111", {CARD}),
        ("mã otp là 123456", {CODE}),
        ("otp 4821 k biết ai gửi", {CODE}),
        ("123456 là mã xác nhận", {CODE}),
        ("mã xác thực: 88213", {CODE}),
        ("cccd 036123456789, stk 0011001234567", {CITIZEN, ACCOUNT}),
        ("mã otp 482 913", {CODE}),
        ("otp: 48 29 13 nhé", {CODE}),
        ("otp 48.29.13", {CODE}),
        ("otp 4 8 2 9", {CODE}),
        ("mã otp 482913 đồng ý", {CODE}),
        ("cccd 0361 2345 67 89", {CITIZEN}),
        ("cmnd 16 34 56 789", {OLD}),
    ],
)
def test_a_private_number_is_recognised(typed: str, kinds: set[Private]) -> None:
    assert private_numbers(typed) == kinds


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "091 234 5678",
        "0912.345.678",
        "+84 912 345 678",
        "84912345678",
        "sđt 912345678",
        "đổi cmnd 9 số sang cccd 12 số, sđt 912345678",
        "1.001193",
        "1001193",
        "1001193.000.00.00.H42",
        "1.001193.000.00.00.H42",
        "H42-261122-0001",
        "000.00.12.H42-261122-0001",
        "H42.12-241122-0001",
        "G22.99.08-261122-0001",
        "PA-2611-7K3QXX",
        "pa 2611 123 456",
        "PAKN.20260516.0256",
        "22/11/2026",
        "sinh năm 1990",
        "1.000.000.000 đồng",
        "phí 100.000.000.000",
        "100 triệu đồng",
        "nộp 500k",
        "mã otp có 6 số",
        "otp hết hạn sau 3000 giây",
        "không nhận được mã OTP gọi 0912345678",
        "mã otp tới số 0987654321",
        "mã otp, năm 2026",
        "mã otp gửi lúc 10.30",
        "otp theo Quyết định 1234/QĐ-BCA",
        "mã xác thực theo Luật 20/2023/QH15",
        "cccd theo Nghị định 70/2024/NĐ-CP",
        "mã 1193",
        "thủ tục 1193",
        "tài khoản vneid đăng ký số 0912345678",
        "tài khoản zalo 0912345678",
        "số hồ sơ 163456789",
        "quyết định 453 ngày 06/3/2024",
        "123456",
        "thửa đất 163456789",
        "4111111111111112",
        "036923456789",
        "003123456789",
        "111123456789",
        "",
    ],
)
def test_other_numbers_are_not_private(typed: str) -> None:
    assert private_numbers(typed) == frozenset()


@given(st.text(st.one_of(st.sampled_from("0123456789 .-cmndotpstk:đ፩²٣"), st.characters()), max_size=80))
def test_no_text_is_too_strange(text: str) -> None:
    assert private_numbers(text) == private_numbers(text)


@given(st.sampled_from(["036", "001", "079"]), st.integers(0, 3), st.integers(0, 99_999_999))
def test_every_number_that_begins_like_a_citizens_is_one(province: str, century: int, rest: int) -> None:
    assert private_numbers(f"số {province}{century}{rest:08}") == {CITIZEN}
