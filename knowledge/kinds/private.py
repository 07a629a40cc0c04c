"""Numbers that a person should not have typed: identity numbers, bank accounts and cards, one-time codes.

A number is taken for private by its own shape (twelve digits that begin like a citizen's number, sixteen that pass the
check of a card) or because the words beside it say so ("CMND", "số tài khoản", "mã OTP"). What has a shape of its own
is set aside first: codes of procedures, dossiers and petitions, days, sums of money.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.kinds.shapes import DAY, DOSSIER, PETITION, PROCEDURE, SUM, plain


class Private(StrEnum):
    """What a private number is."""

    CITIZEN_ID = "citizen_id"  # số định danh cá nhân, căn cước: 12 digits
    OLD_ID = "old_id"  # chứng minh nhân dân: 9 digits
    ACCOUNT = "account"  # số tài khoản ngân hàng
    CARD = "card"  # thẻ ngân hàng: 16 digits
    ONE_TIME_CODE = "one_time_code"  # mã OTP, mã xác nhận


PROVINCES = frozenset(
    f"{code:03}"
    for code in (
        *(1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42),
        *(44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84),
        *(86, 87, 89, 91, 92, 93, 94, 95, 96),
    )
)
"""How a citizen's number begins: the province where the birth was registered, of the 63 before 2025."""
CENTURIES = frozenset("0123")
"""Its fourth digit: century of birth and sex, 0 and 1 for those born in 19xx, 2 and 3 for 20xx."""

BEFORE, AFTER = 6, 3
"""How many other words may stand between a number and the word before or after it that says what it is."""
GROUPS = frozenset({(3, 3, 3), (3, 3, 3, 3), (4, 4, 4), (3, 3, 6), (6, 6), (3, 1, 2, 6), (4, 4, 4, 4)})
"""How the digits of an identity number or a card are grouped."""
MOST_GROUPS = max(map(len, GROUPS))
SHORTEST = 4
"""How many digits a private number has at least."""

_SET_ASIDE = (DOSSIER, PROCEDURE, PETITION, DAY, SUM)
_TOKEN = re.compile(r"\d+(?:[ .-]\d+)*|[^\W\d_]+|[^\w\s]")
_DIGIT = re.compile(r"\d")
_PARTED = re.compile(r"[ .-]")
_PHONE = re.compile(r"(?:0|84)[235789]\d{8,9}")


@dataclass(frozen=True, slots=True)
class _Saying:
    """What a word says about the number beside it; `sure` when it says so even of what looks like a telephone."""

    kind: Private | None
    sure: bool = False


_UNSAID = _Saying(None)
_SAYS: dict[tuple[str, ...], _Saying] = {
    tuple(words.split()): saying
    for saying, forms in {
        _Saying(Private.CITIZEN_ID): "cccd; can cuoc; dinh danh",
        _Saying(Private.OLD_ID): "cmnd; cmt; cmtnd; chung minh thu; chung minh nhan dan; so chung minh",
        _Saying(Private.ACCOUNT, sure=True): "stk; so tk; so tai khoan",
        _Saying(Private.ACCOUNT): "tai khoan; tk; vietcombank; vcb; agribank; vietinbank; bidv; techcombank; mbbank; "
        "sacombank; vpbank; tpbank",
        _Saying(Private.ONE_TIME_CODE): "otp; ma xac nhan; ma xac thuc; ma xac minh; ma kich hoat",
        _UNSAID: "sdt; dt; dien thoai; zalo; hotline; tong dai; goi; nam; thua; to ban do; ho so; bien nhan; don hang; "
        "giao dich; van don; quyet dinh; thu tuc; ma so thue; bhxh; bao hiem",
    }.items()
    for words in forms.split("; ")
}
_LONGEST_SAYING = max(map(len, _SAYS))
_COUNTED = frozenset(
    {
        *("nam", "ngay", "thang", "tuan", "gio", "phut", "giay", "lan", "so", "chu", "trang", "ban", "nguoi", "m"),
        "km",
    }
)
"""Words after a number that say it counts something: "OTP hết hạn sau 3000 giây"."""


