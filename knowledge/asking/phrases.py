"""Phrases found in a message: as they stand, without marks, glued together, with keys left over or a letter wrong."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

from rapidfuzz.distance import OSA

from knowledge.asking.message import Message, could_be, read_message
from knowledge.text.keystrokes import keystrokes
from knowledge.text.normalise import drop_marks, spoken

Meant = TypeVar("Meant")

SHORTEST_GLUED = 4
MISSPELT = range(3, 9)
"""How many letters a misspelt syllable may have."""
REMEMBERED = 4096
_SYLLABLE = re.compile(
    "(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
    "(?:a[iouy]?|e[ou]?|i(?:a|eu?|u)?|o(?:a[ioy]?|eo?|i|o)?|u(?:a[y]?|e|i|o[iu]?|u|y[aeu]?)?|y(?:eu?)?)"
    "(?:ch?|m|ng?|nh|p|t)?"
)
"""What can be a Vietnamese syllable, without marks."""


@dataclass(frozen=True, slots=True)
class Phrase(Generic[Meant]):
    """A written form and what it means; when strict, one syllable must be typed with its marks: "phí" is not "phi"."""

    form: str
    meant: Meant
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Found(Generic[Meant]):
    """Phrases found at places of a message that follow each other, `[start, end)`: one, or several that look alike."""

    meant: tuple[Meant, ...]
    start: int
    end: int
    strict: bool

    @property
    def places(self) -> range:
        """The places."""
        return range(self.start, self.end)


@dataclass(frozen=True, slots=True)
class _Known(Generic[Meant]):
    typed: tuple[str, ...]
    bare: tuple[str, ...]
    phrase: Phrase[Meant]


class Phrases(Generic[Meant]):
    """Many phrases; complete when constructed."""

    def __init__(self, phrases: Iterable[Phrase[Meant]], spellings: Mapping[str, str]) -> None:
        """Take the phrases, and what chat spellings of a syllable stand for."""
        known = [_known(phrase) for phrase in phrases]
        self._lengths: dict[str, set[int]] = {}
        self._standing: dict[tuple[str, ...], list[_Known[Meant]]] = {}
        for one in known:
            self._lengths.setdefault(one.bare[0], set()).add(len(one.bare))
            self._standing.setdefault(one.bare, []).append(one)
        self._pairs = frozenset(pair for one in known for pair in pairwise(one.bare))
        self._syllables = frozenset(syllable for one in known for syllable in one.bare)
        self._bare = tuple(sorted(self._syllables))
        chat = {spoken(form): tuple(spoken(meant).split()) for form, meant in spellings.items()}
        self._read_as = _read_as(known) | chat
        self._near = lru_cache(maxsize=REMEMBERED)(self._near_spellings)

    def read(self, words: str) -> Message:
        """A message as the phrases see it: spellings read out, misspelt syllables mended."""
        message = read_message(words, self._read_as)
        strange = [place for place, one in enumerate(message.bare) if _is_strange(one)]
        if not strange:
            return message
        mended = {place: self._mended(message.bare, place) for place in strange}
        bare = tuple(mended.get(place, one) for place, one in enumerate(message.bare))
        if bare == message.bare:
            return message
        typed = tuple(
            old if one == was else one for old, was, one in zip(message.typed, message.bare, bare, strict=True)
        )
        return Message(message.shown, typed, bare, message.spans)

    def may_be_all_of(self, message: Message) -> bool:
        """Whether nothing stands in a message that is in no phrase, which is sooner told than which phrases it has."""
        return self._syllables.issuperset(message.bare)

    def all_in(self, message: Message) -> list[Found[Meant]]:
        """The phrases of a message, in order, none over another: the longer wins, then the strict, then the later."""
        begins = (place for place, one in enumerate(message.bare) if one in self._lengths)
        found = [one for place in begins for one in self._at(message, place)]
        taken: set[int] = set()
        kept = []
        for one in sorted(found, key=lambda one: (one.start - one.end, not one.strict, -one.start)):
            if taken.isdisjoint(one.places):
                taken.update(one.places)
                kept.append(one)
        return sorted(kept, key=lambda one: one.start)

    def _at(self, message: Message, start: int) -> Iterator[Found[Meant]]:
        """The phrases that begin at a place."""
        for length in self._lengths[message.bare[start]]:
            end = start + length
            known = self._standing.get(message.bare[start:end]) if end <= len(message) else None
            agreeing = [one.phrase for one in known if _agrees(one, message.typed[start:end])] if known else ()
            if agreeing:
                meant = tuple(phrase.meant for phrase in agreeing)
                yield Found(meant, start, end, any(phrase.strict for phrase in agreeing))

    def _mended(self, bare: Sequence[str], place: int) -> str:
        """What is no syllable, as one of its neighbours wants it; else as it was."""
        one = bare[place]
        around = bare[max(place - 1, 0) : place], bare[place + 1 : place + 2]
        for near in self._near(one):
            if any((b, near) in self._pairs for b in around[0]) or any((near, a) in self._pairs for a in around[1]):
                return near
        return one

    def _near_spellings(self, one: str) -> tuple[str, ...]:
        return tuple(near for near in self._bare if OSA.distance(one, near, score_cutoff=1) == 1)


@lru_cache(maxsize=REMEMBERED)
def _is_strange(one: str) -> bool:
    """Whether something may be a misspelt syllable."""
    return len(one) in MISSPELT and not _SYLLABLE.fullmatch(one)


def _known(phrase: Phrase[Meant]) -> _Known[Meant]:
    typed = tuple(spoken(phrase.form).split())
    return _Known(typed, tuple(map(drop_marks, typed)), phrase)


def _agrees(known: _Known[Meant], typed: tuple[str, ...]) -> bool:
    """Whether the marks typed allow a phrase."""
    if typed == known.typed:
        return True
    if len(typed) == 1 and known.phrase.strict:
        return False
    return all(map(could_be, typed, known.typed))


def _read_as(phrases: Iterable[_Known[Meant]]) -> dict[str, tuple[str, ...]]:
    """What stands for syllables of the phrases: "odau" for "ở", "đâu"; "phis" for "phí"."""
    phrases = tuple(phrases)
    keys = {
        typed: (one,)
        for one in sorted({one for phrase in phrases for one in phrase.typed})
        for typed in keystrokes(one)
    }
    glued = {"".join(form): phrase.typed for phrase in phrases for form in (phrase.typed, phrase.bare) if len(form) > 1}
    return {
        typed: meant
        for typed, meant in (glued | keys).items()
        if not _SYLLABLE.fullmatch(drop_marks(typed)) and (typed in keys or len(typed) >= SHORTEST_GLUED)
    }
