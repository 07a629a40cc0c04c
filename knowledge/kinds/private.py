"""Numbers that a person should not have typed: identity numbers, bank accounts and cards, one-time codes.

A number is taken for private by its own shape (twelve digits that begin like a citizen's number, sixteen that pass the
check of a card) or because the words beside it say so ("CMND", "số tài khoản", "mã OTP"). What has a shape of its own
is set aside first: codes of procedures, dossiers and petitions, days, numbers of decisions, sums of money.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.kinds.shapes import DAY, DOSSIER, PETITION, PROCEDURE, SUM, plain
from knowledge.text.normalise import REMEMBERED


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

_DECISION = re.compile(
    r"(?<![\w/.,-])\d{1,5}/(?:(?:19|20)\d\d(?:/[a-z]{2,12}(?:-[a-z]{1,12}){0,4}\d{0,2})?"
    r"|[a-z]{2,12}(?:-[a-z]{1,12}){0,4}\d{0,2})(?![\w/-])"
)
"""The number of a decision or a law: "12/QĐ-UBND", "20/2008/NĐ-CP", "42/2013/QH13", "42/2013"."""
_SET_ASIDE = (DOSSIER, PROCEDURE, PETITION, DAY, _DECISION, SUM)
_TOKEN = re.compile(r"\d+(?:[ .-]\d+)*|[^\W\d_]+|[^\w\s]")
_DIGIT = re.compile(r"\d")
_PARTED = re.compile(r"[ .-]")
_PARTS_OF_A_DAY = re.compile(r"[/.-]")
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


@dataclass(frozen=True, slots=True)
class Number:
    """A run of digits that has no other shape: its digits as they are grouped, their places, and what it is.

    `places` are those of its digits in what was typed; `kinds` is empty for a number that is not private.
    """

    run: str
    places: tuple[int, ...]
    kinds: frozenset[Private]
    after: str  # what stands between it and the number before it


def private_numbers(words: str) -> frozenset[Private]:
    """The kinds of private numbers in a message; empty when there is none. Never raises, whatever is typed."""
    return frozenset(kind for number in numbers(words) for kind in number.kinds)


def numbers(words: str) -> list[Number]:
    """The runs of digits in a message, in order, without codes, days, decisions and sums. Never raises."""
    if len(_DIGIT.findall(words)) < SHORTEST:
        return []
    letters = [(letter, place) for place, typed in enumerate(words) for letter in _plain(typed)]
    clean = _without_shapes("".join(letter for letter, _ in letters))
    found = list(_TOKEN.finditer(clean))
    tokens = [one[0] for one in found]
    read: list[Number] = []
    last = 0
    for at, (token, where) in enumerate(zip(tokens, found, strict=True)):
        if token[0].isdecimal():
            places = tuple(place for letter, place in letters[where.start() : where.end()] if letter.isdecimal())
            kinds = _kinds_of(token, _saying(at, tokens)) if len(token) >= SHORTEST else ()
            read.append(Number(token, places, frozenset(kinds), clean[last : where.start()]))
            last = where.end()
    return read


_plain = lru_cache(maxsize=REMEMBERED)(plain)


def _without_shapes(clean: str) -> str:
    """A text of the same length with one mark in the place of each thing that has a shape of its own."""
    for shape in _SET_ASIDE:
        clean = shape.sub(lambda found: found[0] if _only_looks_so(found) else ";".ljust(len(found[0])), clean)
    return clean


def _only_looks_so(found: re.Match[str]) -> bool:
    """Whether something is no day, or no sum, for all its shape: "48.29.13", "482913 đồng ý"."""
    if found.re is DAY:
        day, month = map(int, _PARTS_OF_A_DAY.split(found[0])[:2])
        return not (1 <= day <= 31 and 1 <= month <= 12)
    if found.re is SUM:
        return found[0].startswith("0") or (found[0].endswith("dong") and found.string.startswith(" y", found.end()))
    return False


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
    for digits in (*_numbers(groups), *_in_parts(groups, saying.kind)):
        kind = _kind_of(digits, saying.kind)
        if kind:
            yield kind


def _in_parts(groups: Sequence[str], said: Private | None) -> Iterator[str]:
    """All the groups together where a word says what they are: "OTP 482 913", "CCCD 0360 8000 12 34"; no "10.30"."""
    alike = len({len(group) for group in groups}) == 1 and (len(groups) > 2 or len(groups[0]) > 2)
    if said in {Private.CITIZEN_ID, Private.OLD_ID} or (said is Private.ONE_TIME_CODE and alike):
        yield "".join(groups)


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
