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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dangkykhaisinh", "dang ki khai sinh"),  # "ky" at the end of a word is one with "ki"
        ("khaisinhokethon", "khai sinh o ket hon"),  # "ở" alone is a word, in what is surely glued
        ("khaisinh2qqqqq", "khai sinh 2 qqqqq"),  # what is no run of words stays
        ("khaisinh17kethon", "khai sinh 17 ket hon"),
        ("khaai sinnh", "khai sinh"),
        ("đăng kí khái sinh", "đăng kí khái sinh"),
    ],
)
def test_more_words_run_together_and_doubled_letters(typed: str, meant: str) -> None:
    spelling = Spelling([*KNOWN, "ở"], PAIRS, Ranking())
    assert " ".join(spelling.mend(spoken(typed).split())) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("đăng kí tường trú", "đăng kí thuong trú"),  # both neighbours want another word, one slip away
        ("đăng kí tường", "đăng kí tường"),  # one neighbour is not enough
        ("đăng kí nhà trú", "đăng kí nhà trú"),  # too far from what they want
        ("kí tường trú", "kí thuong trú"),
    ],
)
def test_a_known_word_yields_only_when_both_neighbours_want_one_like_it(typed: str, meant: str) -> None:
    spelling = Spelling(
        ["đăng", "kí", "thường", "trú", "tường", "nhà"], {"dang ki", "ki thuong", "thuong tru"}, Ranking()
    )
    assert " ".join(spelling.mend(typed.split())) == meant
