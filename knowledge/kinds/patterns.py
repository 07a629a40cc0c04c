"""Finding written forms in a message: a form is a few syllables, perhaps with others between, perhaps with a number."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import ne
from typing import Generic, TypeVar

from knowledge.text.normalise import bare_word, spoken

GAP = "…"
NUMBER = "#"
END = "."
ROOM = 4
"""How many other syllables may stand where a form has a gap."""
NUMBER_WORDS = frozenset(
    {
        *("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mấy", "vài", "nhiều", "chục", "nửa"),
        *("cả", "mot", "bon", "muoi", "vai", "nhieu"),
    }
)
"""Words that stand for a number in a form: "đi # lần" is found in "đi ba lần"."""

Meant = TypeVar("Meant")
Parts = tuple[tuple[str, ...], ...]
"""The syllables of a form, cut at its gaps."""


POLITE = frozenset(
    {
        *("ạ", "ah", "à", "hả", "nhỉ", "vậy", "thế", "nhé", "nha", "ha", "ơi", "với", "a", "vay", "the", "nhi", "nhe"),
        *("hen", "z", "bạn", "em", "anh", "chị", "ad", "admin"),
    }
)
"""What may follow the end of a sentence: "xong chưa ạ" ends with "chưa"."""
STROKE = "\u0335"
MARKED_FROM = 0.4
"""The share of syllables with marks from which a message counts as typed with marks."""


class Syllables:
    """A message's comparable syllables, as typed and without marks; `end` is where the last politeness begins."""

    def __init__(self, typed: Sequence[str]) -> None:
        self.typed = tuple(typed)
        self.end = next((at for at in range(len(typed), 0, -1) if typed[at - 1] not in POLITE), 0)
        self.bare = tuple(map(bare_word, self.typed))
        self.marked = sum(map(ne, self.typed, self.bare)) >= MARKED_FROM * len(self.typed)
        self._numbers = [one[0].isdigit() or one in NUMBER_WORDS for one in self.typed]

    def __len__(self) -> int:
        """How many syllables were typed."""
        return len(self.typed)

    @property
    def last(self) -> str:
        """The last syllable before the politeness; empty when there is none."""
        return self.typed[self.end - 1] if self.end else ""

    def shows_marks(self, places: Sequence[int]) -> bool:
        """Whether the message is typed with marks, or at least these places are."""
        return self.marked or any(self.typed[at] != self.bare[at] for at in places)

    def holds(self, part: tuple[str, ...], place: int) -> bool:
        """Whether syllables without marks stand together at a place; NUMBER stands for any number."""
        here = self.bare[place : place + len(part)]
        if here == part or NUMBER not in part or len(here) < len(part):
            return here == part
        return all(
            one in {other, NUMBER} and (one == other or self._numbers[place + n])
            for n, (one, other) in enumerate(zip(part, here, strict=True))
        )

    def starts(self, place: int) -> Iterator[tuple[str, ...]]:
        """What a form that stands here may begin with: this syllable, or this and the next."""
        firsts = (self.bare[place], NUMBER) if self._numbers[place] else (self.bare[place],)
        for first in firsts:
            yield (first,)
        if place + 1 < len(self.bare):
            after = self.bare[place + 1]
            for first in firsts:
                yield first, after
                if self._numbers[place + 1]:
                    yield first, NUMBER


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form in comparable syllables, with and without marks, cut at its gaps; equal when its syllables are.

    `ends` says that nothing but politeness may follow.
    """

    form: str = field(compare=False)
    parts: Parts
    bare: Parts
    ends: bool


@dataclass(frozen=True, slots=True)
class Match(Generic[Meant]):
    """A form found at places of a message."""

    meant: Meant
    places: tuple[int, ...]


def pattern_of(form: str) -> Pattern:
    """A form as it stands in cues.csv: "đi … # lần" has a gap and a number, "chưa." an end.

    Raises ValueError for a form with an empty part.
    """
    parts = tuple(tuple(_syllables(part)) for part in form.removesuffix(END).split(GAP))
    if not all(parts):
        raise ValueError(f"'{form}' has an empty part")
    bare = tuple(tuple(bare_word(one) for one in part) for part in parts)
    return Pattern(form, parts, bare, form.endswith(END))


def _syllables(part: str) -> Iterator[str]:
    for word in part.split():
        yield from _spoken(word)


@lru_cache(maxsize=4096)
def _spoken(word: str) -> tuple[str, ...]:
    return (NUMBER,) if word == NUMBER else tuple(spoken(word).split())


class Patterns(Generic[Meant]):
    """Many forms, found in time that grows with the message alone."""

    def __init__(self, forms: Mapping[Pattern, Meant]) -> None:
        """File the forms by the syllables they begin with, two if they stand together."""
        self._by_start: dict[tuple[str, ...], list[tuple[str, Pattern, Meant]]] = {}
        for pattern, meant in forms.items():
            start, third = pattern.bare[0][:2], (*pattern.bare[0][2:3], NUMBER)[0]
            self._by_start.setdefault(start, []).append((third, pattern, meant))

    def all_in(self, text: Syllables) -> list[Match[Meant]]:
        """Every form found, the longer ones first; they may share syllables."""
        found = [match for place in range(len(text)) for match in self._at(place, text)]
        found.sort(key=lambda match: (-len(match.places), match.places))
        return found

    def _at(self, place: int, text: Syllables) -> Iterator[Match[Meant]]:
        """The forms that begin at a place."""
        after = text.bare[place + 2] if place + 2 < len(text) else ""
        for start in text.starts(place):
            for third, pattern, meant in self._by_start.get(start, ()):
                if third not in {after, NUMBER}:
                    continue  # as most forms: to look only for its third syllable is cheap
                places = _places(pattern, place, text)
                if places and _agrees(pattern, [text.typed[at] for at in places], marked=text.marked):
                    yield Match(meant, places)


def apart(matches: Iterable[Match[Meant]]) -> list[Match[Meant]]:
    """Of matches in their order those that share no syllable with one before."""
    taken: set[int] = set()
    kept = []
    for match in matches:
        if taken.isdisjoint(match.places):
            taken.update(match.places)
            kept.append(match)
    return kept


def _places(pattern: Pattern, start: int, text: Syllables) -> tuple[int, ...]:
    """Where the parts of a form stand, the first at `start`; empty when one does not."""
    places: list[int] = []
    latest = start
    for part in pattern.bare:
        while not text.holds(part, start):
            start += 1
            if start > latest:
                return ()
        places.extend(range(start, start + len(part)))
        start += len(part)
        latest = start + ROOM
    return () if pattern.ends and start < text.end else tuple(places)


def _agrees(pattern: Pattern, typed: Sequence[str], *, marked: bool) -> bool:
    """Whether the marks typed allow a form.

    None may be another than in the form, but marks may be missing: all where a message is typed without marks, in some
    of a form's syllables where it is not. A form of one syllable stands only for itself.
    """
    meant = [one for part in pattern.parts for one in part]
    if len(meant) == 1:
        return meant[0] in {typed[0], NUMBER}
    lacking = 0
    for one, other in zip(meant, typed, strict=True):
        if one not in {other, NUMBER}:
            if not _lacks_marks(other, one):
                return False
            lacking += marked or other != bare_word(one)
    return lacking <= (len(meant) - 1) // 2


@lru_cache(maxsize=4096)
def _lacks_marks(typed: str, meant: str) -> bool:
    """Whether a syllable is another with some of its marks missing: "độ" typed "đô", "dộ" or "do"."""
    return all(_marks(one) <= _marks(other) for one, other in zip(typed, meant, strict=True))


def _marks(letter: str) -> set[str]:
    """A letter taken apart: its base, the stroke of "đ", its shape and its tone."""
    return {"d", STROKE} if letter == "đ" else set(unicodedata.normalize("NFD", letter))
