"""Mending what was typed."""

import pytest

from knowledge.search.ranking import Ranking
from knowledge.search.spelling import Spelling
from knowledge.text.keystrokes import keystrokes
from knowledge.text.normalise import spoken

KNOWN = [
    "đăng",
    "kí",
    "khai",
    "sinh",
    "kết",
    "hôn",
    "hộ",
    "khẩu",
    "đất",
    "giấy",
    "chứng",
    "nhận",
    "được",
    "người",
    "thuế",
]
PAIRS = {"dang ki", "ki khai", "khai sinh", "ket hon", "ho khau", "chung nhan"}
SPELLING = Spelling(KNOWN, PAIRS, Ranking())


def mended(text: str) -> str:
    return " ".join(SPELLING.mend(spoken(text).split()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("đăng ký khai sinh", "đăng kí khai sinh"),
        ("dang ki khai sinh", "dang ki khai sinh"),
        ("ddawng kis khai sinh", "đăng kí khai sinh"),
        ("keets hoon", "kết hôn"),
        ("ke61t ho6n", "kết hôn"),
        ("ket61 hon6", "kết hôn"),
        ("hooj khaaru", "hộ khẩu"),
        ("dduwowcj", "được"),
        ("duocwjd", "duocwjd"),
        ("khaisinh", "khai sinh"),
        ("dangkikhaisinh", "dang ki khai sinh"),
        ("khai sihn", "khai sinh"),
        ("đăng ki kahi sinh", "đăng ki khai sinh"),
        ("một hai", "một hai"),
        ("abcdefghijklmnop", "abcdefghijklmnop"),
        ("", ""),
    ],
)
def test_what_nobody_knows_is_mended_and_nothing_else(typed: str, meant: str) -> None:
    assert mended(typed) == meant


def test_a_syllable_has_its_ways_of_being_left_on_the_screen() -> None:
    assert {"keets", "keest", "ketes", "ke6t1", "ke61t", "ket61"} == keystrokes("kết")
    assert "ddor" in keystrokes("đỏ")
    assert "duwowcj" in keystrokes("dược")
    assert "duowcj" in keystrokes("dược")


def test_a_syllable_without_marks_has_none() -> None:
    assert keystrokes("sinh") == frozenset()
