"""A text beside itself without marks, letter for letter: a place in the one is a place in the other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.text.normalise import REMEMBERED, compose, drop_marks, drop_unseen, marked

HIDDEN = "\x00"
"""Stands in a folded text for whatever is covered; no folded text holds it otherwise."""


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters or of digits in a folded text, with its marks and without.

    `ends` is the sign of punctuation after it; HIDDEN goes before any other.
    """

    text: str
    bare: str
    capital: bool
    upper: bool
    ends: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without marks, `plain` in lower case and `cased` as typed, one letter for each that is seen.

    `at` says where each letter begins in what was typed, and last how long that is.
    """

    typed: str
    plain: str
    cased: str
    at: tuple[int, ...]
    words: tuple[Word, ...]
    digits: int  # how many there are: most of what is looked for has many


def folded(typed: str, hidden: Sequence[tuple[int, int]]) -> Folded:
    """A text to be read, one sign in the place of each part that is hidden, which are in order and apart."""
    letters: list[tuple[str, int]] = []
    begin = 0
    for hides, shows in (*hidden, (len(typed), len(typed))):
        for place in range(begin, hides):
            _add(letters, _fold(typed[place]), place)
        if hides < shows:
            letters.append((HIDDEN, hides))
        begin = shows
    cased = "".join(letter for letter, _ in letters)
    plain = "".join(_lower(letter) for letter in cased)
    at = (*(place for _, place in letters), len(typed))
    return Folded(typed, plain, cased, at, tuple(_words(typed, cased, plain, at)), sum(map(str.isdecimal, plain)))


def _add(letters: list[tuple[str, int]], letter: str, place: int) -> None:
    """Further spaces and empty lines are no letters: patterns need not wade through them."""
    before = letters[-1][0] if letters else ""
    if letter and not (before.isspace() and letter in {" ", before}):
        letters.append((letter, place))


@lru_cache(maxsize=REMEMBERED)
def _fold(letter: str) -> str:
    """A letter without its marks; nothing for what is not seen: "Đ" -> "D", a tab becomes a space."""
    if letter == "\n":
        return letter
    seen = drop_unseen(letter)
    if not seen or seen.isspace():
        return " " if seen else ""
    lower = drop_marks(compose(seen))
    if len(lower) > 1:
        return seen
    return lower.upper() if seen.isupper() and len(lower.upper()) == 1 else lower


@lru_cache(maxsize=REMEMBERED)
def _lower(letter: str) -> str:
    lower = letter.lower()
    return lower if len(lower) == 1 else letter


_spelt = lru_cache(maxsize=REMEMBERED)(marked)
"""A word with its marks: few words are written again and again."""

_WORD = re.compile(r"[^\W\d_]+|\d+")


def _words(typed: str, cased: str, plain: str, at: Sequence[int]) -> Iterator[Word]:
    found = [(match.start(), match.end()) for match in _WORD.finditer(plain)]
    following = [*(begin for begin, _ in found[1:]), len(plain)]
    for (begin, end), until in zip(found, following, strict=False):
        between = plain[end:until]
        first = cased[begin]
        yield Word(
            text=_spelt(typed[at[begin] : at[end]]) or plain[begin:end],
            bare=plain[begin:end],
            capital=first.isupper(),
            upper=end - begin > 1 and cased[begin:end].isupper(),
            ends=HIDDEN if HIDDEN in between else between.strip(" ")[:1],
            begin=begin,
            end=end,
        )
