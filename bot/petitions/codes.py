"""Codes of petitions and look-up secrets, in Crockford's base32: made here, read as people type them.

A code is `PA-yymm-XXXXXX`, in a trial `THU-yymm-XXXXXX`. Its last character checks the whole of it, prefix and month
too: read as a polynomial over the field of 32 elements, with the prefix as its first coefficient, a right code has the
generator of the field as a root. Every place weighs differently, so one wrong character and any two characters
swapped are always found.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from knowledge.kinds.shapes import plain

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters without I, L, O and U."""

PETITION, TRIAL = "PA", "THU"
_PREFIXES = {PETITION: 1, TRIAL: 2}

_FIELD = 0b100101  # x⁵ + x² + 1, of which x generates every element but zero
_RANDOM = 5
_SECRET = 8

_JOINED = r"._\u2010-\u2015\u2043\u2212-"
_JOIN = f"[{_JOINED}]"
_APART = f"[ {_JOINED}]{{0,3}}"
_DIGIT = "[0-9oil]"
_MADE = "[0-9a-tv-z]"
_BEFORE, _AFTER = "(?<![a-z0-9])", "(?![a-z0-9])"
_READ = str.maketrans("oil", "011")
_CODE = re.compile(
    rf"{_BEFORE}(?P<prefix>pa|thu){_APART}(?P<rest>{_DIGIT}{{2}}{_APART}{_DIGIT}{{2}}(?:{_APART}{_MADE}){{6}}){_AFTER}"
)
_WITHOUT = re.compile(
    rf"{_BEFORE}(?<![a-z0-9]{_JOIN})(?P<rest>{_DIGIT}{{4}}{_APART}(?=[0-9]*[a-z]){_MADE}{{6}}){_AFTER}"
)
"""A code whose prefix was left out; six digits after four are a telephone number rather."""

_LIKE = re.compile(
    rf"{_BEFORE}(?:pa{_APART}{_DIGIT}{{2}}[0-9a-z]{{1,3}}"
    rf"|thu{_JOIN}?{_DIGIT}{{2}}[0-9a-z]{{1,3}}"
    rf"|(?:pa|thu){_JOIN}(?=\S*\d)[0-9a-z]{{3,5}}(?={_JOIN})"
    rf"|thu {{1,3}}\d\d(?:0[1-9]|1[0-2])(?={_APART}[a-z]*\d)"
    rf"){_APART}[0-9a-z]{{3,8}}{_AFTER}"
)
"""What reads like a code, however wrong: "PA-2611-7K3", "pa 26111 7k3qxx". "Thu" before a space is a word as well."""

_SECRET_TYPED = re.compile(rf"(?<![a-z0-9])(?P<secret>[0-9a-z]{{4}}{_APART}[0-9a-z]{{4}})[^a-z0-9]*$")


class Chooser(Protocol):
    """Whatever chooses by chance: the module `secrets`, or a `random.Random` in tests."""

    def choice(self, seq: Sequence[str], /) -> str:
        """One of several."""


def new_code(day: date, trial: bool, random: Chooser = secrets) -> str:
    """A code nobody can guess, for a petition of a day: "PA-2611-7K3QX7"; of a trial "THU-2611-…"."""
    prefix, month = TRIAL if trial else PETITION, f"{day:%y%m}"
    body = "".join(random.choice(ALPHABET) for _ in range(_RANDOM))  # nosec B311 # its chance is that of the module secrets
    return f"{prefix}-{month}-{body}{_check(prefix, month + body)}"


def read_code(typed: str) -> str | None:
    """The first code in a text, as it was given out; None when there is none, or the one there is was mistyped.

    Lower case, spaces, other dashes or none, o for 0, i and l for 1 are understood: "mã pa 2611 7k3qx7" gives
    "PA-2611-7K3QX7". A prefix that was left out is found by the check.
    """
    clean = plain(typed)
    readings = [(found["prefix"].upper(), found["rest"]) for found in _CODE.finditer(clean)]
    if not readings:
        readings = [(prefix, found["rest"]) for found in _WITHOUT.finditer(clean) for prefix in _PREFIXES]
    return next((code for prefix, rest in readings if (code := _checked(prefix, rest))), None)


def is_mistyped(typed: str) -> bool:
    """Whether a text holds what reads like a code and is none."""
    return read_code(typed) is None and bool(_LIKE.search(plain(typed)))


def new_secret(random: Chooser = secrets) -> str:
    """A secret that opens a petition to whoever knows it, 40 bits by chance: "7K3Q-XX2M"."""
    drawn = "".join(random.choice(ALPHABET) for _ in range(_SECRET))  # nosec B311 # its chance is that of the module secrets
    return f"{drawn[:4]}-{drawn[4:]}"


def read_secret(typed: str) -> str | None:
    """The secret at the end of a text, as it was given out; a petition's code beside it is passed over."""
    found = _SECRET_TYPED.search(_CODE.sub(" ; ", plain(typed)))
    drawn = _squeezed(found["secret"]) if found else ""
    return f"{drawn[:4]}-{drawn[4:]}" if drawn and set(drawn) <= set(ALPHABET) else None


def _checked(prefix: str, rest: str) -> str | None:
    """The code with this prefix whose month and characters were typed so, unless its check fails."""
    drawn = _squeezed(rest)
    if not drawn[:4].isdecimal() or _rest(prefix, drawn):
        return None
    return f"{prefix}-{drawn[:4]}-{drawn[4:]}"


def _squeezed(typed: str) -> str:
    """Characters as they were given out: "7k3 qxo" -> "7K3QX0"."""
    return re.sub(_APART, "", typed).translate(_READ).upper()


def _check(prefix: str, characters: str) -> str:
    """The character that makes a code right."""
    return ALPHABET[_times_x(_rest(prefix, characters))]


def _rest(prefix: str, characters: str) -> int:
    """What the polynomial gives at the generator; 0 for a right code."""
    rest = 0
    for value in _values(prefix, characters):
        rest = _times_x(rest) ^ value
    return rest


def _values(prefix: str, characters: str) -> Iterable[int]:
    return (_PREFIXES[prefix], *map(ALPHABET.index, characters))


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled & 0b100000 else doubled