def private_numbers(words: str) -> frozenset[Private]:
    """The kinds of private numbers in a message; empty when there is none. Never raises, whatever is typed."""
    if len(_DIGIT.findall(words)) < SHORTEST:
        return frozenset()
    tokens = _tokens(words)
    found: set[Private] = set()
    for place, token in enumerate(tokens):
        if token[0].isdecimal() and len(token) >= SHORTEST:
            found.update(_kinds_of(token, _saying(place, tokens)))
    return frozenset(found)


def _tokens(words: str) -> list[str]:
    """Words, marks of punctuation, and runs of digits: "cmnd: 163 456 789" -> ["cmnd", ":", "163 456 789"]."""
    clean = plain(words)
    for shape in _SET_ASIDE:
        clean = shape.sub(" ; ", clean)
    return _TOKEN.findall(clean)


def _saying(place: int, tokens: Sequence[str]) -> _Saying:
    """What the nearest word before a number says it is, else the nearest after it."""
    if tokens[place + 1 : place + 2] and tokens[place + 1] in _COUNTED:
        return _UNSAID
    before = range(place - 1, max(place - 2 - BEFORE, -1), -1)
    after = range(place + 1, min(place + 2 + AFTER, len(tokens)))
    return next((said for at in (*before, *after) if (said := _said_at(at, tokens))), _UNSAID)


def _said_at(place: int, tokens: Sequence[str]) -> _Saying | None:
    """What the words that end or begin at a place say."""
    for length in range(_LONGEST_SAYING, 0, -1):
        for first in (place - length + 1, place):
            said = _SAYS.get(tuple(tokens[max(first, 0) : first + length]))
            if said:
                return said
    return None


def _kinds_of(run: str, saying: _Saying) -> Iterator[Private]:
    """What the numbers of one run of digits are."""
    groups = _PARTED.split(run)
    if saying.kind is Private.ACCOUNT and _is_account(groups, saying):
        yield Private.ACCOUNT
        if saying.sure:
            return
    for digits in _numbers(groups):
        kind = _kind_of(digits, saying.kind)
        if kind:
            yield kind


def _numbers(groups: Sequence[str]) -> Iterator[str]:
    """Each group of digits, and neighbouring groups of which identity numbers and cards are made."""
    yield from groups
    for first in range(len(groups)):
        for last in range(first + 2, min(first + MOST_GROUPS, len(groups)) + 1):
            if tuple(map(len, groups[first:last])) in GROUPS:
                yield "".join(groups[first:last])


def _kind_of(digits: str, said: Private | None) -> Private | None:
    """What a number is by its length, its first digits and what is said of it; accounts are not decided here."""
    if len(digits) == 12 and (said is Private.CITIZEN_ID or _begins_like_a_citizens(digits)):
        return Private.CITIZEN_ID
    if len(digits) == 9 and said in {Private.OLD_ID, Private.CITIZEN_ID}:
        return Private.OLD_ID
    if len(digits) == 16 and _passes_the_check(digits):
        return Private.CARD
    if 4 <= len(digits) <= 8 and said is Private.ONE_TIME_CODE:
        return Private.ONE_TIME_CODE
    return None


def _begins_like_a_citizens(digits: str) -> bool:
    return digits[:3] in PROVINCES and digits[3] in CENTURIES


def _is_account(groups: Sequence[str], saying: _Saying) -> bool:
    digits = "".join(groups)
    if saying.sure:
        return 6 <= len(digits) <= 19
    return 8 <= len(digits) <= 19 and not _PHONE.fullmatch(digits)


def _passes_the_check(digits: str) -> bool:
    """Luhn's check of a card's number."""
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    whole = sum(int(digit) for digit in digits[-1::-2]) + sum(two - 9 if two > 9 else two for two in doubled)
    return whole % 10 == 0
