"""Codes of petitions: made so that nobody can guess them, read as people type them, never taken for another."""

import random
import re
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.petitions.codes import ALPHABET, is_mistyped, new_code, new_secret, read_code, read_secret

DAY = date(2026, 11, 22)
CODE = new_code(DAY, False, random.Random(7))
TRIAL = new_code(DAY, True, random.Random(7))

days = st.dates(date(2020, 1, 1), date(2099, 12, 31))
codes = st.builds(new_code, days, st.booleans(), st.randoms(use_true_random=False))


def test_a_code_names_its_month_and_whether_it_is_a_trial() -> None:
    assert re.fullmatch(r"PA-2611-[0-9A-HJKMNP-TV-Z]{6}", CODE)
    assert re.fullmatch(r"THU-2611-[0-9A-HJKMNP-TV-Z]{6}", TRIAL)
    assert new_code(date(2027, 3, 1), False).startswith("PA-2703-")


def test_the_alphabet_has_no_letter_that_is_mistaken_for_a_digit() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_codes_of_one_day_differ() -> None:
    assert len({new_code(DAY, False) for _ in range(200)}) == 200


@given(codes)
def test_a_code_is_read_as_it_was_given_out(code: str) -> None:
    assert read_code(code) == code
    assert not is_mistyped(code)


def typings(code: str) -> list[str]:
    return [
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " "),
        code.replace("-", " - "),
        code.replace("-", "–"),
        code.replace("-", "\u2011"),
        code.replace("0", "o").replace("1", "l"),
        code.replace("0", "O").replace("1", "I"),
        f"{code[:-3]} {code[-3:]}",
        f"mã {code.lower().replace('-', ' ')} ạ",
        f"cho hỏi phản ánh {code}, gửi hôm 22/11/2026",
        f"\u200b{code}\n",
        f"（{code}）",
        code.replace("THU", "THỬ"),
    ]


@given(codes)
def test_a_code_is_understood_however_it_is_typed(code: str) -> None:
    for typed in typings(code):
        assert read_code(typed) == code, typed
        assert not is_mistyped(typed)


@pytest.mark.parametrize("code", [CODE, TRIAL])
def test_every_single_wrong_character_is_found(code: str) -> None:
    start = code.index("-") + 1
    for place in (place for place in range(start, len(code)) if code[place] != "-"):
        for other in set(ALPHABET) - {code[place]}:
            wrong = code[:place] + other + code[place + 1 :]
            assert read_code(wrong) is None, wrong
            assert is_mistyped(wrong), wrong


@given(codes)
def test_any_two_swapped_characters_are_found(code: str) -> None:
    start = code.index("-") + 1
    places = [place for place in range(start, len(code)) if code[place] != "-"]
    for one, other in combinations(places, 2):
        swapped = list(code)
        swapped[one], swapped[other] = code[other], code[one]
        wrong = "".join(swapped)
        assert (read_code(wrong) is None) == (wrong != code), wrong


@given(codes)
def test_a_trial_is_never_read_as_a_petition_nor_a_petition_as_a_trial(code: str) -> None:
    other = code.replace("PA", "THU") if code.startswith("PA") else code.replace("THU", "PA")
    assert read_code(other) is None
    assert is_mistyped(other)


@given(codes)
def test_a_code_whose_prefix_was_left_out_is_found_by_its_check(code: str) -> None:
    _, month, body = code.split("-")
    if not body.isdecimal():
        assert read_code(f"{month}-{body}") == code
        assert read_code(f"{month} {body}".lower()) == code


@given(st.from_regex(r"0[0-9]{9}", fullmatch=True))
def test_a_telephone_number_is_no_code(typed: str) -> None:
    assert read_code(typed) is None
    assert not is_mistyped(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("PA-2611-7K3", "pa 26111 7k3qxx", "PA-2611-7K3QXX2", "THU2611ABC", "pa 2611 abcdef", "thu 2611 7k3qxx"),
        *("PA-2611-7K3QUX", "PA-2S11-7K3QXX"),
    ],
)
def test_what_reads_like_a_code_and_is_none_is_told_apart(typed: str) -> None:
    assert read_code(typed) is None
    assert is_mistyped(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "khai sinh cho con", "thứ 2 26 11 2026 cho con", "phí thu 2024 bao nhiêu", "thu 2011 tiền điện"),
        *("1.001193", "0912 345 678", "năm 2611 thanh tra", "H42-261122-0001", "ba pa 2611", "thu-chi ngân sách"),
        *("x" * 4000, "pa" * 2000, "1 " * 2000, "pa-" + "1-" * 2000),
    ],
)
def test_what_is_no_code_at_all_is_neither(typed: str) -> None:
    assert read_code(typed) is None
    assert not is_mistyped(typed)


def test_the_first_right_code_of_a_text_counts() -> None:
    wrong = CODE[:-1] + ("A" if CODE[-1] != "A" else "B")
    assert read_code(f"{wrong} hay {CODE} hay {TRIAL}") == CODE
    assert not is_mistyped(f"{wrong} hay {CODE}")


@given(st.text())
def test_any_text_is_read(typed: str) -> None:
    assert not (read_code(typed) and is_mistyped(typed))
    read_secret(typed)


@given(st.randoms(use_true_random=False))
def test_a_secret_is_read_however_it_is_typed(chance: random.Random) -> None:
    secret = new_secret(chance)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", secret)
    for typed in (secret, secret.lower(), secret.replace("-", ""), secret.replace("-", " "), f"mã bí mật: {secret}."):
        assert read_secret(typed) == secret
    assert read_secret(secret.replace("0", "o").replace("1", "i")) == secret
    assert read_secret(f"{CODE} {secret}") == read_secret(f"{secret} {CODE}") == secret


@pytest.mark.parametrize("typed", ["", "7K3Q", "7K3Q-XXU2", "7K3Q-XX2M-1", CODE, "xin chào", "7K3QXX2MA"])
def test_what_is_no_secret_is_none(typed: str) -> None:
    assert read_secret(typed) is None


def test_secrets_differ() -> None:
    assert len({new_secret() for _ in range(200)}) == 200
