"""Procedure codes in a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text.codes import Mentions, mentions


@pytest.mark.parametrize(
    "typed",
    [
        "1.001193",
        "1001193",
        "1.001193.000.00.00.H42",
        "1.001193.000.00.00.h18",
        "1001193.000.00.00.H42",
        "mã 1.001193 là thủ tục gì",
        "thủ tục 1001193?",
        "(1.001193)",
        "１.００１１９３",
        "1. 001193",
        "1,001193",
        "1.001193.",
    ],
)
def test_a_code_is_found_however_it_is_written(typed: str) -> None:
    assert mentions(typed) == Mentions(whole=("1.001193",))


@pytest.mark.parametrize("typed", ["TN-NV-01", "tn-nv-01", "thủ tục tn-nv-01 còn không", "tn nv 01"])
def test_a_local_code_is_found(typed: str) -> None:
    assert mentions(typed) == Mentions(whole=("TN-NV-01",))


def test_several_codes_come_in_their_order_and_once() -> None:
    assert mentions("so 2.000635 với 1.001193 và 2000635").whole == ("2.000635", "1.001193")


@pytest.mark.parametrize(
    "typed", ["1193", " 1193? ", "mã 1193", "mã số 1193", "ma thu tuc: 1193", "thủ tục 1193", "thủ tục số 1193"]
)
def test_the_last_four_digits_are_enough_when_the_message_says_so(typed: str) -> None:
    assert mentions(typed) == Mentions(tails=("1193",))


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912.345.678",
        "091 234 5678",
        "+84912345678",
        "036123456789",
        "163456789",
        "căn cước 036 123456 789",
        "thủ tục 2024",
        "2026",
        "năm 1975",
        "sinh năm 1193",
        "phí 1.000.000 đồng",
        "10.001193",
        "11.001193",
        "22/11/2026",
        "1.0011934",
        "số 1193",
        "H42.12-241122-0001",
        "",
        "đăng ký khai sinh",
    ],
)
def test_other_numbers_are_no_codes(typed: str) -> None:
    assert not mentions(typed)


def test_a_year_after_the_word_code_is_taken_for_a_code() -> None:
    assert mentions("mã 2024").tails == ("2024",)


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    assert all(code for code in (*mentions(text).whole, *mentions(text).tails))
